import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Binary, Decimal128, type Document, Double, Long, ObjectId, Timestamp } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const ID = new ObjectId('0123456789abcdef01234567');

describe('a unique index', () => {
  it('takes equal numbers of any type for the same value, and names it', async () => {
    const collection = test.collection();
    await collection.createIndex({ a: 1, b: -1 }, { unique: true });
    await collection.insertOne({ a: 1, b: 'x' });
    for (const a of [new Double(1), Long.fromInt(1), Decimal128.fromString('1.00')]) {
      await expect(collection.insertOne({ a, b: 'x' })).rejects.toMatchObject({
        code: 11000,
        keyPattern: { a: 1, b: -1 },
      });
    }
    await collection.insertOne({ a: '1', b: 'x' });
    expect(await collection.countDocuments()).toBe(2);
  });

  it.each<[string, unknown, string]>([
    ['a text', 'x"y', '"x\\"y"'],
    ['a long text, cut', 'x'.repeat(500), `"${'x'.repeat(159)}...`],
    ['a whole double', new Double(3), '3.0'],
    ['a double', new Double(-0.5), '-0.5'],
    ['a long', Long.fromString('9007199254740993'), '9007199254740993'],
    ['a decimal', Decimal128.fromString('1.50'), '1.50'],
    ['a date', new Date(5), 'new Date(5)'],
    ['an object id', ID, `ObjectId('${ID.toHexString()}')`],
    ['a timestamp', new Timestamp({ t: 1, i: 2 }), 'Timestamp(1, 2)'],
    ['bytes', new Binary(Buffer.from('ab'), 0), 'BinData(0, 6162)'],
    ['a pattern', /a.c/i, '/a.c/i'],
    ['null', null, 'null'],
    ['an empty array', [], 'undefined'],
    ['a document', { b: 1, c: [true] }, '{ b: 1, c: [ true ] }'],
    ['an element', [5], '5'],
  ])('tells %s that is there already', async (_, value, printed) => {
    const collection = test.collection();
    await collection.createIndex({ 'p.v': 1 }, { unique: true });
    await collection.insertOne({ p: { v: value } });
    const failure = await failureOf(collection.insertOne({ p: [{ v: value }] }));
    expect(failure.message).toBe(
      `E11000 duplicate key error collection: ${collection.namespace} index: p.v_1 dup key: { p.v: ${printed} }`,
    );
  });

  it('keeps the order of fields whose names are numbers', async () => {
    const collection = test.collection();
    await collection.createIndex(
      new Map([
        ['b', 1],
        ['0', 1],
      ]),
      { unique: true },
    );
    await collection.insertOne({ b: 1 });
    await expect(collection.insertOne({ b: 1 })).rejects.toMatchObject({
      message: expect.stringContaining('dup key: { b: 1, 0: null }'),
      keyValue: { b: 1, '0': null },
    });
  });

  it('counts a missing field as null, unless it is sparse', async () => {
    const [plain, sparse] = [test.collection(), test.collection()];
    await plain.createIndex({ u: 1 }, { unique: true });
    await plain.insertOne({ a: 1 });
    expect((await failureOf(plain.insertOne({ u: null }))).message).toContain('dup key: { u: null }');
    await sparse.createIndex({ u: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{ a: 1 }, { a: 2 }, { u: null }]);
    expect((await failureOf(sparse.insertOne({ u: null }))).code).toBe(11000);
  });

  it('holds each element of an array, and lets one document repeat itself', async () => {
    const collection = test.collection();
    await collection.createIndex({ tags: 1 }, { unique: true });
    await collection.insertOne({ tags: ['a', 'b', 'a'] });
    expect((await failureOf(collection.insertOne({ tags: 'b' }))).code).toBe(11000);
    await collection.insertOne({ tags: ['c', 'd'] });
    expect((await failureOf(collection.updateOne({ tags: 'c' }, { $push: { tags: 'a' } as never }))).code).toBe(11000);
    expect(await collection.countDocuments({ tags: 'c' })).toBe(1);
  });

  it('leaves the other keys of a refused document free', async () => {
    const collection = test.collection();
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.createIndex({ b: 1 }, { unique: true });
    await collection.insertOne({ a: 1, b: 1 });
    expect((await failureOf(collection.insertOne({ a: 2, b: 1 }))).code).toBe(11000);
    await collection.insertOne({ a: 2, b: 2 });
    expect(await collection.countDocuments({ a: 2 })).toBe(1);
  });

  it('holds only documents of its filter', async () => {
    const collection = test.collection();
    await collection.createIndex({ u: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await collection.insertMany([{ u: 1 }, { u: 1 }, { u: 1, live: true }]);
    expect((await failureOf(collection.insertOne({ u: 1, live: true }))).code).toBe(11000);
    const revival = collection.updateOne({ live: { $exists: false } }, { $set: { live: true } });
    expect((await failureOf(revival)).code).toBe(11000);
    expect(await collection.countDocuments({ u: 1 })).toBe(3);
  });

  it('holds under concurrent inserts', async () => {
    const collection = test.collection();
    await collection.createIndex({ u: 1 }, { unique: true });
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => collection.insertOne({ u: n % 10 })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await collection.countDocuments()).toBe(10);
  });

  it('is enforced while it is hidden', async () => {
    const collection = test.collection();
    await collection.createIndex({ u: 1 }, { unique: true, hidden: true });
    await collection.insertOne({ u: 1 });
    expect((await failureOf(collection.insertOne({ u: 1 }))).code).toBe(11000);
  });

  it('refuses new duplicates alone when it is only prepared to be unique', async () => {
    const database = test.database();
    const collection = database.collection<Document>('items');
    await collection.insertMany([{ _id: 1, a: 1 } as never, { _id: 2, a: [1, 2] } as never]);
    const indexes = [{ key: { a: 1 }, name: 'a_1', prepareUnique: true }];
    await database.command({ createIndexes: 'items', indexes });
    await collection.updateOne({ a: 2 }, { $set: { b: 1 } });
    expect((await failureOf(collection.insertOne({ a: 2 }))).code).toBe(11000);
    expect(await collection.updateOne({ a: 2 }, { $set: { a: [3, 2, 1] } })).toMatchObject({ modifiedCount: 1 });
  });
});
