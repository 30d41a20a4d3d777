import { describe, expect, it } from 'vitest';
import type { App, IncomingWebhook } from '../../src/app/app.ts';
import { WebhookCliError } from '../../src/errors.ts';
import { answerWebhook, type Runtime } from '../../src/runtime/runtime.ts';
import type { WebhookRequest } from '../../src/runtime/webhook-request.ts';
import type { FunctionOutcome } from '../../src/sandbox/sandbox.ts';
import { createApp, createRuntime, createSandbox, request, serveApp, webhookConfig } from './stubs.ts';

interface Setup {
  readonly webhook?: Partial<IncomingWebhook>;
  readonly app?: Partial<App>;
  readonly runtime?: Partial<Runtime>;
  readonly outcome?: FunctionOutcome | (() => Promise<FunctionOutcome>);
  readonly request?: Partial<WebhookRequest> & { readonly body?: string };
}

async function run(setup: Setup = {}) {
  const sandbox = createSandbox(setup.outcome);
  const served = serveApp(createApp([webhookConfig(setup.webhook)], setup.app), sandbox);
  const runtime = createRuntime(served, setup.runtime);
  const answer = await answerWebhook(request(setup.request), runtime);
  const body = typeof answer.body === 'string' && answer.status >= 400 ? JSON.parse(answer.body) : answer.body;
  return { ...answer, body, calls: sandbox.calls, entries: runtime.entries, faults: runtime.faults };
}

