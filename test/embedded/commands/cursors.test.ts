import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Long } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

async function opened(options: object = {}) {
  const database = test.database();
  await database.collection('c').insertMany(Array.from({ length: 5 }, (_, _id) => ({ _id: _id as never })));
  const { cursor } = await database.command({ find: 'c', batchSize: 2, ...options });
  const more = (further: object = {}) => database.command({ getMore: cursor.id, collection: 'c', ...further });
  return { database, cursor, more };
}

const ids = (batch: { _id: number }[]) => batch.map(({ _id }) => _id);

describe('a cursor', () => {
  it('stays open when its documents end with a batch, and ends with an empty one', async () => {
    const { more } = await opened();
    const { cursor } = await more({ batchSize: 3 });
    expect(ids(cursor.nextBatch)).toEqual([2, 3, 4]);
    expect(Number(cursor.id)).not.toBe(0);
    expect((await more()).cursor).toMatchObject({ nextBatch: [] });
    expect((await failureOf(more())).code).toBe(43);
  });

  it('ends with the last document of its limit', async () => {
    const { more } = await opened({ limit: 3 });
    expect(Number((await more({ batchSize: 1 })).cursor.id)).toBe(0);
  });

  it('opens without documents for a first batch of none', async () => {
    const { cursor, more } = await opened({ batchSize: 0 });
    expect(cursor.firstBatch).toEqual([]);
    expect(ids((await more()).cursor.nextBatch)).toEqual([0, 1, 2, 3, 4]);
  });

  it('sees what is written between its batches', async () => {
    const { database, more } = await opened();
    const collection = database.collection('c');
    await collection.deleteOne({ _id: 2 as never });
    await collection.updateOne({ _id: 3 as never }, { $set: { a: 1 } });
    await collection.insertOne({ _id: 9 as never });
    expect((await more()).cursor.nextBatch).toEqual([{ _id: 3, a: 1 }, { _id: 4 }, { _id: 9 }]);
  });

  it('ends with its collection', async () => {
    const { database, more } = await opened();
    await database.collection('c').drop();
    await database.collection('c').insertOne({});
    expect((await failureOf(more())).codeName).toBe('QueryPlanKilled');
    expect((await failureOf(more())).codeName).toBe('CursorNotFound');
  });

  it.each([
    ['another collection', { collection: 'd' }, 13],
    ['a negative batch size', { batchSize: -1 }, 2],
    ['a time limit', { maxTimeMS: 0 }, 2],
    ['an id that is an int', { getMore: 1 }, 14],
    ['an id that is null', { getMore: null }, 40414],
    ['an election of text', { term: 'a' }, 14],
    ['an option of find', { filter: {} }, 40415],
  ])('is not read with %s', async (_title, further, code) => {
    const { more } = await opened();
    expect((await failureOf(more(further))).code).toBe(code);
  });

  it('is read in its own session alone', async () => {
    const database = test.database();
    await database.collection('c').insertMany([{}, {}, {}]);
    const [own, other] = [test.client.startSession(), test.client.startSession()];
    const { cursor } = await database.command({ find: 'c', batchSize: 1 }, { session: own });
    const more = { getMore: cursor.id, collection: 'c', batchSize: 1 };
    expect((await failureOf(database.command(more, { session: other }))).code).toBe(50_738);
    expect(await database.command(more, { session: own })).toMatchObject({ ok: 1 });
    await Promise.all([own.endSession(), other.endSession()]);
  });

  it('is killed once, by whichever collection', async () => {
    const { database, cursor } = await opened();
    const kill = () => database.command({ killCursors: 'd', cursors: [cursor.id, null, new Long(5)] });
    expect(await kill()).toMatchObject({ cursorsKilled: [cursor.id], cursorsNotFound: [5] });
    expect((await kill()).cursorsNotFound).toHaveLength(2);
  });

  it('survives a killCursors that is malformed', async () => {
    const { database, cursor, more } = await opened();
    const failure = await failureOf(database.command({ killCursors: 'c', cursors: [cursor.id, 'a'] }));
    expect(failure.code).toBe(14);
    expect(await more()).toMatchObject({ ok: 1 });
  });
});
