/** Deadlines, aborts, the pool of connections, and options that the engine does not have. */
import type { CommandFailedEvent, CommandStartedEvent } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
  const documents = Array.from({ length: 2_000 }, (_, _id) => ({ _id: _id as never, n: 1 + (_id % 7) }));
  await test.client.db('limits').collection('items').insertMany(documents);
});
afterAll(() => test.close());

const items = () => test.client.db('limits').collection('items');
/** Some milliseconds for each document. */
const SLOW = {
  $expr: { $gt: [{ $sum: { $map: { input: { $range: [0, 1_000] }, in: { $mod: ['$$this', '$n'] } } } }, -1] },
};

describe('a deadline', () => {
  it.each([
    ['find', () => items().find(SLOW, { maxTimeMS: 20 }).toArray()],
    ['find and its cursor', () => items().find(SLOW, { maxTimeMS: 200, batchSize: 10_000 }).toArray()],
    [
      'aggregate',
      () =>
        items()
          .aggregate([{ $match: SLOW }, { $count: 'n' }], { maxTimeMS: 20 })
          .toArray(),
    ],
    ['countDocuments', () => items().countDocuments(SLOW, { maxTimeMS: 20 })],
    ['distinct', () => items().distinct('n', SLOW, { maxTimeMS: 20 })],
  ])('ends %s with code 50', async (_title, work: () => Promise<unknown>) => {
    expect(await failureOf(work())).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
  });

  it('of the socket ends an operation, and the next one works', async () => {
    const client = new driver.MongoClient(test.engine.uri, { socketTimeoutMS: 100, retryReads: false });
    const collection = client.db('limits').collection('items');
    await expect(collection.find(SLOW).toArray()).rejects.toBeInstanceOf(driver.MongoNetworkTimeoutError);
    await expect.poll(() => collection.estimatedDocumentCount().catch(() => 0), { timeout: 20_000 }).toBe(2_000);
    await client.close();
  });
});

describe('an abort signal', () => {
  it('given already aborted, sends nothing', async () => {
    const signal = AbortSignal.abort(new Error('changed my mind'));
    await expect(items().find({}, { signal }).toArray()).rejects.toThrow('changed my mind');
    await expect(items().aggregate([], { signal }).toArray()).rejects.toThrow('changed my mind');
    await expect(items().countDocuments({}, { signal })).rejects.toThrow('changed my mind');
  });

  it('ends a command that runs, and the client goes on', async () => {
    const abort = new AbortController();
    const work = items().find(SLOW, { signal: abort.signal, maxTimeMS: 2_000 }).toArray();
    setTimeout(() => abort.abort(new Error('too slow')), 30);
    await expect(work).rejects.toThrow('too slow');
    expect(await items().countDocuments()).toBe(2_000);
  });

  it('ends a cursor between its batches', async () => {
    const abort = new AbortController();
    const seen: unknown[] = [];
    const read = (async () => {
      for await (const { _id } of items().find({}, { batchSize: 5, signal: abort.signal })) {
        seen.push(_id);
        if (Number(_id) === 7) abort.abort(new Error('enough'));
      }
    })();
    await expect(read).rejects.toThrow('enough');
    expect(seen.length).toBeLessThan(11);
  });
});

describe('a pool of connections', () => {
  it('runs 50 operations side by side, each with its own answer', async () => {
    const client = new driver.MongoClient(test.engine.uri, { maxPoolSize: 50 });
    const collection = client.db('pool').collection<{ _id: number; n: number }>('items');
    const rounds = Array.from({ length: 50 }, async (_, _id) => {
      await collection.insertOne({ _id, n: 0 });
      await collection.updateOne({ _id }, { $inc: { n: _id } });
      const found = await collection.findOne({ _id });
      await collection.updateOne({ _id: 1_000 }, { $inc: { n: 1 } }, { upsert: true });
      return found?.n;
    });
    expect(await Promise.all(rounds)).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(await collection.findOne({ _id: 1_000 })).toEqual({ _id: 1_000, n: 50 });
    await client.close();
  });

  it('of one connection runs them one after the other', async () => {
    const client = new driver.MongoClient(test.engine.uri, { maxPoolSize: 1 });
    const counts = Array.from({ length: 50 }, (_, n) => client.db('limits').collection('items').countDocuments({ n }));
    expect((await Promise.all(counts)).reduce((sum, count) => sum + count, 0)).toBe(2_000);
    await client.close();
  });
});

describe('a client that watches its commands', () => {
  it('sees those that it asked for, and no failures', async () => {
    const client = new driver.MongoClient(test.engine.uri, { monitorCommands: true });
    const [started, failed]: [string[], string[]] = [[], []];
    client.on('commandStarted', ({ commandName }: CommandStartedEvent) => started.push(commandName));
    client.on('commandFailed', ({ commandName }: CommandFailedEvent) => failed.push(commandName));
    const database = client.db('watched');
    const collection = database.collection<{ _id: number }>('items');
    await collection.createIndex({ a: 1 });
    await collection.insertOne({ _id: 1 });
    await collection.updateOne({ _id: 1 }, { $set: { a: 1 } });
    await collection.findOne({ a: 1 });
    await collection.deleteOne({ _id: 1 });
    await collection.drop();
    await database.dropDatabase();
    await client.close();
    expect(started).toEqual([
      ...['createIndexes', 'insert', 'update', 'find', 'delete', 'drop', 'dropDatabase', 'endSessions'],
    ]);
    expect(failed).toEqual([]);
  });

  it('sees an error of the engine as a failed command, and an error of one write as its answer', async () => {
    const client = new driver.MongoClient(test.engine.uri, { monitorCommands: true });
    const failed: string[] = [];
    client.on('commandFailed', ({ commandName }: CommandFailedEvent) => failed.push(commandName));
    const collection = client.db('limits').collection<{ _id: number }>('items');
    await failureOf(collection.insertOne({ _id: 1 }));
    await failureOf(collection.findOne({ a: { $frob: 1 } as never }));
    expect(failed).toEqual(['find']);
    await client.close();
  });
});

describe('a client that asks for compression', () => {
  it('is offered none, and sends its messages as they are', async () => {
    const client = new driver.MongoClient(test.engine.uri, { compressors: ['zlib'] });
    const collection = client.db('compressed').collection<{ _id: number; text: string }>('items');
    await collection.insertOne({ _id: 1, text: 'a'.repeat(10_000) });
    expect((await collection.findOne())?.text).toHaveLength(10_000);
    const hello = await client.db('admin').command({ hello: 1, compression: ['zlib', 'snappy', 'none'] });
    expect(hello.compression).toBeUndefined();
    await client.close();
  });
});
