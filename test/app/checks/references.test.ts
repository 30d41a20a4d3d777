import { describe, expect, it } from 'vitest';
import { appFiles, rootFile } from '../app-files.ts';
import { checkFiles, checkTree } from './check-files.ts';

const rootC = { config_version: 20210101, app_id: 'shop-abcde', name: 'shop' };
const code = { 'functions/send/config.json': { name: 'send' }, 'functions/send/source.js': 'exports = () => 1;' };
const codeC = { 'functions/config.json': [{ name: 'send' }], 'functions/send.js': 'exports = () => 1;' };
const cluster = { 'services/mongodb-atlas/config.json': { name: 'mongodb-atlas', type: 'mongodb-atlas' } };
const clusterC = { 'data_sources/mongodb-atlas/config.json': { name: 'mongodb-atlas', type: 'mongodb-atlas' } };

describe('a trigger', () => {
  const scheduled = { name: 'nightly', type: 'SCHEDULED', config: { schedule: '0 0 * * *' } };
  const watching = {
    name: 'onOrder',
    type: 'DATABASE',
    config: { service_name: 'mongodb-atlas', database: 'a', collection: 'b', operation_types: ['INSERT'] },
    function_name: 'send',
  };

  it('must name a function of the app', () => {
    const trigger = { ...scheduled, function_name: 'sned' };
    expect(checkTree({ ...code, 'triggers/nightly.json': trigger })).toEqual([
      {
        severity: 'error',
        code: 'FunctionNotInApp',
        file: 'triggers/nightly.json',
        line: 7,
        column: 22,
        pointer: '/function_name',
        message: 'trigger "nightly" names the function "sned", which the app does not have; did you mean "send"?',
        hint: 'correct the name, or add the function',
      },
    ]);
  });

  it('may name a source that the list forgot: that is said once, of the source', () => {
    const tree = { ...codeC, 'functions/jobs/late.js': 'exports = () => 1;' };
    const trigger = { ...scheduled, function_name: 'jobs/late' };
    const files = { 'realm_config.json': rootC, ...tree, 'triggers/nightly.json': trigger };
    expect(checkFiles(appFiles(files)).map(({ code }) => code)).not.toContain('FunctionNotInApp');
  });

  it('must name it among its event processors too', () => {
    const trigger = { ...scheduled, event_processors: { FUNCTION: { config: { function_name: 'nope' } } } };
    expect(checkTree({ ...code, 'triggers/nightly.json': trigger })).toMatchObject([
      { code: 'FunctionNotInApp', pointer: '/event_processors/FUNCTION/config/function_name', line: 10 },
    ]);
  });

  it('must name a service of the app', () => {
    const trigger = { ...watching, config: { ...watching.config, service_name: 'mongodb-atlsa' } };
    expect(checkTree({ ...code, ...cluster, 'triggers/onOrder.json': trigger })).toMatchObject([
      {
        // Apps are often passed on without their data sources, which name clusters.
        severity: 'warning',
        code: 'ServiceNotInApp',
        line: 5,
        pointer: '/config/service_name',
        message:
          'trigger "onOrder" names the service "mongodb-atlsa", which the app does not have; did you mean "mongodb-atlas"?',
      },
    ]);
  });

  it.each([
    ['names what is there', watching],
    ['takes a name from the environment', { ...scheduled, function_name: '%(%%environment.values.cleaner)' }],
    ['names its function by an old id', { ...scheduled, function_name: '', function_id: '5f0c1f77bcf86cd799439011' }],
    ['sends its events elsewhere', { ...scheduled, event_processors: { AWS_EVENTBRIDGE: { config: {} } } }],
  ])('is fine when it %s', (_title, trigger) => {
    const environment = { 'environments/qa.json': { values: { cleaner: 'send' } } };
    expect(checkTree({ ...code, ...cluster, ...environment, 'triggers/a.json': trigger })).toEqual([]);
  });
});

describe('an entry of a list', () => {
  it('is named with its place: an endpoint', () => {
    const endpoint = { http_method: 'GET', validation_method: 'NO_VALIDATION' };
    const endpoints = [
      { ...endpoint, route: '/a', function_name: 'send' },
      { ...endpoint, route: '/b', function_name: 'mail/send' },
    ];
    expect(checkC({ ...codeC, 'http_endpoints/config.json': endpoints })).toMatchObject([
      {
        severity: 'error',
        code: 'FunctionNotInApp',
        file: 'http_endpoints/config.json',
        line: 12,
        column: 26,
        pointer: '/1/function_name',
        message: 'endpoint GET /b names the function "mail/send", which the app does not have',
      },
    ]);
  });

  it.each([
    ['custom-function', { authFunctionName: 'nope' }, ['/p/config/authFunctionName']],
    ['local-userpass', { runResetFunction: true, resetFunctionName: 'nope' }, ['/p/config/resetFunctionName']],
    ['local-userpass', { runResetFunction: false, resetFunctionName: 'nope', authFunctionName: 'nope' }, []],
    ['local-userpass', { runConfirmationFunction: true, confirmationFunctionName: 'send' }, []],
    ['custom-function', { authFunctionName: '' }, []],
  ])('is named with its place: an auth provider of type %s with %j', (type, config, pointers) => {
    const issues = checkC({ ...codeC, 'auth/providers.json': { p: { name: 'p', type, config } } });
    expect(issues.map(({ code: found, pointer }) => [found, pointer])).toEqual(
      pointers.map((pointer) => ['FunctionNotInApp', pointer]),
    );
  });
});

