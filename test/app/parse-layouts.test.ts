import { describe, expect, it } from 'vitest';
import { checkApp } from '../../src/app/check-app.ts';
import { parseApp } from '../../src/app/parse-app.ts';
import { appFiles, describeIssue, realm, rootFile, secret } from './app-files.ts';

const hook = { name: 'pay', options: { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD', secret } };
const source = 'exports = () => 1;';
const endpoint = { route: '/orders', http_method: 'GET', function_name: 'list' };

describe('an app of layout B', () => {
  it('is read like one of layout A, with what came later', () => {
    const { app, issues } = parse({
      'config.json': { ...rootFile, config_version: 20200603, environment: 'qa', sync: {} },
      'services/api/config.json': { name: 'api', type: 'http' },
      'services/api/incoming_webhooks/pay/config.json': hook,
      'services/api/incoming_webhooks/pay/source.js': source,
      'functions/list/config.json': { name: 'list' },
      'functions/list/source.js': source,
      'auth_providers/key.json': { name: 'api-key', type: 'api-key', disabled: true },
      'triggers/t.json': {
        name: 'nightly',
        type: 'SCHEDULED',
        config: { schedule: '0 0 * * *' },
        function_name: 'list',
      },
    });
    expect(app).toMatchObject({
      layout: 'B',
      manifestPath: 'config.json',
      environment: 'qa',
      services: [{ name: 'api', configAt: [], webhooks: [{ name: 'pay', configAt: [] }] }],
      functions: [{ name: 'list', configPath: 'functions/list/config.json', configAt: [] }],
      authProviders: [
        { name: 'api-key', type: 'api-key', disabled: true, configPath: 'auth_providers/key.json', configAt: [] },
      ],
      triggers: [{ name: 'nightly', functionNames: ['list'], configPath: 'triggers/t.json', configAt: [] }],
      endpoints: [],
    });
    expect(issues.map(({ code, file }) => [code, file])).toEqual([
      ['FolderNotServed', 'auth_providers/key.json'],
      ['FolderNotServed', 'triggers/t.json'],
    ]);
  });
});

describe('an app of layout C', () => {
  const tree = {
    'realm_config.json': { ...realm, allowed_request_origins: ['https://shop.example.com'], environment: 'none' },
    'auth/custom_user_data.json': { enabled: false },
    'auth/providers.json': { $schema: 'x', 'api-key': { name: 'api-key', type: 'api-key', disabled: false } },
    'data_sources/mongodb-atlas/config.json': { name: 'mongodb-atlas', type: 'mongodb-atlas' },
    'data_sources/mongodb-atlas/shop/orders/rules.json': { database: 'shop', collection: 'orders', roles: [] },
    'data_sources/mongodb-atlas/shop/orders/schema.json': { bsonType: 'object' },
    'data_sources/mongodb-atlas/shop/orders/relationships.json': {},
    'functions/config.json': [{ name: 'list' }, { name: 'mail/send', private: true, run_as_system: true }],
    'functions/list.js': source,
    'functions/mail/send.js': source,
    'http_endpoints/config.json': [{ ...endpoint, http_method: '*', secret_name: 's', return_type: 'EJSON' }],
    'http_endpoints/api/config.json': { name: 'api', type: 'http' },
    'http_endpoints/api/incoming_webhooks/w/config.json': hook,
    'http_endpoints/api/incoming_webhooks/w/source.js': source,
    'services/repo/config.json': { name: 'repo', type: 'github' },
    'services/repo/incoming_webhooks/push/config.json': { name: 'push', options: { secret } },
    'services/repo/incoming_webhooks/push/source.js': source,
    '.mdb/app_meta.json': { config_version: 20210101 },
  };

  it('is read from all its folders', () => {
    const { app } = parse(tree);
    expect(app).toMatchObject({
      layout: 'C',
      environment: '',
      allowedRequestOrigins: ['https://shop.example.com'],
      authProviders: [{ name: 'api-key', configPath: 'auth/providers.json', configAt: ['api-key'] }],
      functions: [
        {
          name: 'list',
          sourcePath: 'functions/list.js',
          configPath: 'functions/config.json',
          configAt: [0],
          private: false,
        },
        { name: 'mail/send', sourcePath: 'functions/mail/send.js', configAt: [1], private: true, runAsSystem: true },
      ],
      endpoints: [
        {
          route: '/orders',
          method: 'ANY',
          functionName: 'list',
          validation: 'NO_VALIDATION',
          secretName: 's',
          respondResult: false,
          returnType: 'EJSON',
          disabled: false,
          configPath: 'http_endpoints/config.json',
          configAt: [0],
        },
      ],
    });
    expect(app?.services.map(({ name, type, directory }) => [name, type, directory])).toEqual([
      ['mongodb-atlas', 'mongodb-atlas', 'data_sources/mongodb-atlas'],
      ['api', 'http', 'http_endpoints/api'],
      ['repo', 'github', 'services/repo'],
    ]);
    expect(app?.services.flatMap(({ webhooks }) => webhooks.map(({ sourcePath }) => sourcePath))).toEqual([
      'http_endpoints/api/incoming_webhooks/w/source.js',
      'services/repo/incoming_webhooks/push/source.js',
    ]);
  });

  it('names the resource of every file; files that list several are lists', () => {
    expect(parse(tree).app?.files.map(({ path, kind, resource }) => `${path}: ${kind} ${resource}`)).toEqual([
      '.mdb/app_meta.json: other .mdb/app_meta.json',
      'auth/custom_user_data.json: other auth/custom_user_data.json',
      'auth/providers.json: list auth/providers.json',
      'data_sources/mongodb-atlas/config.json: service mongodb-atlas',
      'data_sources/mongodb-atlas/shop/orders/relationships.json: rule mongodb-atlas/shop.orders',
      'data_sources/mongodb-atlas/shop/orders/rules.json: rule mongodb-atlas/shop.orders',
      'data_sources/mongodb-atlas/shop/orders/schema.json: rule mongodb-atlas/shop.orders',
      'functions/config.json: list functions/config.json',
      'functions/list.js: function list',
      'functions/mail/send.js: function mail/send',
      'http_endpoints/api/config.json: service api',
      'http_endpoints/api/incoming_webhooks/w/config.json: incoming webhook api/pay',
      'http_endpoints/api/incoming_webhooks/w/source.js: incoming webhook api/pay',
      'http_endpoints/config.json: list http_endpoints/config.json',
      'realm_config.json: app shop',
      'services/repo/config.json: service repo',
      'services/repo/incoming_webhooks/push/config.json: incoming webhook repo/push',
      'services/repo/incoming_webhooks/push/source.js: incoming webhook repo/push',
    ]);
  });

  it('has only warnings for what is not served', () => {
    const { issues } = parse(tree);
    expect(issues.map(({ severity, code, file, message }) => [severity, code, file, message])).toEqual([
      [
        'warning',
        'EndpointsNotServed',
        'http_endpoints/config.json',
        'lists HTTPS endpoints (1), which are kept and exported, but not served yet',
      ],
      [
        'warning',
        'FolderNotServed',
        'auth/custom_user_data.json',
        'auth/ is kept and exported, but not used by this version: app users cannot sign in yet',
      ],
    ]);
  });

  it('warns of settings that only older root files have', () => {
    const { issues } = parse({ 'realm_config.json': { ...realm, security: {} } });
    expect(issues).toMatchObject([{ code: 'UnknownKey', pointer: '/security' }]);
  });

  it('with http services in services/ is read too', () => {
    const { app, issues } = parse({
      'realm_config.json': realm,
      'services/api/config.json': { name: 'api', type: 'http' },
      'services/api/incoming_webhooks/pay/config.json': hook,
    });
    expect(app?.services).toMatchObject([{ name: 'api', webhooks: [{ name: 'pay' }] }]);
    expect(issues).toEqual([]);
  });
});

describe('a webhook below a linked data source', () => {
  it.each([
    ['stitch.json', rootFile, 'services/m'],
    ['realm_config.json', realm, 'data_sources/m'],
  ])('is refused in the layout of %s, for that type has none', (name, root, directory) => {
    const files = appFiles({
      [name]: root,
      [`${directory}/config.json`]: { name: 'm', type: 'mongodb-atlas' },
      [`${directory}/incoming_webhooks/pay/config.json`]: hook,
      [`${directory}/incoming_webhooks/pay/source.js`]: source,
    });
    const { app } = parseApp(files);
    expect(app && checkApp(app, files).filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'TypeWithoutWebhooks', file: `${directory}/incoming_webhooks/pay/config.json` },
    ]);
  });
});

