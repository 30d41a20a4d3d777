import { describe, expect, it } from 'vitest';
import { parseAppMeta, parseMeta } from '../../../src/app/kinds/app-meta.ts';
import { parseCustomUserData } from '../../../src/app/kinds/custom-user-data.ts';
import { parseDataApi } from '../../../src/app/kinds/data-api.ts';
import { parseEnvironment } from '../../../src/app/kinds/environment.ts';
import { parseCustomResolver, parseGraphqlConfig } from '../../../src/app/kinds/graphql.ts';
import { parseHostedFile, parseHostingConfig } from '../../../src/app/kinds/hosting.ts';
import { parseLogForwarder } from '../../../src/app/kinds/log-forwarder.ts';
import type { ParseResource } from '../../../src/app/kinds/parsed-resource.ts';
import { parseSyncConfig } from '../../../src/app/kinds/sync.ts';
import { parseText } from './parse-text.ts';

/** Only `/a` and `/a.css` are there. */
const parseHosted: ParseResource = (file) =>
  parseHostedFile(file, (path) => ['hosting/files/a', 'hosting/files/a.css'].includes(path));

const good: ReadonlyArray<readonly [string, ParseResource, object]> = [
  [
    'custom user data',
    parseCustomUserData,
    { enabled: true, database_name: 'd', collection_name: 'users', user_id_field: 'id' },
  ],
  ['custom user data that is off', parseCustomUserData, { enabled: false }],
  ['a GraphQL config', parseGraphqlConfig, { use_natural_pluralization: true }],
  [
    'a custom resolver',
    parseCustomResolver,
    { function_name: 'f', on_type: 'Query', field_name: 'x', input_type: null },
  ],
  ['a hosting config', parseHostingConfig, { enabled: true, default_error_path: '/404.html', default_error_code: 404 }],
  ['a hosting config with its code as a text', parseHostingConfig, { default_error_code: '404' }],
  ['a Data API config without a validation', parseDataApi, { validation_method: '', secret_name: '' }],
  ['a hosted file', parseHosted, { path: '/a.css', attrs: [{ name: 'Content-Type', value: 'text/css' }] }],
  [
    'a sync config',
    parseSyncConfig,
    { type: 'partition', state: 'enabled', partition: { key: 'p', permissions: { read: {}, write: false } } },
  ],
  ['an environment', parseEnvironment, { values: { url: 'https://example.com', retries: 3 } }],
  [
    'a log forwarder',
    parseLogForwarder,
    {
      name: 'l',
      log_types: ['function'],
      policy: { type: 'batch' },
      action: { type: 'collection', data_source: 'atlas', database: 'logs', collection: 'all' },
    },
  ],
  [
    'a Data API config',
    parseDataApi,
    { disabled: false, versions: ['v1'], return_type: 'EJSON', validation_method: 'NO_VALIDATION', can_evaluate: {} },
  ],
  ['app meta', parseAppMeta, { group_id: 'g', app_id: 'a', config_version: 20210101 }],
  ['meta', parseMeta, { anything: { id: 'x' } }],
];

const missing: ReadonlyArray<readonly [string, ParseResource, object, string]> = [
  [
    'a hosted file',
    parseHosted,
    { path: '/b.css', attrs: null },
    'warning 1:9 /path HostedFileMissing: lists "/b.css", which is not in hosting/files',
  ],
];

