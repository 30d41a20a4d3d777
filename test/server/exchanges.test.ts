/** Requests through the real server, runtime and sandbox, in this process. */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseApp } from '../../src/app/parse-app.ts';
import { ObjectId } from '../../src/bson/bson.ts';
import { createContextCallHandler } from '../../src/context/context-calls.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { LogEntry } from '../../src/registry/documents.ts';
import { answerWebhook } from '../../src/runtime/runtime.ts';
import { createServedApp } from '../../src/runtime/served-app.ts';
import { createSandbox } from '../../src/sandbox/parent.ts';
import { createServer } from '../../src/server/server.ts';
import { openTestDatabase } from '../context/database.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/exchanges');
const appId = 'orders-abcde';

interface Exchanges {
  /** Path to text, or to the value of a JSON file. */
  readonly files: Record<string, unknown>;
  readonly exchanges: readonly Exchange[];
}

interface Exchange {
  readonly title: string;
  readonly request: {
    readonly webhook: string;
    readonly service?: string;
    readonly method: string;
    readonly query?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
    readonly bodyBase64?: string;
    /** Secret to sign the body with. */
    readonly sign?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Record<string, string>;
    /** Exactly this text, or these bytes. */
    readonly body?: string;
    readonly bodyBase64?: string;
    /** This JSON; an error's `link` is compared with the log entry instead. */
    readonly json?: unknown;
    /** JSON with at least these fields. */
    readonly partial?: object;
  };
  /** Fields of the one log entry. */
  readonly log?: Record<string, unknown> & { readonly stackContains?: string; readonly messagesCount?: number };
}

for (const file of readdirSync(folder).sort()) {
  const { files, exchanges } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Exchanges;
  describe(`an exchange: ${file.replace('.json', '')}`, () => {
    let serving: Serving;
    beforeAll(async () => {
      serving = await serve(files);
    }, 30_000);
    afterAll(() => serving.end());

    it.each(exchanges.map((exchange) => [exchange.title, exchange] as const))('%s', async (_title, exchange) => {
      serving.entries.length = 0;
      const answer = await send(serving.origin, exchange.request);
      const bytes = Buffer.from(await answer.arrayBuffer());
      checkAnswer(answer, bytes, exchange.response);
      checkEntry(serving.entries, exchange, bytes);
    });
  });
}

interface Serving {
  readonly origin: string;
  readonly entries: LogEntry[];
  end(): Promise<void>;
}

async function serve(texts: Record<string, unknown>): Promise<Serving> {
  const files = new Map(
    Object.entries(texts).map(([path, content]) => [
      path,
      Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    ]),
  );
  const { app, issues } = parseApp(files);
  if (app === undefined) throw new Error(JSON.stringify(issues));
  const { database, end } = await openTestDatabase();
  const limits = DEFAULT_LIMITS;
  const onContextCall = createContextCallHandler({
    clientFor: () => database.client,
    registryDatabase: 'webhook_cli',
    limits,
  });
  const sandbox = createSandbox({ appId, limits, onContextCall });
  const deployed = {
    id: new ObjectId(),
    clientAppId: appId,
    deploymentNumber: 1,
    deploymentId: 'd1',
    deployed: undefined,
  };
  const apps = new Map([[appId, createServedApp(deployed, app, files, sandbox)]]);
  const entries: LogEntry[] = [];
  const onFault = (fault: unknown): void => {
    throw fault;
  };
  let origin = '';
  const runtime = {
    apps,
    limits,
    publicUrl: () => origin,
    log: (entry: LogEntry) => entries.push(entry),
    now: () => new Date(),
    newId: () => new ObjectId(),
    onFault,
  };
  const server = createServer({ limits, answer: (request) => answerWebhook(request, runtime), onFault });
  origin = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  return {
    origin,
    entries,
    async end() {
      await server.close(1000);
      await sandbox.close(1000);
      await end();
    },
  };
}

async function send(origin: string, request: Exchange['request']): Promise<Response> {
  const { service = 'store', webhook, method, query = '', headers = {}, sign } = request;
  const body =
    request.bodyBase64 === undefined ? Buffer.from(request.body ?? '') : Buffer.from(request.bodyBase64, 'base64');
  const signature = sign === undefined ? undefined : createHmac('sha256', sign).update(body).digest('hex');
  const url = `${origin}/api/client/v2.0/app/${appId}/service/${service}/incoming_webhook/${webhook}`;
  return fetch(query === '' ? url : `${url}?${query}`, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(signature === undefined ? {} : { 'x-hook-signature': `sha256=${signature}` }) },
    ...(body.byteLength === 0 ? {} : { body }),
  });
}

function checkAnswer(answer: Response, bytes: Buffer, expected: Exchange['response']): void {
  const text = bytes.toString();
  expect(answer.status, text).toBe(expected.status);
  for (const [name, value] of Object.entries(expected.headers ?? {}))
    expect(answer.headers.get(name), name).toBe(value);
  if (expected.body !== undefined) expect(text).toBe(expected.body);
  if (expected.bodyBase64 !== undefined) expect(bytes.toString('base64')).toBe(expected.bodyBase64);
  if (expected.partial !== undefined) expect(JSON.parse(text)).toMatchObject(expected.partial);
  if (expected.json !== undefined) expect(withoutLink(JSON.parse(text))).toEqual(expected.json);
}

function withoutLink(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('link' in value)) return value;
  const { link, ...rest } = value;
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/apps\/orders-abcde\/logs\?co_id=[0-9a-f]{24}$/);
  return rest;
}

function checkEntry(entries: readonly LogEntry[], { response, log = {} }: Exchange, bytes: Buffer): void {
  const [entry, ...others] = entries;
  if (entry === undefined || others.length > 0) throw new Error(`${entries.length} log entries`);
  const { stackContains, messagesCount, ...fields } = log;
  expect(entry).toMatchObject({ type: 'WEBHOOK', status: response.status, ...fields });
  if (response.status >= 400 && bytes.byteLength > 0) expect(bytes.toString()).toContain(String(entry.co_id));
  if (stackContains !== undefined) expect(entry.error_stack).toContain(stackContains);
  if (messagesCount !== undefined) expect(entry.messages).toHaveLength(messagesCount);
}
