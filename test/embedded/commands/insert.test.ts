import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
  UUID,
} from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const EVERY_TYPE = {
  _id: new ObjectId('0123456789abcdef01234567'),
  int: new Int32(5),
  intLike: new Double(5),
  double: new Double(0.1),
  negativeZero: new Double(-0),
  notANumber: new Double(Number.NaN),
  long: Long.fromString('9007199254740993'),
  smallLong: Long.fromInt(7),
  decimal: Decimal128.fromString('1.10'),
  text: 'naïve 💡 text',
  empty: '',
  yes: true,
  nothing: null,
  date: new Date(-1),
  timestamp: new Timestamp({ t: 7, i: 8 }),
  binary: new Binary(Buffer.from([1, 2, 3]), 0x80),
  uuid: new UUID('00112233-4455-6677-8899-aabbccddeeff'),
  pattern: new BSONRegExp('a.b', 'im'),
  code: new Code('x', { a: new Int32(1) }),
  symbol: new BSONSymbol('s'),
  min: new MinKey(),
  max: new MaxKey(),
  list: [new Int32(1), [new Double(2)], { deep: [] }],
  document: { z: 1, a: { b: {} } },
  reference: { $ref: 'other', $id: new Int32(3), extra: 'kept' },
};

describe('insert', () => {
  it('keeps every BSON type, byte for byte', async () => {
    const collection = test.collection();
    await collection.insertOne(EVERY_TYPE);
    const [stored] = await collection.find({}, { raw: true }).toArray();
    expect(Buffer.from(stored as unknown as Uint8Array)).toEqual(Buffer.from(serialize(EVERY_TYPE)));
  });

  it('keeps every BSON type through an update of another field', async () => {
    const collection = test.collection();
    await collection.insertOne(EVERY_TYPE);
    await collection.updateOne({ _id: EVERY_TYPE._id }, { $set: { zz: 1 } });
    const [stored] = await collection.find({}, { raw: true }).toArray();
    expect(Buffer.from(stored as unknown as Uint8Array)).toEqual(Buffer.from(serialize({ ...EVERY_TYPE, zz: 1 })));
  });

  it('puts _id first and makes one when it is missing', async () => {
    const database = test.database();
    await database.command({ insert: 'items', documents: [{ b: 1, _id: 1 }, { c: 2 }] });
    const stored = await database.collection('items').find().toArray();
    expect(stored.map((document) => Object.keys(document))).toEqual([
      ['_id', 'b'],
      ['_id', 'c'],
    ]);
    expect(stored[1]?._id).toBeInstanceOf(ObjectId);
  });

  it('names the index, the key and the value of a duplicate', async () => {
    const collection = test.collection();
    await collection.insertOne({ _id: 'a' as never });
    const failure = collection.insertOne({ _id: 'a' as never });
    await expect(failure).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
      keyValue: { _id: 'a' },
      message: `E11000 duplicate key error collection: ${collection.namespace} index: _id_ dup key: { _id: "a" }`,
    });
  });

  it('takes equal numbers of any type for the same _id', async () => {
    const collection = test.collection();
    await collection.insertOne({ _id: new Int32(1) as never });
    for (const id of [new Double(1), Long.fromInt(1), Decimal128.fromString('1.0')]) {
      expect((await failureOf(collection.insertOne({ _id: id as never }))).code).toBe(11000);
    }
    expect(await collection.countDocuments({ _id: 1 as never })).toBe(1);
  });

  it('finds and changes what is inside a document of $ref and $id', async () => {
    const collection = test.collection();
    await collection.createIndex({ 'link.$id': 1 }, { unique: true });
    await collection.insertOne({ link: { $ref: 'other', $id: 7, extra: 1 } });
    expect(await collection.countDocuments({ 'link.$id': 7, 'link.extra': 1 })).toBe(1);
    await collection.updateOne({ 'link.$id': 7 }, { $set: { 'link.extra': 2 } });
    expect(await collection.countDocuments({ 'link.extra': 2, 'link.$ref': 'other' })).toBe(1);
  });

  it('keeps the bytes of a document of $ref and $id through an update of another field', async () => {
    const collection = test.collection();
    const link = { $id: 7, $db: 'd', $ref: 'a.b', extra: 1 };
    const document = { _id: new ObjectId(), link, links: [link] };
    await collection.insertOne(document);
    await collection.updateOne({ 'link.$ref': 'a.b' }, { $set: { zz: 1 } });
    const [stored] = await collection.find({}, { raw: true }).toArray();
    expect(Buffer.from(stored as unknown as Uint8Array)).toEqual(Buffer.from(serialize({ ...document, zz: 1 })));
    expect(await collection.countDocuments({ link: { $id: 7, $db: 'd', $ref: 'a.b', extra: 1 } })).toBe(1);
  });

  it('stops at the first error when ordered, and goes on when not', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: 2 }, { _id: 3 }] as never[];
    const ordered = test.collection();
    await expect(ordered.insertMany(documents)).rejects.toMatchObject({ code: 11000, insertedCount: 1 });
    expect(await ordered.countDocuments()).toBe(1);
    const unordered = test.collection();
    const failure = await unordered.insertMany(documents, { ordered: false }).catch((error) => error);
    expect(failure.writeErrors.map((error: { index: number }) => error.index)).toEqual([1, 3]);
    expect(failure.insertedCount).toBe(3);
    expect(await unordered.countDocuments()).toBe(3);
  });

  it.each([
    ['an array', []],
    ['a regular expression', /a/],
  ])('refuses %s as _id', async (_, id) => {
    expect((await failureOf(test.collection().insertOne({ _id: id as never }))).code).toBe(53);
  });

  it('refuses a document above 16 MB and stores one just below', async () => {
    const database = test.database();
    const documents = [{ _id: 1, text: 'a'.repeat(16 * 1024 * 1024) }];
    const reply = await database.command({ insert: 'items', documents });
    expect(reply).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 10_334 }] });
    const text = 'a'.repeat(16 * 1024 * 1024 - 100);
    await database.collection('items').insertOne({ text });
    expect((await database.collection('items').findOne())?.text).toHaveLength(text.length);
  });

  it('takes a message of 45 MB', async () => {
    const collection = test.collection();
    const text = 'a'.repeat(9 * 1024 * 1024);
    await collection.insertMany([{ text }, { text }, { text }, { text }, { text }]);
    expect(await collection.countDocuments()).toBe(5);
  });

  it('finds by every index a document of which it looked at a few fields', async () => {
    const collection = test.collection();
    await collection.createIndexes([
      { key: { 'a.b': 1, c: -1 } },
      { key: { 'list.n': 1 } },
      { key: { naïve: 1 }, unique: true, sparse: true },
    ]);
    const others = { text: 'x'.repeat(3000), ab: 1, a1: { b: 9 }, lists: [{ n: 9 }] };
    await collection.insertMany([
      { _id: 1 as never, ...others, c: 'c', a: { z: 0, b: 5 }, list: [{ n: 1 }, { n: 2 }], naïve: 'ü' },
      { _id: 2 as never, ...others },
    ]);
    for (const filter of [{ 'a.b': 5, c: 'c' }, { 'list.n': 2 }, { naïve: 'ü' }, { 'a.b': { $gt: 4, $lt: 6 } }]) {
      expect((await collection.find(filter).toArray()).map(({ _id }) => _id)).toEqual([1]);
    }
    expect((await failureOf(collection.insertOne({ naïve: 'ü' }))).code).toBe(11000);
    await collection.deleteOne({ _id: 1 as never });
    await collection.insertOne({ naïve: 'ü' });
    expect(await collection.countDocuments({ 'list.n': { $gt: 0 } })).toBe(0);
  });

  it('looks at every field that a partial index asks about', async () => {
    const collection = test.collection();
    await collection.createIndex({ u: 1 }, { unique: true, partialFilterExpression: { 'state.open': true } });
    await collection.insertMany([{ u: 1 }, { u: 1, state: { open: false } }, { u: 1, state: { open: true } }]);
    expect((await failureOf(collection.insertOne({ u: 1, state: { open: true } }))).code).toBe(11000);
    await collection.deleteMany({ 'state.open': true });
    await collection.insertOne({ u: 1, state: { open: true } });
    expect(await collection.countDocuments()).toBe(3);
  });

  it('puts a document into an index that was asked for just before it', async () => {
    const collection = test.collection();
    await collection.insertOne({ late: 1 });
    const [, outcome] = await Promise.allSettled([
      collection.createIndex({ late: 1 }, { unique: true }),
      collection.insertOne({ late: 1 }),
    ]);
    // Whichever came first, one of the two is refused.
    expect(await collection.countDocuments({ late: 1 })).toBe(outcome.status === 'fulfilled' ? 2 : 1);
    expect(await collection.indexes()).toHaveLength(outcome.status === 'fulfilled' ? 1 : 2);
  });

  it('takes a whole document of $ref and $id for a document', async () => {
    const collection = test.collection();
    const sent = { _id: 1, $ref: 'other', $id: 7, extra: true };
    await collection.insertOne(sent as never);
    const [stored] = await collection.find({ extra: true }, { raw: true }).toArray();
    expect(Buffer.from(stored as unknown as Uint8Array)).toEqual(Buffer.from(serialize(sent)));
  });

  it('keeps a field named __proto__ a field', async () => {
    const collection = test.collection();
    const bytes = serialize(JSON.parse('{"_id":1,"__proto__":{"polluted":true}}'));
    await collection.insertOne(deserialize(bytes) as never);
    const [stored] = await collection.find({}, { raw: true }).toArray();
    expect(Buffer.from(stored as unknown as Uint8Array)).toEqual(Buffer.from(bytes));
  });
});
