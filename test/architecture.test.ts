import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');

interface SourceFile {
  /** Path below src. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

interface Rule {
  readonly folders: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

const files = readSources();
const rules = readImportTable();

describe('the house', () => {
  it('has a row in the import table for every folder, and a folder for every row', () => {
    const folders = new Set(files.map((file) => folderOf(file.path)).filter((folder) => folder !== '.'));
    expect([...rules.keys()].sort()).toEqual([...folders].sort());
  });

  it('imports only what the table allows between folders', () => {
    const offences = files.flatMap((file) =>
      relativeImports(file)
        .map((target) => folderOf(target))
        .filter(
          (folder) =>
            folder !== folderOf(file.path) && folder !== '.' && !rules.get(folderOf(file.path))?.folders.has(folder),
        )
        .map((folder) => `${file.path} imports ${folder}`),
    );
    expect(offences).toEqual([]);
  });

  it('imports from the top folder only what folders share: errors, exit codes, leftovers, limits', () => {
    const offences = files
      .filter((file) => folderOf(file.path) !== '.')
      .flatMap((file) =>
        relativeImports(file)
          .filter(
            (target) =>
              folderOf(target) === '.' &&
              !['errors.ts', 'error-definition.ts', 'leftovers.ts', 'limits.ts'].includes(target),
          )
          .map((target) => `${file.path} imports ${target}`),
      );
    expect(offences).toEqual([]);
  });

  it('imports a package, or a built-in that the table names, only in the folders that the table gives it', () => {
    const owned = new Set([...rules.values()].flatMap((rule) => [...rule.packages]));
    const offences = files.flatMap((file) =>
      packageImports(file)
        .filter((name) => owned.has(name) || !isBuiltin(name))
        .filter((name) => !rules.get(folderOf(file.path))?.packages.has(name))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(offences).toEqual([]);
  });

  it('names only packages in the table that package.json lists as dependencies, and all of them', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const named = new Set(
      [...rules.values()].flatMap((rule) => [...rule.packages]).filter((name) => !name.startsWith('node:')),
    );
    expect([...named].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  it('has no import cycles', () => {
    expect(findCycle()).toBeUndefined();
  });

  it('keeps every file within 300 lines', () => {
    const long = files.filter((file) => file.text.split('\n').length > 301).map((file) => file.path);
    expect(long).toEqual([]);
  });

  it('has no drawers and no barrel files', () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|common|lib|helpers?|misc|index|types)(\/|\.ts$)/.test(file.path),
    );
    expect(drawers.map((file) => file.path)).toEqual([]);
  });

  it('speaks only through the output, and ends the process only in cli/main.ts and in the sandbox child', () => {
    const allowed = new Set(['cli/main.ts', 'sandbox/child.ts', 'sandbox/engine.ts']);
    const offences = files.filter(
      (file) => !allowed.has(file.path) && /\bprocess\.exit\(|^\s*console\./m.test(withoutTexts(file.text)),
    );
    expect(offences.map((file) => file.path)).toEqual([]);
  });
});

function readSources(): SourceFile[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const text = readFileSync(join(source, path), 'utf8');
      return { path: path.replaceAll('\\', '/'), text, imports: importsOf(text) };
    });
}

/** Sources that the program hands out, such as the templates of `new`, stand in template literals. */
function withoutTexts(text: string): string {
  return text.replaceAll(/`(?:\\.|[^`\\])*`/g, '``');
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(?:\/\/.*|\/?\*.*)$/gm, '');
}

function importsOf(source: string): string[] {
  const text = withoutComments(source);
  const forms = [
    /^\s*(?:import|export)\b[^;'"]*?\bfrom\s+['"]([^'"]+)['"]/gm,
    /^\s*import\s+['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /\brequire(?:\.resolve)?\(\s*['"]([^'"]+)['"]\s*\)/g,
  ];
  return forms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''));
}

function relativeImports(file: SourceFile): string[] {
  return file.imports
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(source, resolve(source, dirname(file.path), name)).replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('..'));
}

function packageImports(file: SourceFile): string[] {
  return file.imports
    .filter((name) => !name.startsWith('.'))
    .map((name) => {
      const parts = name.split('/');
      if (name.startsWith('node:')) return name;
      return name.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? name);
    });
}

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}

function folderOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '.') : '.';
}

function readImportTable(): Map<string, Rule> {
  const lines = readFileSync(join(source, 'README.md'), 'utf8').split('\n');
  const head = lines.findIndex((line) => /^\|\s*folder\s*\|\s*may import\s*\|/.test(line));
  const table = lines.slice(head + 2);
  const rows = table.slice(
    0,
    table.findIndex((line) => !line.startsWith('|')),
  );
  return new Map(
    rows.map((line) => {
      const [folder = '', folders = '', packages = ''] = line
        .slice(1)
        .split('|')
        .map((cell) => cell.trim());
      return [folder, { folders: names(folders), packages: names(packages) }];
    }),
  );
}

function names(cell: string): Set<string> {
  return new Set(
    cell
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && name !== '-'),
  );
}

function findCycle(): string[] | undefined {
  const targets = new Map(files.map((file) => [file.path, relativeImports(file)]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of targets.get(path) ?? []) {
      const cycle = visit(target, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of targets.keys()) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
