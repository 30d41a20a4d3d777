/** What the driver does when a connection ends, against a standalone server: it repeats a read once, and never a write. */
import type { Collection, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';

let test: TestEngine;
let proxy: CuttingProxy;
let client: MongoClient;
let collection: Collection;
beforeAll(async () => {
  test = await openEngine();
  proxy = await startCuttingProxy(test.engine.uri);
});
beforeEach(async () => {
  const { databaseName } = test.database();
  client = new driver.MongoClient(proxy.uri, { minHeartbeatFrequencyMS: 10 });
  collection = client.db(databaseName).collection('items');
  await collection.insertMany(Array.from({ length: 5 }, (_, _id) => ({ _id: _id as never, n: 0 })));
});
afterEach(() => client.close());
afterAll(async () => {
  await proxy.close();
  await test.close();
});

describe('a read whose connection is lost', () => {
  it.each([
    ['find', 'find', () => collection.find().toArray(), 5],
    ['findOne', 'find', async () => (await collection.findOne({ _id: 3 as never }))?._id, 3],
    ['aggregate', 'aggregate', async () => (await collection.aggregate([{ $count: 'n' }]).toArray())[0]?.n, 5],
    ['count', 'count', () => collection.estimatedDocumentCount(), 5],
    ['distinct', 'distinct', () => collection.distinct('_id'), 5],
    ['listIndexes', 'listIndexes', () => collection.indexes(), 1],
  ])('is repeated by %s, and answered', async (_title, command, read: () => Promise<unknown>, expected) => {
    proxy.cut(command, 'before its answer');
    const answer = await read();
    expect(Array.isArray(answer) ? answer.length : answer).toBe(expected);
  });

  it('fails when the repeated one loses its connection too', async () => {
    proxy.cut('find', 'before it arrives', 2);
    await expect(collection.findOne()).rejects.toBeInstanceOf(driver.MongoNetworkError);
    expect(await collection.findOne()).toMatchObject({ _id: 0 });
  });

  it('fails at once when the client is told not to repeat', async () => {
    const once = new driver.MongoClient(proxy.uri, { retryReads: false, minHeartbeatFrequencyMS: 10 });
    proxy.cut('find', 'before it arrives');
    await expect(once.db('a').collection('b').findOne()).rejects.toBeInstanceOf(driver.MongoNetworkError);
    await once.close();
  });

  it('fails for a pipeline that writes', async () => {
    proxy.cut('aggregate', 'before its answer');
    const written = collection.aggregate([{ $out: 'copy' }]).toArray();
    await expect(written).rejects.toBeInstanceOf(driver.MongoNetworkError);
  });

  it('fails for the next batch of a cursor, which the driver then kills', async () => {
    const cursor = collection.find({}, { batchSize: 2 });
    for (let read = 0; read < 2; read++) await cursor.next();
    const { id } = cursor;
    proxy.cut('getMore', 'before it arrives');
    await expect(cursor.next()).rejects.toBeInstanceOf(driver.MongoNetworkError);
    const more = () => failureOf(client.db(collection.dbName).command({ getMore: id, collection: 'items' }));
    await expect.poll(async () => (await more()).code).toBe(43);
  });
});

describe('a write whose connection is lost', () => {
  const writes: [string, string, () => Promise<unknown>, object][] = [
    ['insertOne', 'insert', () => collection.insertOne({ n: 9 }), { n: 9 }],
    ['updateOne', 'update', () => collection.updateOne({ _id: 1 as never }, { $inc: { n: 1 } }), { n: 1 }],
    ['findOneAndUpdate', 'findAndModify', () => collection.findOneAndUpdate({ n: 0 }, { $inc: { n: 1 } }), { n: 1 }],
    ['bulkWrite', 'insert', () => collection.bulkWrite([{ insertOne: { document: { n: 9 } } }]), { n: 9 }],
  ];

  it.each(writes)(
    'is done once, and not repeated, when the answer of %s is lost',
    async (...[, command, write, after]) => {
      proxy.cut(command, 'before its answer');
      expect((await failureOf(write())).message).toMatch(/^connection .* closed$/);
      expect(await collection.countDocuments(after)).toBe(1);
    },
  );

  it.each(writes)('is not done when %s does not arrive', async (...[, command, write, after]) => {
    proxy.cut(command, 'before it arrives');
    expect((await failureOf(write())).message).toMatch(/^connection .* closed$/);
    expect(await collection.countDocuments(after)).toBe(0);
  });

  it('is refused by name when a client insists that it may be repeated', async () => {
    const session = client.startSession();
    const lsid = session.id;
    const insert = { insert: 'items', documents: [{ n: 7 }], lsid, txnNumber: driver.Long.fromNumber(1) };
    const failure = await failureOf(client.db(collection.dbName).command(insert));
    expect({ code: failure.code, codeName: failure.codeName }).toEqual({ code: 20, codeName: 'IllegalOperation' });
    expect(await collection.countDocuments({ n: 7 })).toBe(0);
    await session.endSession();
  });
});
