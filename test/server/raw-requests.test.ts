import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { WebhookAnswer, WebhookRequest } from '../../src/runtime/webhook-request.ts';
import { createServer, type WebhookServer } from '../../src/server/server.ts';
import { sendRaw } from './raw-socket.ts';

const path = '/api/client/v2.0/app/orders-abcde/service/store/incoming_webhook/ping';
const limits = { ...DEFAULT_LIMITS, requestBodyBytesMax: 1000 };

let server: WebhookServer;
let port: number;
/** Requests whose body was read whole: the ones for which a function would run. */
let runs: Array<{ request: WebhookRequest; body: string }> = [];
const faults: unknown[] = [];

beforeAll(async () => {
  server = createServer({ limits, answer, onFault: (fault) => faults.push(fault) });
  port = await server.listen('127.0.0.1', 0);
});
beforeEach(() => {
  runs = [];
});
afterAll(async () => {
  await server.close(1000);
  expect(faults).toEqual([]);
});

async function answer(request: WebhookRequest): Promise<WebhookAnswer> {
  try {
    const body = Buffer.from(await request.readBody()).toString();
    runs.push({ request, body });
    return { status: 200, headers: [['Content-Type', 'text/plain']], body: 'ran' };
  } catch (error) {
    const { status = 500 } = error as { status?: number };
    return { status, headers: [], body: String(error) };
  }
}

const host = 'Host: localhost\r\n';
const get = (target: string, headers = host) => `GET ${target} HTTP/1.1\r\n${headers}\r\n`;
const post = (headers: string, body = '') => `POST ${path} HTTP/1.1\r\n${headers}\r\n${body}`;

