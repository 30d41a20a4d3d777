/** The driver's cursors: which commands they send, and that none is left open. */
import type { CommandStartedEvent, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';

const DOCUMENTS = 10;
let test: TestEngine;
let client: MongoClient;
let sent: string[];
beforeAll(async () => {
  test = await openEngine();
});
beforeEach(async () => {
  client = new driver.MongoClient(test.engine.uri, { monitorCommands: true });
  const documents = Array.from({ length: DOCUMENTS }, (_, _id) => ({ _id: _id as never }));
  await test.client.db('cursors').collection('items').insertMany(documents);
  sent = [];
  client.on('commandStarted', ({ commandName }: CommandStartedEvent) => sent.push(commandName));
});
afterEach(async () => {
  await client.close();
  await test.client.db('cursors').dropDatabase();
});
afterAll(() => test.close());

const items = () => client.db('cursors').collection('items');

describe('a cursor of the driver', () => {
  it.each([
    ['everything in one batch', {}, DOCUMENTS, ['find']],
    ['batches of 4', { batchSize: 4 }, DOCUMENTS, ['find', 'getMore', 'getMore']],
    ['batches of 5, of which the last one is empty', { batchSize: 5 }, DOCUMENTS, ['find', 'getMore', 'getMore']],
    ['a limit below the batch', { limit: 3, batchSize: 4 }, 3, ['find']],
    ['a limit of whole batches', { limit: 8, batchSize: 4 }, 8, ['find', 'getMore']],
    ['a limit above the batch', { limit: 6, batchSize: 4 }, 6, ['find', 'getMore']],
    ['a negative limit, one batch', { limit: -3 }, 3, ['find']],
    ['what a skip leaves', { skip: 8, batchSize: 1 }, 2, ['find', 'getMore', 'getMore']],
    ['a single batch', { batchSize: 3, singleBatch: true }, 3, ['find']],
    ['a cursor that does not expire', { batchSize: 6, noCursorTimeout: true }, DOCUMENTS, ['find', 'getMore']],
  ])('reads %s', async (_title, options, count, commands) => {
    expect(await items().find({}, options).toArray()).toHaveLength(count);
    expect(sent).toEqual(commands);
  });

  it('is killed by leaving a loop, and not when the loop ends by itself', async () => {
    for await (const { _id } of items().find({}, { batchSize: 2 })) if (Number(_id) === 2) break;
    expect(sent).toEqual(['find', 'getMore', 'killCursors']);
    sent = [];
    for await (const { _id } of items().find({}, { batchSize: 8 })) expect(Number(_id)).toBeLessThan(DOCUMENTS);
    expect(sent).toEqual(['find', 'getMore']);
  });

  it('is killed by close, and by an error in the loop', async () => {
    const cursor = items().find({}, { batchSize: 2 });
    await cursor.next();
    await cursor.close();
    const failing = (async () => {
      for await (const { _id } of items().find({}, { batchSize: 2 })) throw new Error(`document ${_id}`);
    })();
    await expect(failing).rejects.toThrow('document 0');
    expect(sent).toEqual(['find', 'killCursors', 'find', 'killCursors']);
  });

  it('begins again after rewind, and gives a copy of itself', async () => {
    const cursor = items().find({}, { batchSize: 4 }).sort({ _id: -1 });
    expect(await cursor.next()).toEqual({ _id: 9 });
    cursor.rewind();
    expect(await cursor.toArray()).toHaveLength(DOCUMENTS);
    expect(await cursor.clone().limit(1).toArray()).toEqual([{ _id: 9 }]);
  });

  it('tells whether there is more, without waiting for a further batch', async () => {
    const cursor = items().find({ _id: { $lt: 3 as never } }, { batchSize: 2 });
    const seen: unknown[] = [];
    while (await cursor.hasNext()) seen.push(await cursor.tryNext());
    expect(seen).toEqual([{ _id: 0 }, { _id: 1 }, { _id: 2 }]);
    expect(await cursor.tryNext()).toBeNull();
  });

  it('is a stream of its documents', async () => {
    const seen: unknown[] = [];
    for await (const { _id } of items().find({}, { batchSize: 3 }).stream()) seen.push(_id);
    expect(seen).toEqual([...Array(DOCUMENTS).keys()]);
  });

  it('reads a pipeline in batches, and one that finds nothing in one', async () => {
    expect(
      await items()
        .aggregate([{ $match: {} }], { batchSize: 6 })
        .toArray(),
    ).toHaveLength(DOCUMENTS);
    expect(
      await items()
        .aggregate([{ $match: { a: 1 } }])
        .toArray(),
    ).toEqual([]);
    expect(sent).toEqual(['aggregate', 'getMore', 'aggregate']);
  });

  it('reads many batches of large documents, none over what a message may hold', async () => {
    const large = client.db('cursors').collection<{ _id: number; text: string }>('large');
    const text = 'a'.repeat(5_000_000);
    for (let _id = 0; _id < 8; _id++) await large.insertOne({ _id, text });
    sent = [];
    const found = await large.find().toArray();
    expect(found.map((document) => document.text.length)).toEqual(Array(8).fill(5_000_000));
    expect(sent).toEqual(['find', 'getMore', 'getMore']);
  });

  it('is gone from the engine once it is closed', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async (_, position) => {
        const cursor = items().find({}, { batchSize: 2 });
        for (let read = 0; read <= position % 4; read++) await cursor.next();
        const { id } = cursor;
        await cursor.close();
        return id;
      }),
    );
    const more = ids.map((id) => failureOf(client.db('cursors').command({ getMore: id, collection: 'items' })));
    expect((await Promise.all(more)).map(({ code }) => code)).toEqual(Array(20).fill(43));
  });
});
