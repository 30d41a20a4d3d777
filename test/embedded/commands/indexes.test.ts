import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Long } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

describe('indexes', () => {
  it('lists what was created, with its options', async () => {
    const collection = test.collection();
    await collection.createIndex({ a: 1, 'b.c': -1 }, { unique: true, sparse: true });
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60, name: 'expiry' });
    expect(await collection.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, 'b.c': -1 }, name: 'a_1_b.c_-1', unique: true, sparse: true },
      { v: 2, key: { at: 1 }, name: 'expiry', expireAfterSeconds: 60 },
    ]);
  });

  it('creates the same index once, and refuses another one of the same name or key', async () => {
    const collection = test.collection();
    await collection.createIndex({ a: 1 });
    await collection.createIndex({ a: 1 });
    expect(await collection.indexes()).toHaveLength(2);
    expect((await failureOf(collection.createIndex({ a: 1 }, { unique: true }))).codeName).toBe(
      'IndexKeySpecsConflict',
    );
    expect((await failureOf(collection.createIndex({ a: 1 }, { name: 'x' }))).codeName).toBe('IndexOptionsConflict');
  });

  it('drops by name and all but _id', async () => {
    const collection = test.collection();
    await collection.createIndexes([{ key: { a: 1 } }, { key: { b: 1 } }, { key: { c: 1 } }]);
    await collection.dropIndex('a_1');
    expect((await failureOf(collection.dropIndex('a_1'))).codeName).toBe('IndexNotFound');
    expect((await failureOf(collection.dropIndex('_id_'))).codeName).toBe('InvalidOptions');
    await collection.dropIndexes();
    expect(await collection.indexes()).toHaveLength(1);
  });

  it.each<[string, Document, number]>([
    ['a text index', { key: { a: 'text' }, name: 'n' }, 67],
    ['a hashed index', { key: { a: 'hashed' }, name: 'n' }, 67],
    ['a wildcard index', { key: { '$**': 1 }, name: 'n' }, 67],
    ['a descending index on _id', { key: { _id: -1 }, name: 'n' }, 2],
    ['a sparse index on _id', { key: { _id: 1 }, name: 'n', sparse: true }, 197],
    ['a partial and sparse index', { key: { a: 1 }, name: 'n', sparse: true, partialFilterExpression: { b: 1 } }, 67],
    ...[
      { a: { $exists: false } },
      { a: { $ne: 1 } },
      { a: { $not: { $gt: 1 } } },
      { a: { $regex: 'x' } },
      { a: /x/ },
      { a: { $in: [1, /x/] } },
      { a: { $elemMatch: { b: 1 } } },
      { a: { $gt: 1, $nin: [5] } },
      { $nor: [{ a: 1 }] },
      { $expr: { $eq: ['$a', 1] } },
      { $or: [{ a: 1 }, { $and: [{ b: { $size: 1 } }] }] },
    ].map((partialFilterExpression): [string, Document, number] => [
      `a partial filter of ${JSON.stringify(partialFilterExpression)}`,
      { key: { a: 1 }, name: 'n', partialFilterExpression },
      67,
    ]),
    ['an empty key', { key: {}, name: 'n' }, 67],
    ['an empty path segment', { key: { 'a..b': 1 }, name: 'n' }, 67],
    ['a direction of 0', { key: { a: 0 }, name: 'n' }, 67],
    ['a missing key', { name: 'n' }, 9],
    ['a collation', { key: { a: 1 }, name: 'n', collation: { locale: 'de' } }, 197],
    ['an unknown option', { key: { a: 1 }, name: 'n', sparkle: true }, 197],
    ['a TTL on two fields', { key: { a: 1, b: 1 }, name: 'n', expireAfterSeconds: 5 }, 67],
    ['a negative TTL', { key: { a: 1 }, name: 'n', expireAfterSeconds: -5 }, 67],
    ['a TTL that is text', { key: { a: 1 }, name: 'n', expireAfterSeconds: '5' }, 14],
  ])('refuses %s', async (_, index, code) => {
    const database = test.database();
    expect((await failureOf(database.command({ createIndexes: 'items', indexes: [index] }))).code).toBe(code);
    expect(await database.listCollections().toArray()).toEqual([]);
  });

  it('refuses a unique index over documents that are not, and leaves none', async () => {
    const collection = test.collection();
    await collection.insertMany([{ a: 1 }, { a: new Double(1) }]);
    expect((await failureOf(collection.createIndex({ a: 1 }, { unique: true }))).code).toBe(11000);
    expect(await collection.indexes()).toHaveLength(1);
    await collection.createIndex({ a: 1 });
    expect(await collection.countDocuments({ a: 1 })).toBe(2);
  });

  it('refuses an index through two arrays of one document', async () => {
    const collection = test.collection();
    await collection.createIndex({ a: 1, b: 1 });
    expect((await failureOf(collection.insertOne({ a: [1], b: [2] }))).code).toBe(171);
    expect(await collection.countDocuments()).toBe(0);
  });
});