describe('what is disabled', () => {
  const off = { function_name: 'nope', disabled: true };
  const endpoint = { route: '/a', http_method: 'GET', validation_method: 'NO_VALIDATION' };
  it.each([
    ['triggers/a.json', { name: 'a', type: 'SCHEDULED', config: { schedule: '0 0 * * *' }, ...off }],
    ['http_endpoints/config.json', [{ ...endpoint, ...off }]],
    [
      'auth/providers.json',
      { p: { name: 'p', type: 'custom-function', config: { authFunctionName: 'nope' }, disabled: true } },
    ],
    ['log_forwarders/a.json', { name: 'a', action: { type: 'function', name: 'nope' }, disabled: true }],
  ])('keeps no app from being imported: %s', (path, json) => {
    expect(checkC({ ...codeC, [path]: json })).toEqual([
      expect.objectContaining({
        severity: 'warning',
        code: 'DisabledNamesFunction',
        message: expect.stringMatching(/ is disabled, and names the function "nope", which the app does not have$/),
      }),
    ]);
  });
});

describe('a file of another kind', () => {
  it.each([
    [
      'graphql/custom_resolvers/a.json',
      { on_type: 'Query', field_name: 'a', function_name: 'nope' },
      ['/function_name'],
    ],
    ['graphql/custom_resolvers/a.json', { on_type: 'Query', field_name: 'a', function_name: 'send' }, []],
    ['log_forwarders/a.json', { name: 'a', action: { type: 'function', name: 'nope' } }, ['/action/name']],
    ['log_forwarders/a.json', { name: 'a', action: { type: 'collection', data_source: 'x' } }, ['/action/data_source']],
    ['log_forwarders/a.json', { name: 'a', action: { type: 'function', name: 'send', data_source: 'x' } }, []],
    ['sync/config.json', { state: 'enabled', service_name: 'x' }, ['/service_name']],
    ['sync/config.json', { state: 'disabled', service_name: 'x' }, []],
    ['auth/custom_user_data.json', { enabled: true, mongo_service_name: 'mongodb-atlas' }, []],
    ['auth/custom_user_data.json', { enabled: false, mongo_service_name: 'x' }, []],
    [
      'auth/custom_user_data.json',
      { enabled: true, mongo_service_name: 'x', on_user_creation_function_name: 'y' },
      ['/mongo_service_name', '/on_user_creation_function_name'],
    ],
  ])('must name what is there: %s with %j', (path, json, pointers) => {
    expect(checkC({ ...codeC, ...clusterC, [path]: json }).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('is the root file of the older layouts', () => {
    const data = { enabled: true, mongo_service_name: 'mongodb', database_name: 'a', collection_name: 'b' };
    expect(checkTree(cluster, { ...rootFile, custom_user_data_config: data })).toMatchObject([
      { code: 'ServiceNotInApp', file: 'stitch.json', pointer: '/custom_user_data_config/mongo_service_name' },
    ]);
  });
});

describe('a rule expression', () => {
  const rule = (canEvaluate: object) =>
    checkTree({ ...code, 'functions/send/config.json': { name: 'send', can_evaluate: canEvaluate } });

  it('is told of a function that is not there', () => {
    const issues = rule({ '%%true': { '%function': { name: 'sned', arguments: ['%%request'] } } });
    expect(issues).toMatchObject([
      {
        severity: 'warning',
        code: 'CallsMissingFunction',
        pointer: '/can_evaluate/%%true/%function/name',
        line: 6,
        message: 'calls the function "sned", which the app does not have; did you mean "send"?',
      },
    ]);
  });

  it.each([
    [{ '%%values.limit': 1 }, ['/can_evaluate/%%values.limit']],
    [{ '%or': [{ '%%user.id': { '%in': '%%values.allowed.ids' } }] }, ['/can_evaluate/%or/0/%%user.id/%in']],
    [{ '%%true': { '%function': { name: 'send', arguments: [] } } }, []],
  ])('is told of values that are not there: %j', (canEvaluate, pointers) => {
    expect(rule(canEvaluate).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

describe('10,000 names that are not there', () => {
  it('are found without comparing each with all others', () => {
    const functions = Array.from({ length: 5000 }, (_, index) => ({ name: `function-number-${index}` }));
    const endpoints = functions.map(({ name }, index) => ({
      route: `/${index}`,
      http_method: 'GET',
      function_name: `${name}x`,
    }));
    const sources = functions.map(({ name }) => [`functions/${name}.js`, 'exports = () => 1;']);
    const tree = { 'functions/config.json': functions, ...Object.fromEntries(sources) };
    expect(checkC({ ...tree, 'http_endpoints/config.json': endpoints })).toHaveLength(5000);
  });
});

function checkC(tree: Readonly<Record<string, unknown>>) {
  return checkFiles(appFiles({ 'realm_config.json': rootC, ...tree }));
}
