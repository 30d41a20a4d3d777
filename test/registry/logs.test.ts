import { MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ObjectId } from '../../src/bson/bson.ts';
import type { Limits } from '../../src/limits.ts';
import type { LogEntry } from '../../src/registry/documents.ts';
import type { LogWriter } from '../../src/registry/logs.ts';
import { clientWith, type Intercept } from './client-with.ts';
import { openStore, type Store } from './store.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let store: Store;
let losses: string[];

beforeEach(async () => {
  store = await openStore();
  losses = [];
});
afterEach(() => store.remove());

const app = new ObjectId();

function entry(fields: Partial<LogEntry> = {}): LogEntry {
  const started = new Date();
  return { _id: new ObjectId(), app, co_id: 'c', type: 'WEBHOOK', started, completed: started, status: 200, ...fields };
}

function createWriter(limits: Partial<Limits> = {}, intercept: Intercept = () => undefined): LogWriter {
  const client = clientWith(store.client, intercept);
  return store
    .createRegistry({ client, limits: { logFlushMs: 5, registryBackOffMsMax: 10, ...limits } })
    .createLogWriter({ onLoss: (lost, cause) => losses.push(`${lost}: ${cause.message}`) });
}

const stored = () =>
  store.db
    .collection('logs')
    .find({}, { sort: { _id: 1 } })
    .toArray();

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The store is away while `isAway` says so. */
function away(isAway: () => boolean): Intercept {
  return ({ method }) =>
    method === 'insert' && isAway() ? () => Promise.reject(new MongoNetworkError('away')) : undefined;
}

