/** The four layouts that app directories came in, how to tell them apart, and which folders each one has. */
import type { Limits } from '../limits.ts';
import type { AppFiles, LayoutName } from './app.ts';
import type { Issue } from './issue.ts';
import { createIssue } from './issue-codes.ts';
import { issueAt } from './json/config-schema.ts';
import { describeValue, type JsonFile, parseJsonFile } from './json/json-text.ts';

export interface Layout {
  readonly layout: LayoutName;
  readonly rootFile: string;
  readonly versions: readonly number[];
  /** Names in the top directory that belong to the app; what else lies there is somebody else's. */
  readonly folders: readonly string[];
}

const foldersOfAll = [
  'services',
  'functions',
  'values',
  'triggers',
  'graphql',
  'hosting',
  'sync',
  'environments',
  'log_forwarders',
  '.mdb',
] as const;

/** Root files of this version may leave it out: nearly all real ones do, and no other layout has a file of their name. */
export const PROVIDER_VERSION = 20230101;

/** Newest last. The version decides what the shape is; the name of the root file is only a hint. */
export const LAYOUTS: readonly [Layout, Layout, Layout, Layout] = [
  {
    layout: 'A',
    rootFile: 'stitch.json',
    versions: [20180301, 20180302],
    folders: [...foldersOfAll, 'auth_providers'],
  },
  { layout: 'B', rootFile: 'config.json', versions: [20200603], folders: [...foldersOfAll, 'auth_providers'] },
  {
    layout: 'C',
    rootFile: 'realm_config.json',
    versions: [20210101],
    folders: [...foldersOfAll, 'auth', 'data_sources', 'http_endpoints'],
  },
  {
    layout: 'D',
    rootFile: 'root_config.json',
    versions: [PROVIDER_VERSION],
    folders: [...foldersOfAll, 'auth', 'data_sources', 'https_endpoints'],
  },
];

export const ROOT_FILES: readonly string[] = LAYOUTS.map(({ rootFile }) => rootFile);

/** The folders of every layout: a directory is read before it is known which layout it has. */
export const TOP_FOLDERS: readonly string[] = [...new Set(LAYOUTS.flatMap(({ folders }) => folders))];

export const SECRETS_FILE = 'secrets.json';

export interface FoundRootFile {
  /** Undefined when the issues hold an error. */
  readonly root: { readonly file: JsonFile; readonly layout: LayoutName } | undefined;
  readonly issues: readonly Issue[];
}

/** `chosen` is the name of the root file to use where several lie side by side; the others then count for nothing. */
export function findRootFile(files: AppFiles, limits: Limits, chosen?: string): FoundRootFile {
  const present = ROOT_FILES.filter((name) => files.has(name));
  const refuse = (issue: Issue): FoundRootFile => ({ root: undefined, issues: [issue] });
  if (chosen !== undefined && !present.includes(chosen)) {
    const found = present.length === 0 ? '' : `; it has ${present.join(', ')}`;
    return refuse(createIssue('ChosenRootFileMissing', { file: chosen }, { found }));
  }
  const path = chosen ?? present[0];
  const bytes = path === undefined ? undefined : files.get(path);
  if (path === undefined || bytes === undefined) {
    return refuse(createIssue('NoRootFile', { file: 'stitch.json' }, {}));
  }
  if (chosen === undefined && present.length > 1) {
    return refuse(createIssue('AmbiguousRootFile', { file: path }, { names: present.join(', ') }));
  }
  const { file, issues } = parseJsonFile(path, bytes, limits);
  if (file === undefined) return { root: undefined, issues };
  const { layout, issues: layoutIssues } = resolveLayout(file);
  return { root: layout && { file, layout }, issues: [...issues, ...layoutIssues] };
}

function resolveLayout(file: JsonFile): { layout: LayoutName | undefined; issues: Issue[] } {
  const { config_version: version = file.path === LAYOUTS[3].rootFile ? PROVIDER_VERSION : undefined } = file.json;
  const knownVersions = LAYOUTS.flatMap(({ versions }) => versions);
  const allowed = knownVersions.join(', ');
  const path = ['config_version'];
  if (version === undefined) {
    return { layout: undefined, issues: [issueAt('MissingConfigVersion', file, [], { allowed })] };
  }
  const known = LAYOUTS.find(({ versions }) => versions.some((one) => one === version));
  const found = describeValue(version).replace(/^the number /, '');
  if (known === undefined) {
    const isNewer = typeof version === 'number' && version > Math.max(...knownVersions);
    const code = isNewer ? 'NewerConfigVersion' : 'UnknownConfigVersion';
    return { layout: undefined, issues: [issueAt(code, file, path, { found, allowed })] };
  }
  const isNamed = file.path === known.rootFile;
  const issues = isNamed ? [] : [issueAt('RootFileName', file, path, { found, expected: known.rootFile })];
  return { layout: known.layout, issues };
}