describe('a request that is not well formed does not run the function', () => {
  it.each([
    ['without Host', get(path, ''), 400],
    ['without a version', `GET ${path}\r\n\r\n`, 400],
    ['with two Host headers', get(path, `${host}${host}`), 400],
    ['with two unlike Host headers', get(path, `${host}Host: other\r\n`), 400],
    ['with an empty Host', get(path, 'Host: \r\n'), 400],
    ['with a space in Host', get(path, 'Host: a b\r\n'), 400],
    ['with brackets in Host', get(path, 'Host: <a>\r\n'), 400],
    ['with a length and chunks', post(`${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'), 400],
    ['with chunks and a length', post(`${host}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n`, '0\r\n\r\n'), 400],
    ['with length +5', post(`${host}Content-Length: +5\r\n`, 'hello'), 400],
    ['with length -1', post(`${host}Content-Length: -1\r\n`), 400],
    ['with length 0x5', post(`${host}Content-Length: 0x5\r\n`, 'hello'), 400],
    ['with an empty length', post(`${host}Content-Length: \r\n`), 400],
    ['with length 5, 5', post(`${host}Content-Length: 5, 5\r\n`, 'hello'), 400],
    ['with two lengths', post(`${host}Content-Length: 5\r\nContent-Length: 5\r\n`, 'hello'), 400],
    ['with a length of 23 digits', post(`${host}Content-Length: 10000000000000000000000\r\n`), 400],
    ['with an unknown transfer encoding', post(`${host}Transfer-Encoding: xchunked\r\n`, '0\r\n\r\n'), 400],
    ['with gzip, chunked', post(`${host}Transfer-Encoding: gzip, chunked\r\n`, '0\r\n\r\n'), 501],
    ['with chunks on HTTP/1.0', `POST ${path} HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['with a space before the colon', get(path, `${host}X-A : b\r\n`), 400],
    ['with a folded header', get(path, `${host}X-A: b\r\n c\r\n`), 400],
    ['with an empty header name', get(path, `${host}: b\r\n`), 400],
    ['with bare line feeds', `GET ${path} HTTP/1.1\nHost: localhost\n\n`, 400],
    ['with a NUL in a header', get(path, `${host}X-A: b\0c\r\n`), 400],
    [
      'with 20 KB of chunk extension',
      post(`${host}Transfer-Encoding: chunked\r\n`, `5;${'x'.repeat(20_000)}\r\n`),
      413,
    ],
    ['with a target of 20 KB', get(`${path}?${'x'.repeat(20_000)}`), 431],
    ['with a target just over the limit', get(`${path}?${'x'.repeat(8192 - path.length)}`), 431],
    ['with a header of 20 KB', get(path, `${host}X-A: ${'x'.repeat(20_000)}\r\n`), 431],
    ['with headers just over the limit', get(path, `${host}X-A: ${'x'.repeat(16_384 - 23)}\r\n`), 431],
    ['with a header of 30 KB', get(path, `${host}X-A: ${'x'.repeat(30_000)}\r\n`), 431],
    ['with 101 headers', get(path, host + 'X-A: b\r\n'.repeat(100)), 431],
    ['with the method FOO', `FOO ${path} HTTP/1.1\r\n${host}\r\n`, 400],
    ['with the method post', `post ${path} HTTP/1.1\r\n${host}\r\n`, 400],
    ['for OPTIONS *', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, 405],
    ['for //', get('//'), 404],
    ['for //evil/x', get('//evil/x'), 404],
    ['for /\\evil', get('/\\evil'), 404],
    ['for an absolute target of another path', get('http://localhost/'), 404],
    ['for an absolute target without a path', get('http://localhost'), 404],
    ['for an absolute target with a user', get(`http://a@localhost${path}`), 400],
    ['for an absolute target without a host', get(`http://${path}`), 400],
    ['for an absolute target whose host ends in a backslash', get(`http://evil\\${path}`), 400],
    ['for an absolute target of another scheme', get(`ftp://localhost${path}`), 404],
    ['for an absolute target with two Host headers', get(`http://localhost${path}`, `${host}${host}`), 400],
    ['with a bad escape in a segment', get(path.replace('ping', '%zz')), 400],
    ['with an escaped NUL in a segment', get(path.replace('ping', '%00')), 400],
    ['with escaped dots for a segment', get(path.replace('ping', '%2e%2e')), 400],
    ['with dots for a segment', get(path.replace('ping', '..')), 400],
    ['with an escaped slash in a segment', get(path.replace('ping', '..%2fping')), 400],
    ['with an escaped backslash in a segment', get(path.replace('ping', '%5cping')), 400],
    ['with an overlong escape in a segment', get(path.replace('ping', '%c0%ae')), 400],
    ['with a bad escape elsewhere', get('/%zz'), 400],
    ['with raw UTF-8 in the target', Buffer.from(get(`${path}?ä`)), 400],
    ['with a space in the target', get(`${path}?a b`), 400],
    ['with an unknown expectation', get(path, `${host}Expect: foo\r\n`), 417],
    ['of a TLS client', Buffer.from('16030100c8010000c40303', 'hex'), 400],
    ['of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['of random bytes', Buffer.from([1, 2, 3, 250, 13, 10, 13, 10]), 400],
    ['over the body limit', post(`${host}Content-Length: 1001\r\n`, 'x'.repeat(1001)), 413],
    ['over the body limit that waits to send it', post(`${host}Content-Length: 1001\r\n`), 413],
    [
      'over the body limit in chunks',
      post(`${host}Transfer-Encoding: chunked\r\n`, `400\r\n${'x'.repeat(1024)}\r\n`),
      413,
    ],
    ['with a compressed body', post(`${host}Content-Encoding: gzip\r\nContent-Length: 2\r\n`, 'xx'), 415],
    ['for another path', get('/'), 404],
    ['for a path with a tail', get(`${path}/more`), 404],
    ['for a path with a trailing slash', get(`${path}/`), 404],
    ['for a path of another case', get(path.replace('/api', '/API')), 404],
    [
      'for the health check with a body',
      `POST /health HTTP/1.1\r\n${host}Content-Type: text/xml\r\nContent-Length: 2\r\n\r\nhi`,
      404,
    ],
    ['for the health check without Host', get('/health', ''), 400],
    ['for the health check with two Host headers', get('/ready', `${host}${host}`), 400],
    [
      'for the health check with gzip, chunked',
      `GET /health HTTP/1.1\r\n${host}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
      501,
    ],
    ['for the health check with a query', get('/health?a'), 404],
    ['for the health check with another method', `DELETE /ready HTTP/1.1\r\n${host}\r\n`, 404],
    ['for the path that the router uses inside', get('/webhook'), 404],
    ['for an unknown method of HTTP', `PROPFIND /x HTTP/1.1\r\n${host}\r\n`, 404],
  ] as const)('%s', async (_title, bytes, status) => {
    const { statuses, text } = await sendRaw(port, bytes);
    expect(statuses, text).toEqual([status]);
    expect(runs).toEqual([]);
  });

  it('with CONNECT, whose connection is closed', async () => {
    expect(await sendRaw(port, `CONNECT localhost:80 HTTP/1.1\r\n${host}\r\n`)).toMatchObject({
      statuses: [],
      closed: true,
    });
  });

  it('and gets the error shape of the old platform with the exact media type', async () => {
    for (const bytes of [get('/'), get(path, ''), get(path.replace('ping', '%zz'))]) {
      const { text } = await sendRaw(port, bytes);
      expect(text).toMatch(/^content-type: application\/json\r$/im);
      expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))).toEqual({
        error: expect.any(String),
        error_code: expect.any(String),
      });
    }
  });

  it('and its connection takes no further request after a parse error', async () => {
    const { statuses, closed } = await sendRaw(port, post(`${host}Content-Length: +5\r\n`, get(path)));
    expect({ statuses, closed }).toEqual({ statuses: [400], closed: true });
    expect(runs).toEqual([]);
  });

  it('whose client leaves in the middle of the body', async () => {
    const { statuses } = await sendRaw(port, post(`${host}Content-Length: 10\r\n`, 'half'), { quietMs: 100 });
    expect(statuses).toEqual([]);
    expect(runs).toEqual([]);
  });
});

describe('a request that is well formed runs the function', () => {
  it.each([
    ['GET', get(`${path}?a=%zz`), ''],
    ['a GET with a query of any shape', get(`${path}?%00&&=`), ''],
    ['an absolute target', get(`http://other.example:80${path}`), ''],
    ['an absolute target of a literal address', get(`HTTPS://[::1]${path}`), ''],
    ['an empty Content-Encoding', post(`${host}Content-Encoding: \r\nContent-Length: 2\r\n`, 'hi'), 'hi'],
    ['Content-Encoding: identity', post(`${host}Content-Encoding: Identity\r\nContent-Length: 2\r\n`, 'hi'), 'hi'],
    ['an escaped letter in a segment', get(path.replace('ping', 'p%69ng')), ''],
    ['Host with a port', get(path, 'Host: [::1]:80\r\n'), ''],
    ['a body with a length', post(`${host}Content-Length: 5\r\n`, 'hello'), 'hello'],
    ['a body in chunks', post(`${host}Transfer-Encoding: chunked\r\n`, '3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'), 'hello'],
    [
      'a trailer, which is ignored',
      post(`${host}Transfer-Encoding: chunked\r\n`, '2\r\nhi\r\n0\r\nX-Hook-Signature: a\r\n\r\n'),
      'hi',
    ],
    ['a body at the limit', post(`${host}Content-Length: 1000\r\n`, 'x'.repeat(1000)), 'x'.repeat(1000)],
    ['a wish to upgrade, which is not granted', get(path, `${host}Connection: Upgrade\r\nUpgrade: websocket\r\n`), ''],
    [
      'a wish for h2c, which is not granted',
      get(path, `${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n`),
      '',
    ],
    ['an odd Content-Type', post(`${host}Content-Type: \t a/b;;; =\r\nContent-Length: 2\r\n`, 'hi'), 'hi'],
    ['Content-Type without a body', post(`${host}Content-Type: application/json\r\n`), ''],
    ['headers named like object members', get(path, `${host}__proto__: a\r\nconstructor: b\r\n`), ''],
    ['headers at the limit', get(path, `${host}X-A: ${'x'.repeat(16_384 - 24)}\r\n`), ''],
    ['100 headers', get(path, host + 'X-A: b\r\n'.repeat(99)), ''],
    ['TRACE, which the webhook decides about', `TRACE ${path} HTTP/1.1\r\n${host}\r\n`, ''],
  ] as const)('with %s', async (_title, bytes, body) => {
    const { statuses, text } = await sendRaw(port, bytes);
    expect(statuses, text).toEqual([200]);
    expect(runs).toMatchObject([{ body, request: { app: 'orders-abcde', service: 'store', webhook: 'ping' } }]);
  });

  it('once for each of two requests that come in one packet', async () => {
    const both = post(`${host}Content-Length: 2\r\n`, 'hi') + post(`${host}Content-Length: 2\r\n`, 'ho');
    expect((await sendRaw(port, both)).statuses).toEqual([200, 200]);
    expect(runs.map(({ body }) => body)).toEqual(['hi', 'ho']);
  });

  it('after the client was told to go on with its body', async () => {
    const { text } = await sendRaw(port, post(`${host}Expect: 100-continue\r\nContent-Length: 2\r\n`, 'hi'));
    expect(text).toMatch(/^HTTP\/1\.1 100 /);
    expect(runs).toMatchObject([{ body: 'hi' }]);
  });
});
