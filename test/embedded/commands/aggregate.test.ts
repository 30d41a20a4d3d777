import type { Collection, Db } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Document, Double } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

/** With ids that are no ObjectIds. */
interface Stored extends Document {
  _id: number | string;
}

let engine: TestEngine;
let database: Db;
let source: Collection<Stored>;
let target: Collection<Stored>;

beforeAll(async () => {
  engine = await openEngine();
});

afterAll(() => engine.close());

beforeEach(async () => {
  database = engine.database();
  source = database.collection('source');
  target = database.collection('target');
  await source.insertMany([
    { _id: 1, k: 'a', n: 10 },
    { _id: 2, k: 'b', n: 20 },
    { _id: 3, k: 'c', n: 30 },
  ]);
});

const command = (body: Document) =>
  database.command({ aggregate: 'source', pipeline: [], cursor: {}, ...body }, { ignoreUndefined: true });
const stored = () => target.find().sort({ _id: 1 }).toArray();

describe('aggregate', () => {
  it('reads documents that an expression makes, of a database', async () => {
    const pipeline = [{ $documents: { $map: { input: [1, 2], in: { n: '$$this' } } } }, { $match: { n: 2 } }];
    expect((await command({ aggregate: 1, pipeline })).cursor).toMatchObject({ firstBatch: [{ n: 2 }] });
  });

  it('has one time and the variables of the command', async () => {
    const pipeline = [
      { $match: { $expr: { $eq: ['$k', '$$key'] } } },
      { $project: { same: { $eq: ['$$NOW', '$$NOW'] }, twice: '$$twice' } },
    ];
    const body = { pipeline, let: { key: 'b', twice: { $multiply: [2, 3] } } };
    expect((await command(body)).cursor.firstBatch).toEqual([{ _id: 2, same: true, twice: 6 }]);
  });

  it('goes on in the batches that follow', async () => {
    const cursor = source.aggregate([{ $lookup: { from: 'source', localField: 'k', foreignField: 'k', as: 'j' } }], {
      batchSize: 1,
    });
    expect((await cursor.toArray()).map(({ j }) => j.length)).toEqual([1, 1, 1]);
  });

  it.each<[string, Document, number]>([
    ['no cursor', { cursor: undefined }, 9],
    ['a cursor that is no document', { cursor: 1 }, 14],
    ['an unknown option of the cursor', { cursor: { x: 1 } }, 40_415],
    ['a negative batch', { cursor: { batchSize: -1 } }, 2],
    ['a pipeline that is no array', { pipeline: { $match: {} } }, 14],
    ['a stage that is no document', { pipeline: [1] }, 14],
    ['a stage of two names', { pipeline: [{ $match: {}, $limit: 1 }] }, 40_323],
    ['an unknown stage', { pipeline: [{ $none: {} }] }, 40_324],
    ['too many stages', { pipeline: Array.from({ length: 1_001 }, () => ({ $match: {} })) }, 7_749_501],
    ['documents of a collection', { pipeline: [{ $documents: [] }] }, 73],
    ['documents that come second', { pipeline: [{ $match: {} }, { $documents: [] }] }, 40_602],
    ['documents that are no array', { aggregate: 1, pipeline: [{ $documents: 1 }] }, 5_858_203],
    ['a document that is none', { aggregate: 1, pipeline: [{ $documents: [1] }] }, 40_228],
    ['a database without documents', { aggregate: 1, pipeline: [{ $match: {} }] }, 73],
    ['another number', { aggregate: 2, pipeline: [{ $documents: [] }] }, 2],
    ['a name that is a truth', { aggregate: true }, 73],
    ['an explanation that is a number', { explain: 1 }, 14],
    ['a hint without an index', { hint: 'none' }, 2],
    ['a variable that reads a field', { let: { x: '$k' } }, 4_890_500],
    ['a stage after the one that writes', { pipeline: [{ $out: 'a' }, { $match: {} }] }, 40_601],
    ['a stage that only others have', { pipeline: [{ $vectorSearch: {} }] }, 238],
    ['uses of indexes by options', { pipeline: [{ $indexStats: { x: 1 } }] }, 28_803],
    ['changes in the second place', { pipeline: [{ $match: {} }, { $changeStream: {} }] }, 40_602],
  ])('refuses %s', async (_, body, code) => {
    expect(await failureOf(command(body))).toMatchObject({ code });
  });

  it('gives an answer that is a little larger than a stored document may be', async () => {
    const size = 16 * 1024 * 1024;
    await source.insertOne({ _id: 9, t: 'x'.repeat(size - 100) });
    const answer = (more: number) =>
      source.aggregate([{ $match: { _id: 9 } }, { $set: { m: 'y'.repeat(more) } }]).next();
    expect((await answer(8_000))?.m).toHaveLength(8_000);
    expect(await failureOf(answer(17_000))).toMatchObject({ code: 10_334 });
  });
});

