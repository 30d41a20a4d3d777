/** What `bulkWrite` of a collection and of a client answers, and how its errors tell what was done. */
import type { AnyBulkWriteOperation, ClientBulkWriteModel, Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driver, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

interface Item {
  readonly _id: number;
  readonly n?: number;
  readonly text?: string;
}

const MIXED: AnyBulkWriteOperation<Item>[] = [
  { insertOne: { document: { _id: 1, n: 1 } } },
  { insertOne: { document: { _id: 2, n: 1 } } },
  { updateOne: { filter: { _id: 1 }, update: { $inc: { n: 1 } } } },
  { updateMany: { filter: { n: { $gt: 0 } }, update: { $set: { seen: true } } } },
  { updateOne: { filter: { _id: 7 }, update: { $set: { n: 7 } }, upsert: true } },
  { replaceOne: { filter: { _id: 8 }, replacement: { n: 8 }, upsert: true } },
  { replaceOne: { filter: { _id: 2 }, replacement: { n: 20 } } },
  { deleteOne: { filter: { _id: 1 } } },
  { deleteMany: { filter: { n: { $gte: 8 } } } },
];

/** The second and the fourth fail. */
const FAILING: AnyBulkWriteOperation<Item>[] = [
  { insertOne: { document: { _id: 1 } } },
  { insertOne: { document: { _id: 1 } } },
  { insertOne: { document: { _id: 2 } } },
  { updateOne: { filter: { _id: 2 }, update: { $set: { _id: 3 } } } },
  { updateOne: { filter: { _id: 9 }, update: { $set: { n: 9 } }, upsert: true } },
  { deleteOne: { filter: { _id: 1 } } },
];

async function errorOf<T extends Error>(work: Promise<unknown>, kind: new (...args: never[]) => T): Promise<T> {
  const error = await work.then(
    () => new Error('expected a failure'),
    (reason: unknown) => reason,
  );
  if (error instanceof kind) return error;
  throw error;
}

describe('bulkWrite of a collection', () => {
  const items = () => test.database().collection<Item>('items');

  it.each([true, false])('counts what it did, ordered: %s', async (ordered) => {
    const collection = items();
    // Unordered, the driver sends the kinds one after the other, so that operations are here in an order that stays.
    const result = await collection.bulkWrite(MIXED, { ordered });
    expect(result).toMatchObject({ insertedCount: 2, upsertedCount: 2, upsertedIds: { 4: 7, 5: 8 } });
    expect(result.insertedIds).toEqual({ 0: 1, 1: 2 });
    expect({ matched: result.matchedCount, modified: result.modifiedCount, deleted: result.deletedCount }).toEqual({
      matched: 4,
      modified: 4,
      deleted: 3,
    });
    expect(await collection.find().toArray()).toEqual([{ _id: 7, n: 7 }]);
  });

  it('stops at the first error when ordered, and tells what was done before', async () => {
    const collection = items();
    const error = await errorOf(collection.bulkWrite(FAILING), driver.MongoBulkWriteError);
    expect(error.code).toBe(11000);
    expect(error.result).toMatchObject({ insertedCount: 1, upsertedCount: 0, deletedCount: 0 });
    expect([error.writeErrors].flat().map(({ index, code }) => [index, code])).toEqual([[1, 11000]]);
    expect(await collection.countDocuments()).toBe(1);
  });

  it('goes on after errors when unordered, and tells each with its place', async () => {
    const collection = items();
    const error = await errorOf(collection.bulkWrite(FAILING, { ordered: false }), driver.MongoBulkWriteError);
    expect(error.result).toMatchObject({ insertedCount: 2, upsertedCount: 1, deletedCount: 1 });
    const errors = [error.writeErrors].flat().toSorted((a, b) => a.index - b.index);
    expect(errors.map(({ index, code }) => [index, code])).toEqual([
      [1, 11000],
      [3, 66],
    ]);
    expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([{ _id: 2 }, { _id: 9, n: 9 }]);
  });

  it('sends more operations than one command may hold', async () => {
    const collection = items();
    const documents = Array.from({ length: 100_001 }, (_, _id) => ({ _id }));
    const { insertedCount } = await collection.insertMany(documents);
    expect([insertedCount, await collection.countDocuments()]).toEqual([100_001, 100_001]);
  });

  it('is not acknowledged without a write concern', async () => {
    const collection = items();
    const result = await collection.bulkWrite([{ insertOne: { document: { _id: 1 } } }], { writeConcern: { w: 0 } });
    expect(result.isOk()).toBe(true);
    await expect.poll(() => collection.countDocuments()).toBe(1);
  });

  it('uses arrayFilters, hints and `let` of each operation', async () => {
    const collection = test.database().collection<Document>('items');
    await collection.insertOne({ _id: 1 as never, list: [1, 5, 9] });
    const result = await collection.bulkWrite(
      [
        { updateOne: { filter: {}, update: { $set: { 'list.$[big]': 0 } }, arrayFilters: [{ big: { $gt: 4 } }] } },
        { updateOne: { filter: { $expr: { $eq: ['$_id', '$$id'] } }, update: { $set: { ok: 1 } }, hint: '_id_' } },
      ],
      { let: { id: 1 } },
    );
    expect(result.modifiedCount).toBe(2);
    expect(await collection.findOne()).toEqual({ _id: 1, list: [1, 0, 0], ok: 1 });
  });
});

describe('bulkWrite of a client', () => {
  const namespaces = () => {
    const { databaseName } = test.database();
    return { a: `${databaseName}.a`, b: `${databaseName}.b`, database: test.client.db(databaseName) };
  };
  const failing = (namespace: string): ClientBulkWriteModel<Record<string, Item>>[] => [
    { name: 'insertOne', namespace, document: { _id: 1 } },
    { name: 'insertOne', namespace, document: { _id: 1 } },
    { name: 'updateOne', namespace, filter: { _id: 5 }, update: { $set: { n: 5 } }, upsert: true },
    { name: 'deleteOne', namespace, filter: { _id: 1 } },
  ];

  it('writes to several collections and tells each result when asked', async () => {
    const { a, b, database } = namespaces();
    const result = await test.client.bulkWrite<Record<string, Item>>(
      [
        { name: 'insertOne', namespace: a, document: { _id: 1 } },
        { name: 'updateOne', namespace: b, filter: { _id: 5 }, update: { $set: { n: 5 } }, upsert: true },
        { name: 'updateMany', namespace: a, filter: {}, update: { $set: { n: 1 } } },
        { name: 'deleteMany', namespace: a, filter: { n: 1 } },
      ],
      { verboseResults: true },
    );
    expect(result).toMatchObject({ insertedCount: 1, upsertedCount: 1, matchedCount: 1, deletedCount: 1 });
    expect(result.insertResults?.get(0)).toEqual({ insertedId: 1 });
    expect(result.updateResults?.get(1)).toMatchObject({ upsertedId: 5, didUpsert: true });
    expect(result.updateResults?.get(2)).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(result.deleteResults?.get(3)).toEqual({ deletedCount: 1 });
    expect(await database.collection<Item>('b').find().toArray()).toEqual([{ _id: 5, n: 5 }]);
  });

  it('stops at the first error when ordered, and tells its place', async () => {
    const { a, database } = namespaces();
    const error = await errorOf(
      test.client.bulkWrite<Record<string, Item>>(failing(a)),
      driver.MongoClientBulkWriteError,
    );
    expect([...error.writeErrors].map(([index, { code }]) => [index, code])).toEqual([[1, 11000]]);
    expect(error.partialResult).toMatchObject({ insertedCount: 1, upsertedCount: 0, deletedCount: 0 });
    expect(await database.collection('a').countDocuments()).toBe(1);
  });

  it('goes on after errors when unordered', async () => {
    const { a, database } = namespaces();
    const work = test.client.bulkWrite<Record<string, Item>>(failing(a), { ordered: false });
    const error = await errorOf(work, driver.MongoClientBulkWriteError);
    expect([...error.writeErrors.keys()]).toEqual([1]);
    expect(error.partialResult).toMatchObject({ insertedCount: 1, upsertedCount: 1, deletedCount: 1 });
    expect(await database.collection<Item>('a').find().toArray()).toEqual([{ _id: 5, n: 5 }]);
  });

  it('reads results that take more than one batch', async () => {
    const { a } = namespaces();
    const models = Array.from({ length: 20_000 }, (_, _id) => ({
      name: 'insertOne' as const,
      namespace: a,
      document: { _id, text: 'a'.repeat(200) },
    }));
    const result = await test.client.bulkWrite<Record<string, Item>>(models, { verboseResults: true });
    expect([result.insertedCount, result.insertResults?.size]).toEqual([20_000, 20_000]);
  });
});
