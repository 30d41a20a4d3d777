import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObjectId, Timestamp } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

async function filled(count: number) {
  const collection = test.collection();
  await collection.insertMany(Array.from({ length: count }, (_, n) => ({ _id: n as never, n })));
  return collection;
}

describe('update', () => {
  it('counts what matched and what changed', async () => {
    const collection = await filled(10);
    expect(await collection.updateMany({ n: { $lt: 5 } }, { $set: { n: 4 } })).toMatchObject({
      matchedCount: 5,
      modifiedCount: 4,
    });
    expect(await collection.updateOne({ n: 4 }, { $inc: { n: 10 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(await collection.countDocuments({ n: 4 })).toBe(4);
  });

  it('does not meet a document again that the update moves forward in the index it walks', async () => {
    const collection = await filled(50);
    await collection.createIndex({ n: 1 });
    expect(await collection.updateMany({ n: { $gte: 0 } }, { $inc: { n: 1000 } })).toMatchObject({ modifiedCount: 50 });
    expect(await collection.countDocuments({ n: { $gte: 2000 } })).toBe(0);
  });

  it('replaces a document and keeps its _id', async () => {
    const collection = await filled(2);
    await collection.replaceOne({ n: 1 }, { fresh: true });
    expect(await collection.findOne({ fresh: true })).toEqual({ _id: 1, fresh: true });
  });

  it('inserts when nothing matched and upsert is asked for, with an _id of the filter or a new one', async () => {
    const collection = test.collection();
    const made = await collection.updateOne({ a: 1 }, { $set: { b: 2 } }, { upsert: true });
    expect(made).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 });
    expect(made.upsertedId).toBeInstanceOf(ObjectId);
    expect(await collection.findOne({ a: 1 })).toEqual({ _id: made.upsertedId, a: 1, b: 2 });
    await collection.updateOne({ _id: 7 as never }, { $setOnInsert: { c: 3 } }, { upsert: true });
    expect(await collection.findOne({ _id: 7 as never })).toEqual({ _id: 7, c: 3 });
    await collection.updateOne({ _id: 7 as never }, { $setOnInsert: { c: 4 } }, { upsert: true });
    expect(await collection.findOne({ _id: 7 as never })).toEqual({ _id: 7, c: 3 });
  });

  it('refuses an expression in the filter of an upsert, of which no document can be made', async () => {
    const collection = test.collection();
    const filter = { $or: [{ $expr: { $eq: ['$a', 1] } }] };
    const failure = await failureOf(collection.updateOne(filter, { $set: { b: 1 } }, { upsert: true }));
    expect(failure).toMatchObject({ code: 224, message: '$expr is not allowed in this context' });
    expect(await collection.countDocuments()).toBe(0);
  });

  it('has an empty cluster time in a pipeline, as a server that is in no cluster', async () => {
    const collection = await filled(1);
    await collection.updateOne({}, [{ $set: { t: '$$CLUSTER_TIME' } }]);
    expect(await collection.countDocuments({ t: new Timestamp({ t: 0, i: 0 }) })).toBe(1);
  });

  it('has the variables of `let` in filters, pipelines and expressions, and those of the statement in its pipeline', async () => {
    const collection = await filled(3);
    const database = test.client.db(collection.dbName);
    const q = { $expr: { $eq: ['$n', '$$wanted'] } };
    const statement = { q, u: [{ $set: { a: '$$wanted', b: '$$own' } }], c: { own: '$n' } };
    await database.command({ update: 'items', updates: [statement], let: { wanted: { $add: [1, 1] } } });
    expect(await collection.findOne({ _id: 2 as never })).toEqual({ _id: 2, n: 2, a: 2, b: '$n' });
    const query = { $expr: { $lt: ['$n', '$$most'] } };
    const modify = { findAndModify: 'items', query, update: [{ $set: { c: '$$most' } }], new: true, let: { most: 1 } };
    expect((await database.command(modify)).value).toEqual({ _id: 0, n: 0, c: 1 });
    const deletes = [{ q: { $expr: { $gte: ['$n', '$$least'] } }, limit: 0 }];
    expect(
      await database.command({ delete: 'items', deletes, let: { least: { $cond: ['$$NOW', 1, 0] } } }),
    ).toMatchObject({ n: 2 });
    const left = await database.command({
      find: 'items',
      filter: query,
      projection: { d: '$$most' },
      let: { most: 5 },
    });
    expect(left.cursor.firstBatch).toEqual([{ _id: 0, d: 5 }]);
  });

  it('fills in empty timestamps at the top of new documents, each with another, unless asked not to', async () => {
    const database = test.database();
    const zero = new Timestamp(0n);
    const documents = [{ _id: zero, a: zero, b: { c: zero } }, { a: zero }];
    await database.command({ insert: 'c', documents });
    const [first, second] = await database.collection('c').find().toArray();
    expect(first).toMatchObject({ _id: zero, b: { c: zero } });
    expect(first?.a.toBigInt()).toBeGreaterThan(0n);
    expect(second?.a.toBigInt()).toBeGreaterThan(first?.a.toBigInt());
    await database.command({
      update: 'c',
      updates: [{ q: { _id: zero }, u: { a: zero } }],
      bypassEmptyTsReplacement: true,
    });
    expect(await database.collection('c').findOne({ _id: zero as never })).toEqual({ _id: zero, a: zero });
  });

  it('counts a replacement without `_id` as a change, and one of everything as none when it is equal', async () => {
    const collection = await filled(1);
    expect(await collection.replaceOne({}, { n: 0 })).toMatchObject({ modifiedCount: 1 });
    expect(await collection.replaceOne({}, { _id: 0 as never, n: 0 })).toMatchObject({ modifiedCount: 0 });
  });

  it('takes names with a dollar below the top, and at the top of a new document alone', async () => {
    const collection = await filled(1);
    await collection.updateOne({}, { $set: { 'a.$b': 1 } });
    expect(await collection.findOne()).toEqual({ _id: 0, n: 0, a: { $b: 1 } });
    await collection.updateOne({ _id: 5 as never }, { $set: { $c: 1 } }, { upsert: true });
    expect(await collection.findOne({ _id: 5 as never })).toEqual({ _id: 5, $c: 1 });
    expect((await failureOf(collection.updateOne({ _id: 0 as never }, { $set: { $c: 1 } }))).code).toBe(52);
    expect((await failureOf(collection.insertOne({ _id: { $a: 1 } as never }))).code).toBe(52);
  });

  it('changes array elements by arrayFilters', async () => {
    const collection = test.collection();
    await collection.insertOne({ scores: [1, 5, 9] });
    await collection.updateOne({}, { $set: { 'scores.$[high]': 0 } }, { arrayFilters: [{ high: { $gte: 5 } }] });
    expect((await collection.findOne())?.scores).toEqual([1, 0, 0]);
  });

  it('refuses to change _id', async () => {
    const collection = await filled(1);
    expect((await failureOf(collection.updateOne({ _id: 0 as never }, { $set: { _id: 5 } }))).code).toBe(66);
    expect((await failureOf(collection.replaceOne({ n: 0 }, { _id: 5, n: 0 } as never))).code).toBe(66);
    expect(await collection.find().toArray()).toEqual([{ _id: 0, n: 0 }]);
  });

  it('leaves all documents of a statement as they were when one of them fails', async () => {
    const collection = await filled(3);
    await collection.createIndex({ u: 1 }, { unique: true, sparse: true });
    expect((await failureOf(collection.updateMany({}, { $set: { u: 1 } }))).code).toBe(11000);
    expect(await collection.countDocuments({ u: 1 })).toBe(0);
  });

  it('reports the failing statement by its index and stops there when ordered', async () => {
    const collection = await filled(3);
    const operations = [
      { updateOne: { filter: { n: 0 }, update: { $set: { a: 1 } } } },
      { updateOne: { filter: { n: 1 }, update: { $inc: { _id: 1 } } } },
      { updateOne: { filter: { n: 2 }, update: { $set: { a: 1 } } } },
    ];
    const ordered = await collection.bulkWrite(operations).catch((error) => error);
    expect(ordered.writeErrors[0].index).toBe(1);
    expect(await collection.countDocuments({ a: 1 })).toBe(1);
    await collection.bulkWrite(operations, { ordered: false }).catch((error) => error);
    expect(await collection.countDocuments({ a: 1 })).toBe(2);
  });

  it('refuses a replacement of many documents', async () => {
    const database = test.database();
    const reply = await database.command({ update: 'items', updates: [{ q: {}, u: { a: 1 }, multi: true }] });
    expect(reply.writeErrors).toMatchObject([{ code: 9 }]);
  });

  it('is atomic among concurrent clients', async () => {
    const collection = await filled(1);
    await Promise.all(Array.from({ length: 100 }, () => collection.updateOne({ _id: 0 as never }, { $inc: { n: 1 } })));
    expect((await collection.findOne())?.n).toBe(100);
  });
});

describe('delete', () => {
  it('removes one or all', async () => {
    const collection = await filled(10);
    expect(await collection.deleteOne({ n: { $gte: 5 } })).toMatchObject({ deletedCount: 1 });
    expect(await collection.deleteMany({ n: { $gte: 5 } })).toMatchObject({ deletedCount: 4 });
    expect(await collection.deleteMany({ n: 77 })).toMatchObject({ deletedCount: 0 });
    expect(await collection.countDocuments()).toBe(5);
  });

  it('frees the keys of unique indexes', async () => {
    const collection = test.collection();
    await collection.createIndex({ u: 1 }, { unique: true });
    await collection.insertOne({ u: 1 });
    await collection.deleteOne({ u: 1 });
    await collection.insertOne({ u: 1 });
    expect(await collection.countDocuments({ u: 1 })).toBe(1);
  });
});

describe('findAndModify', () => {
  it('gives the document before or after the update', async () => {
    const collection = await filled(3);
    expect(await collection.findOneAndUpdate({ n: 1 }, { $set: { n: 10 } })).toMatchObject({ n: 1 });
    expect(
      await collection.findOneAndUpdate(
        { n: 10 },
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { _id: 0 } },
      ),
    ).toEqual({ n: 11 });
  });

  it('takes the first in the order of the sort', async () => {
    const collection = await filled(5);
    expect(await collection.findOneAndDelete({}, { sort: { n: -1 } })).toMatchObject({ n: 4 });
    expect(await collection.countDocuments()).toBe(4);
  });

  it('inserts on upsert and tells the new _id', async () => {
    const collection = test.collection();
    const options = { upsert: true, includeResultMetadata: true, returnDocument: 'after' } as const;
    const result = await collection.findOneAndUpdate({ _id: 'k' as never }, { $set: { v: 1 } }, options);
    expect(result).toMatchObject({
      value: { _id: 'k', v: 1 },
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 'k' },
    });
  });

  it('answers null when nothing matched', async () => {
    expect(await test.collection().findOneAndUpdate({ a: 1 }, { $set: { b: 1 } })).toBeNull();
  });

  it('refuses an update together with remove', async () => {
    const failure = failureOf(test.database().command({ findAndModify: 'items', remove: true, update: { a: 1 } }));
    expect((await failure).code).toBe(9);
  });
});
