import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
  await test.client.db('a').createCollection('view', { viewOn: 'items', pipeline: [] });
});
afterAll(() => test.close());

const { Timestamp } = driver;

function open(body: Document, database = 'a'): Promise<Document> {
  return test.client
    .db(database)
    .command({ aggregate: 'items', pipeline: [{ $changeStream: {} }], cursor: {}, ...body });
}

const withSpec = (spec: unknown) => ({ pipeline: [{ $changeStream: spec }] });
const followedBy = (...stages: Document[]) => ({ pipeline: [{ $changeStream: {} }, ...stages] });
const TOKEN = { _data: '8264000000000000012B0429296E1404' };

describe('$changeStream', () => {
  it.each<[string, Document]>([
    ['no options', {}],
    [
      'options that are null',
      withSpec({ fullDocument: null, resumeAfter: null, startAfter: null, startAtOperationTime: null }),
    ],
    ['a time to come', withSpec({ startAtOperationTime: new Timestamp({ t: 0xffff_ffff, i: 1 }) })],
    ['every kind of whole document', withSpec({ fullDocument: 'required', fullDocumentBeforeChange: 'whenAvailable' })],
    ['a batch of nothing', { cursor: { batchSize: 0 } }],
    ['a read concern of the majority', { readConcern: { level: 'majority' } }],
    [
      'the stages that a server allows',
      followedBy(
        { $match: {} },
        { $project: { a: 1 } },
        { $addFields: { b: 1 } },
        { $set: { c: 1 } },
        { $unset: 'd' },
        { $replaceRoot: { newRoot: '$$ROOT' } },
        { $replaceWith: '$$ROOT' },
        { $redact: '$$KEEP' },
        { $fill: { output: { x: { value: 1 } } } },
        { $changeStreamSplitLargeEvent: {} },
      ),
    ],
  ])('takes %s', async (_, body) => {
    expect((await open(body)).cursor).toMatchObject({
      firstBatch: [],
      postBatchResumeToken: { _data: expect.any(String) },
    });
  });

  it.each<[string, Document, number]>([
    ['options that are no document', withSpec(1), 6_188_500],
    ['an unknown option', withSpec({ fulldocument: 'default' }), 40_415],
    ['an option of the server itself', withSpec({ showSystemEvents: true }), 238],
    ['an unknown kind of whole document', withSpec({ fullDocument: 'off' }), 2],
    ['a whole document by number', withSpec({ fullDocument: 1 }), 14],
    ['an unknown kind of image', withSpec({ fullDocumentBeforeChange: 'updateLookup' }), 2],
    ['a truth that is a number', withSpec({ showExpandedEvents: 1 }), 14],
    ['a truth that is null', withSpec({ allChangesForCluster: null }), 14],
    ['a token of text', withSpec({ resumeAfter: 'x' }), 14],
    ['a time that is a date', withSpec({ startAtOperationTime: new Date() }), 14],
    ['two tokens', withSpec({ resumeAfter: TOKEN, startAfter: TOKEN }), 50_865],
    [
      'a token and a time',
      withSpec({ startAfter: TOKEN, startAtOperationTime: new Timestamp({ t: 1, i: 1 }) }),
      40_674,
    ],
    ['everything of one database', withSpec({ allChangesForCluster: true }), 72],
    ['a view', { aggregate: 'view' }, 166],
    ['a name that none may have', { aggregate: 'system.views' }, 73],
    ['the second place', { pipeline: [{ $match: {} }, { $changeStream: {} }] }, 40_602],
    ['a place within $facet', { pipeline: [{ $facet: { a: [{ $changeStream: {} }] } }] }, 40_600],
    [
      'a place within $lookup',
      { pipeline: [{ $lookup: { from: 'a', as: 'a', pipeline: [{ $changeStream: {} }] } }] },
      51_047,
    ],
    [
      'a place within $unionWith',
      { pipeline: [{ $unionWith: { coll: 'a', pipeline: [{ $changeStream: {} }] } }] },
      31_441,
    ],
    ['stages that look at several documents', followedBy({ $group: { _id: 1 } }), 20],
    ['stages that count', followedBy({ $limit: 1 }), 20],
    ['stages that read other collections', followedBy({ $unionWith: 'a' }), 20],
    ['stages that write', followedBy({ $out: 'a' }), 20],
    ['a $fill that looks around', followedBy({ $fill: { sortBy: { a: 1 }, output: { x: { method: 'locf' } } } }), 20],
    ['a stage that is malformed', followedBy({ $match: 1 }), 15_959],
    ['a split that is not last', followedBy({ $changeStreamSplitLargeEvent: {} }, { $match: {} }), 7_182_802],
    ['a split with options', followedBy({ $changeStreamSplitLargeEvent: { a: 1 } }), 7_182_800],
    ['a split of other documents', { pipeline: [{ $changeStreamSplitLargeEvent: {} }] }, 20],
    ['a weaker read concern', { readConcern: { level: 'local' } }, 72],
    [
      'expanded events of the stable API',
      { ...withSpec({ showExpandedEvents: false }), apiVersion: '1', apiStrict: true },
      323,
    ],
  ])('refuses %s', async (_, body, code) => {
    expect(await failureOf(open(body))).toMatchObject({ code });
  });

  it.each(['admin', 'config', 'local'])('refuses the database %s', async (database) => {
    expect(await failureOf(open({}, database))).toMatchObject({ code: 73 });
    expect(await failureOf(open({ aggregate: 1 }, database))).toMatchObject({ code: 73 });
  });

  it('refuses to go on without an image that is required', async () => {
    const items = test.client.db('a').collection('items');
    await items.insertOne({ n: 1 });
    for (const spec of [{ fullDocument: 'required' }, { fullDocumentBeforeChange: 'required' }]) {
      const { cursor } = await open(withSpec(spec));
      await items.updateOne({}, { $inc: { n: 1 } });
      const next = test.client.db('a').command({ getMore: cursor.id, collection: 'items' });
      expect(await failureOf(next)).toMatchObject({ code: 47 });
    }
  });

  it('refuses an event that is too large, also where it should be split', async () => {
    const items = test.client.db('a').collection('large');
    await items.insertOne({ _id: 1 as never });
    for (const [stages, code] of [
      [[], 10_334],
      [[{ $changeStreamSplitLargeEvent: {} }], 238],
    ] as const) {
      const pipeline = [{ $changeStream: { fullDocument: 'updateLookup' } }, ...stages];
      const { cursor } = await open({ aggregate: 'large', pipeline });
      await items.updateOne({}, { $set: { text: String(code).padEnd(10_000_000) } });
      const next = test.client.db('a').command({ getMore: cursor.id, collection: 'large' });
      expect(await failureOf(next)).toMatchObject({ code });
    }
  });
});
