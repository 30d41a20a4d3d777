import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

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
    expect(await collection.find({}, { hint: 's_1' }).toArray()).toEqual([]);
    expect(await collection.find({}, { hint: { $natural: -1 } }).toArray()).toHaveLength(1);
  });
});
