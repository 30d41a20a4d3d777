import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Binary, type Document } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

async function run(ops: Document[], options: Document = {}) {
  const database = test.database();
  const nsInfo = [{ ns: `${database.databaseName}.a` }, { ns: `${database.databaseName}.b` }];
  const reply = await test.client.db('admin').command({ bulkWrite: 1, ops, nsInfo, ...options });
  const { ok: _, cursor, ...counts } = reply;
  return { database, cursor, counts };
}

describe('bulkWrite', () => {
  it('writes to several collections and counts what it did', async () => {
    const { database, cursor, counts } = await run([
      { insert: 0, document: { _id: 1, a: 1 } },
      { insert: 1, document: { _id: 1 } },
      { update: 0, filter: { _id: 1 }, updateMods: { $set: { a: 2 } } },
      { update: 0, filter: { _id: 1 }, updateMods: { $set: { a: 2 } } },
      { update: 0, filter: { _id: 2 }, updateMods: { $set: { a: 9 } }, upsert: true },
      { update: 0, filter: {}, updateMods: [{ $set: { b: '$$c' } }], multi: true, constants: { c: '$a' } },
      { delete: 1, filter: {}, multi: true },
    ]);
    expect(counts).toEqual({ nErrors: 0, nInserted: 2, nMatched: 4, nModified: 3, nUpserted: 1, nDeleted: 1 });
    expect(cursor.ns).toBe('admin.$cmd.bulkWrite');
    expect(Number(cursor.id)).toBe(0);
    expect(cursor.firstBatch).toEqual([
      { ok: 1, idx: 0, n: 1 },
      { ok: 1, idx: 1, n: 1 },
      { ok: 1, idx: 2, n: 1, nModified: 1 },
      { ok: 1, idx: 3, n: 1, nModified: 0 },
      { ok: 1, idx: 4, n: 1, nModified: 0, upserted: { _id: 2 } },
      { ok: 1, idx: 5, n: 2, nModified: 2 },
      { ok: 1, idx: 6, n: 1 },
    ]);
    expect(await database.collection('a').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, a: 2, b: '$a' },
      { _id: 2, a: 9, b: '$a' },
    ]);
  });

  const DUPLICATE = [
    { insert: 0, document: { _id: 1 } },
    { insert: 0, document: { _id: 1 } },
    { insert: 0, document: { _id: 2 } },
  ];

  it('stops at the first error when ordered, and tells the key', async () => {
    const { cursor, counts } = await run(DUPLICATE);
    expect(counts).toMatchObject({ nErrors: 1, nInserted: 1 });
    expect(cursor.firstBatch).toHaveLength(2);
    expect(cursor.firstBatch[1]).toMatchObject({
      ok: 0,
      idx: 1,
      code: 11000,
      n: 0,
      keyPattern: { _id: 1 },
      keyValue: { _id: 1 },
    });
  });

  it('goes on after an error when unordered, and tells the errors alone when asked', async () => {
    const { cursor, counts } = await run(DUPLICATE, { ordered: false, errorsOnly: true });
    expect(counts).toMatchObject({ nErrors: 1, nInserted: 2 });
    expect(cursor.firstBatch).toMatchObject([{ ok: 0, idx: 1 }]);
  });

  it('gives its results in batches', async () => {
    const { cursor } = await run(DUPLICATE, { ordered: false, cursor: { batchSize: 1 } });
    expect(cursor.firstBatch).toHaveLength(1);
    const more = await test.client.db('admin').command({ getMore: cursor.id, collection: '$cmd.bulkWrite' });
    expect(more.cursor.nextBatch).toMatchObject([{ idx: 1 }, { idx: 2 }]);
    expect(Number(more.cursor.id)).toBe(0);
  });

  it('serves the bulkWrite of the driver', async () => {
    const namespace = `${test.database().databaseName}.a`;
    const result = await test.client.bulkWrite([
      { name: 'insertOne', namespace, document: { _id: 1 as never } },
      { name: 'replaceOne', namespace, filter: { _id: 1 as never }, replacement: { a: 1 } },
      { name: 'updateMany', namespace, filter: { a: 1 }, update: { $inc: { a: 1 } } },
      { name: 'deleteOne', namespace, filter: { a: 2 } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, matchedCount: 2, modifiedCount: 2, deletedCount: 1 });
  });

  it.each([
    ['no operations', { ops: [] }, 16, 'between 1 and'],
    ['an operation of another name', { ops: [{ replace: 0 }] }, 40415, 'replace'],
    ['an unknown option of a delete', { ops: [{ delete: 0, filter: {}, upsert: true }] }, 40415, 'upsert'],
    ['a namespace that is not there', { ops: [{ delete: 2, filter: {} }] }, 2, '2'],
    ['a negative namespace', { ops: [{ delete: -1, filter: {} }] }, 2, '-1'],
    ['a namespace without collection', { nsInfo: [{ ns: 'a' }] }, 73, 'a'],
    ['an insert without document', { ops: [{ insert: 0 }] }, 40414, 'document'],
    ['an update of text', { ops: [{ update: 0, filter: {}, updateMods: 'a' }] }, 9, 'object or an array'],
    ['a number for `multi`', { ops: [{ delete: 0, filter: {}, multi: 1 }] }, 14, 'multi'],
    ['a collation', { ops: [{ delete: 0, filter: {}, collation: { locale: 'de' } }] }, 238, 'collation'],
  ])('refuses %s', async (_title, command, code, word) => {
    const nsInfo = [{ ns: 'x.a' }, { ns: 'x.b' }];
    const sent = { bulkWrite: 1, ops: [{ delete: 0, filter: {} }], nsInfo, ...command };
    const failure = await failureOf(test.client.db('admin').command(sent));
    expect({ code: failure.code, message: failure.message }).toEqual({ code, message: expect.stringContaining(word) });
  });

  it('refuses to run on another database', async () => {
    const sent = { bulkWrite: 1, ops: [{ delete: 0, filter: {} }], nsInfo: [{ ns: 'x.a' }] };
    expect((await failureOf(test.database().command(sent))).code).toBe(13);
  });

  it('refuses a collection of another UUID where it would write', async () => {
    const database = test.database();
    await database.createCollection('a');
    const nsInfo = [{ ns: `${database.databaseName}.a`, collectionUUID: new Binary(Buffer.alloc(16), 4) }];
    const sent = { bulkWrite: 1, ops: [{ insert: 0, document: {} }], nsInfo };
    const { cursor } = await test.client.db('admin').command(sent);
    expect(cursor.firstBatch).toMatchObject([{ ok: 0, code: 361, expectedCollection: 'a', actualCollection: null }]);
  });
});
