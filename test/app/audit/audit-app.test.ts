import { describe, expect, it } from 'vitest';
import { auditApp } from '../../../src/app/audit/audit-app.ts';
import { EFFECTS } from '../../../src/app/audit/effects.ts';
import { listIssueCodes } from '../../../src/app/issue-codes.ts';
import { checkFiles } from '../../../src/cli/app/load-app.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { appWithWebhooks, type Tree } from '../../helpers/app-directory.ts';

const encoder = new TextEncoder();
const orders = { clientAppId: 'orders-abcde', origin: 'https://hooks.example.com' };

function audit(tree: Tree) {
  const files = new Map(
    Object.entries(tree).map(([path, content]) => [
      path,
      encoder.encode(typeof content === 'string' ? content : JSON.stringify(content, null, 4)),
    ]),
  );
  const { app, issues } = checkFiles(files, DEFAULT_LIMITS);
  if (app === undefined) throw new Error(JSON.stringify(issues));
  return auditApp(app, files, issues, orders);
}

const app = (sources: Readonly<Record<string, string>>, changes: Tree = {}) =>
  audit({ ...appWithWebhooks(orders.clientAppId, sources), ...changes });

const functionFiles = (name: string, source: string): Tree => ({
  [`functions/${name}/config.json`]: { name, private: false },
  [`functions/${name}/source.js`]: source,
});

const names = (parts: ReadonlyArray<{ readonly what: string }>) => parts.map(({ what }) => what);

describe('the effects of warnings', () => {
  it('are given for every warning of the issue table, and for nothing else', () => {
    const warnings = listIssueCodes().filter(([, { severity }]) => severity === 'warning');
    expect(Object.keys(EFFECTS).sort()).toEqual(warnings.map(([code]) => code).sort());
  });
});

describe('an audit', () => {
  it('lists webhooks and functions without a finding as running', () => {
    const ping = 'exports = () => context.functions.execute("total");';
    const report = app({ ping }, functionFiles('total', 'exports = () => 2;'));
    expect(report).toMatchObject({ differs: [], notRun: [], errors: [] });
    expect(names(report.runs)).toEqual(['incoming webhook api/ping', 'function total']);
  });

  it('lists functions that no answered webhook calls as not running', () => {
    const calling = 'exports = () => context.functions.execute("total");';
    const report = app(
      { ping: 'exports = () => 1;', refused: calling },
      {
        ...functionFiles('total', 'exports = () => 2;'),
        ...functionFiles('cleanUp', calling),
        'services/api/incoming_webhooks/refused/config.json': {
          name: 'refused',
          run_as_user_id: '5f0c1f77bcf86cd799439011',
          options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
        },
      },
    );
    expect(names(report.runs)).toEqual(['incoming webhook api/ping']);
    expect(names(report.notRun)).toEqual(['incoming webhook api/refused', 'function cleanUp', 'function total']);
    expect(report.notRun[2]).toMatchObject({ findings: [], notes: [expect.stringContaining('no answered webhook')] });
  });

  it('shows what is wrong with a function at everything that reaches it, over other functions too', () => {
    const sources = {
      direct: 'exports = () => context.functions.execute("post");',
      far: 'exports = () => context.functions.execute("middle");',
      other: 'exports = () => 1;',
    };
    const report = app(sources, {
      ...functionFiles('middle', 'exports = () => context.functions.execute("post");'),
      ...functionFiles('post', 'exports = () => context.http.post({ url: "https://example.com" });'),
    });
    expect(names(report.differs)).toEqual([
      'incoming webhook api/direct',
      'incoming webhook api/far',
      'function middle',
      'function post',
    ]);
    for (const { findings } of report.differs) {
      expect(findings).toMatchObject([{ file: 'functions/post/source.js', line: 1, column: 30 }]);
    }
    expect(names(report.runs)).toEqual(['incoming webhook api/other']);
  });

  it('survives functions that call each other', () => {
    const report = app(
      { ping: 'exports = () => context.functions.execute("a");' },
      {
        ...functionFiles('a', 'exports = () => context.functions.execute("b");'),
        ...functionFiles('b', 'exports = () => context.functions.execute("a");'),
      },
    );
    expect(report.runs).toHaveLength(3);
  });

  it('notes the sources that get a realm of their own', () => {
    const report = app({ ping: 'exports = () => eval("1");' });
    expect(report.runs).toMatchObject([
      { what: 'incoming webhook api/ping', notes: [expect.stringContaining('eval')] },
    ]);
  });

  it('lists webhooks whose calls are refused as not running, without a new URL', () => {
    const github = 'services/repo/incoming_webhooks/push';
    const report = app(
      {},
      {
        'services/repo/config.json': { name: 'repo', type: 'github', config: {} },
        [`${github}/config.json`]: { name: 'push', options: { secret: 'a-secret-of-some-length' } },
        [`${github}/source.js`]: 'exports = () => 1;',
      },
    );
    expect(report.notRun).toMatchObject([
      { what: 'incoming webhook repo/push', findings: [{ code: 'ServiceTypeNotServed', line: 3 }] },
    ]);
    expect(report.urls.map(({ to }) => to)).toEqual([undefined]);
  });

  it('names folders that are kept and not used', () => {
    const report = app({}, { 'graphql/config.json': { use_natural_pluralization: true } });
    expect(names(report.notRun)).toEqual(['graphql/']);
  });

  it('finds the entries of a list file that a finding belongs to', () => {
    const report = audit({
      'realm_config.json': { config_version: 20210101, app_id: 'orders-abcde', name: 'orders' },
      'functions/config.json': [{ name: 'good' }, { name: 'bare', can_evaluate: { plain: 1 } }],
      'functions/good.js': 'exports = () => 1;',
      'functions/bare.js': 'exports = () => 1;',
      'http_endpoints/api/config.json': { name: 'api', type: 'http' },
      'http_endpoints/api/incoming_webhooks/any/config.json': {
        name: 'any',
        options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
      },
      'http_endpoints/api/incoming_webhooks/any/source.js':
        'exports = ({ query }) => context.functions.execute(query.name);',
    });
    expect(names(report.differs)).toEqual(['function bare']);
    expect(names(report.runs)).toEqual(['incoming webhook api/any', 'function good']);
  });

  it('counts errors apart, and never lists what has one as running', () => {
    const report = app(
      { broken: 'exports = (', calling: 'exports = () => context.functions.execute("worse");' },
      functionFiles('worse', 'exports = )'),
    );
    expect(report.errors).toMatchObject([{ code: 'SourceSyntax' }, { code: 'SourceSyntax' }]);
    expect(names(report.notRun)).toEqual(['incoming webhook api/broken', 'function worse']);
    expect(names(report.differs)).toEqual(['incoming webhook api/calling']);
    expect(report.runs).toEqual([]);
  });

  it('calls nothing running when there was too much text to look at', () => {
    const big = `exports = () => fetch("x"); // ${'x'.repeat(1_200_000)}`;
    const report = app({ first: big, second: big, third: 'exports = () => 1;' });
    expect(report.runs).toEqual([]);
    expect(report.differs[2]).toMatchObject({ findings: [{ code: 'SourcesNotRead' }] });
  });
});

