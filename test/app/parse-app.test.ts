import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseApp } from '../../src/app/parse-app.ts';
import { readAppDirectory } from '../../src/disk/read-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appFiles, appWithWebhook, rootFile, secret } from './app-files.ts';

const orders = resolve(import.meta.dirname, '../../fixtures/apps/orders');

describe('the sample app', () => {
  it('is read whole: services, webhooks, functions and values by the names in their files', async () => {
    const { files } = await readAppDirectory(orders, DEFAULT_LIMITS);
    const { app, issues } = parseApp(files);
    expect(issues).toEqual([]);
    expect(app).toMatchObject({
      manifestPath: 'stitch.json',
      configVersion: 20180301,
      clientAppId: 'orders-abcde',
      name: 'orders',
      location: 'US-VA',
      deploymentModel: 'GLOBAL',
      allowedRequestOrigins: [],
    });
    expect(
      app?.services.map(({ name, type, webhooks }) => [name, type, webhooks.map((webhook) => webhook.name)]),
    ).toEqual([
      ['mongodb-atlas', 'mongodb-atlas', []],
      ['store-http', 'http', ['createOrder', 'listOrders', 'orderPage', 'ping', 'quote']],
    ]);
    expect(app?.functions.map((appFunction) => [appFunction.name, appFunction.private])).toEqual([
      ['countOrders', false],
      ['orderTotal', true],
    ]);
    expect(app?.values.map(({ name }) => name)).toEqual(['currency', 'prices']);
    expect(app?.files.map(({ path }) => path)).toEqual([...files.keys()].sort());
  });
});

