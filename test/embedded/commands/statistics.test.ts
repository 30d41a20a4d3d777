import { createHash } from 'node:crypto';
import { BSON, Int32, Long } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
  const db = test.client.db('d');
  await db.collection<{ _id: number }>('c').insertMany(DOCUMENTS);
  await db.collection('c').createIndex({ x: 1 });
  await db.collection('c').createIndex({ tags: 1 });
  await db.createCollection('empty');
  await db.command({ create: 'v', viewOn: 'c', pipeline: [{ $match: { x: 1 } }] });
});
afterAll(() => test.close());

const DOCUMENTS = [1, 2, 3, 4, 5].map((_id) => ({ _id, x: _id * 10, tags: ['a', 'b'] }));
const BYTES = DOCUMENTS.reduce((sum, document) => sum + BSON.calculateObjectSize(document), 0);

const run = (command: object, database = 'd') => test.client.db(database).command(command, { promoteLongs: false });
const stage = (collection: string, spec: object) =>
  test.client.db('d').collection(collection).aggregate([spec]).toArray();

describe('collStats and $collStats', () => {
  it('give the bytes of the documents and of the keys of each index', async () => {
    const stats = await run({ collStats: 'c' });
    expect(stats).toMatchObject({ ns: 'd.c', count: 5, size: BYTES, storageSize: BYTES, nindexes: 3, scaleFactor: 1 });
    expect(stats.avgObjSize).toBe(Math.floor(BYTES / 5));
    expect(Object.keys(stats.indexSizes)).toEqual(['_id_', 'x_1', 'tags_1']);
    expect(stats.totalSize).toBe(stats.storageSize + stats.totalIndexSize);
    const [described] = await stage('c', { $collStats: { storageStats: {}, count: {} } });
    expect(described).toMatchObject({ ns: 'd.c', count: 5, storageStats: { size: BYTES, nindexes: 3 } });
  });

  it('divide sizes by the scale, cut to whole numbers', async () => {
    expect(await run({ collStats: 'c', scale: 100.9 })).toMatchObject({
      scaleFactor: 100,
      size: Math.floor(BYTES / 100),
    });
  });

  it('tell nothing of a collection that is not there', async () => {
    expect(await run({ collStats: 'none' })).toMatchObject({
      ns: 'd.none',
      count: 0,
      size: 0,
      nindexes: 0,
      indexSizes: {},
    });
  });

  it('count what was done with a collection, and with a view by itself', async () => {
    const latencies = async (name: string) =>
      (await stage(name, { $collStats: { latencyStats: {} } }))[0]?.latencyStats;
    const before = await latencies('c');
    await test.client.db('d').collection('c').find({}).toArray();
    await test.client
      .db('d')
      .collection('c')
      .updateOne({ x: -1 }, { $set: { a: 1 } });
    const after = await latencies('c');
    // The find, and the aggregation that told the state before.
    expect(after.reads.ops - before.reads.ops).toBe(2);
    expect(after.writes.ops - before.writes.ops).toBe(1);
    expect(after.transactions).toEqual({ latency: 0, ops: 0 });
    expect((await latencies('v')).reads.ops).toBe(0);
  });

  it('count the scans of the whole collection', async () => {
    const scans = async () =>
      (await stage('c', { $collStats: { queryExecStats: {} } }))[0]?.queryExecStats.collectionScans.total;
    const before = await scans();
    await test.client.db('d').collection('c').find({ y: 1 }).toArray();
    await test.client.db('d').collection('c').find({ x: 10 }).toArray();
    expect((await scans()) - before).toBe(1);
  });

  it.each([
    ['a view', 'v', { storageStats: {} }, 166],
    ['a count of a view', 'v', { count: {} }, 166],
    ['a collection that is not there', 'none', { queryExecStats: {} }, 26],
    ['an unknown section', 'c', { colour: {} }, 40_415],
    ['a section that is no document', 'c', { count: 1 }, 14],
    ['a count with options', 'c', { count: { a: 1 } }, 31_170],
    ['histograms by number', 'c', { latencyStats: { histograms: 1 } }, 14],
    ['a scale of nothing', 'c', { storageStats: { scale: 0.5 } }, 2],
  ])('refuse %s', async (_, name, spec, code) => {
    expect(await failureOf(stage(name, { $collStats: spec }))).toMatchObject({ code });
  });
});

