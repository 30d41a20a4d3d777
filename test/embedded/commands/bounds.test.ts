import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine({
    limits: { engineGroupBytesMax: 200_000, engineSortBytesMax: 200_000, engineReplyBatchBytesMax: 1024 * 1024 },
  });
});
afterAll(() => test.close());

async function filled(count: number) {
  const collection = test.collection();
  const text = 'a'.repeat(1000);
  await collection.insertMany(Array.from({ length: count }, (_, n) => ({ _id: n as never, n, text: text + n })));
  return collection;
}

describe('the memory of $group', () => {
  it.each<[string, Document]>([
    ['a list', { _id: null, r: { $push: '$$ROOT' } }],
    ['a set', { _id: null, r: { $addToSet: '$text' } }],
  ])('is bounded for %s in one group', async (_, group) => {
    const collection = await filled(300);
    const failure = await failureOf(collection.aggregate([{ $group: group }], { allowDiskUse: true }).toArray());
    expect(failure).toMatchObject({ code: 146, codeName: 'ExceededMemoryLimit' });
    expect(await collection.countDocuments()).toBe(300);
  });

  it.each<[string, Document]>([
    ['first documents of many groups', { _id: '$n', r: { $first: '$$ROOT' } }],
    ['last documents of many groups', { _id: '$n', r: { $last: '$$ROOT' } }],
    ['greatest values of many groups', { _id: '$n', r: { $max: '$text' } }],
    ['long ids', { _id: '$text' }],
  ])('is bounded for %s', async (_, group) => {
    const collection = await filled(300);
    const failure = await failureOf(collection.aggregate([{ $group: group }], { allowDiskUse: false }).toArray());
    expect(failure).toMatchObject({ code: 292, codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed' });
    expect(await collection.aggregate([{ $group: group }]).toArray()).toHaveLength(300);
  });

  it('is no larger for values that it lets go', async () => {
    const collection = await filled(300);
    const group = {
      _id: null,
      n: { $sum: 1 },
      max: { $max: '$text' },
      last: { $last: '$$ROOT' },
      set: { $addToSet: 1 },
    };
    const [result] = await collection.aggregate([{ $group: group }]).toArray();
    expect(result).toMatchObject({ n: 300, last: { n: 299 }, set: [1] });
  });
});

describe('the memory of other gathering commands', () => {
  it('is bounded for a $sort within a pipeline', async () => {
    const collection = await filled(300);
    const sort = collection.aggregate([{ $match: {} }, { $sort: { text: 1 } }], { allowDiskUse: false }).toArray();
    expect((await failureOf(sort)).code).toBe(292);
  });

  it('is bounded for distinct values', async () => {
    const collection = await filled(1100);
    expect(await failureOf(collection.distinct('text'))).toMatchObject({ code: 17_217 });
    expect(await collection.distinct('n')).toHaveLength(1100);
  });
});

describe('a result larger than a document may be', () => {
  const half = 'a'.repeat(9 * 1024 * 1024);
  const step = (value: Document) => ({ $reduce: { input: Array(60).fill(1), initialValue: ['x'], in: value } });
  // An operator has a limit of its own for what it makes, a document another.
  it.each<[string, number, Document]>([
    ['of one long string', 16_493, { r: { $concat: ['$half', '$half'] } }],
    ['of two strings', 10_334, { r: '$half', s: '$half' }],
    [
      'of a string that doubles',
      16_493,
      { r: { $reduce: { input: Array(60).fill(1), initialValue: 'x', in: { $concat: ['$$value', '$$value'] } } } },
    ],
    ['of an array that doubles', 146, { r: step({ $concatArrays: ['$$value', '$$value'] }) }],
    ['of one value in many places', 146, { r: step(['$$value', '$$value'] as unknown as Document) }],
  ])('is refused: %s', async (_, code, fields) => {
    const collection = test.collection();
    await collection.insertOne({ _id: 1 as never, half });
    const tooLarge = { code };
    expect(await failureOf(collection.aggregate([{ $project: { ...fields } }]).toArray())).toMatchObject(tooLarge);
    expect(await failureOf(collection.findOne({}, { projection: fields }))).toMatchObject(tooLarge);
    const modified = collection.findOneAndUpdate({}, { $set: { z: 1 } }, { projection: fields });
    expect(await failureOf(modified)).toMatchObject(tooLarge);
    const failure = await failureOf(collection.updateOne({ _id: 1 as never }, [{ $project: fields }]));
    expect([2, code]).toContain(failure.code);
    expect(await collection.findOne({}, { projection: { half: 0 } })).toEqual({ _id: 1 });
  });
});

/** A value of so many levels. */
function nested(levels: number, last: unknown = 1): Document {
  let value: unknown = last;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return { a: value };
}

function nestedFilter(levels: number): Document {
  let filter: Document = { a: 1 };
  for (let level = 0; level < levels; level += 1) filter = { $and: [filter] };
  return filter;
}

describe('nesting beyond what may be stored', () => {
  it.each([179, 178])('is not reached by a document of %i and one', async (levels) => {
    const collection = test.collection();
    await collection.insertOne(nested(levels));
    expect(await collection.countDocuments()).toBe(1);
  });

  it('keeps no other document from being stored', async () => {
    const collection = test.collection();
    const documents = [{ n: 1 }, nested(180), { n: 2 }];
    expect((await failureOf(collection.insertMany(documents, { ordered: false }))).code).toBe(15);
    expect((await failureOf(collection.updateOne({ n: 1 }, { $set: nested(180) }))).code).toBe(15);
    expect(await collection.distinct('n')).toEqual([1, 2]);
    await collection.insertOne(nested(179, {}));
  });

  it.each([201, 2_000])('is refused everywhere: %i levels and one', async (levels) => {
    const collection = test.collection();
    await collection.insertOne({ a: 1 });
    const deep = nested(levels);
    const works: (() => Promise<unknown>)[] = [
      () => collection.insertOne({ ...deep }),
      () => collection.insertMany([{ b: 1 }, { ...deep }]),
      () => collection.updateOne({}, { $set: deep }),
      () => collection.replaceOne({}, deep),
      () => collection.updateOne({}, [{ $set: deep }]),
      () => collection.findOneAndUpdate({}, { $set: deep }),
      () => collection.findOne(deep),
      () => collection.findOne(nestedFilter(levels)),
      () => collection.deleteMany(nestedFilter(levels)),
      () => collection.aggregate([{ $match: nestedFilter(levels) }]).toArray(),
      () => collection.aggregate([{ $set: deep }]).toArray(),
      () =>
        collection.updateOne(
          {},
          {
            $set: {
              [Array(levels + 1)
                .fill('b')
                .join('.')]: 1,
            },
          },
        ),
      () =>
        collection.updateOne(
          { new: 1 },
          {
            $set: {
              [Array(levels + 1)
                .fill('b')
                .join('.')]: 1,
            },
          },
          { upsert: true },
        ),
    ];
    for (const [index, work] of works.entries()) {
      expect([index, (await failureOf(work())).code]).toEqual([index, 15]);
    }
    expect(await collection.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ a: 1 }]);
  });

  it('is refused for what an update builds up', async () => {
    const collection = test.collection();
    await collection.insertOne({ a: { a: 1 } });
    const wrap = () => collection.updateOne({}, [{ $set: { a: { a: '$a' } } }]);
    for (let level = 2; level < 180; level += 1) await wrap();
    await collection.updateOne({}, [{ $set: { b: 1 } }]);
    expect((await failureOf(wrap())).code).toBe(15);
    const reduce = { $reduce: { input: Array(300).fill(1), initialValue: 1, in: { a: '$$value' } } };
    expect((await failureOf(collection.aggregate([{ $project: { r: reduce } }]).toArray())).code).toBe(15);
  });

  it('is refused for a path of very many names', async () => {
    const collection = test.collection();
    await collection.insertOne({ a: 1 });
    const path = Array(50_000).fill('a').join('.');
    const works = [
      collection.updateOne({}, { $set: { [`b.${path}`]: 1 } }),
      collection.updateOne({ [path]: 5 }, { $set: { b: 1 } }, { upsert: true }),
      collection.findOne({}, { projection: { [path]: 1 } }),
      collection
        .find({})
        .sort({ [path]: 1 })
        .toArray(),
      collection.aggregate([{ $set: { c: `$${path}` } }]).toArray(),
      collection.aggregate([{ $unwind: `$${path}` }]).toArray(),
      collection.aggregate([{ $set: { [path]: 1 } }]).toArray(),
    ];
    expect((await Promise.all(works.map(failureOf))).map(({ code }) => code)).toEqual(works.map(() => 15));
    expect(test.engine.failure()).toBeUndefined();
    expect(await collection.countDocuments({ a: 1 })).toBe(1);
  });
});