describe('data that is not there', () => {
  const secretValue = { 'values/key.json': { name: 'key', value: 'mail_key', from_secret: true } };
  const environments = { 'environments/production.json': { values: { host: 'x' } } };
  const withRule = (rule: unknown): Tree => ({
    'services/api/incoming_webhooks/ruled/config.json': {
      name: 'ruled',
      can_evaluate: rule,
      options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
    },
  });

  it.each([
    { source: 'exports = () => context.values.get("key");', reads: true },
    { source: 'const name = "key"; exports = () => context.values.get(name);', reads: true },
    { source: 'exports = ({ query }) => context.values.get(query.name);', reads: true },
    { source: 'const { values } = context; exports = () => values.get("key");', reads: true },
    { source: 'exports = () => help(context); function help(c) { return c.values.get("key"); }', reads: true },
    { source: 'exports = () => typeof context === "object" && context.values.get("key");', reads: true },
    { source: 'exports = () => context.functions.execute("reader");', reads: true },
    { source: 'exports = () => context.values.get("other"); // context.values.get("key")', reads: false },
    { source: 'exports = () => Object.values({ key: 1 });', reads: false },
  ])('shows at a webhook that reads the value of a secret, and at no other: $source', ({ source, reads }) => {
    const reader = functionFiles('reader', 'exports = () => context.values.get("key");');
    const report = app(
      { hook: source },
      { ...secretValue, ...reader, 'values/other.json': { name: 'other', value: 1 } },
    );
    expect(names(report.differs).includes('incoming webhook api/hook')).toBe(reads);
    expect(names(report.runs).includes('incoming webhook api/hook')).toBe(!reads);
    expect(names(report.differs)).toContain('value key');
  });

  it.each([
    { source: 'exports = () => context.environment.values.host;', reads: true },
    { source: 'const { environment } = context; exports = () => environment.values.host;', reads: true },
    { source: 'exports = () => context.environment;', reads: true },
    { source: 'exports = () => context.environment.tag;', reads: false },
    { source: 'exports = () => 1;', reads: false },
  ])('shows at a webhook that reads values of environments: $source', ({ source, reads }) => {
    const report = app({ hook: source }, environments);
    expect(names(reads ? report.differs : report.runs)).toEqual(['incoming webhook api/hook']);
    expect(names(report.notRun)).toEqual(['environments/']);
  });

  it.each([
    { rule: { '%%values.key': 'x' } },
    { rule: { '%%request.remoteIPAddress': { '%in': '%%environment.values.hosts' } } },
    { rule: { '%%true': { '%function': { name: 'reader', arguments: [] } } } },
    { rule: { '%or': [{ '%%true': { '%function': { name: 'far', arguments: [] } } }] } },
  ])('refuses the calls of a webhook whose rule reads it: $rule', ({ rule }) => {
    const report = app(
      { ruled: 'exports = () => 1;' },
      {
        ...secretValue,
        ...environments,
        ...withRule(rule),
        ...functionFiles('reader', 'exports = () => context.values.get("key");'),
        ...functionFiles('far', 'exports = () => context.functions.execute("reader");'),
      },
    );
    expect(report.errors).toEqual([]);
    expect(names(report.notRun)).toContain('incoming webhook api/ruled');
  });

  it('is no matter of a rule that reads other things', () => {
    const rule = { '%%true': { '%function': { name: 'total', arguments: [] } } };
    const total = functionFiles('total', 'exports = () => true;');
    const report = app(
      { ruled: 'exports = () => 1;' },
      { ...secretValue, ...environments, ...withRule(rule), ...total },
    );
    expect(names(report.runs)).toEqual(['incoming webhook api/ruled', 'function total']);
  });
});