describe('an incoming webhook', () => {
  it('is built from its file', () => {
    const webhook = readWebhook({
      name: 'hook',
      run_as_authed_user: false,
      run_as_user_id: '',
      run_as_user_id_script_source: '',
      can_evaluate: { '%%request.remoteIPAddress': '192.0.2.1' },
      options: { httpMethod: 'PUT', validationMethod: 'VERIFY_PAYLOAD', secret },
      respond_result: true,
      disable_arg_logs: true,
      return_type: 'JSON',
    });
    expect(webhook).toEqual({
      name: 'hook',
      service: 'api',
      configPath: 'services/api/incoming_webhooks/hook/config.json',
      configAt: [],
      sourcePath: 'services/api/incoming_webhooks/hook/source.js',
      method: 'PUT',
      validation: { method: 'VERIFY_PAYLOAD', secret },
      runAs: { mode: 'system' },
      canEvaluate: { '%%request.remoteIPAddress': '192.0.2.1' },
      respondResult: true,
      returnType: 'JSON',
      logArguments: false,
      fetchCustomUserData: false,
      createUserOnAuth: false,
    });
  });

  it('with nothing but a name answers every method, as system, without a result', () => {
    expect(readWebhook({ respond_result: undefined })).toMatchObject({
      method: 'ANY',
      validation: { method: 'NO_VALIDATION' },
      runAs: { mode: 'system' },
      canEvaluate: undefined,
      respondResult: false,
      returnType: 'EJSON',
      logArguments: true,
    });
  });

  it.each([
    { options: { validationMethod: 'NO_VALIDATION', secret }, expected: { method: 'NO_VALIDATION' } },
    { options: { secret }, expected: { method: 'SECRET_AS_QUERY_PARAM', secret } },
    { options: { secret, secretAsQueryParam: true }, expected: { method: 'SECRET_AS_QUERY_PARAM', secret } },
    { options: { secret, secretAsQueryParam: false }, expected: { method: 'VERIFY_PAYLOAD', secret } },
    { options: { secret: '' }, expected: { method: 'SECRET_AS_QUERY_PARAM', secret: '' } },
    { options: { secretAsQueryParam: true }, expected: { method: 'SECRET_AS_QUERY_PARAM', secret: '' } },
    { options: { secretAsQueryParam: false }, expected: { method: 'NO_VALIDATION' } },
    { options: { validationMethod: 'VERIFY_PAYLOAD' }, expected: { method: 'VERIFY_PAYLOAD', secret: '' } },
    { options: { validationMethod: null, secret: null }, expected: { method: 'NO_VALIDATION' } },
    { options: {}, expected: { method: 'NO_VALIDATION' } },
  ])('with the options $options validates by $expected', ({ options, expected }) => {
    expect(readWebhook({ options: { httpMethod: 'POST', ...options } })?.validation).toEqual(expected);
  });

  it.each([
    { type: 'github', options: { secret }, expected: { method: 'GITHUB', secret } },
    { type: 'github', options: undefined, expected: { method: 'GITHUB', secret: '' } },
    { type: 'twilio', options: undefined, expected: { method: 'TWILIO' } },
  ])(
    'of type $type with the options $options is posted to and validates by $expected',
    ({ type, options, expected }) => {
      expect(readWebhook({ options }, type)).toMatchObject({ method: 'POST', validation: expected });
    },
  );

  it.each([
    { keys: {}, expected: { mode: 'system' } },
    { keys: { run_as_user_id: 'u1' }, expected: { mode: 'user-id', userId: 'u1' } },
    { keys: { run_as_user_id_script_source: 'exports = 1' }, expected: { mode: 'script', source: 'exports = 1' } },
    { keys: { run_as_authed_user: true }, expected: { mode: 'application' } },
    { keys: { run_as_authed_user: true, run_as_system: true }, expected: { mode: 'system' } },
    { keys: { run_as_user_id: '', run_as_authed_user: true }, expected: { mode: 'application' } },
  ])('with $keys runs as $expected', ({ keys, expected }) => {
    expect(readWebhook(keys)?.runAs).toEqual(expected);
  });

  it.each([
    ['a text', '%%true'],
    ['an array', [true]],
    ['a number', 1],
  ])('whose can_evaluate is %s is refused', (_, rule) => {
    expect(parseApp(appWithWebhook({ can_evaluate: rule })).issues).toContainEqual(
      expect.objectContaining({ code: 'WrongType', severity: 'error', pointer: '/can_evaluate' }),
    );
  });

  it('whose method is unknown gets the list and the nearest one', () => {
    const codes = (httpMethod: unknown) =>
      parseApp(appWithWebhook({ options: { httpMethod, validationMethod: 'NO_VALIDATION' } })).issues;
    const hint = 'use one of: GET, POST, PUT, PATCH, DELETE, HEAD, ANY';
    expect(codes('post')).toMatchObject([{ code: 'UnknownMethod', message: expect.stringContaining('"POST"'), hint }]);
    expect(codes('TRACE')).toMatchObject([{ code: 'UnknownMethod', hint }]);
    expect(codes(['GET'])).toMatchObject([{ code: 'UnknownMethod', hint }]);
  });

  it('whose secret is a number is told to quote it, and the secret is not shown', () => {
    const { issues } = parseApp(appWithWebhook({ options: { httpMethod: 'POST', secret: 471147114711 } }));
    expect(issues).toMatchObject([
      {
        code: 'WrongType',
        pointer: '/options/secret',
        message: '"options.secret" must be a text, got a number',
        hint: 'correct the value: put it in quotes',
      },
    ]);
  });

  it('whose rule expression has an unknown expansion gets the nearest one, at its place', () => {
    const rule = { '%or': [{ '%%requst.httpMethod': 'POST' }, { '%%user.id': { '%foo': 1 } }] };
    const { issues } = parseApp(appWithWebhook({ options: { httpMethod: 'POST' }, can_evaluate: rule }));
    expect(issues.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['InvalidExpression', '/can_evaluate/%or/0/%%requst.httpMethod'],
      ['InvalidExpression', '/can_evaluate/%or/1/%%user.id/%foo'],
    ]);
    expect(issues[0]?.message).toContain('did you mean "%%request"?');
    expect(issues[1]?.hint).toContain('%eq');
  });

  it('keeps its unknown keys, with a warning that names the nearest known one', () => {
    const { app, issues } = parseApp(
      appWithWebhook({ respondResult: true, options: { httpMethod: 'GET', Secret: 'x' } }),
    );
    expect(app).toBeDefined();
    expect(issues.map(({ code, pointer, message }) => [code, pointer, message])).toEqual([
      [
        'UnknownKey',
        '/respondResult',
        'does not know the key "respondResult", which is kept; did you mean "respond_result"?',
      ],
      ['UnknownKey', '/options/Secret', 'does not know the key "Secret", which is kept; did you mean "secret"?'],
    ]);
  });
});