describe('$indexStats', () => {
  it('counts how often queries were answered by an index', async () => {
    const collection = test.client.db('d').collection<{ _id: number }>('used');
    await collection.insertOne({ _id: 1 });
    await collection.createIndex({ a: 1 }, { name: 'by a' });
    await collection.find({ a: 1 }).toArray();
    await collection.find({ a: { $gt: 1 } }).toArray();
    await collection.find({ b: 1 }).toArray();
    const stats = await collection.aggregate([{ $indexStats: {} }, { $sort: { name: 1 } }]).toArray();
    expect(stats).toMatchObject([
      { name: '_id_', key: { _id: 1 }, accesses: { ops: 0 } },
      { name: 'by a', key: { a: 1 }, accesses: { ops: 2, since: expect.any(Date) }, spec: { v: 2, name: 'by a' } },
    ]);
  });
});

describe('dataSize', () => {
  it.each([
    ['all documents', {}, 5],
    ['a range of an index', { keyPattern: { x: 1 }, min: { x: 20 }, max: { x: 40 } }, 2],
    ['a range of _id without a pattern', { min: { _id: 2 }, max: { _id: 100 } }, 4],
    ['an empty range', { keyPattern: { x: 1 }, min: { x: 40 }, max: { x: 20 } }, 0],
    ['a pattern by itself', { keyPattern: { nothing: 1 } }, 5],
  ])('measures %s', async (_, options, count) => {
    const answer = await run({ dataSize: 'd.c', ...options });
    expect(answer).toMatchObject({ numObjects: Long.fromNumber(count), estimate: false });
    expect(answer.size).toEqual(Long.fromNumber((BYTES / 5) * count));
  });

  it.each([
    ['no namespace', { dataSize: null }, 40_414],
    ['a namespace without a database', { dataSize: 'c' }, 73],
    ['one end of a range', { dataSize: 'd.c', min: { x: 1 } }, 2],
    ['a range without an index', { dataSize: 'd.c', min: { y: 1 }, max: { y: 2 } }, 96],
    ['a range of _id from its end', { dataSize: 'd.c', keyPattern: { _id: -1 }, min: { _id: 9 }, max: { _id: 1 } }, 96],
    [
      'a range of an index with several keys for a document',
      { dataSize: 'd.c', min: { tags: 'a' }, max: { tags: 'b' } },
      96,
    ],
    ['a view', { dataSize: 'd.v' }, 166],
    ['a limit', { dataSize: 'd.c', maxSize: 10 }, 238],
  ])('refuses %s', async (_, command, code) => {
    expect(await failureOf(run(command))).toMatchObject({ code });
  });
});

describe('dbStats', () => {
  it('adds up the collections of a database', async () => {
    const db = test.client.db('sums');
    await db.collection('a').insertMany([{ a: 1 }, { a: 2 }]);
    await db.collection('b').createIndex({ x: 1 });
    await db.command({ create: 'v', viewOn: 'a', pipeline: [] });
    const stats = await run({ dbStats: 1 }, 'sums');
    expect(stats).toMatchObject({
      db: 'sums',
      collections: Long.fromNumber(2),
      views: Long.fromNumber(1),
      objects: Long.fromNumber(2),
      indexes: Long.fromNumber(3),
    });
    expect(stats.totalSize).toBe(stats.storageSize + stats.indexSize);
    expect(stats.avgObjSize).toBe(stats.dataSize / 2);
    expect(stats).not.toHaveProperty('freeStorageSize');
    expect(await run({ dbStats: 1, freeStorage: 1 }, 'sums')).toHaveProperty('totalFreeStorageSize');
  });

  it('is all zero for a database that is not there', async () => {
    expect(await run({ dbStats: 1 }, 'nothing')).toMatchObject({ collections: Long.ZERO, dataSize: 0, avgObjSize: 0 });
  });

  it.each([
    ['a scale of nothing', { scale: 0 }, 2],
    ['a scale that is text', { scale: '1' }, 14],
    ['an unknown option', { colour: 1 }, 40_415],
  ])('refuses %s', async (_, options, code) => {
    expect(await failureOf(run({ dbStats: 1, ...options }))).toMatchObject({ code });
  });
});

describe('dbHash', () => {
  it('is MD5 of the documents by _id, and of the digests by name', async () => {
    const db = test.client.db('hashed');
    await db.collection<{ _id: Int32 }>('a').insertMany([{ _id: new Int32(2) }, { _id: new Int32(1) }]);
    await db.createCollection('b');
    const a = createHash('md5')
      .update(BSON.serialize({ _id: 1 }))
      .update(BSON.serialize({ _id: 2 }))
      .digest('hex');
    const b = createHash('md5').digest('hex');
    const md5 = createHash('md5').update(a).update(b).digest('hex');
    expect(await run({ dbHash: 1 }, 'hashed')).toMatchObject({ collections: { a, b }, capped: [], md5 });
    expect((await run({ dbHash: 1, collections: ['b', 'none'] }, 'hashed')).collections).toEqual({ b });
    expect(await failureOf(run({ dbHash: 1, collections: [1] }, 'hashed'))).toMatchObject({ code: 2 });
  });
});
