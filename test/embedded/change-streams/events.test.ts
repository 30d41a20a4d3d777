import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driver, openEngine, type TestEngine } from '../engine.ts';
import { eventsOf, firstEvent, take, tokenOf, typeOf, type Work } from './watching.ts';

const { Int32, Timestamp } = driver;

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const ID = 1 as never;

describe('an event of a document', () => {
  it('has its fields in the order of a server', async () => {
    const event = await firstEvent(test.database(), [], (c) => c.insertOne({ _id: ID, a: 1 }));
    expect(Object.keys(event)).toEqual([
      '_id',
      'operationType',
      'clusterTime',
      'wallTime',
      'fullDocument',
      'ns',
      'documentKey',
    ]);
    expect(event).toMatchObject({
      operationType: 'insert',
      fullDocument: { _id: 1, a: 1 },
      documentKey: { _id: 1 },
    });
    expect(event._id._data).toMatch(/^82[0-9A-F]{16}2B042C0100296E5A1004[0-9A-F]{32}04$/);
    expect(event.clusterTime).toBeInstanceOf(Timestamp);
    expect(event.wallTime).toBeInstanceOf(Date);
  });

  it.each<[string, Document, Work, Document]>([
    [
      'a replacement',
      { a: 1 },
      (c) => c.replaceOne({}, { b: 2 }),
      { operationType: 'replace', fullDocument: { _id: 1, b: 2 } },
    ],
    ['a deletion', { a: 1 }, (c) => c.deleteOne({}), { operationType: 'delete', documentKey: { _id: 1 } }],
    [
      'an upsert',
      { a: 1 },
      (c) => c.updateOne({ _id: 2 as never }, { $set: { z: 1 } }, { upsert: true }),
      { operationType: 'insert', fullDocument: { _id: 2, z: 1 } },
    ],
    ['findOneAndUpdate', { a: 1 }, (c) => c.findOneAndUpdate({}, { $inc: { a: 1 } }), { operationType: 'update' }],
    ['findOneAndDelete', { a: 1 }, (c) => c.findOneAndDelete({}), { operationType: 'delete' }],
    ['bulkWrite', { a: 1 }, (c) => c.bulkWrite([{ deleteOne: { filter: { a: 1 } } }]), { operationType: 'delete' }],
    [
      '$merge',
      { a: 1 },
      (c) => c.aggregate([{ $set: { a: 2 } }, { $merge: 'items' }]).toArray(),
      { operationType: 'update', updateDescription: { updatedFields: { a: 2 } } },
    ],
  ])('tells of %s', async (_, before, work, expected) => {
    expect(await firstEvent(test.database(), [{ _id: 1, ...before }], work)).toMatchObject(expected);
  });

  it('is not made by a write that changes nothing, fails or is undone', async () => {
    const event = await firstEvent(
      test.database(),
      [
        { _id: 1, a: 1, u: 1 },
        { _id: 2, u: 2 },
      ],
      async (c) => {
        await c.createIndex({ u: 1 }, { unique: true });
        await c.updateOne({ _id: ID }, { $set: { a: 1 } });
        await c.insertOne({ _id: ID }).catch(() => {});
        await c.insertOne({ _id: 7 as never, u: 2 }).catch(() => {});
        await c.updateMany({}, { $set: { u: 5 } }).catch(() => {});
        await c.deleteOne({ _id: 9 as never });
        await c.insertOne({ _id: 3 as never });
      },
    );
    expect(event).toMatchObject({ operationType: 'insert', documentKey: { _id: 3 } });
  });

  it("does not come for the server's own collections", async () => {
    const database = test.database();
    const startAfter = await tokenOf(database);
    await database.collection<{ _id: string }>('system.js').insertOne({ _id: 'f' });
    await database.collection('items').insertOne({ _id: ID });
    const [event = {}] = await take(database.watch([], { startAfter }), 1);
    expect(event.ns.coll).toBe('items');
  });

  it('tells of a document whose time has come', async () => {
    const brief = await openEngine({ limits: { engineTtlSweepMs: 20 } });
    const collection = brief.collection();
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 1 });
    const events = await eventsOf(collection.watch(), 2, () => collection.insertOne({ _id: ID, at: new Date(0) }));
    expect(events.map(typeOf)).toEqual(['insert', 'delete']);
    await brief.close();
  });
});

