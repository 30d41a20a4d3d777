import { describe, expect, it } from 'vitest';
import { appFiles, describeIssue } from '../app-files.ts';
import { checkFiles, checkTree } from './check-files.ts';

describe('names', () => {
  it('are told apart by kind and compared within one: triggers and auth providers', () => {
    const trigger = { type: 'SCHEDULED', config: { schedule: '0 0 * * *' }, function_id: '5f0c1f77bcf86cd799439011' };
    const issues = checkTree({
      'triggers/a.json': { name: 'x', ...trigger },
      'triggers/b.json': { name: 'x', ...trigger },
      'auth_providers/a.json': { name: 'anon-user', type: 'anon-user' },
      'auth_providers/b.json': { name: 'anon-user', type: 'anon-user' },
      'values/x.json': { name: 'x', value: 1 },
    });
    expect(issues).toMatchObject([
      {
        code: 'DuplicateName',
        file: 'auth_providers/b.json',
        message: expect.stringContaining('auth_providers/a.json'),
      },
      { code: 'DuplicateName', file: 'triggers/b.json', line: 2, message: expect.stringContaining('triggers/a.json') },
    ]);
  });

  it('of services are compared across the folders of a layout', () => {
    const issues = checkFiles(
      appFiles({
        'realm_config.json': { config_version: 20210101, name: 'shop' },
        'services/api/config.json': { name: 'api', type: 'twilio' },
        'http_endpoints/api/config.json': { name: 'api', type: 'http' },
        'data_sources/api/config.json': { name: 'api', type: 'mongodb-atlas' },
      }),
    );
    expect(issues.map(({ code }) => code)).toEqual(['DuplicateName', 'DuplicateName']);
  });

  it('of functions in a list are compared with their places', () => {
    const issues = checkFiles(
      appFiles({
        'realm_config.json': { config_version: 20210101, name: 'shop' },
        'functions/config.json': [{ name: 'a' }, { name: 'a' }],
        'functions/a.js': 'exports = () => 1;',
      }),
    );
    expect(issues).toMatchObject([{ code: 'DuplicateName', pointer: '/1/name', line: 6 }]);
  });
});

describe('a secret', () => {
  it('is named once, with the values that stand for it', () => {
    const value = (name: string) => ({ name, from_secret: true, value: 'mail_key' });
    expect(
      checkTree({
        'values/a.json': value('a'),
        'values/b.json': value('b'),
        'values/c.json': { name: 'c', value: 'mail_key' },
      }),
    ).toEqual([
      {
        severity: 'warning',
        code: 'SecretNeeded',
        file: 'values/a.json',
        line: 4,
        column: 14,
        pointer: '/value',
        message:
          'the secret "mail_key" cannot be stored yet: reading the value "a" or "b" throws a SecretsNotAvailableError',
        hint: 'calls that read it fail by name; all others work',
      },
    ]);
  });
});

describe('a value of the environment', () => {
  const environment = {
    'environments/qa.json': { values: { cluster: 'a', empty: '' } },
    'environments/no-environment.json': {},
  };

  it('must be in the file of some environment', () => {
    const value = { name: 'a', value: ['%(%%environment.values.cluter)'] };
    expect(checkTree({ ...environment, 'values/a.json': value })).toMatchObject([
      {
        severity: 'warning',
        code: 'UnknownEnvironmentValue',
        file: 'values/a.json',
        line: 4,
        column: 9,
        pointer: '/value/0',
        message: 'uses the environment value "cluter", which no file in environments/ has; did you mean "cluster"?',
        hint: 'correct the name, or add the value to the files of the environments',
      },
      { code: 'EnvironmentNotRead', pointer: '/value/0' },
    ]);
  });

  it.each([
    ['%(%%environment.values.cluster)', []],
    ['%(%%environment.values.empty)', []],
    ['a %(%%environment.values.x) and %(%%environment.values.y) b', ['x', 'y']],
    ['%%environment.values.x', ['x']],
    ['%%environment.values.cluster.part', []],
    ['%(%%environment.values.__proto__)', ['__proto__']],
    ['%(%%environment.tag)', []],
    ['the text %%environment.values.', []],
  ])('is looked for in %s', (text, names) => {
    const issues = checkTree({ ...environment, 'values/a.json': { name: 'a', value: text } });
    const missing = issues.filter(({ code }) => code === 'UnknownEnvironmentValue');
    expect(missing.map(({ message }) => /"(.*?)"/.exec(message)?.[1])).toEqual(names);
  });

  it('is not read, which is said where the text has an effect', () => {
    const secret = '%(%%environment.values.cluster)';
    const hook = {
      name: 'hook',
      can_evaluate: { '%%environment.values.cluster': 'a' },
      options: { httpMethod: 'POST', validationMethod: 'VERIFY_PAYLOAD', secret },
    };
    const issues = checkTree({
      ...environment,
      'services/api/config.json': { name: 'api', type: 'http' },
      'services/api/incoming_webhooks/hook/config.json': hook,
      'services/api/incoming_webhooks/hook/source.js': 'exports = () => 1;',
      'services/api/incoming_webhooks/other/config.json': { ...hook, name: 'other', can_evaluate: {} },
      'services/api/incoming_webhooks/other/source.js': 'exports = () => 1;',
      'values/a.json': { name: 'a', value: secret },
      // The settings of a linked data source have no effect here.
      'services/db/config.json': { name: 'db', type: 'mongodb-atlas', config: { clusterName: secret } },
    });
    expect(issues.map(describeIssue)).toEqual([
      '4:41 /can_evaluate/%%environment.values.cluster EnvironmentNotRead: takes "cluster" from the environment, and environment values are not read yet: nothing is there',
      '3:14 /value EnvironmentNotRead: takes "cluster" from the environment, and environment values are not read yet: the text is taken as it stands',
    ]);
  });

  it('is counted, and described fifty times in one file', () => {
    const value = Array.from({ length: 5_000 }, () => '%(%%environment.values.x)');
    const issues = checkTree({ ...environment, 'values/a.json': { name: 'a', value } });
    expect(issues).toHaveLength(102);
    expect(issues.at(-1)?.message).toBe('has 4950 more issues like the ones before');
  });

  it('is no matter in hosted files', () => {
    const hosted = { 'hosting/files/a.json': { text: '%(%%environment.values.x)' } };
    expect(checkTree({ ...environment, ...hosted })).toEqual([]);
  });
});
