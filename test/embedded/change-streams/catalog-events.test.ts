import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driver, openEngine, type TestEngine } from '../engine.ts';
import { eventsOf, take, tokenOf, typeOf } from './watching.ts';

const { Int32, UUID } = driver;

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const ID = 1 as never;

describe('an event of a collection or database', () => {
  it('ends the stream of what is gone', async () => {
    const [dropped, renamed, target, database] = await Promise.all(
      ['drop', 'rename', 'target', 'database'].map(async (name) => {
        const db = test.database();
        await db.collection('a').insertOne({});
        const stream = name === 'database' ? db.watch() : db.collection(name === 'target' ? 'b' : 'a').watch();
        return eventsOf(stream, name === 'database' ? 3 : 2, async () => {
          if (name === 'drop') await db.collection('a').drop();
          else if (name === 'database') await db.dropDatabase();
          else await db.collection('a').rename('b');
        });
      }),
    );
    expect(dropped?.map(typeOf)).toEqual(['drop', 'invalidate']);
    expect(renamed?.map(typeOf)).toEqual(['rename', 'invalidate']);
    expect(renamed?.[0]).toMatchObject({ ns: { coll: 'a' }, to: { coll: 'b' } });
    expect(target?.map(typeOf)).toEqual(['rename', 'invalidate']);
    expect(database?.map(typeOf)).toEqual(['drop', 'dropDatabase', 'invalidate']);
    expect(Object.keys(database?.[1]?.ns)).toEqual(['db']);
  });

  it('comes for indexes, options and new collections only when they are asked for', async () => {
    const work = (db: Db) => async () => {
      const collection = await db.createCollection('a');
      await collection.createIndex({ x: 1 });
      await db.command({ collMod: 'a', index: { name: 'x_1', expireAfterSeconds: 60 } });
      await collection.dropIndex('x_1');
      await collection.insertOne({ _id: ID });
    };
    const [shown, hidden] = [test.database(), test.database()];
    const expanded = await eventsOf(shown.watch([], { showExpandedEvents: true }), 5, work(shown));
    expect(expanded.map(typeOf)).toEqual(['create', 'createIndexes', 'modify', 'dropIndexes', 'insert']);
    expect(expanded[0]).toMatchObject({
      nsType: 'collection',
      operationDescription: { idIndex: { v: 2, name: '_id_' } },
    });
    expect(expanded[1]).toMatchObject({ operationDescription: { indexes: [{ v: 2, key: { x: 1 }, name: 'x_1' }] } });
    expect(expanded[2]).toMatchObject({
      operationDescription: { index: { name: 'x_1', expireAfterSeconds: new Int32(60).value } },
      stateBeforeChange: { collectionOptions: { uuid: expect.any(UUID) } },
    });
    for (const event of expanded) expect(event.collectionUUID).toBeInstanceOf(UUID);
    expect((await eventsOf(hidden.watch(), 1, work(hidden))).map(typeOf)).toEqual(['insert']);
  });

  it('tells of views only where it is asked to, and not to a stream of a collection', async () => {
    const database = test.database();
    const work = async () => {
      await database.createCollection('v', { viewOn: 'a', pipeline: [] });
      await database.command({ collMod: 'v', viewOn: 'a', pipeline: [{ $match: {} }] });
      await database.collection('v').drop();
      await database.collection('v').insertOne({});
    };
    const startAfter = await tokenOf(database);
    await work();
    const expanded = await take(database.watch([], { showExpandedEvents: true, startAfter }), 5);
    expect(expanded.map(typeOf)).toEqual(['create', 'modify', 'drop', 'create', 'insert']);
    expect(expanded[0]).toMatchObject({ nsType: 'view', operationDescription: { viewOn: 'a', pipeline: [] } });
    expect(expanded[3]).toMatchObject({ nsType: 'collection' });
    expect((await take(database.watch([], { startAfter }), 1)).map(typeOf)).toEqual(['insert']);
    expect((await take(database.collection('v').watch([], { startAfter }), 1)).map(typeOf)).toEqual(['insert']);
  });

  it('names the options that a change takes away', async () => {
    const database = test.database();
    await database.createCollection('a', {
      validator: { x: 1 },
      changeStreamPreAndPostImages: { enabled: true },
    });
    const stream = database.watch([], { showExpandedEvents: true });
    const changes = [{ validator: {} }, { changeStreamPreAndPostImages: { enabled: false } }];
    const events = await eventsOf(stream, 2, async () => {
      for (const change of changes) await database.command({ collMod: 'a', ...change });
    });
    for (const [at, change] of changes.entries()) expect(events[at]?.operationDescription).toMatchObject(change);
  });

  it('tells of several new indexes at once where there are documents, and of each for itself where not', async () => {
    const database = test.database();
    const indexes = [{ key: { a: 1 } }, { key: { b: 1 } }] as const;
    await database.collection('full').insertOne({});
    const stream = database.watch([{ $match: { operationType: 'createIndexes' } }], { showExpandedEvents: true });
    const events = await eventsOf(stream, 3, async () => {
      await database.collection('full').createIndexes([...indexes]);
      await database.collection('empty').createIndexes([...indexes]);
    });
    expect(events.map(({ operationDescription }) => operationDescription.indexes.length)).toEqual([2, 1, 1]);
  });

  it('tells of $out as of a collection that is filled and takes the name', async () => {
    const database = test.database();
    await database.collection('a').insertOne({ _id: ID });
    await database.collection('b').insertOne({ _id: 9 as never });
    const stream = database.watch([], { showExpandedEvents: true });
    const events = await eventsOf(stream, 3, () =>
      database
        .collection('a')
        .aggregate([{ $out: 'b' }])
        .toArray(),
    );
    expect(events.map(typeOf)).toEqual(['create', 'insert', 'rename']);
    expect(events[1]?.ns.coll).toMatch(/^tmp\.agg_out\./);
    expect(events[2]).toMatchObject({ to: { coll: 'b' }, operationDescription: { dropTarget: expect.any(UUID) } });
  });

  it('tells of a rename into another database as of a new collection', async () => {
    const [one, two] = [test.database(), test.database()];
    await one.collection('a').insertOne({ _id: ID });
    const command = { renameCollection: `${one.databaseName}.a`, to: `${two.databaseName}.a` };
    const watching = eventsOf(test.client.watch(), 2, () => test.client.db('admin').command(command));
    expect((await watching).map(({ operationType, ns }) => [operationType, ns.db])).toEqual([
      ['insert', two.databaseName],
      ['drop', one.databaseName],
    ]);
  });
});
