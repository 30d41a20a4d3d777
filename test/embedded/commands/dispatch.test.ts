import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

describe('commands', () => {
  it('say that this is a standalone server', async () => {
    const hello = await test.client.db('admin').command({ hello: 1 });
    expect(hello).toMatchObject({
      isWritablePrimary: true,
      maxWireVersion: 27,
      logicalSessionTimeoutMinutes: 30,
      ok: 1,
    });
    expect(hello).not.toHaveProperty('setName');
    expect(await test.client.db('admin').command({ ping: 1 })).toEqual({ ok: 1 });
    expect(await test.client.db('admin').command({ buildInfo: 1 })).toMatchObject({ version: '8.2.0' });
    expect(await test.client.db('admin').command({ connectionStatus: 1 })).toMatchObject({ ok: 1 });
  });

  it.each([
    ['an unknown command', { frobnicate: 1 }, 59, 'frobnicate'],
    ['a command that it does not have', { usersInfo: 1 }, 238, 'usersInfo'],
    ['another such command', { applyOps: [] }, 238, 'applyOps'],
    ['a name that every object has', { constructor: 1 }, 59, 'constructor'],
    ['an unknown option', { find: 'c', colour: 'red' }, 40415, 'find.colour'],
    ['an unknown option of an update', { update: 'c', updates: [{ q: {}, u: {}, colour: 1 }] }, 40415, 'colour'],
    [
      'a collation of a delete',
      { delete: 'c', deletes: [{ q: {}, limit: 0, collation: { locale: 'de' } }] },
      238,
      'collation',
    ],
    ['a delete of two', { delete: 'c', deletes: [{ q: {}, limit: 2 }] }, 9, 'limit'],
    ['a transaction', { find: 'c', startTransaction: true, autocommit: false }, 20, 'replica set'],
    ['a retryable write', { insert: 'c', documents: [{}], txnNumber: 1 }, 20, 'replica set'],
    ['a collation', { find: 'c', collation: { locale: 'de' } }, 238, 'collation'],
    ['variables that are no document', { find: 'c', let: [1] }, 14, 'find.let'],
    ['a variable that reads a field', { find: 'c', let: { a: '$b' } }, 4_890_500, "'a'"],
    ['a variable of the time', { find: 'c', let: { a: '$$NOW' } }, 51_144, 'NOW'],
    ["a variable of the server's", { find: 'c', let: { NOW: 1 } }, 4_738_901, 'NOW'],
    ['a variable with a wrong name', { find: 'c', let: { A: 1 } }, 9, "'A'"],
    ['awaiting without a tailable cursor', { find: 'c', awaitData: true }, 9, 'awaitData'],
    ['a filter that is text', { find: 'c', filter: 'a' }, 14, 'find.filter'],
    ['a limit that is text', { find: 'c', limit: 'a' }, 14, 'find.limit'],
    ['a sort by $natural and more', { find: 'c', sort: { $natural: 1, a: 1 } }, 2, '$natural'],
    ['a sort by $natural: 2', { find: 'c', sort: { $natural: 2 } }, 2, '$natural'],
    ['a negative limit', { find: 'c', limit: -1 }, 2, 'limit'],
    ['an unknown operator', { find: 'c', filter: { a: { $frob: 1 } } }, 2, '$frob'],
    ['a collection name that is no text', { find: 5 }, 73, 'collection name'],
    ['an empty collection name', { find: '' }, 73, 'Invalid namespace'],
    ['a collection name with $', { insert: 'a$b', documents: [{}] }, 73, 'a$b'],
    ['a system collection', { insert: 'system.users', documents: [{}] }, 73, 'system.users'],
    ['an insert without documents', { insert: 'c' }, 40414, 'documents'],
    ['an insert of nothing', { insert: 'c', documents: [] }, 16, 'between 1 and'],
    ['a linearizable read', { find: 'c', readConcern: { level: 'linearizable' } }, 123, 'linearizable'],
    ['a write concern of two', { insert: 'c', documents: [{}], writeConcern: { w: 2 } }, 2, 'replicated'],
    ['an aggregation without cursor', { aggregate: 'c', pipeline: [] }, 9, 'cursor'],
    ['an aggregation of the database', { aggregate: 1, pipeline: [], cursor: {} }, 73, 'a collection is required'],
    ['an unknown stage', { aggregate: 'c', pipeline: [{ $frob: 1 }], cursor: {} }, 40324, '$frob'],
    ['a capped collection', { create: 'c', capped: true, size: 5 }, 238, 'capped'],
    ['a killed cursor', { getMore: { $numberLong: '5' }, collection: 'c' }, 14, 'getMore'],
  ])('refuse %s', async (_, command, code, word) => {
    const failure = await failureOf(test.database().command(command));
    expect(failure.code ?? 'none').toBe(code);
    expect(failure.message).toContain(word);
  });

  it('let pass what asks for nothing', async () => {
    const command = {
      find: 'c',
      collation: { locale: 'simple' },
      let: {},
      tailable: false,
      comment: 'x',
      maxTimeMS: 5,
    };
    expect(await test.database().command(command)).toMatchObject({ ok: 1 });
  });

  it('answer an unacknowledged write with silence and do it', async () => {
    const collection = test.collection();
    await collection.insertOne({ a: 1 }, { writeConcern: { w: 0 } });
    const deadline = Date.now() + 5_000;
    while ((await collection.countDocuments()) === 0 && Date.now() < deadline)
      await new Promise((go) => setTimeout(go, 5));
    expect(await collection.countDocuments()).toBe(1);
  });
});

describe('databases and collections', () => {
  it('come into being with their first document and go when dropped', async () => {
    const database = test.client.db('fresh');
    await database.collection('b').insertOne({ a: 1 });
    await database.createCollection('a');
    expect((await database.listCollections().toArray()).map(({ name }) => name)).toEqual(['b', 'a']);
    expect(await database.listCollections({ name: 'a' }, { nameOnly: true }).toArray()).toEqual([
      { name: 'a', type: 'collection' },
    ]);
    const { databases } = await test.client
      .db('admin')
      .admin()
      .listDatabases({ filter: { name: 'fresh' } });
    expect(databases).toMatchObject([{ name: 'fresh', empty: false }]);
    await database.collection('b').drop();
    expect(await database.collection('b').countDocuments()).toBe(0);
    await database.dropDatabase();
    expect(await database.listCollections().toArray()).toEqual([]);
  });

  it('lose their indexes and documents with the collection', async () => {
    const collection = test.collection();
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.insertOne({ a: 1 });
    await collection.drop();
    await collection.insertMany([{ a: 1 }, { a: 1 }]);
    expect(await collection.indexes()).toHaveLength(1);
  });

  it('list the indexes of a collection that does not exist as an error', async () => {
    expect((await failureOf(test.collection().indexes())).codeName).toBe('NamespaceNotFound');
  });
});