describe('a webhook request', () => {
  it('calls the function with payload, request and user, and answers its result', async () => {
    const { status, body, calls } = await run({
      request: { rawQuery: 'a=1&secret=x', rawHeaders: ['X-A', 'b'], body: '{"n":1}' },
    });
    expect({ status, body }).toEqual({ status: 200, body: '"ok"' });
    expect(calls).toMatchObject([
      {
        functionName: 'ping',
        arguments: { kind: 'webhook', query: { a: '1' }, headers: { 'X-A': ['b'] }, body: Buffer.from('{"n":1}') },
        request: { httpMethod: 'POST', rawQueryString: 'a=1', service: 'store' },
        user: { id: '', type: 'system', data: {}, custom_data: {}, identities: [] },
        runningAsSystem: true,
        relaxed: false,
      },
    ]);
  });

  it('asks for the result only when the webhook responds with it', async () => {
    expect((await run()).calls).toMatchObject([{ wantsResult: true }]);
    expect((await run({ webhook: { respondResult: false } })).calls).toMatchObject([{ wantsResult: false }]);
  });

  it('asks for plain JSON when the webhook returns JSON', async () => {
    expect((await run({ webhook: { returnType: 'JSON' } })).calls).toMatchObject([{ relaxed: true }]);
  });

  it.each([
    [{ app: 'nosuch-abcde' }, 'AppNotFound', "cannot find app using Client App ID 'nosuch-abcde'"],
    [{ app: '__proto__' }, 'AppNotFound', "cannot find app using Client App ID '__proto__'"],
    [{ service: 'constructor' }, 'ServiceNotFound', "service not found: 'constructor'"],
    [{ webhook: 'toString' }, 'IncomingWebhookNotFound', "incoming webhook not found: 'toString'"],
    [{ webhook: 'PING' }, 'IncomingWebhookNotFound', "incoming webhook not found: 'PING'"],
  ])('to %j is answered 404 with the code %s', async (part, code, message) => {
    const { status, headers, body, calls } = await run({ request: part });
    expect({ status, code: body.error_code, error: body.error }).toEqual({ status: 404, code, error: message });
    expect(headers).toContainEqual(['Content-Type', 'application/json']);
    expect(calls).toEqual([]);
  });

  it.each([
    [{ service: 'nosuch' }, 'ServiceNotFound'],
    [{ webhook: 'nosuch' }, 'IncomingWebhookNotFound'],
  ])('to %j leaves a log entry, to which the answer leads', async (part, code) => {
    const { body, entries } = await run({ request: { ...part, rawQuery: 'secret=s3cret&a=1', body: '{"a":1}' } });
    const path = request(part).path;
    expect(entries).toMatchObject([
      { status: 404, error: body.error, error_code: code, request_url: `${path}?secret=<redacted>&a=1`, deployment: 1 },
    ]);
    expect(body.link).toContain(String(entries[0]?.co_id));
    expect(entries[0]).not.toHaveProperty('function_call');
  });

  it('to an unknown app leaves no log entry and has no link', async () => {
    const { body, entries } = await run({ request: { app: 'nosuch-abcde' } });
    expect({ link: body.link, entries }).toEqual({ link: undefined, entries: [] });
  });

  it.each([
    ['POST', 'GET', 'POST, OPTIONS'],
    ['GET', 'HEAD', 'GET, OPTIONS'],
    ['ANY', 'TRACE', 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS'],
  ] as const)('to a %s webhook with the method %s is answered 405', async (configured, method, allow) => {
    const { status, headers, body, calls } = await run({ webhook: { method: configured }, request: { method } });
    expect(status).toBe(405);
    expect(body.error_code).toBe('MethodNotAllowed');
    expect(headers).toContainEqual(['Allow', allow]);
    expect(calls).toEqual([]);
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])('to an ANY webhook may be %s', async (method) => {
    expect((await run({ webhook: { method: 'ANY' }, request: { method } })).calls).toHaveLength(1);
  });

  it('links an error to its log entry', async () => {
    const { body, entries } = await run({ webhook: { validation: { method: 'VERIFY_PAYLOAD', secret: 's' } } });
    expect(body).toEqual({
      error: 'incoming webhook request validation failed',
      error_code: 'IncomingWebhookAuthFailed',
      link: 'https://hooks.example.com/apps/orders-abcde/logs?co_id=5f0f1d2c3b4a59687a6b5c4d',
    });
    expect(entries).toMatchObject([{ status: 401, error_cause: 'the X-Hook-Signature header is missing' }]);
  });

  it.each([
    [{ mode: 'user-id', userId: 'x' }],
    [{ mode: 'script', source: 'exports = () => ({ runAsSystem: true })' }],
    [{ mode: 'application' }],
  ] as const)('to a webhook that runs as %j is refused, never run as the system user', async (runAs) => {
    const { status, body, calls } = await run({ webhook: { runAs } });
    expect({ status, code: body.error_code, calls }).toEqual({ status: 501, code: 'RunAsNotSupported', calls: [] });
  });

  it('that is cut while its body comes does not run the function and leaves one log entry', async () => {
    const readBody = () => Promise.reject(new WebhookCliError('RequestAborted', {}));
    const { calls, entries, faults } = await run({ request: { readBody } });
    expect({ calls, faults }).toEqual({ calls: [], faults: [] });
    expect(entries).toMatchObject([{ error_code: 'RequestAborted' }]);
  });

  it('is answered 503 with Retry-After when the sandbox is not there', async () => {
    const { status, headers, body } = await run({ outcome: { status: 'unavailable', reason: 'start-failed' } });
    expect({ status, code: body.error_code }).toEqual({ status: 503, code: 'InternalServerError' });
    expect(headers).toContainEqual(['Retry-After', expect.stringMatching(/^\d+$/)]);
  });

  it('is answered though the log fails, and the fault is reported', async () => {
    const log = () => {
      throw new Error('log broke');
    };
    const { status, faults } = await run({ runtime: { log } });
    expect(status).toBe(200);
    expect(faults).toMatchObject([{ message: 'log broke' }]);
  });
});

describe('can_evaluate', () => {
  const deny = { '%%request.remoteIPAddress': { '%nin': ['10.0.0.1'] } };

  it('lets a request through when it holds', async () => {
    expect((await run({ webhook: { canEvaluate: deny } })).status).toBe(200);
  });

  it('refuses a request when it does not hold', async () => {
    const { status, body, calls } = await run({
      webhook: { canEvaluate: deny },
      request: { remoteAddress: '::ffff:10.0.0.1' },
    });
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: 'rule not matched for function "ping"', error_code: 'NoMatchingRuleFound' });
    expect(calls).toEqual([]);
  });

  it('sees the payload as %%args', async () => {
    const canEvaluate = { '%%args.query.key': 'k', '%%args.headers.X-A': 'b' };
    const asked = { rawQuery: 'key=k', rawHeaders: ['x-a', 'b'] };
    expect((await run({ webhook: { canEvaluate }, request: asked })).status).toBe(200);
    expect((await run({ webhook: { canEvaluate } })).status).toBe(403);
  });

  const functions = [
    {
      name: 'allow',
      configPath: 'c',
      configAt: [],
      sourcePath: 'f.js',
      private: true,
      runAsSystem: false,
      canEvaluate: undefined,
      logArguments: true,
    },
  ];
  const returnsTrue = { status: 'returned', result: 'true', response: undefined, logs: [], droppedLogs: 0 } as const;

  it('gives a function names from outside as plain data', async () => {
    const canEvaluate = { '%%true': { '%function': { name: 'allow', arguments: ['%%args.query', '%%args.nosuch'] } } };
    const { status, calls } = await run({
      webhook: { canEvaluate },
      app: { functions },
      outcome: returnsTrue,
      request: { rawQuery: '_bsontype=ObjectId&__proto__=x&a=%22' },
    });
    expect(status).toBe(200);
    expect(calls[0]?.arguments).toEqual({
      kind: 'ejson',
      text: '[{"_bsontype":"ObjectId","__proto__":"x","a":"\\""},null]',
    });
  });

  it('denies and logs error and position of a function that throws', async () => {
    const canEvaluate = { '%%true': { '%function': { name: 'allow', arguments: [] } } };
    const error = '{"message":"boom","name":"Error"}';
    const stack = 'Error: boom\n    at functions/allow/source.js:1:7';
    const outcome = { status: 'threw', error, stack, logs: [], droppedLogs: 0 } as const;
    const { status, entries } = await run({ webhook: { canEvaluate }, app: { functions }, outcome });
    expect(status).toBe(403);
    expect(entries).toMatchObject([{ error_cause: `can_evaluate: function allow ended as threw ${error}\n${stack}` }]);
  });

  it('calls a function of the app, as extended JSON', async () => {
    const canEvaluate = { '%%true': { '%function': { name: 'allow', arguments: ['%%request.httpMethod', 5] } } };
    const { status, calls } = await run({ webhook: { canEvaluate }, app: { functions }, outcome: returnsTrue });
    expect(status).toBe(200);
    expect(calls.map((call) => [call.functionName, call.arguments])).toMatchObject([
      ['allow', { kind: 'ejson', text: '["POST",{"$numberInt":"5"}]' }],
      ['ping', { kind: 'webhook' }],
    ]);
  });

  it('denies and logs the cause when a value comes from a secret', async () => {
    const values = [{ name: 'key', path: 'values/key.json', value: 'theSecret', fromSecret: true }];
    const canEvaluate = { '%%values.key': { '%exists': true } };
    const { status, entries } = await run({ webhook: { canEvaluate }, app: { values } });
    expect(status).toBe(403);
    expect(entries).toMatchObject([{ error_cause: expect.stringContaining('secrets are not available') }]);
  });
});