describe('$collStats', () => {
  it('counts what a collection takes', async () => {
    await source.createIndex({ k: 1 });
    const [answer] = await source.aggregate([{ $collStats: { count: {}, storageStats: { scale: 1 } } }]).toArray();
    expect(answer).toMatchObject({
      ns: source.namespace,
      count: 3,
      storageStats: { count: 3, size: 90, avgObjSize: 30, nindexes: 2, scaleFactor: 1, capped: false },
    });
    expect(Object.keys(answer?.storageStats.indexSizes)).toEqual(['_id_', 'k_1']);
  });

  it.each<[string, unknown, number]>([
    ['no document', 1, 5_447_000],
    ['an unknown section', { x: {} }, 40_415],
    ['a section that is no document', { count: 1 }, 14],
    ['a count with options', { count: { x: 1 } }, 31_170],
    ['a scale of nothing', { storageStats: { scale: 0 } }, 2],
    ['histograms by number', { latencyStats: { histograms: 1 } }, 14],
  ])('refuses %s', async (_, stats, code) => {
    expect(await failureOf(source.aggregate([{ $collStats: stats }]).toArray())).toMatchObject({ code });
  });

  it('has no count of a collection that is not there', async () => {
    expect(await failureOf(target.aggregate([{ $collStats: { count: {} } }]).toArray())).toMatchObject({ code: 26 });
  });
});

describe('$out', () => {
  it('puts documents in the place of others and keeps the indexes', async () => {
    await target.insertMany([{ _id: 1, old: true }]);
    await target.createIndex({ k: 1 }, { unique: true });
    expect(await source.aggregate([{ $match: { n: { $gt: 10 } } }, { $out: 'target' }]).toArray()).toEqual([]);
    expect((await stored()).map(({ _id }) => _id)).toEqual([2, 3]);
    expect((await target.indexes()).map(({ name }) => name)).toEqual(['_id_', 'k_1']);
  });

  it('replaces what it reads', async () => {
    await source.aggregate([{ $set: { n: { $add: ['$n', 1] } } }, { $out: 'source' }]).toArray();
    expect((await source.find().toArray()).map(({ n }) => n)).toEqual([11, 21, 31]);
  });

  it('leaves all as it was when one document cannot be stored', async () => {
    await target.insertMany([{ _id: 1, k: 'old' }]);
    await target.createIndex({ k: 1 }, { unique: true });
    const failure = await failureOf(source.aggregate([{ $set: { k: 'same' } }, { $out: 'target' }]).toArray());
    expect(failure).toMatchObject({ code: 11_000 });
    expect(await stored()).toEqual([{ _id: 1, k: 'old' }]);
    expect(await target.indexes()).toHaveLength(2);
  });

  it('writes to another database, and makes an empty collection of nothing', async () => {
    const db = `${database.databaseName}other`;
    await source.aggregate([{ $match: { _id: 99 } }, { $out: { db, coll: 'made' } }]).toArray();
    expect((await engine.client.db(db).listCollections().toArray()).map(({ name }) => name)).toEqual(['made']);
  });

  it.each<[string, unknown, number]>([
    ['a number', 1, 16_990],
    ['no collection', { db: 'd' }, 40_414],
    ['an unknown field', { db: 'd', coll: 'c', x: 1 }, 40_415],
    ['an empty name', '', 73],
    ['the server itself', { db: 'admin', coll: 'c' }, 31_321],
    ['a special collection', 'system.x', 17_385],
    ['a name with a dollar', '$x', 20],
    ['a time series', { db: 'd', coll: 'c', timeseries: { timeField: 't' } }, 238],
  ])('refuses %s', async (_, out, code) => {
    expect(await failureOf(source.aggregate([{ $out: out }]).toArray())).toMatchObject({ code });
  });
});