describe('an app of layout D', () => {
  it('has its region and its endpoints where that layout has them', () => {
    const { app, issues } = parse({
      'root_config.json': { ...realm, config_version: 20230101, provider_region: 'aws-eu-central-1' },
      'https_endpoints/config.json': [endpoint],
      'functions/config.json': [{ name: 'list' }],
      'functions/list.js': source,
    });
    expect(app).toMatchObject({ layout: 'D', location: 'aws-eu-central-1', endpoints: [{ route: '/orders' }] });
    expect(issues.map(({ code }) => code)).toEqual(['EndpointsNotServed']);
  });

  it('without a region has the default one', () => {
    expect(parse({ 'root_config.json': { ...realm, config_version: 20230101 } }).app?.location).toBe('aws-us-east-1');
  });
});

describe('auth/providers.json', () => {
  it('gives issues of a provider with its key in the pointer', () => {
    const text = '{\n"anon-user": {"name": 1, "type": "anon-user"},\n"b/c": [],\n"x": {"name":"x","type":"api-key"}}';
    const { app, issues } = parse({ 'realm_config.json': realm, 'auth/providers.json': text });
    expect(app?.authProviders).toMatchObject([{ name: 'x', configAt: ['x'] }]);
    expect(issues.filter(({ code }) => code !== 'FolderNotServed').map(describeIssue)).toEqual([
      '2:23 /anon-user/name WrongType: "name" must be a text, got the number 1',
      '3:8 /b~1c NotAnObject: must be a JSON object, got an array',
    ]);
  });
});

