import { describe, expect, it } from 'vitest';
import { findRootFile, LAYOUTS, ROOT_FILES, TOP_FOLDERS } from '../../src/app/layout.ts';
import { PATHS, roleOfPath } from '../../src/app/path-roles.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appFiles } from './app-files.ts';

describe('the root file', () => {
  it.each([
    ['stitch.json', 20180301, 'A'],
    ['stitch.json', 20180302, 'A'],
    ['config.json', 20200603, 'B'],
    ['realm_config.json', 20210101, 'C'],
    ['root_config.json', 20230101, 'D'],
  ])('%s of version %i has layout %s', (name, version, layout) => {
    const { root, issues } = find({ [name]: { config_version: version } });
    expect(root).toMatchObject({ layout, file: { path: name } });
    expect(issues).toEqual([]);
  });

  it('root_config.json may leave its version out, as exports to GitHub do; no other may', () => {
    expect(find({ 'root_config.json': { name: 'meters' } })).toMatchObject({ root: { layout: 'D' }, issues: [] });
    expect(find({ 'realm_config.json': { name: 'meters' } })).toMatchObject({
      root: undefined,
      issues: [{ code: 'MissingConfigVersion' }],
    });
  });

  it.each([
    ['stitch.json', 20200603, 'B', 'config.json'],
    ['stitch.json', 20210101, 'C', 'realm_config.json'],
    ['config.json', 20180301, 'A', 'stitch.json'],
    ['realm_config.json', 20230101, 'D', 'root_config.json'],
  ])('%s of version %i is read as layout %s, with a warning', (name, version, layout, expected) => {
    const { root, issues } = find({ [name]: { config_version: version } });
    expect(root?.layout).toBe(layout);
    expect(issues).toMatchObject([
      {
        code: 'RootFileName',
        severity: 'warning',
        file: name,
        line: 2,
        column: 23,
        pointer: '/config_version',
        message: `is named for another layout than its "config_version" ${version}, which is followed`,
        hint: `rename the file to ${expected}`,
      },
    ]);
  });

  it('of a later version than any known is refused by it', () => {
    expect(find({ 'root_config.json': { config_version: 20990101 } })).toMatchObject({
      root: undefined,
      issues: [
        {
          code: 'NewerConfigVersion',
          message: '"config_version" 20990101 is newer than every version that this program knows',
          hint: 'upgrade webhook-cli; this one knows: 20180301, 20180302, 20200603, 20210101, 20230101',
        },
      ],
    });
  });

  it('that is missing is asked for by the names of all layouts', () => {
    expect(find({ 'values/a.json': {} })).toMatchObject({
      root: undefined,
      issues: [
        {
          code: 'NoRootFile',
          message:
            'no root file was found: an app has stitch.json, config.json, realm_config.json or root_config.json in its top directory',
        },
      ],
    });
  });

  it('beside another one is ambiguous, and both are named', () => {
    const files = { 'stitch.json': { config_version: 20180301 }, 'realm_config.json': { config_version: 20210101 } };
    expect(find(files)).toMatchObject({
      root: undefined,
      issues: [
        {
          code: 'AmbiguousRootFile',
          message: 'is one of several root files: stitch.json, realm_config.json',
          hint: expect.stringContaining('--manifest FILE'),
        },
      ],
    });
    expect(find(files, 'realm_config.json')).toMatchObject({ root: { layout: 'C' }, issues: [] });
    expect(find(files, 'stitch.json')).toMatchObject({ root: { layout: 'A' }, issues: [] });
  });

  it('that was chosen and is not there is refused, with those that are', () => {
    const files = { 'stitch.json': { config_version: 20180301 } };
    expect(find(files, 'realm_config.json')).toMatchObject({
      root: undefined,
      issues: [
        {
          code: 'ChosenRootFileMissing',
          file: 'realm_config.json',
          message: 'was chosen as the root file, but is none of this app; it has stitch.json',
        },
      ],
    });
    expect(find(files, 'values/a.json').issues).toMatchObject([{ code: 'ChosenRootFileMissing' }]);
    expect(find({}, '__proto__').issues).toMatchObject([
      { code: 'ChosenRootFileMissing', message: 'was chosen as the root file, but is none of this app' },
    ]);
  });

  it('with no bytes in it is empty, not unfinished', () => {
    expect(find({ 'stitch.json': '' })).toMatchObject({ root: undefined, issues: [{ code: 'EmptyFile' }] });
  });

  it('of a service is none of the app', () => {
    expect(find({ 'services/a/config.json': { config_version: 20180301 } }).issues).toMatchObject([
      { code: 'NoRootFile' },
    ]);
  });
});

