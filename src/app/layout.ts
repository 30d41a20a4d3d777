/** The four layouts that app directories came in, how to tell them apart, and where things lie in layout A. */
import type { Limits } from '../limits.ts';
import type { AppFiles } from './app.ts';
import { issueAt } from './config-schema.ts';
import type { Issue } from './issue.ts';
import { createIssue } from './issue-codes.ts';
import { describeValue, type JsonFile, parseJsonFile } from './json-text.ts';

/** Newest last. The version decides what the shape is; the name of the root file is only a hint. */
export const LAYOUTS = [
  { layout: 'A', rootFile: 'stitch.json', versions: [20180301, 20180302] },
  { layout: 'B', rootFile: 'config.json', versions: [20200603] },
  { layout: 'C', rootFile: 'realm_config.json', versions: [20210101] },
  { layout: 'D', rootFile: 'root_config.json', versions: [20230101] },
] as const;

export const SECRETS_FILE = 'secrets.json';

const knownVersions = LAYOUTS.flatMap(({ versions }) => versions as readonly number[]);
const supported = LAYOUTS[0];

/** Finds the root file and says whether this is layout A. Any other layout is refused by its name. */
export function findRootFile(files: AppFiles, limits: Limits): { rootFile: JsonFile | undefined; issues: Issue[] } {
  const present = LAYOUTS.map(({ rootFile }) => rootFile).filter((name) => files.has(name));
  const [path] = present;
  const bytes = path === undefined ? undefined : files.get(path);
  if (path === undefined || bytes === undefined) {
    return { rootFile: undefined, issues: [createIssue('NoRootFile', { file: supported.rootFile }, {})] };
  }
  if (present.length > 1) {
    const issue = createIssue('AmbiguousRootFile', { file: path }, { names: present.join(', ') });
    return { rootFile: undefined, issues: [issue] };
  }
  const { file, issues } = parseJsonFile(path, bytes, limits);
  if (file === undefined) return { rootFile: undefined, issues: [...issues] };
  const layoutIssues = checkLayout(file);
  const refused = layoutIssues.some(({ severity }) => severity === 'error');
  return { rootFile: refused ? undefined : file, issues: [...issues, ...layoutIssues] };
}

function checkLayout(file: JsonFile): Issue[] {
  const version = file.json.config_version;
  const allowed = knownVersions.join(', ');
  const path = ['config_version'];
  if (version === undefined) return [issueAt('MissingConfigVersion', file, [], { allowed })];
  const layout = LAYOUTS.find(({ versions }) => versions.some((known) => known === version));
  const found = describeValue(version).replace(/^the number /, '');
  if (layout === undefined) {
    const isNewer = typeof version === 'number' && version > Math.max(...knownVersions);
    return [issueAt(isNewer ? 'NewerConfigVersion' : 'UnknownConfigVersion', file, path, { found, allowed })];
  }
  if (layout !== supported) {
    const details = { layout: layout.layout, found, allowed: supported.versions.join(' or ') };
    return [issueAt('LayoutNotSupported', file, path, details)];
  }
  if (file.path === layout.rootFile) return [];
  return [issueAt('RootFileName', file, path, { found, expected: layout.rootFile })];
}

/** Where a path of layout A belongs. `directory` is the directory of the resource, for those that have one. */
export type PathRole =
  | { readonly kind: 'service'; readonly directory: string }
  | { readonly kind: 'rule'; readonly directory: string }
  | { readonly kind: 'incoming webhook' | 'function'; readonly directory: string; readonly part: 'config' | 'source' }
  | { readonly kind: 'value' | 'other' };

const other: PathRole = { kind: 'other' };

export function roleOfPath(path: string): PathRole {
  const parts = path.split('/');
  const [top, folder, third = '', fourth, fifth] = parts;
  const part = partOf(parts.at(-1) ?? '');
  switch (top) {
    case 'services': {
      const directory = `services/${folder}`;
      if (parts.length === 3 && part === 'config') return { kind: 'service', directory };
      if (parts.length === 3 && third === 'default_rule.json') return { kind: 'rule', directory };
      if (parts.length === 4 && third === 'rules' && fourth?.endsWith('.json')) return { kind: 'rule', directory };
      const isWebhook = parts.length === 5 && third === 'incoming_webhooks' && fifth !== undefined;
      return isWebhook && part
        ? { kind: 'incoming webhook', directory: `${directory}/${third}/${fourth}`, part }
        : other;
    }
    case 'functions':
      return parts.length === 3 && part ? { kind: 'function', directory: `functions/${folder}`, part } : other;
    case 'values':
      return parts.length === 2 && path.endsWith('.json') ? { kind: 'value' } : other;
    default:
      return other;
  }
}

function partOf(name: string): 'config' | 'source' | undefined {
  if (name === 'config.json') return 'config';
  return name === 'source.js' ? 'source' : undefined;
}
