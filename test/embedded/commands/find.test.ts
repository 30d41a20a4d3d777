import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Long } from '../../../src/bson/bson.ts';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

async function filled(count: number) {
  const collection = test.collection();
  await collection.insertMany(Array.from({ length: count }, (_, n) => ({ _id: n as never, n, even: n % 2 === 0 })));
  return collection;
}

describe('a name that no collection may have that a client makes', () => {
  it.each([
    [{ find: 'system.users' }, { cursor: { firstBatch: [] } }],
    [{ find: 'a$b' }, { cursor: { firstBatch: [] } }],
    [{ count: 'system.profile' }, { n: 0 }],
    [{ distinct: 'system.x', key: 'a' }, { values: [] }],
    [{ explain: { find: 'system.x' } }, { queryPlanner: { winningPlan: { stage: 'EOF' } } }],
  ])('is one that is not there: %j', async (command, answer) => {
    expect(await test.database().command(command)).toMatchObject(answer);
  });

  it.each([{ find: '.a' }, { count: '' }, { distinct: 'a\0b', key: 'a' }])(
    'is refused where nothing can have it: %j',
    async (command) => {
      expect(await failureOf(test.database().command(command))).toMatchObject({ code: 73 });
    },
  );
});

describe('find', () => {
  it.each([
    ['text', 'a'],
    ['number', 7],
    ['document', { a: 1, b: [2] }],
    ['date', new Date(5)],
    ['boolean', false],
    ['binary', new driver.Binary(Buffer.from([1]))],
  ])('finds a document by an _id that is a %s', async (_, id) => {
    const collection = test.collection();
    await collection.insertMany([{ _id: 'other' as never }, { _id: id as never, found: true }]);
    expect(await collection.findOne({ _id: id as never })).toMatchObject({ found: true });
  });

  it('reads a collection in many batches, each document once and in the order of insertion', async () => {
    const collection = await filled(2_500);
    const found = await collection.find({}, { batchSize: 7 }).toArray();
    expect(found.map(({ n }) => n)).toEqual([...Array(2_500).keys()]);
  });

  it('filters, sorts, skips and limits', async () => {
    const collection = await filled(100);
    const found = await collection.find({ even: true }).sort({ n: -1 }).skip(3).limit(4).toArray();
    expect(found.map(({ n }) => n)).toEqual([92, 90, 88, 86]);
  });

  it.each([
    [1, [0, 1, 2]],
    [-1, [2_499, 2_498, 2_497]],
  ] as const)('reads in natural order %i', async (direction, first) => {
    const collection = await filled(2_500);
    const sorted = collection.find({ n: { $gte: 0 } }, { batchSize: 7 }).sort({ $natural: direction });
    const found = (await sorted.toArray()).map(({ n }) => n);
    expect(found.slice(0, 3)).toEqual(first);
    expect(new Set(found).size).toBe(2_500);
    expect(await collection.find({ even: true }).sort({ $natural: direction }).limit(2).toArray()).toMatchObject(
      direction === 1 ? [{ n: 0 }, { n: 2 }] : [{ n: 2_498 }, { n: 2_496 }],
    );
  });

  it('counts up to a negative limit as up to the positive one', async () => {
    const collection = await filled(10);
    const count = (limit: number) => test.client.db(collection.dbName).command({ count: 'items', limit });
    expect((await count(-3)).n).toBe(3);
    expect((await count(3)).n).toBe(3);
    expect((await count(0)).n).toBe(10);
  });

  it('projects', async () => {
    const collection = await filled(2);
    expect(await collection.find({}, { projection: { _id: 0, n: 1 } }).toArray()).toEqual([{ n: 0 }, { n: 1 }]);
  });

  it('finds nothing in a collection that does not exist', async () => {
    expect(await test.collection().find({ a: 1 }).toArray()).toEqual([]);
  });

  it('closes the cursor at a limit and leaves it open below', async () => {
    const { dbName: name } = await filled(20);
    const database = test.client.db(name);
    const all = await database.command({ find: 'items', limit: 20 });
    expect(all.cursor.id.toString()).toBe('0');
    const first = await database.command({ find: 'items', batchSize: 5 });
    expect(first.cursor.firstBatch).toHaveLength(5);
    const id = Long.fromBits(first.cursor.id.low, first.cursor.id.high);
    const next = await database.command({ getMore: id, collection: 'items', batchSize: 5 });
    expect(next.cursor.nextBatch.map((document: { n: number }) => document.n)).toEqual([5, 6, 7, 8, 9]);
    const killed = await database.command({ killCursors: 'items', cursors: [id, Long.fromInt(5)] });
    expect([killed.cursorsKilled.length, killed.cursorsNotFound.length]).toEqual([1, 1]);
    const failure = await failureOf(database.command({ getMore: id, collection: 'items' }));
    expect(failure.codeName).toBe('CursorNotFound');
  });

  it('opens no cursor for a single batch, and one without documents for a batch of none', async () => {
    const { dbName } = await filled(20);
    const database = test.client.db(dbName);
    const single = await database.command({ find: 'items', batchSize: 5, singleBatch: true });
    expect(single.cursor.id.toString()).toBe('0');
    const none = await database.command({ find: 'items', batchSize: 0 });
    expect(none.cursor.firstBatch).toEqual([]);
    expect(none.cursor.id.toString()).not.toBe('0');
  });

  it('refuses a getMore of another collection', async () => {
    const { dbName } = await filled(20);
    const database = test.client.db(dbName);
    const { cursor } = await database.command({ find: 'items', batchSize: 5 });
    const failure = await failureOf(database.command({ getMore: cursor.id, collection: 'others' }));
    expect(failure.codeName).toBe('Unauthorized');
  });

  it('keeps a batch below 16 MB', async () => {
    const collection = test.collection();
    for (let n = 0; n < 5; n += 1) await collection.insertOne({ n, text: 'a'.repeat(5 * 1024 * 1024) });
    const reply = await test.client.db(collection.dbName).command({ find: 'items' });
    expect(reply.cursor.firstBatch).toHaveLength(3);
    expect((await collection.find().toArray()).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
  });

  it('ends a cursor with its session', async () => {
    const collection = await filled(300);
    const session = test.client.startSession();
    const cursor = collection.find({}, { session, batchSize: 10 });
    await cursor.next();
    const id = cursor.id;
    await test.client.db('admin').command({ endSessions: [session.id] });
    const failure = await failureOf(test.client.db(collection.dbName).command({ getMore: id, collection: 'items' }));
    expect(failure.codeName).toBe('CursorNotFound');
    await cursor.close();
    await session.endSession();
  });

  it('goes on past documents that are removed while it reads', async () => {
    const collection = await filled(200);
    const cursor = collection.find({}, { batchSize: 10 });
    const first = await cursor.next();
    await collection.deleteMany({ n: { $gte: 100 } });
    const rest = await cursor.toArray();
    expect(first?.n).toBe(0);
    expect(rest.at(-1)?.n).toBeLessThan(200);
    expect(new Set(rest.map(({ n }) => n)).size).toBe(rest.length);
  });

  it('reports a collection that is dropped while it is read', async () => {
    const collection = await filled(3_000);
    const cursor = collection.find({}, { batchSize: 10 });
    await cursor.next();
    await collection.drop();
    expect((await failureOf(cursor.toArray())).codeName).toBe('QueryPlanKilled');
  });

  it('counts and lists distinct values', async () => {
    const collection = await filled(50);
    expect(await collection.estimatedDocumentCount()).toBe(50);
    expect(await collection.countDocuments({ even: true })).toBe(25);
    expect(await collection.countDocuments({}, { skip: 40, limit: 5 })).toBe(5);
    await collection.insertOne({ _id: 99 as never, even: [true, 'x', 'x'] });
    expect(await collection.distinct('even')).toEqual(['x', false, true]);
    expect(await collection.distinct('n', { n: { $lt: 2 } })).toEqual([0, 1]);
  });

  it('aggregates over a cursor', async () => {
    const collection = await filled(500);
    const groups = await collection.aggregate([{ $match: { n: { $gte: 10 } } }, { $project: { n: 1 } }], {
      batchSize: 20,
    });
    expect(await groups.toArray()).toHaveLength(490);
  });

  it('ends a read that exceeds its time', async () => {
    const collection = test.collection();
    const text = 'a'.repeat(100);
    await collection.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, text })));
    const slow = collection.find({ $nor: [{ text: /a/ }] }, { maxTimeMS: 1 }).toArray();
    expect(await failureOf(slow)).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
    expect(await collection.countDocuments({}, { maxTimeMS: 60_000 })).toBe(20_000);
  });

  it('refuses a sort that may not use the disk and does not fit into memory, and does it with a limit', async () => {
    const small = await openEngine({ limits: { engineSortBytesMax: 100_000 } });
    const collection = small.collection();
    await collection.insertMany(Array.from({ length: 200 }, (_, n) => ({ n, text: 'a'.repeat(1000) })));
    expect((await failureOf(collection.find().sort({ n: -1 }).allowDiskUse(false).toArray())).code).toBe(292);
    const top = await collection.find().sort({ n: -1 }).limit(2).toArray();
    expect(top.map(({ n }) => n)).toEqual([199, 198]);
    await small.close();
  });
});