describe('files of no kind', () => {
  it('in the folders of another layout are carried with one warning for each folder', () => {
    const { app, issues } = parse({
      'stitch.json': rootFile,
      'data_sources/a/config.json': { name: 'a', type: 'mongodb-atlas' },
      'data_sources/b/config.json': '{',
      'http_endpoints/api/config.json': { name: 'api', type: 'http' },
    });
    expect(app?.services).toEqual([]);
    expect(app?.files.filter(({ kind }) => kind === 'other')).toHaveLength(3);
    expect(issues.map(describeIssue)).toEqual([
      'data_sources/a/config.json FolderOfOtherLayout: data_sources/ belongs to layout C and D, and this app has layout A: it is kept and exported, but not used',
      'http_endpoints/api/config.json FolderOfOtherLayout: http_endpoints/ belongs to layout C, and this app has layout A: it is kept and exported, but not used',
    ]);
    expect(issues[1]?.hint).toBe('move its files to where layout A has them, or change "config_version"');
  });

  it('in the folders of the layout are carried with one warning that names some of them', () => {
    const tree = { 'stitch.json': rootFile, 'values/1.txt': '', 'values/2.txt': '', 'functions/f.js': '' };
    expect(parse(tree).issues.map(describeIssue)).toEqual([
      'functions/f.js CarriedFile: is no file of layout A: it is kept and exported, and used by nothing; the same holds for values/1.txt, values/2.txt',
    ]);
    const more = { ...tree, 'values/3.txt': '', 'values/4.txt': '', 'values/5.txt': '' };
    expect(parse(more).issues.map(({ message }) => message)).toEqual([
      'is no file of layout A: it is kept and exported, and used by nothing; the same holds for values/1.txt, values/2.txt, values/3.txt and 2 more',
    ]);
  });

  it('below hosting/ and in packages are known: they are anything', () => {
    const { issues } = parse({
      'stitch.json': rootFile,
      'hosting/files/a.bin': '\u0000',
      'functions/node_modules/x/config.json': '{',
      'functions/node_modules/x/source.js': '(',
    });
    expect(issues.map(describeIssue)).toEqual([
      'functions/node_modules/x/config.json FolderNotServed: functions/node_modules/ is kept and exported, but not used by this version: functions cannot require packages yet',
      'hosting/files/a.bin FolderNotServed: hosting/ is kept and exported, but not used by this version: hosted files are not answered',
    ]);
  });
});

function parse(tree: Readonly<Record<string, unknown>>) {
  return parseApp(appFiles(tree));
}