describe('the secrets to supply', () => {
  it('are every name that values, services, auth providers and endpoints take, with each use', () => {
    const { secrets } = app(
      {},
      {
        'values/key.json': { name: 'key', value: 'shared', from_secret: true },
        'services/sms/config.json': {
          name: 'sms',
          type: 'twilio',
          config: { sid: 'x' },
          secret_config: { auth_token: 'shared' },
        },
        'auth_providers/custom-token.json': {
          name: 'custom-token',
          type: 'custom-token',
          config: { signingAlgorithm: 'HS256' },
          secret_config: { signingKeys: ['first', 'second'] },
        },
      },
    );
    expect(secrets.map(({ name, uses }) => [name, uses.map(({ what }) => what)])).toEqual([
      ['first', ['auth provider "custom-token" (signingKeys.0)']],
      ['second', ['auth provider "custom-token" (signingKeys.1)']],
      ['shared', ['value "key"', 'service "sms" (auth_token)']],
    ]);
    expect(secrets[2]?.uses[1]?.place).toMatchObject({ file: 'services/sms/config.json', line: 8 });
  });
});

describe('the URLs that senders call', () => {
  const path = '/api/client/v2.0/app/orders-abcde/service/api/incoming_webhook/ping';

  it('have both hosts of the old platform, the converted form, and the new origin', () => {
    expect(app({ ping: 'exports = () => 1;' }).urls).toEqual([
      {
        what: 'incoming webhook api/ping',
        method: 'POST',
        from: [
          `https://webhooks.mongodb-stitch.com${path}`,
          `https://webhooks.mongodb-realm.com${path}`,
          'https://data.mongodb-api.com/app/orders-abcde/endpoint/api/ping',
        ],
        to: `https://hooks.example.com${path}`,
      },
    ]);
  });

  it('have the host of the region for an app that was deployed locally', () => {
    const root = { config_version: 20200603, app_id: 'orders-abcde', name: 'orders', location: 'IE' };
    const { 'stitch.json': _, ...tree } = appWithWebhooks('orders-abcde', { ping: 'exports = () => 1;' });
    const report = audit({ ...tree, 'config.json': { ...root, deployment_model: 'LOCAL' } });
    expect(report.urls[0]?.from).toEqual([
      `https://webhooks.mongodb-realm.com${path}`,
      `https://webhooks.mongodb-stitch.com${path}`,
      `https://eu-west-1.aws.webhooks.mongodb-realm.com${path}`,
      'https://eu-west-1.aws.data.mongodb-api.com/app/orders-abcde/endpoint/api/ping',
    ]);
  });

  it('of HTTPS endpoints have no new one yet', () => {
    const report = audit({
      'realm_config.json': { config_version: 20210101, app_id: 'orders-abcde', name: 'orders' },
      'functions/config.json': [{ name: 'list' }],
      'functions/list.js': 'exports = () => 1;',
      'http_endpoints/config.json': [{ route: '/list', http_method: 'GET', function_name: 'list' }],
    });
    expect(report.urls).toEqual([
      {
        what: 'HTTPS endpoint /list',
        method: 'GET',
        from: ['https://data.mongodb-api.com/app/orders-abcde/endpoint/list'],
      },
    ]);
  });
});
