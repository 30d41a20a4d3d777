import type { ClientSession, Collection, Db, Document } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CuttingProxy, startCuttingProxy } from '../driver/cutting-proxy.ts';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';
import { eventsOf, take, typeOf } from './watching.ts';

let test: TestEngine;
let database: Db;
let collection: Collection;
/** One for all commands of a test: a cursor belongs to the session that opened it. */
let session: ClientSession;
beforeAll(async () => {
  test = await openEngine();
});
beforeEach(() => {
  session = test.client.startSession();
  database = test.database();
  collection = database.collection('items');
});
afterEach(() => session.endSession());
afterAll(() => test.close());

const LONG_MS = 600_000;

async function openCursor(options: Document = {}): Promise<Document> {
  const pipeline = [{ $changeStream: {} }];
  const { cursor } = await database.command({ aggregate: 'items', pipeline, cursor: {}, ...options }, { session });
  return cursor;
}

function getMore(cursor: Document, options: Document = {}): Promise<Document> {
  return database.command({ getMore: cursor.id, collection: 'items', ...options }, { session });
}

interface Begun {
  readonly answer: Promise<Document>;
  /** By which the engine knows it. */
  readonly opid: unknown;
}

/** A getMore that the engine has begun. */
async function beginWait(cursor: Document): Promise<Begun> {
  const comment = String(cursor.id);
  const answer = getMore(cursor, { maxTimeMS: LONG_MS, comment });
  answer.catch(() => {});
  for (;;) {
    const { inprog } = await test.client.db('admin').command({ currentOp: 1, 'command.comment': comment });
    if (inprog.length > 0) return { answer, opid: inprog[0].opid };
  }
}

describe('the next batch of a change stream', () => {
  it('waits for a change, and comes with it', async () => {
    const cursor = await openCursor();
    const { answer } = await beginWait(cursor);
    await collection.insertOne({ _id: 1 as never });
    const { cursor: batch } = await answer;
    expect(batch.nextBatch).toMatchObject([{ operationType: 'insert' }]);
    expect(batch.postBatchResumeToken).toEqual(batch.nextBatch[0]._id);
    expect(batch.id).toEqual(cursor.id);
  });

  it('comes empty, with a token, when the time is over', async () => {
    const cursor = await openCursor();
    expect(cursor.postBatchResumeToken._data).toMatch(/^82[0-9A-F]{16}2B0429296E1404$/);
    const { cursor: batch } = await getMore(cursor, { maxTimeMS: 1 });
    expect(batch).toMatchObject({ nextBatch: [], id: cursor.id, postBatchResumeToken: cursor.postBatchResumeToken });
  });

  it('has a later token after changes that the stream does not show', async () => {
    const cursor = await openCursor();
    await database.collection('other').insertOne({});
    const { cursor: batch } = await getMore(cursor, { maxTimeMS: 1 });
    expect(batch.nextBatch).toEqual([]);
    expect(batch.postBatchResumeToken._data > cursor.postBatchResumeToken._data).toBe(true);
  });

  it('has a later token after changes that a stage takes out', async () => {
    const cursor = await openCursor({ pipeline: [{ $changeStream: {} }, { $match: { operationType: 'delete' } }] });
    await collection.insertOne({});
    const { cursor: batch } = await getMore(cursor, { maxTimeMS: 1 });
    expect(batch.nextBatch).toEqual([]);
    expect(batch.postBatchResumeToken._data > cursor.postBatchResumeToken._data).toBe(true);
  });

  it('has as many events as were asked for, and the others come next', async () => {
    const cursor = await openCursor({ cursor: { batchSize: 0 } });
    await collection.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    const first = await getMore(cursor, { batchSize: 2 });
    const second = await getMore(cursor);
    expect(first.cursor.nextBatch.map(({ fullDocument }: Document) => fullDocument.n)).toEqual([1, 2]);
    expect(first.cursor.postBatchResumeToken).toEqual(first.cursor.nextBatch[1]._id);
    expect(second.cursor.nextBatch.map(({ fullDocument }: Document) => fullDocument.n)).toEqual([3]);
  });

  it('is not larger than a reply may be, and its token says what it has', async () => {
    const small = await openEngine({ limits: { engineReplyBatchBytesMax: 10_000 } });
    const items = small.client.db('a').collection('items');
    const command = { aggregate: 'items', pipeline: [{ $changeStream: {} }], cursor: {} };
    const { cursor } = await small.client.db('a').command(command);
    await items.insertMany([1, 2].map((_id) => ({ _id: _id as never, filler: 'x'.repeat(6_000) })));
    const next = () => small.client.db('a').command({ getMore: cursor.id, collection: 'items' });
    const { cursor: batch } = await next();
    expect(batch.nextBatch).toHaveLength(1);
    expect(batch.postBatchResumeToken).toEqual(batch.nextBatch[0]._id);
    expect((await next()).cursor.nextBatch).toMatchObject([{ documentKey: { _id: 2 } }]);
    await small.close();
  });

  it('has no cursor any more when nothing is left to watch', async () => {
    const cursor = await openCursor();
    await collection.insertOne({});
    await collection.drop();
    const { cursor: batch } = await getMore(cursor);
    expect(batch.nextBatch.map(typeOf)).toEqual(['insert', 'drop', 'invalidate']);
    expect(batch.id).toEqual(driver.Long.ZERO.toNumber());
  });

  it('fails when a stage takes the token away', async () => {
    const pipeline = [{ $changeStream: {} }, { $unset: '_id' }];
    const cursor = await openCursor({ pipeline });
    await collection.insertOne({});
    expect(await failureOf(getMore(cursor))).toMatchObject({ code: 280 });
    expect(await failureOf(getMore(cursor))).toMatchObject({ code: 43 });
  });

  it('leaves the thread to others', async () => {
    const cursors = await Promise.all(Array.from({ length: 20 }, () => openCursor()));
    const begun = await Promise.all(cursors.map(beginWait));
    expect(await collection.countDocuments()).toBe(0);
    await collection.insertOne({ _id: 1 as never });
    const batches = await Promise.all(begun.map(({ answer }) => answer));
    expect(batches.map(({ cursor }) => cursor.nextBatch.length)).toEqual(cursors.map(() => 1));
  });
});

