/** A hint is followed, also where it leaves documents out; and what find takes beside it: ends of the walk, and keys. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

async function filled() {
  const database = test.database();
  const items = database.collection<{ _id: number }>('items');
  await items.createIndexes([
    { key: { a: 1 } },
    { key: { s: 1 }, sparse: true },
    { key: { p: 1 }, partialFilterExpression: { p: { $gt: 5 } } },
    { key: { tags: 1, b: -1 }, name: 'compound' },
    { key: { h: 1 }, hidden: true },
    { key: { d: 1 }, name: 'one' },
    { key: { d: 1 }, name: 'other', sparse: true },
  ]);
  await items.insertMany([
    { _id: 1, a: 3, s: 1, p: 9, tags: ['x', 'y'], b: 1 },
    { _id: 2, a: 2, p: 4, tags: [], b: 2 },
    { _id: 3, a: 1, s: 2, p: 6, b: 3 },
  ] as never[]);
  return database;
}

const ids = (documents: readonly Document[]) => documents.map(({ _id }) => _id);

describe('a hint', () => {
  it.each<[string, Document, number[]]>([
    ['an index, in its order', { hint: { a: 1 } }, [3, 2, 1]],
    ['an index by name', { hint: 'a_1' }, [3, 2, 1]],
    ['_id by name', { hint: '_id_', filter: { a: { $lt: 3 } } }, [2, 3]],
    ['a sparse index, without what it lacks', { hint: 's_1' }, [1, 3]],
    ['a partial index, without what it lacks', { hint: { p: 1 } }, [3, 1]],
    ['an index that the filter does not need', { hint: 's_1', filter: { a: { $gte: 2 } } }, [1]],
    ['an index through arrays, each document once', { hint: 'compound' }, [2, 3, 1]],
    ['insertion', { hint: { $natural: 1 } }, [1, 2, 3]],
    ['insertion, backwards', { hint: { $natural: -1 } }, [3, 2, 1]],
    ['insertion, with a sort', { hint: { $natural: -1 }, sort: { a: 1 } }, [3, 2, 1]],
    ['nothing', { hint: {} }, [1, 2, 3]],
  ])('leads find along %s', async (_, options, expected) => {
    const database = await filled();
    const { cursor } = await database.command({ find: 'items', ...options });
    expect(ids(cursor.firstBatch)).toEqual(expected);
  });

  it('leads every other command too', async () => {
    const database = await filled();
    const run = (command: Document) => database.command(command);
    expect((await run({ count: 'items', hint: 's_1' })).n).toBe(2);
    expect((await run({ distinct: 'items', key: 'a', hint: { p: 1 } })).values).toEqual([1, 3]);
    const pipeline = [{ $match: { a: { $gt: 0 } } }, { $project: { a: 1 } }];
    const { cursor } = await run({ aggregate: 'items', pipeline, hint: 's_1', cursor: {} });
    expect(ids(cursor.firstBatch)).toEqual([1, 3]);
    const update = { q: {}, u: { $set: { seen: true } }, multi: true, hint: { s: 1 } };
    expect((await run({ update: 'items', updates: [update] })).n).toBe(2);
    expect((await run({ findAndModify: 'items', update: { $set: { x: 1 } }, hint: { $natural: -1 } })).value._id).toBe(
      3,
    );
    expect((await run({ findAndModify: 'items', remove: true, hint: 'a_1' })).value._id).toBe(3);
    expect((await run({ delete: 'items', deletes: [{ q: {}, limit: 0, hint: 'p_1' }] })).n).toBe(1);
    expect((await run({ count: 'items' })).n).toBe(1);
  });

  it.each<[string, Document, number]>([
    ['an index that is not there', { hint: 'none' }, 2],
    ['a key that no index has', { hint: { a: -1 } }, 2],
    ['a hidden index', { hint: 'h_1' }, 2],
    ['a key that two indexes have', { hint: { d: 1 } }, 27],
    ['a number', { hint: 1 }, 9],
    ['insertion in no direction', { hint: { $natural: 2 } }, 2],
    ['insertion and an index', { hint: { $natural: 1, a: 1 } }, 2],
    ['an index where the order is that of insertion', { hint: 'a_1', sort: { $natural: 1 } }, 2],
    ['the other direction of insertion', { hint: { $natural: 1 }, sort: { $natural: -1 } }, 2],
  ])('may not be of %s', async (_, options, code) => {
    const database = await filled();
    expect((await failureOf(database.command({ find: 'items', ...options }))).code).toBe(code);
  });

  it('of anything is taken where there is no collection', async () => {
    const { cursor } = await test.database().command({ find: 'none', hint: 'none' });
    expect(cursor.firstBatch).toEqual([]);
  });
});

describe('min and max', () => {
  it.each<[string, Document, number[]]>([
    ['the least key', { min: { a: 2 }, hint: 'a_1' }, [2, 1]],
    ['what comes after the greatest', { max: { a: 3 }, hint: { a: 1 } }, [3, 2]],
    ['both', { min: { a: 2 }, max: { a: 3 }, hint: 'a_1' }, [2]],
    ['both, in another order', { min: { a: 1 }, max: { a: 3 }, hint: 'a_1', sort: { a: -1 } }, [2, 3]],
    ['a key of two directions', { min: { tags: 'x', b: 5 }, max: { tags: 'x', b: 0 }, hint: 'compound' }, [1]],
    ['_id', { min: { _id: 2 }, hint: '_id_' }, [2, 3]],
    ['nothing', { min: {}, max: {} }, [1, 2, 3]],
  ])('are %s', async (_, options, expected) => {
    const { cursor } = await (await filled()).command({ find: 'items', ...options });
    expect(ids(cursor.firstBatch)).toEqual(expected);
  });

  it.each<[string, Document, number]>([
    ['without a hint', { min: { a: 1 } }, 51_173],
    ['with a hint of no index', { min: { a: 1 }, hint: { $natural: 1 } }, 51_173],
    ['of another index', { min: { b: 1 }, hint: 'a_1' }, 51_174],
    ['of a part of a key', { min: { tags: 1 }, hint: 'compound' }, 51_174],
    ['in the wrong order', { min: { a: 3 }, max: { a: 1 }, hint: 'a_1' }, 51_175],
    ['that are the same', { min: { a: 3 }, max: { a: 3 }, hint: 'a_1' }, 51_175],
    ['of different fields', { min: { a: 3 }, max: { b: 3 }, hint: 'a_1' }, 51_176],
    ['that are no documents', { min: 3, hint: 'a_1' }, 14],
  ])('are refused %s', async (_, options, code) => {
    expect((await failureOf((await filled()).command({ find: 'items', ...options }))).code).toBe(code);
  });
});

describe('what find gives in the place of documents', () => {
  it.each<[string, Document, Document[]]>([
    ['keys', { hint: 's_1', returnKey: true }, [{ s: 1 }, { s: 2 }]],
    ['keys through an array', { filter: { tags: 'y' }, returnKey: true }, [{ tags: 'y', b: 1 }]],
    ['keys of a missing field', { filter: { b: 3 }, hint: 'compound', returnKey: true }, [{ tags: null, b: 3 }]],
    ['keys, sorted by what they lack', { hint: 's_1', sort: { a: 1 }, returnKey: true }, [{ s: 2 }, { s: 1 }]],
    ['keys of _id', { filter: { _id: 2 }, returnKey: true }, [{ _id: 2 }]],
    ['nothing without an index', { filter: { b: 1 }, returnKey: true, projection: { b: 1 } }, [{}]],
    ['row numbers', { filter: { _id: 2 }, projection: { a: 1 }, showRecordId: true }, [{ _id: 2, a: 2, $recordId: 2 }]],
    [
      'keys beside the document',
      { filter: { a: 2 }, projection: { b: 1, k: { $meta: 'indexKey' } } },
      [{ _id: 2, b: 2, k: { a: 2 } }],
    ],
    [
      'no key without an index',
      { filter: { b: 1 }, projection: { b: 1, k: { $meta: 'indexKey' } } },
      [{ _id: 1, b: 1 }],
    ],
    [
      'row numbers by name',
      { filter: { _id: 2 }, projection: { a: 1, r: { $meta: 'recordId' } } },
      [{ _id: 2, a: 2, r: 2 }],
    ],
    ['keys with row numbers', { filter: { a: 2 }, returnKey: true, showRecordId: true }, [{ a: 2, $recordId: 2 }]],
  ])('may be %s', async (_, options, expected) => {
    const { cursor } = await (await filled()).command({ find: 'items', ...options });
    expect(cursor.firstBatch).toEqual(expected);
  });

  it.each<Document>([
    { min: { a: 1 }, hint: 'a_1' },
    { returnKey: true },
    { showRecordId: true },
    { readOnce: true },
    { noCursorTimeout: true },
    { sort: { $natural: 1 } },
    { singleBatch: true, limit: 2 },
  ])('is refused of a view: %j', async (options) => {
    const database = await filled();
    await database.createCollection('view', { viewOn: 'items', pipeline: [] });
    expect((await failureOf(database.command({ find: 'view', ...options }))).code).toBe(168);
  });
});

describe('a query that several indexes answer', () => {
  it.each<Document>([{ returnKey: true }, { projection: { k: { $meta: 'indexKey' } } }])(
    'is refused %j by name',
    async (options) => {
      const query = { find: 'items', filter: { $or: [{ a: 1 }, { tags: 'x' }] } };
      const database = await filled();
      expect(ids((await database.command(query)).cursor.firstBatch)).toEqual([3, 1]);
      expect((await failureOf(database.command({ ...query, ...options }))).code).toBe(238);
    },
  );
});

describe('an index filter', () => {
  it('says which index queries of a shape use, until it is cleared', async () => {
    const database = await filled();
    const find = { find: 'items', filter: { a: { $gte: 0 }, s: { $gte: 0 } } };
    const indexOf = async (command: Document) => {
      const { queryPlanner } = await database.command({ explain: command, verbosity: 'queryPlanner' });
      return [queryPlanner.indexFilterSet, queryPlanner.winningPlan.inputStage?.indexName];
    };
    const shape = { query: { s: { $gte: 5 }, a: { $gte: 1 } } };
    await database.command({ planCacheSetFilter: 'items', ...shape, indexes: ['s_1'] });
    expect(await indexOf(find)).toEqual([true, 's_1']);
    expect(await indexOf({ ...find, hint: 'a_1' })).toEqual([true, 's_1']);
    expect(await indexOf({ ...find, sort: { a: 1 } })).toEqual([false, 'a_1']);
    expect((await database.command({ planCacheListFilters: 'items' })).filters).toEqual([
      { ...shape, sort: {}, projection: {}, indexes: ['s_1'] },
    ]);
    await database.command({ planCacheSetFilter: 'items', ...shape, indexes: [{ none: 1 }] });
    expect(await indexOf(find)).toEqual([true, undefined]);
    await database.command({ planCacheClearFilters: 'items', query: { z: 1 } });
    expect((await database.command({ planCacheListFilters: 'items' })).filters).toHaveLength(1);
    await database.command({ planCacheClearFilters: 'items' });
    expect(await indexOf(find)).toEqual([false, 'a_1']);
  });

  it.each<[string, Document, number]>([
    ['of no collection', { planCacheSetFilter: 'none', query: {}, indexes: ['a'] }, 2],
    ['without a query', { planCacheSetFilter: 'items', indexes: ['a'] }, 2],
    ['of a malformed query', { planCacheSetFilter: 'items', query: { a: { $nope: 1 } }, indexes: ['a'] }, 2],
    ['without indexes', { planCacheSetFilter: 'items', query: {} }, 2],
    ['of no indexes', { planCacheSetFilter: 'items', query: {}, indexes: [] }, 2],
    ['of a number for an index', { planCacheSetFilter: 'items', query: {}, indexes: [1] }, 2],
    ['of an empty key', { planCacheSetFilter: 'items', query: {}, indexes: [{}] }, 2],
    ['of a sort that is a text', { planCacheSetFilter: 'items', query: {}, sort: 'a', indexes: ['a'] }, 2],
    [
      'of a collation without a locale',
      { planCacheSetFilter: 'items', query: {}, collation: { strength: 1 }, indexes: ['a'] },
      40_414,
    ],
    ['to be cleared without a query', { planCacheClearFilters: 'items', sort: { a: 1 } }, 2],
    ['of no name', { planCacheListFilters: 1 }, 73],
  ])('is refused %s', async (_, command, code) => {
    expect((await failureOf((await filled()).command(command))).code).toBe(code);
  });
});
