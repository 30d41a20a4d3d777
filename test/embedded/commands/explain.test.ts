import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
let database: ReturnType<TestEngine['database']>;
beforeAll(async () => {
  test = await openEngine();
  database = test.database();
  const items = database.collection('items');
  await items.createIndexes([
    { key: { a: 1, b: -1 }, name: 'ab' },
    { key: { tags: 1, c: 1 }, name: 'tags_c' },
    { key: { s: 1 }, name: 's', sparse: true },
    { key: { p: 1 }, name: 'p', partialFilterExpression: { p: { $gt: 5 } } },
    { key: { h: 1 }, name: 'h' },
  ]);
  await items.insertMany(
    Array.from({ length: 20 }, (_, n) => ({ _id: n as never, a: n % 4, b: n, c: n, p: n, tags: [n, n + 1], h: n })),
  );
  await database.command({ collMod: 'items', index: { name: 'h', hidden: true } });
  await database.createCollection('view', { viewOn: 'items', pipeline: [{ $match: { a: 1 } }] });
});
afterAll(() => test.close());

const explain = (command: Document, verbosity = 'executionStats') => database.command({ explain: command, verbosity });

/** The names of the stages from the top, where each has one input. */
function stagesOf(plan: Document): string[] {
  const inputs: Document[] = plan.inputStage === undefined ? (plan.inputStages ?? []) : [plan.inputStage];
  return [plan.stage, ...inputs.flatMap(stagesOf)];
}

function scanOf(plan: Document): Document {
  return plan.inputStage === undefined ? plan : scanOf(plan.inputStage);
}