describe('the log writer', () => {
  it('writes entries in the background, and all the rest when it is closed', async () => {
    const writer = createWriter();
    const first = entry();
    writer.write(first);
    await until(() => writer.counts().written === 1);
    expect(await stored()).toEqual([first]);
    for (let index = 0; index < 2_500; index++) writer.write(entry());
    await writer.close();
    expect(await stored()).toHaveLength(2_501);
    expect(writer.counts()).toEqual({ written: 2_501, lost: 0, pending: 0 });
    expect(losses).toEqual([]);
  });

  it('keeps entries while the database is away and writes each once when it is back', async () => {
    let isAway = true;
    const writer = createWriter(
      {},
      away(() => isAway),
    );
    for (let index = 0; index < 20; index++) writer.write(entry());
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(writer.counts()).toEqual({ written: 0, lost: 0, pending: 20 });
    isAway = false;
    await until(() => writer.counts().written === 20);
    await writer.close();
    expect(await stored()).toHaveLength(20);
  });

  it('writes nothing twice when an answer was lost', async () => {
    const collection = store.db.collection('logs');
    let lost = false;
    const writer = createWriter({}, ({ method, args }) => {
      if (method !== 'insert' || lost) return undefined;
      lost = true;
      return async () => {
        await collection.insertMany((args[0] as { documents: object[] }).documents.slice(0, 3));
        throw new MongoNetworkError('the answer was lost');
      };
    });
    for (let index = 0; index < 5; index++) writer.write(entry());
    await until(() => writer.counts().written === 5);
    await writer.close();
    expect(await stored()).toHaveLength(5);
    expect(losses).toEqual([]);
  });

  it('drops the newest entries without an error first when the buffer is full, and counts them', async () => {
    let isAway = true;
    const writer = createWriter(
      { logBufferEntriesMax: 4 },
      away(() => isAway),
    );
    for (const co_id of ['a', 'b', 'c', 'd', 'e']) writer.write(entry({ co_id }));
    for (const co_id of ['E1', 'E2', 'E3']) writer.write(entry({ co_id, error: 'x' }));
    expect(writer.counts()).toEqual({ written: 0, lost: 4, pending: 4 });
    for (const co_id of ['E4', 'E5']) writer.write(entry({ co_id, error: 'x' }));
    writer.write(entry({ co_id: 'f' }));
    expect(writer.counts()).toEqual({ written: 0, lost: 7, pending: 4 });
    expect(new Set(losses)).toEqual(new Set(['1: the buffer is full']));
    isAway = false;
    await writer.close();
    expect((await stored()).map(({ co_id }) => co_id).sort()).toEqual(['E1', 'E2', 'E3', 'E4']);
  });

  it('bounds the bytes that it holds', async () => {
    const writer = createWriter(
      { logBufferBytesMax: 10_000 },
      away(() => true),
    );
    for (let index = 0; index < 5; index++) writer.write(entry({ messages: ['x'.repeat(3_000)] }));
    expect(writer.counts()).toMatchObject({ lost: 2, pending: 3 });
    await writer.close();
  });

  it('counts as lost what the database does not take before the end', async () => {
    const writer = createWriter(
      { logFlushMs: 60_000 },
      away(() => true),
    );
    for (let index = 0; index < 7; index++) writer.write(entry());
    await writer.close();
    writer.write(entry());
    expect(writer.counts()).toEqual({ written: 0, lost: 8, pending: 0 });
    expect(losses).toEqual(['7: the database did not take them before the end']);
  });

  it('loses an entry that is too big, and no other', async () => {
    const writer = createWriter({ logEntryBytesMax: 1_000 });
    writer.write(entry());
    writer.write(entry({ messages: ['x'.repeat(1_000)] }));
    writer.write(entry());
    await writer.close();
    expect(writer.counts()).toEqual({ written: 2, lost: 1, pending: 0 });
    expect(losses).toEqual(['1: an entry has more than 1000 bytes']);
  });

  it.each([
    ['a busy database', new MongoServerError({ message: 'lock timeout', code: 24 })],
    ['a member that is no primary any more', new MongoServerError({ message: 'not primary', code: 10_107 })],
    ['a database that nobody finds', new MongoServerSelectionError('no server', new Error('none') as never)],
  ])('keeps entries for %s, for as long as it takes', async (_title, failure) => {
    let failures = 0;
    const writer = createWriter({}, ({ method }) =>
      method === 'insert' && failures++ < 4 ? () => Promise.reject(failure) : undefined,
    );
    writer.write(entry());
    await until(() => writer.counts().written === 1);
    await writer.close();
    expect(losses).toEqual([]);
    expect(await stored()).toHaveLength(1);
  });

  it('loses the entries that the database refuses one by one, with its reason, and no others', async () => {
    const [first, second] = [entry(), entry()];
    await store.db.collection('logs').createIndex({ once: 1 }, { unique: true, sparse: true });
    const writer = createWriter();
    for (const written of [first, { ...second, once: 1 }, entry({ once: 1 }), entry({ once: 1 })])
      writer.write(written);
    writer.write(first);
    await writer.close();
    expect(writer.counts()).toMatchObject({ written: 5, lost: 0 });
  });

  it('writes batches that fit into a message', async () => {
    const writer = createWriter({ logFlushMs: 60_000 });
    for (let index = 0; index < 30; index++) writer.write(entry({ messages: ['\u20ac'.repeat(1_000_000)] }));
    await writer.close();
    expect(writer.counts()).toEqual({ written: 30, lost: 0, pending: 0 });
  });

  it('counts a batch as lost that the database refuses for good', async () => {
    const refuse: Intercept = ({ method }) =>
      method === 'insert'
        ? () => Promise.reject(new MongoServerError({ message: 'not allowed', code: 13 }))
        : undefined;
    const writer = createWriter({}, refuse);
    writer.write(entry());
    writer.write(entry());
    await writer.close();
    expect(writer.counts()).toEqual({ written: 0, lost: 2, pending: 0 });
    expect(losses).toEqual(['2: not allowed']);
  });

  it('never throws, whatever it is given', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const writer = createWriter();
    expect(() => writer.write(entry({ circular }))).not.toThrow();
    writer.write(entry());
    await writer.close();
    expect(writer.counts()).toEqual({ written: 1, lost: 1, pending: 0 });
  });
});