describe('cross-origin requests', () => {
  const origin = ['Origin', 'https://shop.example'];

  it('are allowed from anywhere by default', async () => {
    const { headers } = await run({ request: { rawHeaders: origin } });
    expect(headers).toContainEqual(['Access-Control-Allow-Origin', '*']);
  });

  it('are allowed from the listed origins only', async () => {
    const app = { allowedRequestOrigins: ['https://shop.example'] };
    const allowed = await run({ app, request: { rawHeaders: origin } });
    expect(allowed.headers).toContainEqual(['Access-Control-Allow-Origin', 'https://shop.example']);
    const refused = await run({ app, request: { rawHeaders: ['Origin', 'https://evil.example'] } });
    expect({ status: refused.status, code: refused.body.error_code }).toEqual({
      status: 403,
      code: 'DomainNotAllowed',
    });
    expect(refused.calls).toEqual([]);
  });

  it('show errors to the page that asked', async () => {
    const validation = { method: 'VERIFY_PAYLOAD', secret: 's' } as const;
    const { status, headers } = await run({ webhook: { validation }, request: { rawHeaders: origin } });
    expect(status).toBe(401);
    expect(headers).toContainEqual(['Access-Control-Allow-Origin', '*']);
  });

  it('keep a header that the function set itself', async () => {
    const response = {
      statusCode: 200,
      headers: [['access-control-allow-origin', 'https://x.example']] as const,
      body: undefined,
    };
    const outcome = { status: 'returned', result: 'null', response, logs: [], droppedLogs: 0 } as const;
    const { headers } = await run({ outcome, request: { rawHeaders: origin } });
    expect(headers).toEqual([['access-control-allow-origin', 'https://x.example']]);
  });

  it('have their OPTIONS answered without the function or a log entry, even for ANY', async () => {
    const rawHeaders = [...origin, 'Access-Control-Request-Headers', 'content-type, x-a'];
    const { status, headers, calls, entries } = await run({
      webhook: { method: 'ANY' },
      request: { method: 'OPTIONS', rawHeaders },
    });
    expect({ status, calls, entries }).toEqual({ status: 204, calls: [], entries: [] });
    expect(headers).toContainEqual(['Access-Control-Allow-Headers', 'content-type, x-a']);
    expect(headers).toContainEqual(['Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS']);
  });
});

describe('a fault on the way to the function', () => {
  const fault = () => {
    throw new Error('fault');
  };
  const faultOnce = () => {
    let times = 0;
    return () => (times++ === 0 ? fault() : 'https://hooks.example.com');
  };
  const faults: ReadonlyArray<readonly [string, Setup]> = [
    ['while routing', { runtime: { apps: { get: fault } as unknown as Runtime['apps'] } }],
    ['while reading headers', { request: { rawHeaders: new Proxy([], { get: fault }) } }],
    ['while reading the body', { request: { readBody: fault } }],
    ['while the body comes', { request: { readBody: () => Promise.reject(new Error('fault')) } }],
    ['while reading the query', { request: { rawQuery: null as unknown as string } }],
    ['in the settings of the validation', { webhook: { validation: { method: 'UNKNOWN' } as never } }],
    ['in the settings of the user', { webhook: { runAs: undefined as never } }],
    ['while building the request', { runtime: { publicUrl: faultOnce() } }],
    ['while evaluating', { webhook: { canEvaluate: { '%%true': { '%function': { name: 'nosuch' } } } } }],
    ['in the limits', { runtime: { limits: undefined as never } }],
  ];

  it.each(faults)('%s means that the function is not called and the answer is no success', async (_title, setup) => {
    const { status, calls } = await run(setup);
    expect(calls).toEqual([]);
    expect(status).toBeGreaterThanOrEqual(400);
  });
});