describe('the root file', () => {
  it('without app_id is a template: the name is what it says', () => {
    expect(parseRoot({ config_version: 20180302, name: 'shop' })).toMatchObject({
      app: { clientAppId: undefined, name: 'shop', configVersion: 20180302 },
    });
  });

  it('without a name gets it from the app id', () => {
    expect(parseRoot({ config_version: 20180301, app_id: 'my-shop-abcde' }).app?.name).toBe('my-shop');
  });

  it('takes null and a location that is no text for not set', () => {
    const root = { ...rootFile, location: 5, deployment_model: null, security: { allowed_request_origins: null } };
    expect(parseRoot(root)).toMatchObject({
      app: { location: 'US-VA', deploymentModel: 'GLOBAL', allowedRequestOrigins: [] },
      issues: [],
    });
  });

  it('gives the origins that browsers may call from', () => {
    const security = { allowed_request_origins: ['https://shop.example.com'] };
    expect(parseRoot({ ...rootFile, security }).app?.allowedRequestOrigins).toEqual(['https://shop.example.com']);
  });

  it.each(['a/b', 'a b', '..', '.', 'ä', '-'])('with the app id %j is refused when that cannot be in a URL', (id) => {
    expect(parseRoot({ ...rootFile, app_id: id }).issues).toMatchObject([{ code: 'InvalidAppId', severity: 'error' }]);
  });

  it('of layout A under a newer name is read by its version', () => {
    const { app, issues } = parseApp(appFiles({ 'config.json': rootFile }));
    expect(app?.manifestPath).toBe('config.json');
    expect(app?.files).toEqual([{ path: 'config.json', kind: 'app', resource: 'shop' }]);
    expect(issues).toMatchObject([{ code: 'RootFileName', severity: 'warning' }]);
  });

  it.each(['20180301', null, true, 20180301.5])('with the version %j is refused', (version) => {
    expect(parseRoot({ ...rootFile, config_version: version }).issues).toMatchObject([
      { code: 'UnknownConfigVersion' },
    ]);
  });
});

