/**
 * What a path of an app directory is, by its layout: one row for each kind of file and place. Rows are tried in order, so a
 * row that takes everything below a folder comes after those that name files in it.
 */
import type { LayoutName, ResourceKind } from './app.ts';

/** Every kind of file that the layouts know, other than the root file. */
export type FileKind =
  | 'service'
  | 'service-rule'
  | 'default-rule'
  | 'collection-rule'
  | 'collection-schema'
  | 'relationships'
  | 'incoming-webhook'
  | 'function'
  | 'function-list'
  | 'source'
  | 'dependencies'
  | 'value'
  | 'auth-provider'
  | 'auth-providers'
  | 'custom-user-data'
  | 'trigger'
  | 'endpoint-list'
  | 'data-api'
  | 'graphql'
  | 'custom-resolver'
  | 'hosting'
  | 'hosting-metadata'
  | 'hosted-file'
  | 'sync'
  | 'environment'
  | 'log-forwarder'
  | 'app-meta'
  | 'meta';

export interface PathRow {
  readonly file: FileKind;
  readonly kind: ResourceKind;
  /** Letters of the layouts that have it. */
  readonly layouts: string;
  /** `*` stands for any part of one name, `**` at the end of a directory for names of any number; see `matches`. */
  readonly path: string;
  /** How many names of the path lead to the directory of the resource; of the service, for rules. */
  readonly owner?: number;
}

/** In `rules/` of a linked data source lie collection rules: the type of the service tells, the path does not. */
export const PATHS: readonly PathRow[] = [
  { file: 'service', kind: 'service', layouts: 'ABCD', path: 'services/*/config.json', owner: 2 },
  { file: 'service', kind: 'service', layouts: 'CD', path: 'data_sources/*/config.json', owner: 2 },
  { file: 'service', kind: 'service', layouts: 'C', path: 'http_endpoints/*/config.json', owner: 2 },
  { file: 'service-rule', kind: 'rule', layouts: 'ABCD', path: 'services/*/rules/*.json', owner: 2 },
  { file: 'service-rule', kind: 'rule', layouts: 'C', path: 'http_endpoints/*/rules/*.json', owner: 2 },
  { file: 'default-rule', kind: 'rule', layouts: 'ABCD', path: 'services/*/default_rule.json', owner: 2 },
  { file: 'default-rule', kind: 'rule', layouts: 'CD', path: 'data_sources/*/default_rule.json', owner: 2 },
  { file: 'collection-rule', kind: 'rule', layouts: 'CD', path: 'data_sources/*/*/*/rules.json', owner: 2 },
  { file: 'collection-schema', kind: 'rule', layouts: 'CD', path: 'data_sources/*/*/*/schema.json', owner: 2 },
  { file: 'relationships', kind: 'rule', layouts: 'CD', path: 'data_sources/*/*/*/relationships.json', owner: 2 },
  // A linked data source cannot own webhooks, which is said when its type is seen.
  ...Object.entries({ services: 'ABCD', http_endpoints: 'C', data_sources: 'CD' }).flatMap(
    ([top, layouts]): PathRow[] => {
      const directory = `${top}/*/incoming_webhooks/*`;
      return [
        { file: 'incoming-webhook', kind: 'incoming webhook', layouts, path: `${directory}/config.json`, owner: 4 },
        { file: 'source', kind: 'incoming webhook', layouts, path: `${directory}/source.js`, owner: 4 },
      ];
    },
  ),
  { file: 'dependencies', kind: 'other', layouts: 'ABCD', path: 'functions/node_modules/**' },
  { file: 'dependencies', kind: 'other', layouts: 'ABCD', path: 'functions/node_modules*' },
  { file: 'dependencies', kind: 'other', layouts: 'ABCD', path: 'functions/package.json' },
  { file: 'dependencies', kind: 'other', layouts: 'ABCD', path: 'functions/package-lock.json' },
  { file: 'function', kind: 'function', layouts: 'AB', path: 'functions/*/config.json', owner: 2 },
  { file: 'source', kind: 'function', layouts: 'AB', path: 'functions/*/source.js', owner: 2 },
  { file: 'function-list', kind: 'list', layouts: 'CD', path: 'functions/config.json' },
  { file: 'source', kind: 'function', layouts: 'CD', path: 'functions/**.js' },
  { file: 'value', kind: 'value', layouts: 'ABCD', path: 'values/*.json' },
  { file: 'auth-provider', kind: 'auth provider', layouts: 'AB', path: 'auth_providers/*.json' },
  { file: 'auth-providers', kind: 'list', layouts: 'CD', path: 'auth/providers.json' },
  { file: 'custom-user-data', kind: 'other', layouts: 'CD', path: 'auth/custom_user_data.json' },
  { file: 'trigger', kind: 'trigger', layouts: 'ABCD', path: 'triggers/*.json' },
  // Apps that were converted keep the folder of the layout before: its list of endpoints is one all the same.
  ...['http_endpoints', 'https_endpoints'].flatMap((top): PathRow[] => [
    { file: 'endpoint-list', kind: 'list', layouts: 'ABCD', path: `${top}/config.json` },
    { file: 'data-api', kind: 'other', layouts: 'ABCD', path: `${top}/data_api_config.json` },
  ]),
  { file: 'graphql', kind: 'other', layouts: 'ABCD', path: 'graphql/config.json' },
  { file: 'custom-resolver', kind: 'other', layouts: 'ABCD', path: 'graphql/custom_resolvers/*.json' },
  { file: 'hosting-metadata', kind: 'list', layouts: 'ABCD', path: 'hosting/metadata.json' },
  { file: 'hosting', kind: 'other', layouts: 'ABCD', path: 'hosting/config.json' },
  { file: 'hosted-file', kind: 'other', layouts: 'ABCD', path: 'hosting/**' },
  { file: 'sync', kind: 'other', layouts: 'ABCD', path: 'sync/config.json' },
  { file: 'environment', kind: 'other', layouts: 'ABCD', path: 'environments/*.json' },
  { file: 'log-forwarder', kind: 'other', layouts: 'ABCD', path: 'log_forwarders/*.json' },
  { file: 'app-meta', kind: 'other', layouts: 'ABCD', path: '.mdb/app_meta.json' },
  { file: 'meta', kind: 'other', layouts: 'ABCD', path: '.mdb/meta.json' },
];