describe('the whole document of an update', () => {
  const updates: Work = (c) => c.updateOne({ _id: ID }, { $set: { a: 2 } });

  it.each<[string, Document, Work, unknown]>([
    ['is left out by default', {}, updates, undefined],
    ['is looked up', { fullDocument: 'updateLookup' }, updates, { _id: 1, a: 2 }],
    [
      'is null when it is gone',
      { fullDocument: 'updateLookup' },
      async (c, d) => {
        await updates(c, d);
        await c.deleteOne({ _id: ID });
      },
      null,
    ],
    ['is null without images', { fullDocument: 'whenAvailable' }, updates, null],
  ])('%s', async (_, options, work, expected) => {
    expect((await firstEvent(test.database(), [{ _id: 1, a: 1 }], work, options)).fullDocument).toEqual(expected);
  });

  it('stands before the namespace', async () => {
    const event = await firstEvent(test.database(), [{ _id: 1, a: 1 }], updates, { fullDocument: 'updateLookup' });
    expect(Object.keys(event).slice(4)).toEqual(['fullDocument', 'ns', 'documentKey', 'updateDescription']);
  });

  it('is not that of another collection of the same name', async () => {
    const database = test.database();
    const collection = database.collection('items');
    await collection.insertOne({ _id: ID, a: 1 });
    const startAfter = await tokenOf(database);
    await collection.updateOne({ _id: ID }, { $set: { a: 2 } });
    await collection.drop();
    await collection.insertOne({ _id: ID, a: 'other' });
    const [event = {}] = await take(database.watch([], { fullDocument: 'updateLookup', startAfter }), 1);
    expect(event).toMatchObject({ operationType: 'update', fullDocument: null });
  });

  it('comes from the time of the change where the collection keeps images', async () => {
    const database = test.database();
    const collection = await database.createCollection('items', { changeStreamPreAndPostImages: { enabled: true } });
    await collection.insertOne({ _id: ID, a: 1 });
    const stream = collection.watch([], { fullDocument: 'required', fullDocumentBeforeChange: 'required' });
    const events = await eventsOf(stream, 3, async () => {
      await collection.updateOne({}, { $set: { a: 2 } });
      await collection.replaceOne({}, { a: 3 });
      await collection.deleteOne({});
    });
    expect(events).toMatchObject([
      { fullDocument: { _id: 1, a: 2 }, fullDocumentBeforeChange: { _id: 1, a: 1 } },
      { fullDocument: { _id: 1, a: 3 }, fullDocumentBeforeChange: { _id: 1, a: 2 } },
      { fullDocumentBeforeChange: { _id: 1, a: 3 } },
    ]);
    expect(Object.keys(events[2] ?? {}).at(-1)).toBe('fullDocumentBeforeChange');
  });
});

describe('a stream', () => {
  it('of a collection, a database and everything shows what is in it', async () => {
    const [database, other] = [test.database(), test.database()];
    const streams = [database.collection('a').watch(), database.watch(), test.client.watch()];
    let go = () => {};
    const ready = new Promise<void>((resolve) => {
      go = resolve;
    });
    const counts = [1, 2, 3];
    let open = 0;
    const seen = streams.map((stream, at) =>
      eventsOf(stream, counts[at] ?? 0, async () => {
        open += 1;
        if (open === streams.length) go();
        await ready;
      }),
    );
    await ready;
    await other.collection('a').insertOne({});
    await database.collection('b').insertOne({});
    await database.collection('a').insertOne({});
    const names = (await Promise.all(seen)).map((events) => events.map(({ ns }) => `${ns.db}.${ns.coll}`));
    const [first, second] = [`${database.databaseName}.b`, `${database.databaseName}.a`];
    expect(names).toEqual([[second], [first, second], [`${other.databaseName}.a`, first, second]]);
  });

  it('passes its events through the stages behind it', async () => {
    const collection = test.collection();
    const stages = [
      { $match: { 'fullDocument.n': { $gt: 1 } } },
      { $set: { double: { $multiply: ['$fullDocument.n', 2] } } },
      { $project: { double: 1 } },
      { $changeStreamSplitLargeEvent: {} },
    ];
    const [event = {}] = await eventsOf(collection.watch(stages), 1, () => collection.insertMany([{ n: 1 }, { n: 2 }]));
    expect(event).toEqual({ _id: event._id, double: 4 });
  });

  it('keeps types of numbers, and names that are numbers, in their order', async () => {
    const collection = test.collection();
    const raw = test.client.db(collection.dbName).collection(collection.collectionName, { promoteValues: false });
    const startAfter = await tokenOf(collection);
    await collection.insertOne({ _id: ID, n: new Int32(1) });
    await collection.updateOne({ _id: ID }, [{ $set: { 'x.10': 1, 'x.2': { $toLong: 2 }, filler: 'x'.repeat(100) } }]);
    await collection.updateOne({ _id: ID }, { $set: { 'x.2': 1, 'x.10': 2 } });
    const [inserted, , updated] = await take(raw.watch([], { startAfter }), 3);
    expect(inserted?.fullDocument.n).toEqual(new Int32(1));
    expect(Object.keys(updated?.updateDescription.updatedFields)).toEqual(['x.2', 'x.10']);
  });
});
