import { describe, expect, it } from 'vitest';
import { parseApp } from '../../../src/app/parse-app.ts';
import { appFiles, realm, rootFile, secret } from '../app-files.ts';

const hook = { name: 'pay', options: { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD', secret } };
const source = 'exports = () => 1;';
const endpoint = { route: '/orders', http_method: 'GET', function_name: 'list' };

describe('the key $schema', () => {
  it('is welcome in every file and entry, whatever it holds', () => {
    const $schema = 'https://example.com/schema.json';
    const { issues } = parse({
      'realm_config.json': { $schema, ...realm },
      'auth/custom_user_data.json': { $schema: 5, enabled: false },
      'data_sources/m/config.json': { $schema, name: 'm', type: 'mongodb-atlas' },
      'data_sources/m/default_rule.json': { $schema, roles: [] },
      'data_sources/m/db/c/rules.json': { $schema, database: 'db', collection: 'c', roles: [] },
      'functions/config.json': [{ $schema, name: 'list' }],
      'functions/list.js': source,
      'graphql/config.json': { $schema, use_natural_pluralization: true },
      'http_endpoints/api/config.json': { $schema, name: 'api', type: 'http' },
      'http_endpoints/api/incoming_webhooks/pay/config.json': { $schema, ...hook },
      'http_endpoints/api/rules/r.json': { $schema, name: 'r', actions: ['get'], when: {} },
      'http_endpoints/config.json': [{ $schema, ...endpoint }],
      'hosting/files/a': '',
      'hosting/metadata.json': [{ $schema, path: '/a', attrs: [] }],
      'triggers/t.json': {
        $schema,
        name: 't',
        type: 'SCHEDULED',
        config: { schedule: '* * * * *' },
        function_name: 'list',
      },
      'values/v.json': { $schema, name: 'v', value: 1 },
      '.mdb/app_meta.json': { $schema, config_version: 20210101 },
    });
    expect(issues.filter(({ code }) => code !== 'FolderNotServed' && code !== 'EndpointsNotServed')).toEqual([]);
  });

  it('deeper in a file is a key like any other', () => {
    const { issues } = parse({ 'stitch.json': { ...rootFile, security: { $schema: 'x' } } });
    expect(issues).toMatchObject([{ code: 'UnknownKey', pointer: '/security/$schema' }]);
  });
});

function parse(tree: Readonly<Record<string, unknown>>) {
  return parseApp(appFiles(tree));
}
