import { describe, expect, it } from 'vitest';
import { requireReturned } from '../../src/runtime/steps/call-function.ts';
import { buildResponse } from '../../src/runtime/steps/response.ts';
import type { FunctionOutcome, GuestResponse } from '../../src/sandbox/sandbox.ts';
import { webhookConfig } from './stubs.ts';

const quiet = { logs: [], droppedLogs: 0 };

function answer(response: GuestResponse | undefined, options: { respondResult?: boolean; method?: string } = {}) {
  const config = webhookConfig({ respondResult: options.respondResult ?? true });
  const outcome = { status: 'returned', result: '{"n":{"$numberInt":"900"}}', response, ...quiet } as const;
  return buildResponse(config, options.method ?? 'POST', outcome, 3);
}

const ok: GuestResponse = { statusCode: 200, headers: [], body: undefined };

describe('the answer of a webhook', () => {
  it('is the result when no response method was called', () => {
    expect(answer(undefined)).toEqual({
      status: 200,
      headers: [['Content-Type', 'application/json']],
      body: '{"n":{"$numberInt":"900"}}',
    });
  });

  it('is 204 when the webhook does not respond with its result', () => {
    expect(answer(undefined, { respondResult: false })).toEqual({ status: 204, headers: [], body: undefined });
  });

  it('is what the response methods said, whatever respond_result says', () => {
    const response = { ...ok, statusCode: 201, body: { text: 'made' } };
    for (const respondResult of [true, false]) {
      expect(answer(response, { respondResult })).toMatchObject({ status: 201, body: 'made' });
    }
  });

  it('has an empty body when only the status was set', () => {
    expect(answer(ok)).toEqual({ status: 200, headers: [], body: undefined });
  });

  it('has no body for HEAD', () => {
    expect(answer(undefined, { method: 'HEAD' })).toMatchObject({ status: 200, body: undefined });
  });

  it.each([204, 205, 304])('drops the body of a %i answer', (statusCode) => {
    expect(answer({ ...ok, statusCode, body: { text: 'x' } })).toMatchObject({ status: statusCode, body: undefined });
  });

  it.each([
    ['<!DOCTYPE html><p>', 'text/html; charset=utf-8'],
    ['  <html>', 'text/html; charset=utf-8'],
    ['<h1>Hi</h1>', 'text/html; charset=utf-8'],
    ['<!--hello--><html>', 'text/html; charset=utf-8'],
    ['<!doctype htmlx>', 'text/plain; charset=utf-8'],
    ['<hexagon>', 'text/plain; charset=utf-8'],
    ['{"a":1}', 'application/json'],
    [' [1]', 'application/json'],
    ['{a:1}', 'text/plain; charset=utf-8'],
    ['"text"', 'text/plain; charset=utf-8'],
    ['hello', 'text/plain; charset=utf-8'],
    ['', 'text/plain; charset=utf-8'],
  ])('guesses the type of %j as %s', (text, type) => {
    expect(answer({ ...ok, body: { text } }).headers).toEqual([['Content-Type', type]]);
  });

  it('sends binary bodies as they are', () => {
    const { headers, body } = answer({ ...ok, body: { base64: 'AP8=' } });
    expect(headers).toEqual([['Content-Type', 'application/octet-stream']]);
    expect(body).toEqual(Buffer.from([0, 255]));
  });

  it('keeps the headers that were set, in order and repeated', () => {
    const headers = [
      ['content-type', 'image/svg+xml'],
      ['Cache-Control', 'a'],
      ['Cache-Control', 'b'],
    ] as const;
    expect(answer({ ...ok, headers, body: { text: '<svg/>' } }).headers).toEqual(headers);
  });

  it.each([
    ['a status of 99', { statusCode: 99 }],
    ['a status of 101', { statusCode: 101 }],
    ['a status of 1000', { statusCode: 1000 }],
    ['a status with a fraction', { statusCode: 200.5 }],
    ['Transfer-Encoding', { headers: [['Transfer-Encoding', 'chunked']] as const }],
    ['content-length', { headers: [['content-length', '0']] as const }],
    ['Connection', { headers: [['Connection', 'close']] as const }],
    ['a line break in a value', { headers: [['X-A', 'a\r\nX-B: b']] as const }],
    ['a character above one byte in a value', { headers: [['X-A', '→']] as const }],
    ['a space in a name', { headers: [['X A', 'a']] as const }],
    ['an empty name', { headers: [['', 'a']] as const }],
    ['more headers than the limit', { headers: Array(4).fill(['X-A', 'a']) }],
  ])('is refused with %s', (_title, part) => {
    expect(() => answer({ ...ok, ...part })).toThrow(
      expect.objectContaining({ code: 'FunctionExecutionError', status: 400 }),
    );
  });
});

describe('a call that did not return', () => {
  it.each([
    [
      { status: 'threw', error: '{"message":"boom","name":"Error"}', stack: '', ...quiet },
      400,
      'FunctionExecutionError',
      '{"message":"boom","name":"Error"}',
    ],
    [
      { status: 'threw', error: '{"message":"away","name":"DatabaseAwayError"}', stack: '', ...quiet },
      503,
      'InternalServerError',
      /database cannot be reached/,
    ],
    [
      { status: 'threw', error: '{"message":"DatabaseAwayError: away","name":"Error"}', stack: '', ...quiet },
      400,
      'FunctionExecutionError',
      '{"message":"DatabaseAwayError: away","name":"Error"}',
    ],
    [
      { status: 'threw', error: 'DatabaseAwayError', stack: '', ...quiet },
      400,
      'FunctionExecutionError',
      'DatabaseAwayError',
    ],
    [{ status: 'timed-out', ...quiet }, 400, 'ExecutionTimeLimitExceeded', 'execution time limit exceeded'],
    [{ status: 'out-of-memory', ...quiet }, 400, 'FunctionExecutionError', 'memory limit exceeded'],
    [{ status: 'lost', ...quiet }, 503, 'InternalServerError', /the function may have run/],
    [{ status: 'unavailable', reason: 'queue-full' }, 429, 'TooManyRequests', /too many requests/],
    [{ status: 'unavailable', reason: 'queue-timeout' }, 503, 'InternalServerError', /did not run/],
    [{ status: 'unavailable', reason: 'start-failed' }, 503, 'InternalServerError', /did not run/],
    [{ status: 'unavailable', reason: 'closed' }, 503, 'InternalServerError', /did not run/],
  ] satisfies ReadonlyArray<readonly [FunctionOutcome, number, string, string | RegExp]>)(
    '%j ends as %i %s',
    (outcome, status, code, message) => {
      const text = typeof message === 'string' ? message : expect.stringMatching(message);
      expect(() => requireReturned(outcome)).toThrow(expect.objectContaining({ status, code, message: text }));
    },
  );
});