describe('explain', () => {
  it.each<[string, Document, string, string | undefined, object | undefined]>([
    ['one _id', { filter: { _id: 5 } }, 'FETCH IXSCAN', '_id_', { _id: ['[5, 5]'] }],
    ['one _id of text', { filter: { _id: 'x' } }, 'EXPRESS_IXSCAN', '_id_', undefined],
    ['no condition', {}, 'COLLSCAN', undefined, undefined],
    ['a field without an index', { filter: { z: 1 } }, 'COLLSCAN', undefined, undefined],
    ['equality', { filter: { a: 1 } }, 'FETCH IXSCAN', 'ab', { a: ['[1, 1]'], b: ['[MaxKey, MinKey]'] }],
    [
      'a second field',
      { filter: { a: 1, b: { $lt: 9 } } },
      'FETCH IXSCAN',
      'ab',
      { a: ['[1, 1]'], b: ['(9, -inf.0]'] },
    ],
    [
      'a range of both ends',
      { filter: { a: { $gt: 1, $lte: 3 } } },
      'FETCH IXSCAN',
      'ab',
      {
        a: ['(1, 3]'],
        b: ['[MaxKey, MinKey]'],
      },
    ],
    [
      '$in within a range',
      { filter: { a: { $in: [0, 1, 3], $gte: 1 } } },
      'FETCH IXSCAN',
      'ab',
      {
        a: ['[1, 1]', '[3, 3]'],
        b: ['[MaxKey, MinKey]'],
      },
    ],
    [
      'an order',
      { filter: { a: 1 }, sort: { b: 1 } },
      'FETCH IXSCAN',
      'ab',
      { a: ['[1, 1]'], b: ['[MinKey, MaxKey]'] },
    ],
    ['an order that no index has', { filter: { a: 1 }, sort: { c: 1 } }, 'SORT FETCH IXSCAN', 'ab', undefined],
    [
      'an order over several values',
      { filter: { a: { $in: [1, 2] } }, sort: { b: -1 } },
      'FETCH SORT_MERGE IXSCAN',
      'ab',
      {
        a: ['[1, 1]', '[2, 2]'],
        b: ['[MaxKey, MinKey]'],
      },
    ],
    [
      'one end of a range of elements',
      { filter: { tags: { $gt: 1, $lt: 3 } } },
      'FETCH IXSCAN',
      'tags_c',
      {
        tags: ['(1, inf.0]'],
        c: ['[MinKey, MaxKey]'],
      },
    ],
    [
      'both ends for one element',
      { filter: { tags: { $elemMatch: { $gt: 1, $lt: 3 } } } },
      'FETCH IXSCAN',
      'tags_c',
      {
        tags: ['(1, 3)'],
        c: ['[MinKey, MaxKey]'],
      },
    ],
    [
      'a field beside an array',
      { filter: { tags: 3, c: { $gt: 1, $lt: 5 } } },
      'FETCH IXSCAN',
      'tags_c',
      {
        tags: ['[3, 3]'],
        c: ['(1, 5)'],
      },
    ],
    [
      'existence in a sparse index',
      { filter: { s: { $exists: true } } },
      'FETCH IXSCAN',
      's',
      { s: ['[MinKey, MaxKey]'] },
    ],
    ['null, which a sparse index lacks', { filter: { s: null } }, 'COLLSCAN', undefined, undefined],
    ['what a partial index holds', { filter: { p: { $gte: 8 } } }, 'FETCH IXSCAN', 'p', { p: ['[8, inf.0]'] }],
    ['what a partial index may lack', { filter: { p: { $gte: 5 } } }, 'COLLSCAN', undefined, undefined],
    ['a hidden index', { filter: { h: 1 } }, 'COLLSCAN', undefined, undefined],
    ['a hint', { filter: { z: 1 }, hint: 's' }, 'FETCH IXSCAN', 's', { s: ['[MinKey, MaxKey]'] }],
    ['a hint of no index', { filter: { a: 1 }, hint: { $natural: -1 } }, 'COLLSCAN', undefined, undefined],
    [
      'min and max',
      { min: { s: 1 }, max: { s: 3 }, hint: 's' },
      'FETCH IXSCAN',
      's',
      {
        startKey: { s: 1 },
        startKeyInclusive: true,
        endKey: { s: 3 },
        endKeyInclusive: false,
      },
    ],
    ['skip and limit', { filter: { a: 1 }, skip: 1, limit: 2 }, 'LIMIT SKIP FETCH IXSCAN', 'ab', undefined],
    ['a projection', { filter: { z: 1 }, projection: { a: 1 } }, 'PROJECTION_SIMPLE COLLSCAN', undefined, undefined],
    ['keys', { hint: 's', returnKey: true }, 'RETURN_KEY FETCH IXSCAN', 's', undefined],
  ])('tells how find reads %s', async (_, find, stages, indexName, indexBounds) => {
    const { queryPlanner, executionStats } = await explain({ find: 'items', ...find });
    expect(stagesOf(queryPlanner.winningPlan).join(' ')).toBe(stages);
    expect(stagesOf(executionStats.executionStages).join(' ')).toBe(stages);
    const scan = scanOf(queryPlanner.winningPlan);
    expect(scan.indexName).toBe(indexName);
    if (indexBounds !== undefined) expect(scan.indexBounds).toEqual(indexBounds);
  });

  it('tells of each branch of $or', async () => {
    const { queryPlanner, executionStats } = await explain({
      find: 'items',
      filter: { $or: [{ a: 1, c: 1 }, { p: 8 }, { tags: 9 }] },
    });
    expect(stagesOf(queryPlanner.winningPlan)).toEqual(['FETCH', 'OR', 'IXSCAN', 'IXSCAN', 'IXSCAN']);
    const names = queryPlanner.winningPlan.inputStage.inputStages.map(({ indexName }: Document) => indexName);
    expect(names).toEqual(['ab', 'p', 'tags_c']);
    expect(executionStats).toMatchObject({ nReturned: 3, totalKeysExamined: 8 });
  });

  it('tells of an index what it is', async () => {
    const { queryPlanner } = await explain({ find: 'items', filter: { tags: 1 } }, 'queryPlanner');
    expect(scanOf(queryPlanner.winningPlan)).toMatchObject({
      keyPattern: { tags: 1, c: 1 },
      isMultiKey: true,
      multiKeyPaths: { tags: ['tags'], c: [] },
      isUnique: false,
      isSparse: false,
      isPartial: false,
      direction: 'forward',
    });
  });

  it('tells what running took, and nothing of it when it does not run', async () => {
    const command = { find: 'items', filter: { a: { $in: [1, 2] } }, limit: 3 };
    const { executionStats } = await explain(command);
    expect(executionStats).toMatchObject({
      executionSuccess: true,
      nReturned: 3,
      totalKeysExamined: 3,
      totalDocsExamined: 3,
      executionStages: { stage: 'LIMIT', nReturned: 3 },
    });
    expect(await explain(command, 'queryPlanner')).not.toHaveProperty('executionStats');
    expect((await explain(command, 'allPlansExecution')).executionStats.allPlansExecution).toEqual([]);
  });

  it('tells of the plans that were not chosen', async () => {
    const { queryPlanner } = await explain({ find: 'items', filter: { a: 1, tags: 5, p: 8 } }, 'queryPlanner');
    const rejected = queryPlanner.rejectedPlans.map((plan: Document) => scanOf(plan).indexName);
    expect([scanOf(queryPlanner.winningPlan).indexName, ...rejected].sort()).toEqual(['ab', 'p', 'tags_c']);
  });

  it.each<[string, Document, string]>([
    ['of all', { count: 'items' }, 'RECORD_STORE_FAST_COUNT'],
    ['by keys', { count: 'items', query: { a: { $gt: 1 } } }, 'COUNT COUNT_SCAN'],
    ['of what keys do not tell', { count: 'items', query: { tags: 1 } }, 'COUNT FETCH IXSCAN'],
    ['without an index', { count: 'items', query: { z: 1 } }, 'COUNT COLLSCAN'],
  ])('tells of a count %s', async (_, command, stages) => {
    const { queryPlanner } = await explain(command);
    expect(stagesOf(queryPlanner.winningPlan).join(' ')).toBe(stages);
    const { n } = await database.command(command);
    const { executionStats } = await explain(command);
    expect(executionStats.executionStages.nCounted).toBe(n);
  });

  it.each<[string, Document, string]>([
    ['of an index', { distinct: 'items', key: 's' }, 'FETCH DISTINCT_SCAN'],
    ['of a part of an index', { distinct: 'items', key: 's', query: { s: { $gt: 1 } } }, 'FETCH DISTINCT_SCAN'],
    ['of an index for another field', { distinct: 'items', key: 'c', query: { s: { $gt: 1 } } }, 'FETCH IXSCAN'],
    ['of a partial index', { distinct: 'items', key: 'p' }, 'COLLSCAN'],
    ['through an array', { distinct: 'items', key: 'tags', query: { tags: { $gt: 3 } } }, 'FETCH IXSCAN'],
  ])('tells of the values %s', async (_, command, stages) => {
    const { queryPlanner } = await explain(command);
    expect(stagesOf(queryPlanner.winningPlan).join(' ')).toBe(stages);
  });

  it('changes nothing', async () => {
    const before = await database.collection('items').find().toArray();
    const writes = [
      { update: 'items', updates: [{ q: { a: 1 }, u: { $set: { a: 9 } }, multi: true }] },
      { update: 'items', updates: [{ q: { a: 77 }, u: { $set: { b: 9 } }, upsert: true }] },
      { delete: 'items', deletes: [{ q: { a: 1 }, limit: 0 }] },
      { findAndModify: 'items', query: { a: 1 }, update: { $set: { a: 9 } } },
      { findAndModify: 'items', query: { a: 1 }, remove: true },
    ];
    const told: Document[] = [];
    for (const command of writes) told.push((await explain(command)).executionStats.executionStages);
    expect(told).toMatchObject([
      { stage: 'UPDATE', nMatched: 5, nWouldModify: 5, nWouldUpsert: 0 },
      { stage: 'UPDATE', nMatched: 0, nWouldModify: 0, nWouldUpsert: 1 },
      { stage: 'DELETE', nWouldDelete: 5 },
      { stage: 'UPDATE', nMatched: 1, nWouldModify: 1 },
      { stage: 'DELETE', nWouldDelete: 1 },
    ]);
    const pipeline = [{ $match: { a: 1 } }, { $out: 'elsewhere' }];
    expect(await explain({ aggregate: 'items', pipeline, cursor: {} })).toMatchObject({
      stages: [{ $cursor: { executionStats: { nReturned: 5 } }, nReturned: 5 }, { $out: 'elsewhere' }],
    });
    expect(await database.listCollections({ name: 'elsewhere' }).toArray()).toEqual([]);
    expect(await database.collection('items').find().toArray()).toEqual(before);
  });

  it('tells of a pipeline the query that begins it, and its other stages', async () => {
    const pipeline = [{ $match: { a: 1 } }, { $sort: { b: -1 } }, { $limit: 2 }];
    const whole = await explain({ aggregate: 'items', pipeline, cursor: {} });
    expect(stagesOf(whole.queryPlanner.winningPlan)).toEqual(['LIMIT', 'FETCH', 'IXSCAN']);
    expect(whole.executionStats).toMatchObject({ nReturned: 2, totalDocsExamined: 2 });
    const longer = await explain({ aggregate: 'items', pipeline: [...pipeline, { $unwind: '$tags' }], cursor: {} });
    expect(longer.stages).toMatchObject([{ nReturned: 2 }, { $unwind: '$tags', nReturned: 4 }]);
    const option = await database.command({ aggregate: 'items', pipeline, explain: true });
    expect(option.queryPlanner.winningPlan).toEqual(whole.queryPlanner.winningPlan);
    expect(option).not.toHaveProperty('executionStats');
  });

  it('tells of a view the query of its collection', async () => {
    const { queryPlanner, executionStats } = await explain({ find: 'view', filter: { b: { $gt: 6 } } });
    expect(queryPlanner.namespace).toBe(`${database.databaseName}.items`);
    expect(scanOf(queryPlanner.winningPlan).indexBounds).toEqual({ a: ['[1, 1]'], b: ['[inf.0, 6)'] });
    expect(executionStats.nReturned).toBe(3);
  });

  it('tells of a collection that is not there', async () => {
    const { queryPlanner } = await explain({ find: 'none', filter: { a: 1 } });
    expect(queryPlanner).toMatchObject({ parsedQuery: { a: { $eq: 1 } }, winningPlan: { stage: 'EOF' } });
  });

  it.each<[Document, Document]>([
    [{}, {}],
    [{ a: 1 }, { a: { $eq: 1 } }],
    [{ a: 1, b: { $gt: 2, $lt: 3 } }, { $and: [{ a: { $eq: 1 } }, { b: { $gt: 2 } }, { b: { $lt: 3 } }] }],
    [{ $and: [{ a: 1 }, { $and: [{ b: 1 }] }] }, { $and: [{ a: { $eq: 1 } }, { b: { $eq: 1 } }] }],
    [{ $or: [{ a: 1 }] }, { a: { $eq: 1 } }],
    [{ a: { $in: [3, 1, 3] } }, { a: { $in: [1, 3] } }],
    [{ a: { $in: [1] } }, { a: { $eq: 1 } }],
    [{ a: { $ne: 1 } }, { a: { $not: { $eq: 1 } } }],
    [{ a: { $nin: [1, 2] } }, { a: { $not: { $in: [1, 2] } } }],
    [{ a: { $exists: false } }, { a: { $not: { $exists: true } } }],
    [{ a: { $all: [1, 2] } }, { $and: [{ a: { $eq: 1 } }, { a: { $eq: 2 } }] }],
    [{ a: { $regex: 'x', $options: 'i' } }, { a: { $regex: 'x', $options: 'i' } }],
    [{ a: { $type: 'number' } }, { a: { $type: [16, 18, 1, 19] } }],
    [{ a: { $elemMatch: { b: 1 } } }, { a: { $elemMatch: { b: { $eq: 1 } } } }],
    [{ a: { $elemMatch: { $gt: 1, $lt: 5 } } }, { a: { $elemMatch: { $gt: 1, $lt: 5 } } }],
    [{ $nor: [{ a: 1 }, { b: 1 }] }, { $nor: [{ a: { $eq: 1 } }, { b: { $eq: 1 } }] }],
  ])('tells how %j was read', async (filter, parsed) => {
    expect((await explain({ find: 'items', filter }, 'queryPlanner')).queryPlanner.parsedQuery).toEqual(parsed);
  });

  it.each<[string, Document, number]>([
    ['nothing', { explain: null }, 40_414],
    ['a text', { explain: 'find' }, 14],
    ['an empty document', { explain: {} }, 59],
    ['an unknown command', { explain: { nope: 1 } }, 59],
    ['an insert', { explain: { insert: 'items', documents: [{}] } }, 20],
    ['itself', { explain: { explain: { find: 'items' } } }, 20],
    ['an unknown verbosity', { explain: { find: 'items' }, verbosity: 'loud' }, 2],
    ['a verbosity that is a number', { explain: { find: 'items' }, verbosity: 1 }, 14],
    ['an unknown option of its own', { explain: { find: 'items' }, loud: true }, 40_415],
    ['an unknown option of the command', { explain: { find: 'items', loud: true } }, 40_415],
    ['a malformed filter', { explain: { find: 'items', filter: { a: { $nope: 1 } } } }, 2],
    [
      'two statements',
      {
        explain: {
          delete: 'items',
          deletes: [
            { q: {}, limit: 1 },
            { q: {}, limit: 1 },
          ],
        },
      },
      16,
    ],
    ['a malformed update', { explain: { update: 'items', updates: [{ q: {}, u: { $nope: 1 } }] } }, 9],
    ['another database', { explain: { find: 'items', $db: 'other' } }, 73],
    ['a hint of no index', { explain: { find: 'items', hint: 'none' } }, 2],
    ['an explanation within', { explain: { aggregate: 'items', pipeline: [], cursor: {}, explain: true } }, 9],
  ])('refuses %s', async (_, command, code) => {
    expect((await failureOf(database.command(command))).code).toBe(code);
  });
});
