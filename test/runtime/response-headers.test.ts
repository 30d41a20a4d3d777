import { afterAll, describe, expect, it } from 'vitest';
import { buildResponse } from '../../src/runtime/steps/response.ts';
import { createAppSandbox } from '../sandbox/app-sandbox.ts';
import { webhookConfig } from './stubs.ts';

const app = createAppSandbox();
afterAll(() => app.sandbox.close(0));

/** What a server sets, what passes for it, and what a function may set. */
const names = [
  ...['Connection', 'Content-Length', 'Transfer-Encoding', 'Keep-Alive', 'Upgrade', 'Trailer', 'TE'],
  ...['connection', 'CONTENT-LENGTH', 'te'],
  ...['', 'X A', 'X:A', 'X\r\nA', 'X\u00e9', 'Content-Length ', 'X"A', 'X(A'],
  ...['X-A', 'Content-Type', 'Date', 'Host', 'Set-Cookie', 'Vary', 'Expect', 'Trailers', 'TEA', "!#$%&'*+.^_`|~-09"],
];
const values = ['', 'a', 'a\tb', 'a\rb', 'a\nb', 'a\0b', '\u007f', '\u0080', '\u00ff', '\u0100', '\ud83d\ude00'];
const candidates = [...names.map((name) => [name, 'a'] as const), ...values.map((value) => ['X-A', value] as const)];

/** Checked where a function sets it, for the error's position, and where it is sent, because user code may have passed the first. */
describe('a response header', () => {
  it('is refused in the sandbox and before it is sent by the same rules', async () => {
    const source = `exports = (payload, response) => {
      const refused = ${JSON.stringify(candidates)}.filter(([name, value]) => {
        try { response.addHeader(name, value); return false; } catch (e) { return true; }
      });
      response.setBody(JSON.stringify(refused));
    };`;
    const refused = candidates.filter((header) => !isSendable(header));
    expect(refused.length).toBeGreaterThan(10);
    expect(await app.call(source)).toMatchObject({ response: { body: { text: JSON.stringify(refused) } } });
  });
});

function isSendable(header: readonly [string, string]): boolean {
  const response = { statusCode: 200, headers: [header], body: undefined };
  const outcome = { status: 'returned', result: 'null', response, logs: [], droppedLogs: 0 } as const;
  try {
    return buildResponse(webhookConfig(), 'POST', outcome, 10).status === 200;
  } catch {
    return false;
  }
}