describe('a batch that is waited for', () => {
  it.each<[string, (cursor: Document, opid: unknown) => Promise<unknown>, number]>([
    ['killCursors', (cursor) => database.command({ killCursors: 'items', cursors: [cursor.id] }), 237],
    ['killOp', (_, op) => test.client.db('admin').command({ killOp: 1, op }), 11_601],
  ])('is ended by %s', async (_, end, code) => {
    const cursor = await openCursor();
    const { answer, opid } = await beginWait(cursor);
    await end(cursor, opid);
    expect(await failureOf(answer)).toMatchObject({ code });
    expect(await failureOf(getMore(cursor))).toMatchObject({ code: 43 });
  });

  it('is ended with its session', async () => {
    const cursor = await openCursor();
    const { answer } = await beginWait(cursor);
    await test.client.db('admin').command({ killSessions: [session.id] });
    expect(await failureOf(answer)).toMatchObject({ code: 237 });
  });

  it('keeps others from its cursor', async () => {
    const cursor = await openCursor();
    const { answer } = await beginWait(cursor);
    expect(await failureOf(getMore(cursor))).toMatchObject({ code: 12_051, codeName: 'CursorInUse' });
    await collection.insertOne({});
    expect((await answer).cursor.nextBatch).toHaveLength(1);
  });

  it('goes with its connection', async () => {
    const client = new driver.MongoClient(test.engine.uri);
    const own = client.db(database.databaseName);
    const { cursor } = await own.command({ aggregate: 'items', pipeline: [{ $changeStream: {} }], cursor: {} });
    const comment = String(cursor.id);
    const sent = own.command({ getMore: cursor.id, collection: 'items', maxTimeMS: LONG_MS, comment }).catch(() => {});
    const isRunning = async () => {
      const { inprog } = await test.client.db('admin').command({ currentOp: 1, 'command.comment': comment });
      return inprog.length > 0;
    };
    while (!(await isRunning()));
    await client.close();
    await sent;
    while (await isRunning());
    expect(await failureOf(getMore(cursor))).toMatchObject({ code: 43 });
  });

  it('does not keep the engine from closing', async () => {
    const own = await openEngine();
    const items = own.collection();
    const next = items.watch().next();
    next.catch(() => {});
    await eventsOf(items.watch(), 1, () => items.insertOne({}));
    await own.engine.close();
    await own.client.close();
  });
});

describe('the driver', () => {
  let proxy: CuttingProxy;
  beforeAll(async () => {
    proxy = await startCuttingProxy(test.engine.uri);
  });
  afterAll(() => proxy.close());

  it('goes on after its cursor was killed, and misses nothing', async () => {
    const stream = collection.watch();
    const [first] = [stream.next()];
    await eventsOf(collection.watch(), 1, () => collection.insertOne({ _id: 0 as never }));
    await first;
    const { cursors } = await openCursors();
    await database.command({ killCursors: 'items', cursors });
    await collection.insertMany([1, 2].map((_id) => ({ _id: _id as never })));
    const events = await take(stream, 2);
    expect(events.map(({ documentKey }) => documentKey._id)).toEqual([1, 2]);
  });

  async function openCursors(): Promise<{ cursors: unknown[] }> {
    const { inprog } = await test.client
      .db('admin')
      .command({ currentOp: 1, $all: true, 'command.getMore': { $exists: true } });
    return { cursors: inprog.map(({ command }: Document) => command.getMore) };
  }

  it.each(['before it arrives', 'before its answer'] as const)(
    'goes on after it lost a connection %s',
    async (when) => {
      const client = new driver.MongoClient(proxy.uri, { minHeartbeatFrequencyMS: 10 });
      const items = client.db(database.databaseName).collection('items');
      const seen: unknown[] = [];
      await eventsOf(items.watch(), 4, async () => {
        proxy.cut('getMore', when, 2);
        for (const _id of [1, 2, 3, 4]) await collection.insertOne({ _id: _id as never });
      }).then((events) => seen.push(...events.map(({ documentKey }) => documentKey._id)));
      expect(seen).toEqual([1, 2, 3, 4]);
      await client.close();
    },
  );

  it('iterates, looks without waiting, and closes while it waits', async () => {
    const stream = collection.watch([], { maxAwaitTimeMS: 1 });
    expect(await stream.tryNext()).toBe(null);
    await collection.insertMany([{ n: 1 }, { n: 2 }]);
    expect(await stream.hasNext()).toBe(true);
    const seen: Document[] = [];
    for await (const event of stream) {
      seen.push(event);
      if (seen.length === 2) break;
    }
    expect(stream.closed).toBe(true);
    const other = collection.watch();
    const next = failureOf(other.next());
    await other.close();
    expect((await next).message).toContain('closed');
  });

  it('gives events to listeners', async () => {
    const stream = collection.watch();
    const event = new Promise<Document>((resolve) => stream.on('change', resolve));
    const opened = new Promise((resolve) => stream.once('resumeTokenChanged', resolve));
    await opened;
    await collection.insertOne({ _id: 4 as never });
    expect(await event).toMatchObject({ documentKey: { _id: 4 } });
    await stream.close();
  });
});