describe('a path', () => {
  it.each([
    ['AB', 'services/a/config.json', 'service', 'service', 'services/a'],
    ['C', 'http_endpoints/a/config.json', 'service', 'service', 'http_endpoints/a'],
    ['CD', 'data_sources/a/config.json', 'service', 'service', 'data_sources/a'],
    ['ABCD', 'services/a/rules/r.json', 'rule', 'service-rule', 'services/a'],
    ['C', 'http_endpoints/a/rules/r.json', 'rule', 'service-rule', 'http_endpoints/a'],
    ['AB', 'services/a/default_rule.json', 'rule', 'default-rule', 'services/a'],
    ['CD', 'data_sources/a/default_rule.json', 'rule', 'default-rule', 'data_sources/a'],
    ['CD', 'data_sources/a/db/c/rules.json', 'rule', 'collection-rule', 'data_sources/a'],
    ['CD', 'data_sources/a/db/c/schema.json', 'rule', 'collection-schema', 'data_sources/a'],
    ['CD', 'data_sources/a/db/c/relationships.json', 'rule', 'relationships', 'data_sources/a'],
    [
      'ABCD',
      'services/a/incoming_webhooks/w/config.json',
      'incoming webhook',
      'incoming-webhook',
      'services/a/incoming_webhooks/w',
    ],
    [
      'ABCD',
      'services/a/incoming_webhooks/w/source.js',
      'incoming webhook',
      'source',
      'services/a/incoming_webhooks/w',
    ],
    [
      'C',
      'http_endpoints/a/incoming_webhooks/w/source.js',
      'incoming webhook',
      'source',
      'http_endpoints/a/incoming_webhooks/w',
    ],
    ['AB', 'functions/f/config.json', 'function', 'function', 'functions/f'],
    ['AB', 'functions/f/source.js', 'function', 'source', 'functions/f'],
    ['CD', 'functions/config.json', 'list', 'function-list', ''],
    ['CD', 'functions/f.js', 'function', 'source', ''],
    ['CD', 'functions/mail/send.js', 'function', 'source', ''],
    ['ABCD', 'functions/node_modules.tar.gz', 'other', 'dependencies', ''],
    ['ABCD', 'functions/node_modules/left-pad/index.js', 'other', 'dependencies', ''],
    ['ABCD', 'values/v.json', 'value', 'value', ''],
    ['AB', 'auth_providers/anon-user.json', 'auth provider', 'auth-provider', ''],
    ['CD', 'auth/providers.json', 'list', 'auth-providers', ''],
    ['CD', 'auth/custom_user_data.json', 'other', 'custom-user-data', ''],
    ['ABCD', 'triggers/t.json', 'trigger', 'trigger', ''],
    ['ABCD', 'http_endpoints/config.json', 'list', 'endpoint-list', ''],
    ['ABCD', 'https_endpoints/config.json', 'list', 'endpoint-list', ''],
    ['ABCD', 'https_endpoints/data_api_config.json', 'other', 'data-api', ''],
    ['ABCD', 'hosting/metadata.json', 'list', 'hosting-metadata', ''],
    ['ABCD', 'hosting/files/functions/config.json', 'other', 'hosted-file', ''],
    ['ABCD', '.mdb/app_meta.json', 'other', 'app-meta', ''],
  ])('in the layouts %s is what it is: %s', (layouts, path, kind, file, directory) => {
    for (const layout of layouts) expect(role(layout, path)).toEqual({ kind, file, directory });
  });

  it.each([
    ['ABCD', 'services/a/notes.txt'],
    ['ABCD', 'services/config.json'],
    ['ABCD', 'services/a/b/config.json'],
    ['ABCD', 'services/a/incoming_webhooks/w/extra/source.js'],
    ['ABCD', 'values/v.txt'],
    ['ABCD', 'values/deep/v.json'],
    ['ABCD', 'values/.json'],
    ['ABCD', 'unknown/config.json'],
    ['ABCD', 'config.json'],
    ['AB', 'functions/f.js'],
    ['AB', 'data_sources/a/config.json'],
    ['AB', 'http_endpoints/a/config.json'],
    ['AB', 'auth/providers.json'],
    ['CD', 'functions/f/config.json'],
    ['CD', 'auth_providers/anon-user.json'],
    ['CD', 'data_sources/a/rules/db.c.json'],
    ['D', 'http_endpoints/a/incoming_webhooks/w/config.json'],
  ])('in the layouts %s is carried: %s', (layouts, path) => {
    for (const layout of layouts) expect(role(layout, path)).toEqual({ kind: 'other', file: undefined, directory: '' });
  });

  it('in the layouts C and D has the same role wherever names have odd characters', () => {
    expect(role('C', 'functions/a\nb/ .js')).toMatchObject({ kind: 'function' });
    expect(role('A', 'services/a.b*c/config.json')).toMatchObject({ directory: 'services/a.b*c' });
  });

  it('of 200,000 characters takes no time to tell', () => {
    const long = `services/${'a/'.repeat(100_000)}config.json`;
    expect(role('A', long).file).toBeUndefined();
  });
});

describe('the layouts', () => {
  it('have every folder that one of their rows names, or take its list from another layout', () => {
    const shared = ['http_endpoints', 'https_endpoints'];
    for (const { layout, folders } of LAYOUTS) {
      const named = PATHS.filter(({ layouts }) => layouts.includes(layout)).map(({ path }) => path.split('/')[0]);
      const own = named.filter((folder) => folder !== undefined && !shared.includes(folder));
      expect(own.filter((folder) => !folders.includes(folder ?? ''))).toEqual([]);
      expect(folders.filter((folder) => !named.includes(folder))).toEqual([]);
    }
  });

  it('have one list of folders and one of root files for whoever reads a directory', () => {
    expect([...TOP_FOLDERS].sort()).toEqual([
      '.mdb',
      'auth',
      'auth_providers',
      'data_sources',
      'environments',
      'functions',
      'graphql',
      'hosting',
      'http_endpoints',
      'https_endpoints',
      'log_forwarders',
      'services',
      'sync',
      'triggers',
      'values',
    ]);
    expect(ROOT_FILES).toEqual(['stitch.json', 'config.json', 'realm_config.json', 'root_config.json']);
  });
});

function find(tree: Readonly<Record<string, unknown>>, chosen?: string) {
  return findRootFile(appFiles(tree), DEFAULT_LIMITS, chosen);
}

function role(letter: string, path: string) {
  const layout = LAYOUTS.find((one) => one.layout === letter)?.layout;
  if (layout === undefined) throw new Error(`no layout ${letter}`);
  return roleOfPath(layout, path);
}
