import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import type { WebhookAnswer, WebhookRequest } from '../../src/runtime/webhook-request.ts';
import { createServer, type WebhookServer } from '../../src/server/server.ts';
import { sendRaw } from './raw-socket.ts';

const path = '/api/client/v2.0/app/orders-abcde/service/store/incoming_webhook/ping';
const servers: WebhookServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(500)));
});

async function start(answer: (request: WebhookRequest) => Promise<WebhookAnswer>, limits: Partial<Limits> = {}) {
  const server = createServer({ limits: { ...DEFAULT_LIMITS, ...limits }, answer, onFault: () => {} });
  servers.push(server);
  const port = await server.listen('127.0.0.1', 0);
  return { server, port, origin: `http://127.0.0.1:${port}` };
}

const ok = async (): Promise<WebhookAnswer> => ({ status: 200, headers: [], body: 'ok' });

/** Sends these bytes, closes its own side, and reads until the server closes. */
async function halfClose(port: number, bytes: string): Promise<{ text: string; closed: boolean }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.end(bytes);
  const closed = await Promise.race([new Promise((end) => socket.on('end', () => end(true))), delay(2000, false)]);
  socket.destroy();
  return { text: Buffer.concat(chunks).toString(), closed: closed === true };
}

describe('the server', () => {
  it('is healthy and ready while it serves', async () => {
    const { origin } = await start(ok);
    expect(await (await fetch(`${origin}/health`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${origin}/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
  });

  it('answers a health check by HEAD with its status alone', async () => {
    const { port } = await start(ok);
    const { statuses, text } = await sendRaw(port, 'HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(statuses).toEqual([200]);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });

  it('answers a client that closes its side when it has sent its request, and closes then', async () => {
    const bodies: string[] = [];
    const { port } = await start(async (request) => {
      bodies.push(Buffer.from(await request.readBody()).toString());
      await delay(100);
      return ok();
    });
    const { text, closed } = await halfClose(port, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi`);
    expect({ bodies, closed }).toEqual({ bodies: ['hi'], closed: true });
    expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nok$/);
  });

  it('closes a connection whose client closes its side without a request', async () => {
    const { port } = await start(ok);
    expect(await halfClose(port, '')).toEqual({ text: '', closed: true });
    expect(await halfClose(port, 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n')).toMatchObject({ closed: true });
  });

  it('sends repeated headers as separate lines and bytes as they are', async () => {
    const { port } = await start(async () => ({
      status: 201,
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
      body: Buffer.from([0, 255]),
    }));
    const { text } = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(text).toMatch(/Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n/);
    expect(text.endsWith('\r\n\r\n\u0000\u00ff')).toBe(true);
  });

  it('sends no body and no length with 204', async () => {
    const { port } = await start(async () => ({ status: 204, headers: [], body: undefined }));
    const { text } = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(text).not.toMatch(/content-length|transfer-encoding/i);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });

  it('sends no body to HEAD', async () => {
    const { port } = await start(async () => ({ status: 200, headers: [['X-A', 'b']], body: undefined }));
    const { text } = await sendRaw(port, `HEAD ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(text).toMatch(/X-A: b/);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });

  it('answers 503 and reports the fault when the runtime rejects', async () => {
    const { origin } = await start(() => Promise.reject(new Error('secret detail')));
    const answer = await fetch(origin + path);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ error_code: 'InternalServerError' });
    expect(text).not.toContain('secret detail');
  });

  it('drops the answer of a client that left while the function ran', async () => {
    const gate = Promise.withResolvers<void>();
    let calls = 0;
    const { origin, port } = await start(async () => {
      calls++;
      await gate.promise;
      return ok();
    });
    const left = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`, { quietMs: 50 });
    expect(left).toMatchObject({ statuses: [], closed: false });
    gate.resolve();
    expect((await fetch(origin + path)).status).toBe(200);
    expect(calls).toBe(2);
  });

  it('says which port is in use and how to choose another', async () => {
    const { port } = await start(ok);
    const second = createServer({ limits: DEFAULT_LIMITS, answer: ok, onFault: () => {} });
    await expect(second.listen('127.0.0.1', port)).rejects.toMatchObject({
      code: 'CannotListen',
      message: `cannot listen on 127.0.0.1 port ${port}: the port is in use`,
      hint: expect.stringContaining('--port'),
    });
    await second.close(0);
  });

  it('answers 408 to a client whose headers, body or first byte do not come in time', async () => {
    const reading = async (request: WebhookRequest) => {
      await request.readBody();
      return ok();
    };
    const { port } = await start(reading, { requestHeadersTimeoutMs: 300, requestTimeoutMs: 600 });
    const slow = [
      '',
      `GET ${path} HTTP/1.1\r\nHost:`,
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe`,
    ];
    const answers = await Promise.all(slow.map((bytes) => sendRaw(port, bytes, { quietMs: 5000 })));
    expect(answers.map(({ statuses }) => statuses.at(-1))).toEqual([408, 408, 408]);
  });

  it('closes a connection with its last answer when it has had its number of requests', async () => {
    let calls = 0;
    const counting = async () => {
      calls++;
      return ok();
    };
    const { port } = await start(counting, { requestsPerSocketMax: 3 });
    const { statuses, text, closed } = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(5));
    expect({ statuses, closed }).toEqual({ statuses: [200, 200, 200], closed: true });
    expect(text.match(/Connection: close/g)).toHaveLength(1);
    expect(calls).toBe(3);
  });

  it('cuts a client that does not read its answer', async () => {
    const body = Buffer.alloc(16 * 1024 * 1024);
    const { port } = await start(async () => ({ status: 200, headers: [], body }), { requestTimeoutMs: 300 });
    const socket = connect(port, '127.0.0.1');
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await delay(1500);
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.byteLength;
    });
    socket.on('error', () => {});
    socket.resume();
    await new Promise((closed) => socket.on('close', closed));
    expect(received).toBeLessThan(body.byteLength);
  });
});

describe('a server that is told to stop', () => {
  it('finishes what runs, closes its connections and takes no new ones', async () => {
    const gate = Promise.withResolvers<void>();
    const { server, port, origin } = await start(
      async () => {
        await gate.promise;
        return ok();
      },
      { drainNoticeMs: 0 },
    );
    const running = sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`, { quietMs: 5000 });
    await delay(100);
    const closing = server.close(5000);
    await delay(50);
    await expect(fetch(`${origin}/health`)).rejects.toThrow();
    gate.resolve();
    expect(await running).toMatchObject({ statuses: [200], closed: true });
    expect((await running).text).toMatch(/^Connection: close\r$/m);
    await closing;
  });

  it('is not ready from then on, while it takes connections for a little longer', async () => {
    const gate = Promise.withResolvers<void>();
    const { server, port, origin } = await start(
      async () => {
        await gate.promise;
        return ok();
      },
      { drainNoticeMs: 1_000 },
    );
    const running = sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`, { quietMs: 5000 });
    await delay(100);
    const closing = server.close(5000);
    const ready = await fetch(`${origin}/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect(ready.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    gate.resolve();
    await closing;
    expect(await running).toMatchObject({ statuses: [200], closed: true });
    await expect(fetch(`${origin}/ready`)).rejects.toThrow();
  });

  it('gives those a notice who asked whether it is ready', async () => {
    const { server, origin } = await start(ok, { drainNoticeMs: 1_000 });
    await (await fetch(`${origin}/ready`)).text();
    const closing = server.close(5000);
    expect((await fetch(`${origin}/ready`)).status).toBe(503);
    await closing;
  });

  it('gives no notice when nothing runs and nobody ever asked', async () => {
    const { server } = await start(ok, { drainNoticeMs: 1_000_000_000 });
    await server.close(5000);
  });

  it('closes connections that never sent a byte and those between two requests', async () => {
    const { server, port } = await start(ok, { drainNoticeMs: 0 });
    const silent = connect(port, '127.0.0.1');
    const idle = connect(port, '127.0.0.1');
    for (const socket of [silent, idle]) socket.on('error', () => {}).resume();
    idle.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await new Promise((answered) => idle.once('data', answered));
    const closed = [silent, idle].map((socket) => new Promise((resolve) => socket.on('close', resolve)));
    await server.close(1_000_000_000);
    await Promise.all(closed);
  });

  it('answers a request whose headers are on their way, and not ready', async () => {
    const { server, port } = await start(ok, { drainNoticeMs: 0 });
    const probe = connect(port, '127.0.0.1');
    const probed: Buffer[] = [];
    probe.on('data', (chunk) => probed.push(chunk));
    probe.write('GET /ready HTTP/1.1\r\nHost: a');
    await delay(100);
    const closing = server.close(5000);
    await delay(400);
    probe.write('\r\n\r\n');
    await Promise.all([closing, new Promise((closed) => probe.on('close', closed))]);
    expect(Buffer.concat(probed).toString()).toMatch(/^HTTP\/1\.1 503 [\s\S]*draining/);
  });

  it('waits for late headers no longer than always', async () => {
    const { server, port } = await start(ok, { drainNoticeMs: 0, requestHeadersTimeoutMs: 500 });
    const late = sendRaw(port, `GET ${path} HTTP/1.1\r\nHost:`, { quietMs: 20_000 });
    await delay(100);
    await server.close(1_000_000_000);
    expect(await late).toMatchObject({ statuses: [408], closed: true });
  });

  it('cuts what does not finish in time', async () => {
    const { server, port } = await start(() => new Promise(() => {}));
    const running = sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`, { quietMs: 5000 });
    await delay(100);
    await server.close(100);
    expect(await running).toMatchObject({ statuses: [], closed: true });
  });
});
