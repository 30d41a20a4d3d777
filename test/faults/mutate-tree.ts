/** Changes to which files there are and what they are called. */
import type { Random } from './random.ts';

/** The files of an app that may still be changed. */
export type Tree = Map<string, Buffer>;

type MutateTree = (tree: Tree, path: string, random: Random) => void;

export function mutateTree(tree: Tree, random: Random): void {
  const path = random.pickAny([...tree.keys()]);
  if (path !== undefined) random.pick(TREE_MUTATIONS)(tree, path, random);
}

const TREE_MUTATIONS: readonly [MutateTree, ...MutateTree[]] = [
  (tree, path) => tree.delete(path),
  (tree, path) => tree.delete(path),
  (tree, path, random) => move(tree, path, replaceSegment(path, random)),
  (tree, path, random) => copy(tree, path, replaceSegment(path, random)),
  (tree, path) => move(tree, path, path.normalize('NFD').toUpperCase()),
  (tree, path, random) => copy(tree, path, twinOf(path, random)),
  (tree, path, random) => copy(tree, random.pickAny([...tree.keys()]) ?? path, path),
  moveDirectory,
  moveDirectory,
  (tree, path, random) => copy(tree, path, random.pick(oddPaths)),
  (tree, path, random) => copy(tree, path, `${path}/${random.pick(segments)}`),
  (tree, path, random) => copy(tree, path, path.slice(0, path.lastIndexOf('/') + 1) + random.pick(segments)),
];

const segments: readonly [string, ...string[]] = [
  'config.json',
  'source.js',
  'stitch.json',
  'realm_config.json',
  'services',
  'functions',
  'http_endpoints',
  'https_endpoints',
  'data_sources',
  'incoming_webhooks',
  'rules',
  'rules.json',
  'schema.json',
  'default_rule.json',
  'values',
  'auth_providers',
  'auth',
  'triggers',
  'environments',
  '__proto__',
  'constructor',
  'node_modules',
  'n'.repeat(300),
  'é',
  'e\u0301',
  ' ',
  'a.json',
  'notes.txt',
];

const oddPaths: readonly [string, ...string[]] = [
  'stitch.json',
  'config.json',
  'realm_config.json',
  'root_config.json',
  'services/config.json',
  'services/__proto__/config.json',
  'services/x/incoming_webhooks/config.json',
  'services/x/incoming_webhooks/y/z/config.json',
  'functions/config.json',
  'functions/source.js',
  'functions/deep/er/still.js',
  'functions/node_modules/a/index.js',
  'http_endpoints/config.json',
  'http_endpoints/config.json/config.json',
  'http_endpoints/x/incoming_webhooks/y/source.js',
  'https_endpoints/config.json',
  'data_sources/x/db/coll/rules.json',
  'data_sources/x/db/$bad/schema.json',
  'values/.json',
  'values/a/b.json',
  'auth/providers.json',
  'auth/custom_user_data.json',
  'auth_providers/x.json',
  'triggers/x.json',
  'graphql/custom_resolvers/x.json',
  'graphql/config.json',
  'hosting/metadata.json',
  'hosting/files/a',
  'sync/config.json',
  'environments/none.json',
  'log_forwarders/x.json',
  '.mdb/app_meta.json',
  '.mdb/meta.json',
];

function move(tree: Tree, path: string, to: string): void {
  const bytes = tree.get(path);
  tree.delete(path);
  if (bytes !== undefined) tree.set(to, bytes);
}

function copy(tree: Tree, path: string, to: string): void {
  const bytes = tree.get(path);
  if (bytes !== undefined) tree.set(to, bytes);
}

function replaceSegment(path: string, random: Random): string {
  const parts = path.split('/');
  return parts.with(random.below(parts.length), random.pick(segments)).join('/');
}

/** The same to another system: other case, or the other Unicode form. */
function twinOf(path: string, random: Random): string {
  const twins = [path.toUpperCase(), path.replace(/[a-z](?=\.|$)/, 'é'), path.replace(/[a-z](?=\.|$)/, 'e\u0301')];
  return random.pickAny(twins) ?? path;
}

function moveDirectory(tree: Tree, path: string, random: Random): void {
  const parts = path.split('/');
  const from = `${parts.slice(0, 1 + random.below(parts.length)).join('/')}/`;
  const to = `${random.pick([...segments])}/${random.oneIn(2) ? '' : `${random.pick([...segments])}/`}`;
  for (const moved of [...tree.keys()].filter((one) => one.startsWith(from))) {
    move(tree, moved, to + moved.slice(from.length));
  }
}
