import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseApp } from '../../src/app/parse-app.ts';
import { answerWebhook } from '../../src/runtime/runtime.ts';
import { appWithWebhook } from '../app/app-files.ts';
import { createRuntime, createSandbox, request, serveApp } from './stubs.ts';

/** The answer of a webhook whose file has this secret, to a request that is signed with the same text. */
async function answerSigned(validationMethod: string, secret: string) {
  const { app } = parseApp(appWithWebhook({ options: { httpMethod: 'POST', validationMethod, secret } }));
  if (app === undefined) throw new Error('the app cannot be parsed');
  const sandbox = createSandbox();
  const signature = createHmac('sha256', secret).update('{}').digest('hex');
  const { status } = await answerWebhook(
    request({
      service: 'api',
      webhook: 'hook',
      rawQuery: `secret=${encodeURIComponent(secret)}`,
      rawHeaders: ['Host', 'localhost', 'X-Hook-Signature', `sha256=${signature}`],
      body: '{}',
    }),
    createRuntime(serveApp(app, sandbox)),
  );
  return { status, calls: sandbox.calls.length };
}

describe.each(['VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'])('a webhook that asks for %s', (method) => {
  it('refuses a request that is signed with the text that stands for a value of the environment', async () => {
    const refused = { status: 401, calls: 0 };
    expect(await answerSigned(method, '%(%%environment.values.s)')).toEqual(refused);
    expect(await answerSigned(method, 'a %(%%environment.values.s) b')).toEqual(refused);
  });

  it('answers one that is signed with the secret itself', async () => {
    expect(await answerSigned(method, 'gq3Hn0VbT8yXw2LmKz7R')).toEqual({ status: 200, calls: 1 });
  });
});