describe('the files of an app', () => {
  it('belong to resources by the names in their files, and what is unknown is kept as other', () => {
    const { app } = parseApp(
      appFiles({
        'stitch.json': rootFile,
        'services/s1/config.json': { name: 'store', type: 'http' },
        'services/s1/rules/rule1.json': { name: 'rule1' },
        'services/s1/notes.txt': 'x',
        'services/s1/incoming_webhooks/webhook0/config.json': { name: 'pay' },
        'services/s1/incoming_webhooks/webhook0/source.js': 'exports = 1',
        'services/s1/incoming_webhooks/webhook0/extra/config.json': '{',
        'functions/function0/source.js': 'exports = 1',
        'functions/function0/config.json': { name: 'total' },
        'values/value0.json': { name: 'prices', value: {} },
        'triggers/t.json': '{ broken',
      }),
    );
    expect(app?.files.map(({ path, kind, resource }) => `${path}: ${kind} ${resource}`)).toEqual([
      'functions/function0/config.json: function total',
      'functions/function0/source.js: function total',
      'services/s1/config.json: service store',
      'services/s1/incoming_webhooks/webhook0/config.json: incoming webhook store/pay',
      'services/s1/incoming_webhooks/webhook0/extra/config.json: other services/s1/incoming_webhooks/webhook0/extra/config.json',
      'services/s1/incoming_webhooks/webhook0/source.js: incoming webhook store/pay',
      'services/s1/notes.txt: other services/s1/notes.txt',
      'services/s1/rules/rule1.json: rule store/rule1',
      'stitch.json: app shop',
      'triggers/t.json: trigger triggers/t.json',
      'values/value0.json: value prices',
    ]);
  });

  it('are all checked, although one of them is broken', () => {
    const { app, issues } = parseApp(
      appFiles({
        'stitch.json': rootFile,
        'services/api/config.json': '{',
        'services/api/incoming_webhooks/a/config.json': { name: 5 },
        'functions/f/config.json': '[]',
        'values/v.json': '',
        'services/api/rules/r.json': '{,}',
      }),
    );
    expect(issues.map(({ file, code }) => [file, code])).toEqual([
      ['services/api/config.json', 'UnfinishedJson'],
      ['services/api/incoming_webhooks/a/config.json', 'WrongType'],
      ['functions/f/config.json', 'NotAnObject'],
      ['values/v.json', 'EmptyFile'],
      ['services/api/rules/r.json', 'InvalidJson'],
    ]);
    expect(app).toMatchObject({ services: [], functions: [], values: [] });
  });

  it('may share ids between resources', () => {
    const { issues } = parseApp(
      appFiles({
        'stitch.json': rootFile,
        'values/a.json': { id: '5e2f1b7c9d3a4c0001a1b2ff', name: 'a', value: 1 },
        'values/b.json': { _id: '5e2f1b7c9d3a4c0001a1b2ff', name: 'b', value: null },
      }),
    );
    expect(issues).toEqual([]);
  });

  it('with thousands of unknown keys, wrong types or bare rule keys name the first fifty, with places, and count the rest', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `"key${index}": 1`);
    const hook = (text: string) => ({ 'services/api/incoming_webhooks/h/config.json': text });
    const cases = [
      { code: 'UnknownKey', files: { 'values/v.json': `{"name":"v","value":1,\n${lines.join(',\n')}}` } },
      { code: 'BareExpressionKey', files: hook(`{"name":"h","can_evaluate":{\n${lines.join(',\n')}}}`) },
      {
        code: 'WrongType',
        files: {
          'stitch.json': `{"config_version":20180301,"name":"a","security":{"allowed_request_origins":[\n${'1,\n'.repeat(19_999)}1]}}`,
        },
      },
    ];
    for (const { code, files } of cases) {
      const service = { 'services/api/config.json': { name: 'api', type: 'http' } };
      const { issues } = parseApp(appFiles({ 'stitch.json': rootFile, ...service, ...files }));
      const found = issues.filter((issue) => issue.code === code);
      expect(found.map(({ line }) => line)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
      expect(issues.find((issue) => issue.code === 'MoreIssues')?.message).toContain('has 19950 more issues');
    }
  });

  it('with a name of one megabyte lead to a message of ordinary length', () => {
    const { issues } = parseApp(
      appFiles({
        'stitch.json': rootFile,
        'values/a.json': { name: 'a'.repeat(1 << 20), ['k'.repeat(1 << 20)]: 1, value: 1 },
      }),
    );
    expect(issues.map(({ code }) => code).sort()).toEqual(['NameTooLong', 'UnknownKey']);
    expect(issues.every(({ message }) => message.length < 400)).toBe(true);
  });
});

function readWebhook(config: Readonly<Record<string, unknown>>, type = 'http') {
  return parseApp(appWithWebhook(config, type)).app?.services[0]?.webhooks[0];
}

function parseRoot(root: Readonly<Record<string, unknown>>) {
  return parseApp(appFiles({ 'stitch.json': root }));
}
