/**
 * The embedded engine through the driver, compared with a table of blobs in `node:sqlite` alone: the same documents, keys and
 * durability (WAL, synchronous FULL), written and read in this process without a driver, a socket or a query.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import { openEngine } from '../embedded/engine.ts';
import type { Home } from '../helpers/program.ts';
import { BareTable } from './bare-table.ts';
import { median, print } from './figures.ts';
import { type KilobyteDocument, makeDocuments } from './kilobyte-documents.ts';

const WRITERS = 32;
const WRITES_EACH = 500;
const FIRST_INSERTED = 1_000_000;
const SCANNED = 100_000;

export async function benchEngine(home: Home): Promise<void> {
  const bare = new BareTable(join(home.directory, 'bare.sqlite'));
  const { client, close } = await openEngine({ client: { maxPoolSize: WRITERS } });
  const collection = client.db('bench').collection<KilobyteDocument>('items');
  try {
    await collection.createIndex({ n: 1 });
    await benchInsertMany(collection, bare);
    await benchInsertOne(collection, bare);
    await benchFindOne(collection, bare);
    await benchIndexedFind(collection, bare);
    await benchScan(client.db('bench').collection<KilobyteDocument>('scanned'), home);
  } finally {
    bare.close();
    await close();
  }
  await benchIdleMemory(home);
}

async function benchInsertMany(collection: Collection<KilobyteDocument>, bare: BareTable): Promise<void> {
  const [engineTimes, bareTimes]: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round++) {
    const documents = makeDocuments(round * 10_000, 10_000);
    bareTimes.push(await timeOf(() => bare.insertTogether(documents)));
    engineTimes.push(await timeOf(() => collection.insertMany(documents)));
  }
  const [engineMs, bareMs] = [median(engineTimes), median(bareTimes)];
  report(
    'insertMany of 10,000 documents of 1 KB',
    `${(engineMs / 1000).toFixed(2)} s`,
    engineMs / bareMs,
    'at most 1 s',
  );
}

async function benchInsertOne(collection: Collection<KilobyteDocument>, bare: BareTable): Promise<void> {
  const documents = makeDocuments(FIRST_INSERTED, WRITERS * WRITES_EACH);
  const bareDocuments = documents.slice(0, 2_000);
  const bareMs = await timeOf(() => bare.insertEach(bareDocuments));
  const barePerSecond = (bareDocuments.length * 1000) / bareMs;
  const left = documents.values();
  const write = async (): Promise<void> => {
    for (const document of left) await collection.insertOne(document);
  };
  const ms = await timeOf(() => Promise.all(Array.from({ length: WRITERS }, write)));
  const perSecond = (documents.length * 1000) / ms;
  const what = `insertOne, durable, ${WRITERS} writers`;
  report(what, `${perSecond.toFixed(0)}/s`, perSecond / barePerSecond, 'at least 4,000/s');
}

async function benchFindOne(collection: Collection<KilobyteDocument>, bare: BareTable): Promise<void> {
  const engineTimes = await timesOf(5_000, (call) => collection.findOne({ _id: (call * 7919) % 50_000 }));
  const bareTimes = await timesOf(5_000, (call) => bare.findOne((call * 7919) % 50_000));
  const [engineMs, bareMs] = [median(engineTimes), median(bareTimes)];
  report('findOne by _id, median', `${(engineMs * 1000).toFixed(0)} µs`, engineMs / bareMs, 'at most 400 µs');
}

async function benchIndexedFind(collection: Collection<KilobyteDocument>, bare: BareTable): Promise<void> {
  const from = (call: number) => (call * 331) % 40_000;
  const engineTimes = await timesOf(1_000, (call) =>
    collection.find({ n: { $gte: from(call), $lt: from(call) + 100 } }).toArray(),
  );
  const bareTimes = await timesOf(1_000, (call) => bare.findRange(from(call), from(call) + 100));
  const [engineMs, bareMs] = [median(engineTimes), median(bareTimes)];
  report('indexed find of 100 documents, median', `${engineMs.toFixed(2)} ms`, engineMs / bareMs, 'at most 2.5 ms');
}

async function benchScan(collection: Collection<KilobyteDocument>, home: Home): Promise<void> {
  const bare = new BareTable(join(home.directory, 'bare-scanned.sqlite'));
  for (let first = 0; first < SCANNED; first += 10_000) {
    const documents = makeDocuments(first, 10_000);
    bare.insertTogether(documents);
    await collection.insertMany(documents);
  }
  const engineTimes = await timesOf(7, () => collection.find({ group: 77 }).toArray());
  const bareTimes = await timesOf(7, () => bare.readAll());
  bare.close();
  const [engineMs, bareMs] = [median(engineTimes), median(bareTimes)];
  const what = 'scan of 100,000 documents of 1 KB, one-field filter';
  report(what, `${engineMs.toFixed(0)} ms`, engineMs / bareMs, 'at most 400 ms');
}

/**
 * Resident memory of a process that has started the built engine, less that of one that has not; each two seconds after its
 * start, median of three. No driver is in either.
 */
async function benchIdleMemory(home: Home): Promise<void> {
  if (process.platform !== 'linux') return;
  const engine = resolve(import.meta.dirname, '../../dist/embedded/embedded.js');
  const limits = resolve(import.meta.dirname, '../../dist/limits.js');
  const start = `
    const { startEmbeddedEngine } = await import(${JSON.stringify(engine)});
    const { DEFAULT_LIMITS } = await import(${JSON.stringify(limits)});
    await startEmbeddedEngine({ dataFile: ${JSON.stringify(join(home.directory, 'idle.sqlite'))}, limits: DEFAULT_LIMITS });`;
  const withEngine: number[] = [];
  const without: number[] = [];
  for (let round = 0; round < 3; round++) {
    withEngine.push(await residentMegabytes(start));
    without.push(await residentMegabytes('await null;'));
  }
  const megabytes = median(withEngine) - median(without);
  print('resident memory of an idle engine', `${megabytes.toFixed(0)} MB`, 'at most 50 MB');
}

async function residentMegabytes(script: string): Promise<number> {
  const source = `${script}\nprocess.stdout.write('ready'); setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await delay(2_000);
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  child.kill();
  await once(child, 'close');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

async function timesOf(calls: number, work: (call: number) => unknown): Promise<number[]> {
  const warm = Math.ceil(calls / 5);
  for (let call = 0; call < warm; call++) await work(call);
  const times: number[] = [];
  for (let call = 0; call < calls; call++) times.push(await timeOf(() => work(call)));
  return times;
}

async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function report(what: string, figure: string, ratio: number, goal: string): void {
  print(what, `${figure}, ${ratio.toFixed(2)} of bare`, goal);
}