describe('unique indexes', () => {
  it('take equal numbers of any type for the same value, and name it', async () => {
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

  it('count a missing field as null, unless sparse', async () => {
    const [plain, sparse] = [test.collection(), test.collection()];
    await plain.createIndex({ u: 1 }, { unique: true });
    await plain.insertOne({ a: 1 });
    expect((await failureOf(plain.insertOne({ u: null }))).message).toContain('dup key: { u: null }');
    await sparse.createIndex({ u: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{ a: 1 }, { a: 2 }, { u: null }]);
    expect((await failureOf(sparse.insertOne({ u: null }))).code).toBe(11000);
  });

  it('hold each element of an array, and let one document repeat itself', async () => {
    const collection = test.collection();
    await collection.createIndex({ tags: 1 }, { unique: true });
    await collection.insertOne({ tags: ['a', 'b', 'a'] });
    expect((await failureOf(collection.insertOne({ tags: 'b' }))).code).toBe(11000);
    await collection.insertOne({ tags: ['c', 'd'] });
    expect((await failureOf(collection.updateOne({ tags: 'c' }, { $push: { tags: 'a' } as never }))).code).toBe(11000);
    expect(await collection.countDocuments({ tags: 'c' })).toBe(1);
  });

  it('leave the other keys of a refused document free', async () => {
    const collection = test.collection();
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.createIndex({ b: 1 }, { unique: true });
    await collection.insertOne({ a: 1, b: 1 });
    expect((await failureOf(collection.insertOne({ a: 2, b: 1 }))).code).toBe(11000);
    await collection.insertOne({ a: 2, b: 2 });
    expect(await collection.countDocuments({ a: 2 })).toBe(1);
  });

  it.each<Document>([
    { a: 1 },
    { a: { $eq: null } },
    { a: { b: 1 } },
    { a: { $exists: true } },
    { a: { $gt: 1, $lte: 5 } },
    { a: { $gte: 1, $lt: 5 } },
    { a: { $type: ['string', 'int'] } },
    { a: { $in: [1, 2] } },
    { $or: [{ a: 1 }, { $and: [{ b: { $exists: true } }] }] },
    { a: { $ref: 'c', $id: 1 } },
  ])('take the partial filter %j', async (partialFilterExpression) => {
    expect(await test.collection().createIndex({ a: 1 }, { partialFilterExpression })).toBe('a_1');
  });

  it('hold only documents of their partial filter', async () => {
    const collection = test.collection();
    await collection.createIndex({ u: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await collection.insertMany([{ u: 1 }, { u: 1 }, { u: 1, live: true }]);
    expect((await failureOf(collection.insertOne({ u: 1, live: true }))).code).toBe(11000);
    expect((await failureOf(collection.updateOne({ live: { $exists: false } }, { $set: { live: true } }))).code).toBe(
      11000,
    );
    expect(await collection.countDocuments({ u: 1 })).toBe(3);
  });

  it('hold under concurrent inserts', async () => {
    const collection = test.collection();
    await collection.createIndex({ u: 1 }, { unique: true });
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => collection.insertOne({ u: n % 10 })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await collection.countDocuments()).toBe(10);
  });
});

const VALUES = [
  null,
  1,
  2,
  3.5,
  -1,
  'a',
  'b',
  true,
  [1, 9],
  ['a'],
  [],
  { k: 1 },
  [[1]],
  new Date(5),
  [{ k: 1 }, { k: 5 }],
  [
    { k: 1, j: 0 },
    { k: 0, j: 5 },
  ],
  [{ '0': 1 }],
];
const FILTERS = [
  { v: 1 },
  { v: null },
  { v: { $gt: 1 } },
  { v: { $gt: 1, $lt: 4 } },
  { v: { $gte: 2, $lte: 8 } },
  { v: { $lt: 'b' } },
  { v: { $in: [1, 'a', true] } },
  { v: { $in: [] } },
  { v: { $in: [null, 2] } },
  { v: { $exists: false } },
  { v: { $ne: 1 } },
  { v: { k: 1 } },
  { v: [1, 9] },
  { v: [] },
  { 'v.k': 1 },
  { 'v.k': { $gt: 1, $lt: 4 } },
  { 'v.0': 1 },
  { 'v.k': 1, 'v.j': 5 },
  { 'v.k': { $in: [1, 7] }, 'v.j': { $gte: 5 } },
  { v: { $gt: 0 }, w: 1 },
  { v: { $in: [1, 2, 9] }, w: { $gte: 1 } },
  { $and: [{ v: 1 }, { v: 9 }] },
  { $or: [{ v: 1 }, { v: 'a' }] },
  { v: { $elemMatch: { $gt: 5 } } },
  { w: 1, v: { $lte: 2 } },
];
const INDEXES = [
  { v: 1 },
  { v: -1 },
  { v: 1, w: 1 },
  { w: -1, v: -1 },
  { 'v.k': 1 },
  { 'v.0': 1 },
  { w: 1, 'v.k': -1 },
  { 'v.k': 1, 'v.j': 1 },
] as const;
const SORTS = [{}, { v: 1 }, { v: -1 }, { w: 1, v: -1 }, { w: -1, v: 1 }, { _id: -1 }] as const;

const SORTED_INDEXES = [{ v: 1 }, { v: -1, w: 1 }, { w: 1, v: 1 }, { w: -1 }] as const;

describe('a query with indexes', () => {
  it.each(INDEXES.flatMap((key) => [false, true].map((sparse) => ({ key, sparse }))))(
    'finds with $key (sparse: $sparse) what it finds without',
    async ({ key, sparse }) => {
      const documents = VALUES.flatMap((v, position) => [0, 1, 2].map((w) => ({ _id: position * 10 + w, v, w })));
      const all = [...documents, { _id: 900, w: 1 }, { _id: 901 }] as never[];
      const [without, indexed] = [test.collection(), test.collection()];
      await without.insertMany(all);
      await indexed.insertMany(all);
      await indexed.createIndex(key, { sparse });
      for (const filter of FILTERS) {
        for (const sort of SORTS) {
          const plain = await without
            .find(filter as never)
            .sort({ ...sort, _id: 1 })
            .toArray();
          const found = await indexed
            .find(filter as never)
            .sort({ ...sort, _id: 1 })
            .toArray();
          expect({ filter, sort, found }).toEqual({ filter, sort, found: plain });
        }
      }
    },
  );

  it.each(SORTED_INDEXES.flatMap((key) => [false, true].map((sparse) => ({ key, sparse }))))(
    'sorts with $key (sparse: $sparse) as it sorts without',
    async ({ key, sparse }) => {
      const scalars = [null, 1, 2.5, -1, 'a', 'b', true, { k: 1 }, new Date(5)];
      const documents = scalars.flatMap((v) => [2, 0, 1].map((w) => ({ v, w })));
      const [without, indexed] = [test.collection(), test.collection()];
      for (const collection of [without, indexed]) {
        await collection.insertMany(
          [...documents, { w: 1 }, { v: 2 }, {}].map((document, _id) => ({ ...document, _id: _id as never })),
        );
      }
      await indexed.createIndex(key, { sparse });
      for (const filter of [
        {},
        { w: 1 },
        { v: { $in: [1, 'a', 'b'] } },
        { v: { $gte: -5 } },
        { v: 1 },
        { _id: { $gt: 4 } },
      ]) {
        for (const sort of [...SORTS, { w: 1, v: 1 }, { v: -1, w: -1 }] as const) {
          const keys = ({ v, w, _id }: Document) =>
            '_id' in sort ? _id : ['v' in sort && (v ?? null), 'w' in sort && w];
          const plain = (
            await without
              .find(filter as never)
              .sort(sort)
              .toArray()
          ).map(keys);
          const found = (
            await indexed
              .find(filter as never)
              .sort(sort)
              .toArray()
          ).map(keys);
          if (Object.keys(sort).length > 0) expect({ filter, sort, found }).toEqual({ filter, sort, found: plain });
        }
      }
    },
  );

  it('keeps a plain sort when an index serves it', async () => {
    const collection = test.collection();
    await collection.createIndex({ app: 1, started: -1 });
    await collection.insertMany(Array.from({ length: 500 }, (_, n) => ({ app: n % 3, started: (n * 7919) % 500, n })));
    const newest = await collection.find({ app: 1 }).sort({ started: -1 }).toArray();
    expect(newest.map(({ started }) => started)).toEqual(newest.map(({ started }) => started).sort((a, b) => b - a));
    expect(newest).toHaveLength(167);
    const oldest = await collection.find({ app: 1 }).sort({ started: 1 }).limit(5).toArray();
    expect(oldest.map(({ started }) => started)).toEqual(
      newest
        .map(({ started }) => started)
        .reverse()
        .slice(0, 5),
    );
  });

  it('accepts a hint on an index that exists and refuses others', async () => {
    const collection = test.collection();
    await collection.insertOne({ a: 1 });
    await collection.createIndex({ a: 1 });
    expect(await collection.find({ a: 1 }, { hint: { a: 1 } }).toArray()).toHaveLength(1);
    expect(await collection.find({ a: 1 }, { hint: 'a_1' }).toArray()).toHaveLength(1);
    expect((await failureOf(collection.find({}, { hint: 'b_1' }).toArray())).code).toBe(2);
    await collection.createIndex({ s: 1 }, { sparse: true });
    expect((await failureOf(collection.find({}, { hint: 's_1' }).toArray())).code).toBe(238);
    expect((await failureOf(collection.find({}, { hint: { $natural: -1 } }).toArray())).code).toBe(238);
  });
});

describe('TTL indexes', () => {
  it('remove what has expired and nothing else', async () => {
    const sweeping = await openEngine({ limits: { engineTtlSweepMs: 50 } });
    const collection = sweeping.collection();
    const now = Date.now();
    await collection.insertMany([
      { name: 'old', at: new Date(now - 70_000) },
      { name: 'old in array', at: [new Date(now), new Date(now - 70_000)] },
      { name: 'young', at: new Date(now - 1_000) },
      { name: 'no date', at: 5 },
      { name: 'none' },
    ] as never[]);
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const deadline = Date.now() + 5_000;
    while ((await collection.countDocuments()) > 3 && Date.now() < deadline)
      await new Promise((go) => setTimeout(go, 20));
    expect((await collection.find().toArray()).map(({ name }) => name)).toEqual(['young', 'no date', 'none']);
    await sweeping.close();
  });
});
