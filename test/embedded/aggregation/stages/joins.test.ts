import type { Collection, Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../../engine.ts';

/** With ids that are no ObjectIds. */
interface Stored extends Document {
  _id: number | string;
}

let engine: TestEngine;
let database: Db;
let items: Collection<Stored>;

beforeAll(async () => {
  engine = await openEngine();
  database = engine.database();
  items = database.collection('items');
  await items.insertMany([
    { _id: 1, v: 'a' },
    { _id: 2, v: ['a', 'b'] },
    { _id: 3, v: null },
    { _id: 4 },
    { _id: 5, v: [] },
    { _id: 6, v: 'z', p: [{ v: 'a' }, { v: 'b' }] },
  ]);
  const others: Stored[] = [
    { _id: 10, w: 'a' },
    { _id: 11, w: ['b', 'c'] },
    { _id: 12, w: null },
    { _id: 13 },
    { _id: 14, w: [] },
    { _id: 15, w: /a/ },
  ];
  await database.collection<Stored>('hashed').insertMany(others);
  await database.collection<Stored>('indexed').insertMany(others);
  await database.collection('indexed').createIndex({ w: 1 });
  await database.collection<Stored>('people').insertMany([
    { _id: 'ann', boss: 'bob' },
    { _id: 'bob', boss: 'eve' },
    { _id: 'eve', boss: 'ann' },
    { _id: 'joe', boss: 'bob', left: true },
  ]);
});

afterAll(() => engine.close());

const joinedIds = (stage: Document) =>
  items
    .aggregate([{ $sort: { _id: 1 } }, { $lookup: { ...stage, as: 'j' } }])
    .map(({ j }) => j.map(({ _id }: Document) => _id))
    .toArray();

describe('$lookup', () => {
  it.each(['hashed', 'indexed'])('joins by equal values, elements and null: %s', async (from) => {
    expect(await joinedIds({ from, localField: 'v', foreignField: 'w' })).toEqual([
      [10],
      [10, 11],
      [12, 13],
      [12, 13],
      [12, 13],
      [],
    ]);
  });

  it('reads the local field through arrays', async () => {
    expect((await joinedIds({ from: 'hashed', localField: 'p.v', foreignField: 'w' })).at(-1)).toEqual([10, 11]);
  });

  it('runs a pipeline with variables of the document', async () => {
    const pipeline = [{ $match: { $expr: { $eq: ['$w', '$$v'] } } }];
    expect((await joinedIds({ from: 'hashed', let: { v: '$v' }, pipeline }))[0]).toEqual([10]);
  });

  it('gives the variables of an outer join to an inner one', async () => {
    const inner = {
      from: 'hashed',
      let: { w: '$w' },
      pipeline: [{ $match: { $expr: { $and: [{ $eq: ['$$v', 'a'] }, { $eq: ['$w', '$$w'] }] } } }],
      as: 'k',
    };
    const pipeline = [{ $lookup: inner }, { $match: { 'k.0': { $exists: true } } }];
    const [first, second] = await joinedIds({ from: 'hashed', let: { v: '$v' }, pipeline });
    expect([first, second]).toEqual([[10, 11, 12, 13, 14, 15], []]);
  });

  it('runs a pipeline on what the fields join', async () => {
    const pipeline = [{ $match: { _id: { $gt: 12 } } }];
    expect((await joinedIds({ from: 'hashed', localField: 'v', foreignField: 'w', pipeline }))[3]).toEqual([13]);
  });

  it('joins documents of the pipeline itself', async () => {
    const pipeline = [{ $documents: [{ _id: 'x', w: 'a' }, { _id: 'y' }] }];
    expect((await joinedIds({ localField: 'v', foreignField: 'w', pipeline }))[0]).toEqual(['x']);
  });

  it('writes below the path and replaces what is no document', async () => {
    const lookup = { from: 'none', localField: 'v', foreignField: 'w', as: 'v.j' };
    expect(await items.aggregate([{ $match: { _id: 2 } }, { $lookup: lookup }]).toArray()).toEqual([
      { _id: 2, v: { j: [] } },
    ]);
  });

  it.each<[string, unknown, number]>([
    ['no document', 'x', 9],
    ['no source', { localField: 'a', foreignField: 'b', as: 'j' }, 9],
    ['another database', { from: { db: 'd', coll: 'c' }, localField: 'a', foreignField: 'b', as: 'j' }, 9],
    ['an impossible name', { from: '.a', localField: 'a', foreignField: 'b', as: 'j' }, 73],
    ['half of the fields', { from: 'a', localField: 'a', as: 'j' }, 9],
    ['no target', { from: 'a', localField: 'a', foreignField: 'b' }, 40_414],
    ['an unknown field', { from: 'a', localField: 'a', foreignField: 'b', as: 'j', x: 1 }, 40_415],
    ['variables without a pipeline', { from: 'a', let: { x: 1 }, as: 'j' }, 9],
    ['an unknown variable', { from: 'a', let: {}, pipeline: [{ $set: { a: '$$x' } }], as: 'j' }, 17_276],
    ['a pipeline that writes', { from: 'a', pipeline: [{ $out: 'b' }], as: 'j' }, 51_047],
    ['a stage that is no document', { from: 'a', pipeline: [1], as: 'j' }, 14],
    ['documents that come second', { from: 'a', pipeline: [{ $match: {} }, { $documents: [] }], as: 'j' }, 40_602],
    ['documents after documents', { pipeline: [{ $documents: [] }, { $documents: [] }], as: 'j' }, 40_602],
  ])('refuses %s', async (_, lookup, code) => {
    expect(await failureOf(items.aggregate([{ $lookup: lookup }]).toArray())).toMatchObject({ code });
  });

  it.each<[number, number | undefined]>([
    [20, undefined],
    [21, 232],
  ])('allows pipelines within each other: %i', async (depth, code) => {
    let pipeline: Document[] = [];
    for (let level = 0; level < depth; level += 1) pipeline = [{ $lookup: { from: 'none', pipeline, as: 'j' } }];
    const run = items.aggregate(pipeline).toArray();
    if (code === undefined) expect(await run).toHaveLength(6);
    else expect(await failureOf(run)).toMatchObject({ code });
  });
});

describe('$unionWith', () => {
  it('takes null for what is not there', async () => {
    const documents = { coll: null, pipeline: [{ $documents: [{ a: 1 }] }] };
    const all = { coll: items.collectionName, pipeline: null };
    const stages = [{ $limit: 1 }, { $unionWith: documents }, { $unionWith: all }];
    expect(await items.aggregate(stages).toArray()).toHaveLength(2 + (await items.countDocuments()));
  });

  it('adds the answer of a pipeline over another collection', async () => {
    const union = { coll: 'people', pipeline: [{ $match: { left: true } }, { $project: { _id: 1 } }] };
    expect(await items.aggregate([{ $match: { _id: 4 } }, { $unionWith: union }]).toArray()).toEqual([
      { _id: 4 },
      { _id: 'joe' },
    ]);
  });

  it.each<[string, unknown, number]>([
    ['a number', 1, 9],
    ['no collection', { pipeline: [] }, 9],
    ['a stage that writes', { coll: 'a', pipeline: [{ $merge: 'b' }] }, 31_441],
    ['an unknown field', { coll: 'a', x: 1 }, 40_415],
  ])('refuses %s', async (_, union, code) => {
    expect(await failureOf(items.aggregate([{ $unionWith: union }]).toArray())).toMatchObject({ code });
  });
});

describe('$graphLookup', () => {
  const graph = { from: 'people', startWith: '$_id', connectFromField: 'boss', connectToField: '_id', as: 'chain' };
  const reached = async (more: Document, start = 'joe') => {
    const stages = [{ $match: { _id: start } }, { $graphLookup: { ...graph, ...more } }];
    const [answer] = await database.collection<Stored>('people').aggregate(stages).toArray();
    return answer?.chain;
  };

  it('follows values step by step, through a cycle once', async () => {
    const chain = await reached({ depthField: 'd' });
    expect(chain.map(({ _id, d }: Document) => [_id, Number(d)])).toEqual([
      ['joe', 0],
      ['bob', 1],
      ['eve', 2],
      ['ann', 3],
    ]);
  });

  it.each<[string, unknown, unknown[]]>([
    ['null, to what has null and not to what lacks the field', null, [1]],
    ['a value, on to null', 5, [1, 3]],
    ['a missing value, to nothing', '$none', []],
  ])('leads from %s', async (_, startWith, expected) => {
    const nodes = database.collection<Stored>('nodes');
    await nodes.drop();
    await nodes.insertMany([{ _id: 1, t: null }, { _id: 2 }, { _id: 3, t: 5, f: null }]);
    const step = { from: 'nodes', startWith, connectFromField: 'f', connectToField: 't', as: 'found' };
    const [answer] = await nodes.aggregate([{ $limit: 1 }, { $graphLookup: step }]).toArray();
    expect(answer?.found.map(({ _id }: Document) => _id).sort()).toEqual(expected);
  });

  it('knows documents by their _id, which a view may take away', async () => {
    await database.createCollection('nameless', { viewOn: 'people', pipeline: [{ $project: { _id: 0, id: '$_id' } }] });
    expect(await failureOf(reached({ from: 'nameless', connectToField: 'id' }))).toMatchObject({ code: 40_271 });
  });

  it.each<[string, Document, string[]]>([
    ['as deep as it may', { maxDepth: 1 }, ['joe', 'bob']],
    ['only what matches', { restrictSearchWithMatch: { _id: { $ne: 'eve' } } }, ['joe', 'bob']],
    ['from several values', { startWith: ['eve', 'ann'], maxDepth: 0 }, ['ann', 'eve']],
    ['from nothing', { startWith: '$none' }, []],
  ])('finds %s', async (_, more, expected) => {
    expect((await reached(more)).map(({ _id }: Document) => _id)).toEqual(expected);
  });

  it.each<[string, Document, number]>([
    ['a negative depth', { maxDepth: -1 }, 40_101],
    ['a depth that is no number', { maxDepth: 'x' }, 40_100],
    ['a path that is no text', { connectToField: 1 }, 40_103],
    ['an unknown field', { x: 1 }, 40_104],
    ['a filter that is no document', { restrictSearchWithMatch: 1 }, 40_185],
  ])('refuses %s', async (_, more, code) => {
    expect(await failureOf(reached(more))).toMatchObject({ code });
  });
});