describe('$merge', () => {
  const merge = (options: Document, before: Document[] = []) =>
    source.aggregate([...before, { $merge: { into: 'target', ...options } }]).toArray();

  beforeEach(async () => {
    await target.insertMany([
      { _id: 2, k: 'b', old: true },
      { _id: 4, k: 'd', old: true },
    ]);
  });

  const byTwo = [{ $match: { _id: { $lte: 2 } } }];
  const one = { _id: 1, k: 'a', n: 10 };
  const four = { _id: 4, k: 'd', old: true };

  it.each<[string, Document, Document[]]>([
    ['into what is there', {}, [one, { _id: 2, k: 'b', old: true, n: 20 }, four]],
    ['in its place', { whenMatched: 'replace' }, [one, { _id: 2, k: 'b', n: 20 }, four]],
    ['only what is new', { whenMatched: 'keepExisting' }, [one, { _id: 2, k: 'b', old: true }, four]],
    ['only what is there', { whenNotMatched: 'discard' }, [{ _id: 2, k: 'b', old: true, n: 20 }, four]],
    [
      'by a pipeline with the new document',
      { whenMatched: [{ $set: { sum: { $add: ['$$new.n', '$$more'] } } }], let: { more: '$_id' } },
      [one, { _id: 2, k: 'b', old: true, sum: 22 }, four],
    ],
  ])('writes %s', async (_, options, expected) => {
    await merge(options, byTwo);
    expect(await stored()).toEqual(expected);
  });

  it('finds counterparts by a unique index', async () => {
    await target.createIndex({ k: 1 }, { unique: true });
    await merge({ on: 'k' }, [{ $match: { k: 'b' } }, { $project: { _id: 0 } }]);
    expect(await stored()).toEqual([{ _id: 2, k: 'b', old: true, n: 20 }, four]);
    expect(await failureOf(merge({ on: 'k' }, [{ $set: { k: ['b'] } }]))).toMatchObject({ code: 51_185 });
    expect(await failureOf(merge({ on: 'k' }, [{ $set: { _id: 7 } }]))).toMatchObject({ code: 66 });
  });

  it.each<[string, Document, number, unknown[]]>([
    ['that is there', { whenMatched: 'fail' }, 11_000, [1, 2, 3, 4]],
    ['that is new', { whenNotMatched: 'fail' }, 13_113, [2, 4]],
  ])('writes the others when it may not write one %s', async (_, options, code, ids) => {
    expect(await failureOf(merge(options))).toMatchObject({ code });
    expect((await stored()).map(({ _id }) => _id)).toEqual(ids);
  });

  it('writes nothing when one has no counterpart that could be told', async () => {
    await target.createIndex({ k: 1 }, { unique: true });
    const last = { $set: { k: { $cond: [{ $eq: ['$_id', 3] }, ['c'], '$k'] } } };
    expect(await failureOf(merge({ on: 'k' }, [{ $sort: { _id: 1 } }, last]))).toMatchObject({ code: 51_185 });
    expect(await stored()).toEqual([{ _id: 2, k: 'b', old: true }, four]);
  });

  it('ends when it adds to what it reads', async () => {
    await source.aggregate([{ $unset: '_id' }, { $merge: 'source' }]).toArray();
    expect(await source.countDocuments()).toBe(6);
  });

  it.each<[string, unknown, number]>([
    ['a number', 1, 14],
    ['no target', {}, 40_414],
    ['a target that is a number', { into: 1 }, 51_178],
    ['an empty target', { into: '' }, 5_786_800],
    ['a target without a collection', { into: { db: 'd' } }, 5_786_801],
    ['the server itself', { into: { db: 'config', coll: 'c' } }, 31_320],
    ['a special collection', { into: 'system.x' }, 31_319],
    ['paths without an index', { into: 'target', on: 'n' }, 51_183],
    ['no path', { into: 'target', on: [] }, 51_187],
    ['a path twice', { into: 'target', on: ['_id', '_id'] }, 31_465],
    ['a path that is a number', { into: 'target', on: [new Double(1.5)] }, 51_134],
    ['an unknown mode', { into: 'target', whenMatched: 'update' }, 2],
    ['a mode that is a number', { into: 'target', whenMatched: 1 }, 51_191],
    ['modes that do not combine', { into: 'target', whenMatched: 'fail', whenNotMatched: 'discard' }, 51_181],
    ['variables without a pipeline', { into: 'target', let: {} }, 51_199],
    ['another meaning of the new document', { into: 'target', let: { new: 1 }, whenMatched: [] }, 51_273],
    ['a stage that no update has', { into: 'target', whenMatched: [{ $match: {} }] }, 72],
  ])('refuses %s', async (_, spec, code) => {
    expect(await failureOf(source.aggregate([{ $merge: spec }]).toArray())).toMatchObject({ code });
  });
});
