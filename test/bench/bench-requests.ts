/** The request path of a serving process, compared with an echo server of `node:http` alone on the same cores. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import autocannon from 'autocannon';
import { type Home, runProgram, startServe } from '../helpers/program.ts';
import { print } from './figures.ts';

const connections = 32;
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const sample = resolve(import.meta.dirname, '../../fixtures/apps/orders');

interface Load {
  readonly perSecond: number;
  readonly p99Ms: number;
}

export async function benchRequests(where: Home): Promise<void> {
  const imported = await runProgram(where, ['import', '--path', sample, '--create', '--yes']);
  if (imported.status !== 0) throw new Error(imported.stderr);
  const ping = signed('ping', JSON.stringify({ message: 'x'.repeat(1000) }));
  const order = signed(
    'createOrder',
    JSON.stringify({ customer: 'Ada', items: [{ sku: 'tea-1', quantity: 2 }], note: 'x'.repeat(940) }),
  );

  const serving = await startServe(where);
  const first = performance.now();
  await expectOk(`${serving.origin}${ping.path}`, ping);
  print('first call of a webhook after start', `${(performance.now() - first).toFixed(0)} ms`, 'at most 150 ms');
  for (const { pid, megabytes } of sandboxMemory(serving.pid)) {
    print(`resident memory of an idle sandbox (pid ${pid})`, `${megabytes.toFixed(0)} MB`, 'at most 80 MB');
  }

  const bare = await startBareServer();
  const echo = await load(`${bare.origin}/`, ping);
  bare.child.kill();
  print('bare node:http echo, 1 KB POST', rate(echo), '');

  const withoutDatabase = await load(`${serving.origin}${ping.path}`, ping);
  print(
    'signed 1 KB POST, no database',
    `${rate(withoutDatabase)}, ratio ${ratio(withoutDatabase, echo)}`,
    'at least 0.30 of bare',
  );

  const withInsert = await load(`${serving.origin}${order.path}`, order);
  print('signed 1 KB POST with one insertOne', `${rate(withInsert)}, ratio ${ratio(withInsert, echo)}`, '');
  const status = await serving.end();
  if (status !== 0) throw new Error(`serve ended with ${status}\n${serving.stderr()}`);
}

interface SignedRequest {
  readonly path: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

function signed(webhook: string, body: string): SignedRequest {
  const directory = join(sample, 'services/store-http/incoming_webhooks', webhook);
  const config = JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8')) as { options: { secret: string } };
  const signature = createHmac('sha256', config.options.secret).update(body).digest('hex');
  return {
    path: `/api/client/v2.0/app/orders-abcde/service/store-http/incoming_webhook/${webhook}`,
    body,
    headers: { 'content-type': 'application/json', 'x-hook-signature': `sha256=${signature}` },
  };
}

async function expectOk(url: string, request: SignedRequest): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: request.body, headers: request.headers });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  await answer.text();
}

async function load(url: string, request: SignedRequest): Promise<Load> {
  const options = { url, method: 'POST' as const, body: request.body, headers: request.headers, connections };
  await autocannon({ ...options, duration: 2 });
  const measured = await autocannon({ ...options, duration: seconds });
  if (measured.non2xx > 0 || measured.errors > 0) {
    throw new Error(`${url}: ${measured.non2xx} answers were not 2xx, ${measured.errors} requests failed`);
  }
  return { perSecond: measured.requests.average, p99Ms: measured.latency.p99 };
}

async function startBareServer(): Promise<{ origin: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'bare-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { origin: line.toString('utf8').trim(), child };
}

/** Resident memory of the sandbox children of a serving process; empty where there is no /proc. */
function sandboxMemory(parent: number): { pid: number; megabytes: number }[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== parent) return [];
        return [{ pid: Number(pid), megabytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024 }];
      } catch {
        return []; // The process ended while it was looked at.
      }
    });
}

function ratio(measured: Load, bare: Load): string {
  return (measured.perSecond / bare.perSecond).toFixed(2);
}

function rate({ perSecond, p99Ms }: Load): string {
  return `${perSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(1)} ms`;
}
