import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appWithWebhooks, writeTree } from '../helpers/app-directory.ts';
import { createHome, type Home, runProgram, type Serving, startServe } from '../helpers/program.ts';

const limitExceeded = { status: 400, code: 'ExecutionTimeLimitExceeded' };
const failed = { status: 400, code: 'FunctionExecutionError' };

const programs = {
  endlessLoop: { source: 'exports = function () { while (true) {} };', ...limitExceeded },
  uninterruptibleLoop: {
    source: 'exports = function () { return [].indexOf.call({ length: 2 ** 53 - 1 }, 1); };',
    ...limitExceeded,
  },
  neverSettles: { source: 'exports = function () { return new Promise(function () {}); };', ...limitExceeded },
  memory: { source: 'exports = function () { var a = []; while (true) a.push(a); };', ...failed },
  throwsError: { source: "exports = function () { throw new Error('boom'); };", ...failed },
  throwsNull: { source: 'exports = function () { throw null; };', ...failed },
  cyclicResult: { source: 'exports = function () { var a = {}; a.a = a; return a; };', ...failed },
  badStatus: { source: 'exports = function (payload, response) { response.setStatusCode(99); };', ...failed },
  badBody: { source: 'exports = function (payload, response) { response.setBody(function () {}); };', ...failed },
} as const;

describe('a function that misbehaves', () => {
  let home: Home;
  let serving: Serving;

  beforeAll(async () => {
    home = await createHome();
    const sources = Object.fromEntries(Object.entries(programs).map(([name, { source }]) => [name, source]));
    const app = await writeTree(
      join(home.directory, 'app'),
      appWithWebhooks('hostile-abcde', { ...sources, fine: 'exports = () => 42;' }),
    );
    const imported = await runProgram(home, ['import', '--path', app, '--create', '--yes']);
    expect(imported, imported.stderr).toMatchObject({ status: 0 });
    serving = await startServe(home, ['--limit', 'functionWallMs=1500', '--limit', 'sandboxHeapMb=64']);
  }, 60_000);

  afterAll(async () => {
    expect(await serving.end()).toBe(0);
    await home.remove();
  });

  it.each(Object.entries(programs))(
    '%s is stopped with its own error, and the next request is served',
    async (name, { status, code }) => {
      const answer = await call(name);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(await answer.json()).toMatchObject({
        error_code: code,
        error: expect.any(String),
        link: expect.any(String),
      });
      const next = await call('fine');
      expect(next.status).toBe(200);
      expect(await next.json()).toEqual({ $numberInt: '42' });
    },
  );

  it('shows the message and the name of a thrown error to the caller', async () => {
    const answer = (await (await call('throwsError')).json()) as { error: string };
    expect(JSON.parse(answer.error)).toEqual({ message: 'boom', name: 'Error' });
  });

  function call(webhook: string): Promise<Response> {
    return fetch(`${serving.origin}/api/client/v2.0/app/hostile-abcde/service/api/incoming_webhook/${webhook}`, {
      method: 'POST',
      body: '{}',
    });
  }
});
