import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const status = (options: object = {}) => test.client.db('admin').command({ serverStatus: 1, ...options });

describe('serverStatus', () => {
  it('counts each statement of a write, and each other command once', async () => {
    const collection = test.client.db('d').collection<{ _id: number }>('c');
    const before = (await status()).opcounters;
    await collection.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    await collection.find({}, { batchSize: 2 }).toArray();
    await collection.bulkWrite([
      { updateOne: { filter: { _id: 1 }, update: { $set: { a: 1 } } } },
      { updateOne: { filter: { _id: 2 }, update: { $set: { a: 1 } } } },
      { deleteOne: { filter: { _id: 3 } } },
    ]);
    await collection.countDocuments();
    await test.client.bulkWrite([
      { namespace: 'd.c', name: 'insertOne', document: { a: 4 } },
      { namespace: 'd.c', name: 'deleteOne', filter: { a: 4 } },
    ]);
    const after = (await status()).opcounters;
    const counted = Object.fromEntries(Object.keys(after).map((kind) => [kind, after[kind] - before[kind]]));
    // The aggregation of countDocuments, and the status before.
    expect(counted).toEqual({ insert: 4, query: 1, update: 2, delete: 2, getmore: 1, command: 2 });
  });

  it('counts failures by command, and unknown commands together', async () => {
    const before = (await status()).metrics.commands;
    await failureOf(test.client.db('d').command({ find: 5 }));
    await failureOf(test.client.db('d').command({ frobnicate: 1 }));
    await failureOf(test.client.db('d').command({ constructor: 1 }));
    const after = (await status()).metrics.commands;
    expect(after.find.failed - before.find.failed).toBe(1);
    expect(after['<UNKNOWN>'] - before['<UNKNOWN>']).toBe(2);
    expect(after).not.toHaveProperty('frobnicate');
  });

  it('counts the clients and what they send', async () => {
    const { connections, network, mem, process: role } = await status();
    expect(connections.current).toBeGreaterThan(0);
    expect(connections.totalCreated).toBeGreaterThanOrEqual(connections.current);
    const after = (await status()).network;
    expect(after.numRequests).toBeGreaterThan(network.numRequests);
    expect(after.bytesIn).toBeGreaterThan(network.bytesIn);
    expect(after.bytesOut).toBeGreaterThan(network.bytesOut);
    expect(mem.resident).toBeGreaterThan(10);
    expect(role).toBe('mongod');
  });

  it.each([
    [{ metrics: 0 }, false],
    [{ metrics: null }, false],
    [{ metrics: 1 }, true],
    [{ metrics: {} }, true],
    [{ unknown: 1 }, true],
  ])('shows metrics with %j: %s', async (options, shown) => {
    expect('metrics' in (await status(options))).toBe(shown);
  });
});

describe('top', () => {
  it('counts what was done with a collection, also under another name, until it is dropped', async () => {
    const db = test.client.db('t');
    await db.collection('a').insertOne({});
    await db.collection('a').find({}).toArray();
    await db.renameCollection('a', 'b');
    const totals = async () => (await test.client.db('admin').command({ top: 1 })).totals;
    expect((await totals())['t.b']).toMatchObject({
      insert: { count: 1 },
      queries: { count: 1 },
      remove: { count: 0 },
    });
    await db.dropCollection('b');
    await db.collection('b').insertOne({});
    expect((await totals())['t.b']).toMatchObject({ insert: { count: 1 }, queries: { count: 0 } });
  });
});
