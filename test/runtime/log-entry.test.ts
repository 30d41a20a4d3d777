import { describe, expect, it } from 'vitest';
import type { IncomingWebhook } from '../../src/app/app.ts';
import { answerWebhook } from '../../src/runtime/runtime.ts';
import type { WebhookRequest } from '../../src/runtime/webhook-request.ts';
import type { FunctionOutcome } from '../../src/sandbox/sandbox.ts';
import { createApp, createRuntime, createSandbox, request, serveApp, webhookConfig } from './stubs.ts';

async function entryOf(
  asked: Partial<WebhookRequest> & { readonly body?: string },
  webhook: Partial<IncomingWebhook> = {},
  outcome?: FunctionOutcome,
) {
  const runtime = createRuntime(serveApp(createApp([webhookConfig(webhook)]), createSandbox(outcome)));
  await answerWebhook(request(asked), runtime);
  const [entry, ...others] = runtime.entries;
  if (entry === undefined || others.length > 0) throw new Error(`${runtime.entries.length} entries`);
  return entry;
}

describe('the log entry of a request', () => {
  it('says what was asked and what came of it', async () => {
    const outcome = {
      status: 'returned',
      result: 'null',
      response: undefined,
      logs: ['hello'],
      droppedLogs: 2,
    } as const;
    const entry = await entryOf({ rawQuery: 'a=1', rawHeaders: ['X-A', 'b'], body: '{"n":1}' }, {}, outcome);
    expect(entry).toMatchObject({
      type: 'WEBHOOK',
      request_url: '/api/client/v2.0/app/orders-abcde/service/store/incoming_webhook/ping?a=1',
      request_method: 'POST',
      remote_ip_address: '127.0.0.1',
      status: 200,
      incoming_webhook_name: 'ping',
      messages: ['hello'],
      messages_dropped: 2,
      function_call: { name: 'ping', service: 'store' },
    });
    expect(entry).not.toHaveProperty('error');
    expect(argumentsOf(entry)).toEqual([{ query: { a: '1' }, headers: { 'X-A': ['b'] }, body: '{"n":1}' }]);
  });

  it('has the error, its position and the console lines of a call that threw', async () => {
    const stack = 'Error: boom\n    at services/store/incoming_webhooks/ping/source.js:1:7';
    const outcome = {
      status: 'threw',
      error: '{"message":"boom","name":"Error"}',
      stack,
      logs: ['before'],
      droppedLogs: 0,
    } as const;
    expect(await entryOf({}, {}, outcome)).toMatchObject({
      status: 400,
      error: '{"message":"boom","name":"Error"}',
      error_code: 'FunctionExecutionError',
      error_stack: stack,
      messages: ['before'],
    });
  });

  it('leaves the arguments out when the webhook does not log them', async () => {
    const entry = await entryOf({ body: 'x' }, { logArguments: false });
    expect(entry.function_call).toEqual({ name: 'ping', service: 'store' });
  });

  it('leaves the arguments out when the sender was not proven', async () => {
    const entry = await entryOf({ body: 'x' }, { validation: { method: 'VERIFY_PAYLOAD', secret: 's' } });
    expect(entry.function_call).toEqual({ name: 'ping', service: 'store' });
  });

  it('has a body that is too large, or no text, as its size', async () => {
    expect(argumentsOf(await entryOf({ body: 'x'.repeat(20_000) }))).toMatchObject([{ body: '<20000 bytes>' }]);
    const readBody = async () => Buffer.from([255, 254]);
    expect(argumentsOf(await entryOf({ readBody }))).toMatchObject([{ body: '<2 bytes that are not text>' }]);
  });

  it('takes any name from outside, as text', async () => {
    const entry = await entryOf({ rawQuery: '$where=1&a.b=2&%00=3&__proto__=4' });
    expect(typeof (entry.function_call as { arguments: unknown }).arguments).toBe('string');
    const [{ query }] = argumentsOf(entry) as [{ query: object }];
    expect(Object.entries(query)).toContainEqual(['__proto__', '4']);
  });
});

describe('a secret', () => {
  const canary = 'canary-0f1e2d3c';
  const form = ['Content-Type', 'application/x-www-form-urlencoded'];
  const outcome = (logs: string[]) =>
    ({ status: 'returned', result: 'null', response: undefined, logs, droppedLogs: 0 }) as const;
  const inQuery = { validation: { method: 'SECRET_AS_QUERY_PARAM', secret: canary } } as const;

  it.each([
    ['in the query', { rawQuery: `secret=${canary}` }, inQuery],
    ['in the query, with its name encoded', { rawQuery: `s%65cret=${canary}` }, inQuery],
    ['in the query under another name', { rawQuery: `secret=${canary}&copy=${canary}` }, inQuery],
    ['in the query as a password with its name encoded', { rawQuery: `p%61ssword=${canary}` }, {}],
    ['as a token in the query', { rawQuery: `access_token=${canary}` }, {}],
    ['in the Authorization header', { rawHeaders: ['authorization', `Bearer ${canary}`] }, {}],
    ['in a cookie', { rawHeaders: ['cookie', `session=${canary}`] }, {}],
    ['in a signature header', { rawHeaders: ['X-Slack-Signature', canary] }, {}],
    ['in an API key header', { rawHeaders: ['Api-Key', canary, 'apikey', canary] }, {}],
    ['as a password in a JSON body', { body: JSON.stringify({ email: 'a', password: canary }) }, {}],
    ['as a nested token in a JSON body', { body: JSON.stringify({ a: [{ jwtTokenString: canary }] }) }, {}],
    ['in a JSON body with its name escaped', { body: `{"pass\\u0077ord":"${canary}"}` }, {}],
    ['in a body that only looks like JSON', { body: `{password: ${canary}}` }, {}],
    ['in a form body', { rawHeaders: form, body: `password=${canary}&a=1` }, {}],
    ['in a form body, with its name encoded', { rawHeaders: form, body: `p%61ssword=${canary}` }, {}],
  ] as const)('%s does not reach the log', async (_title, asked, webhook) => {
    const { rawHeaders, ...rest } = { rawHeaders: [], ...asked };
    const entry = await entryOf({ ...rest, rawHeaders: [...rawHeaders] }, webhook);
    expect(JSON.stringify(entry)).not.toContain(canary);
  });

  it('of the webhook that a function prints does not reach the log', async () => {
    const entry = await entryOf({ rawQuery: `secret=${canary}` }, inQuery, outcome([`the secret is ${canary}`]));
    expect(entry.messages).toEqual(['the secret is <redacted>']);
  });

  it.each([
    ['as it stands', (secret: string) => secret],
    ['as JSON', (secret: string) => JSON.stringify(secret)],
    ['as part of a URL', encodeURIComponent],
    ['as base64', (secret: string) => Buffer.from(secret).toString('base64')],
  ])('of the webhook that is repeated %s does not reach the log', async (_title, write) => {
    const secret = `it's "a" \\ $ecret/ä`;
    const validation = { method: 'SECRET_AS_QUERY_PARAM', secret } as const;
    const rawQuery = `secret=${encodeURIComponent(secret)}&copy=${encodeURIComponent(write(secret))}`;
    const entry = await entryOf({ rawQuery, body: write(secret) }, { validation }, outcome([write(secret)]));
    expect(entry.status).toBe(200);
    expect(JSON.stringify(entry)).not.toContain('ecret/');
    expect(JSON.stringify(entry)).not.toContain(Buffer.from(secret).toString('base64'));
  });
});

function argumentsOf(entry: { readonly [field: string]: unknown }): unknown {
  return JSON.parse((entry.function_call as { arguments: string }).arguments);
}