export interface PathRole {
  readonly kind: ResourceKind;
  /** Undefined for a file that no row knows: it is carried along. */
  readonly file: FileKind | undefined;
  /** Directory of the resource, or of the service that a rule belongs to; empty for those that have none. */
  readonly directory: string;
}

/** The root file has no role here: which one it is depends on what is in it. */
export function roleOfPath(layout: LayoutName, path: string): PathRole {
  const row = rowsByTop
    .get(path.slice(0, path.indexOf('/')))
    ?.find((candidate) => candidate.layouts.includes(layout) && candidate.matches(path));
  if (row === undefined) return carried;
  const { kind, file, owner } = row;
  return { kind, file, directory: owner === undefined ? '' : path.split('/', owner).join('/') };
}

/** `services/store-http/incoming_webhooks/ping` lies in the service of `services/store-http`. */
export function serviceDirectoryOf(path: string): string {
  return path.split('/', 2).join('/');
}

/** In layouts C and D a function is called by its path: `functions/mail/send.js` is `mail/send`. */
export function functionSourcePath(name: string): string {
  return `functions/${name}.js`;
}

export function functionNameOf(sourcePath: string): string {
  return sourcePath.slice('functions/'.length, -'.js'.length);
}

const carried: PathRole = { kind: 'other', file: undefined, directory: '' };

interface Matcher extends PathRow {
  matches(path: string): boolean;
}

const rowsByTop: ReadonlyMap<string, readonly Matcher[]> = Map.groupBy(
  PATHS.map((row): Matcher => {
    const pattern = toPattern(row.path);
    return { ...row, matches: (path) => pattern.test(path) };
  }),
  ({ path }) => path.slice(0, path.indexOf('/')),
);

/** Each star has its end at a `/`, a fixed text or the end of the path, so that no path makes the engine go back far. */
function toPattern(path: string): RegExp {
  const source = path
    .replaceAll('.', '\\.')
    .replaceAll('**', '\u0000')
    .replaceAll('*', '[^/]+')
    .replaceAll('\u0000', '.+');
  return new RegExp(`^${source}$`, 's');
}
