import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { EXIT_CODES } from '../src/error-definition.ts';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
};
const program = createProgram(async () => undefined);

describe('README.md', () => {
  it('lists the exit codes that the program uses, with the words of its help', () => {
    const rows = [...readme.matchAll(/^\| (\d+)\s+\| (.+?)\s*\|$/gm)].map((row) => `${row[1]}  ${row[2]}`);
    expect(rows.map((row) => Number(row.split(' ', 1)[0]))).toEqual(Object.values(EXIT_CODES));
    for (const row of rows) expect(helpOf('validate')).toContain(`  ${row}\n`);
  });

  it('says of every dependency what it is for, and of nothing else', () => {
    const table = readme.slice(readme.indexOf('| dependency'), readme.indexOf('MIT licence'));
    const named = [...table.matchAll(/^\| ([^|]+?)\s*\|/gm)].slice(1).flatMap((row) => (row[1] ?? '').split(', '));
    expect(named.sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  it('shows only commands that exist', () => {
    const shown = [...readme.matchAll(/^webhook-cli (\w+)/gm)].map((match) => match[1]);
    expect(shown.length).toBeGreaterThan(0);
    const known = program.commands.map((command) => command.name());
    expect(shown.filter((name) => name !== undefined && !known.includes(name))).toEqual([]);
  });

  it('shows only npm scripts that exist', () => {
    const shown = [...readme.matchAll(/npm run (\w+)/g)].map((match) => match[1] ?? '');
    expect(shown.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  });
});

/** The whole help of a command, with the parts that commander adds only when it prints. */
function helpOf(name: string): string {
  let text = '';
  const command = program.commands.find((candidate) => candidate.name() === name);
  command?.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}