const bad: ReadonlyArray<readonly [string, ParseResource, object, string]> = [
  [
    'custom user data',
    parseCustomUserData,
    { enabled: 'yes' },
    'error 1:12 /enabled WrongType: "enabled" must be true or false, got "yes"',
  ],
  [
    'a GraphQL config',
    parseGraphqlConfig,
    { use_natural_pluralisation: true },
    'warning 1:2 /use_natural_pluralisation UnknownKey: does not know the key "use_natural_pluralisation", which is kept; did you mean "use_natural_pluralization"?',
  ],
  [
    'a custom resolver',
    parseCustomResolver,
    { field_name: 'x' },
    'error 1:1 /on_type MissingKey: the key "on_type" is missing',
  ],
  [
    'a hosting config',
    parseHostingConfig,
    { default_error_code: false },
    'error 1:23 /default_error_code WrongType: "default_error_code" must be a number or a text, got the boolean false',
  ],
  ['a hosted file', parseHosted, { attrs: [] }, 'error 1:1 /path MissingKey: the key "path" is missing'],
  [
    'a hosted file',
    parseHosted,
    { path: '/a', attrs: [{ name: 'content-type', value: 'x' }] },
    'warning 1:31 /attrs/0/name UnknownFileAttribute: the hosted file has the header "content-type", which the old platform did not know; did you mean "Content-Type"?',
  ],
  [
    'a sync config',
    parseSyncConfig,
    { partition: { permissions: { read: 1 } } },
    'error 1:37 /partition/permissions/read WrongType: "partition.permissions.read" must be an object or true or false, got the number 1',
  ],
  [
    'a sync config',
    parseSyncConfig,
    { database_name: 'a.b' },
    'error 1:18 /database_name IllegalNamespace: database name "a.b" is not legal: it holds the character .',
  ],
  [
    'an environment',
    parseEnvironment,
    { values: [] },
    'error 1:11 /values WrongType: "values" must be an object, got an array',
  ],
  [
    'an environment',
    parseEnvironment,
    { value: {} },
    'warning 1:2 /value UnknownKey: does not know the key "value", which is kept; did you mean "values"?',
  ],
  [
    'a log forwarder',
    parseLogForwarder,
    { name: 'l', action: { collection: 'system.x' } },
    'error 1:36 /action/collection IllegalNamespace: collection name "system.x" is not legal: names that start with "system." belong to the server',
  ],
  [
    'a Data API config',
    parseDataApi,
    { return_type: 'XML' },
    'error 1:16 /return_type UnknownValue: "return_type" is "XML", which is not one of its values',
  ],
  [
    'a Data API config',
    parseDataApi,
    { can_evaluate: { '%x': 1 } },
    'error 1:23 /can_evaluate/%x InvalidExpression: "can_evaluate" is not a valid rule expression: unknown operator %x',
  ],
  [
    'a Data API config',
    parseDataApi,
    { can_evaluate: [] },
    'error 1:17 /can_evaluate WrongType: "can_evaluate" must be an object, true or false, got an array',
  ],
  [
    'app meta',
    parseAppMeta,
    { config_version: '20210101' },
    'error 1:19 /config_version WrongType: "config_version" must be a number, got "20210101"',
  ],
];

describe('a file that is kept', () => {
  it.each(good)('is accepted: %s', (_name, parse, content) => {
    expect(parseText(parse, content)).toMatchObject({ resource: content, found: [] });
  });

  it.each(good)('may have null for what is not set: %s', (_name, parse, content) => {
    expect(
      parseText(parse, { ...content, last_modified: 1, id: null }).found.filter(
        (line) => !/last_modified|"id"/.test(line),
      ),
    ).toEqual([]);
  });

  it.each([...bad, ...missing])('is refused or warned of: %s', (_name, parse, content, expected) => {
    expect(parseText(parse, content).found).toEqual([expected]);
  });

  it.each(good)('may be anything but an object and gives an issue: %s', (_name, parse) => {
    for (const text of ['[]', 'null', '"x"', '{"__proto__": {"a": 1}}', '{"constructor": null}']) {
      const { found } = parseText(parse, text);
      expect(found.every((line) => /NotAnObject|UnknownKey|MissingKey/.test(line))).toBe(true);
    }
  });

  it('may have a value of the environment in the place of a choice', () => {
    expect(parseText(parseDataApi, { return_type: '%(%%environment.values.type)' }).found).toEqual([]);
  });
});
