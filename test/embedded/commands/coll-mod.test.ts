import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Long } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

interface Numbered {
  readonly _id: number;
  readonly [field: string]: unknown;
}

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

async function start(indexes: Document[] = [{ key: { a: 1 }, name: 'a_1' }]) {
  const database = test.database();
  await database.collection<Numbered>('c').insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
  ]);
  await database.command({ createIndexes: 'c', indexes });
  return database;
}

const TTL = [{ key: { a: 1 }, name: 'ttl', expireAfterSeconds: 100 }];

describe('collMod of a collection', () => {
  it.each<[string, Document]>([
    ['nothing', {}],
    [
      'what is null',
      { validator: null, index: null, viewOn: null, pipeline: null, changeStreamPreAndPostImages: null },
    ],
    ['a validator', { validator: { a: 1 } }],
    ['images for change streams', { changeStreamPreAndPostImages: { enabled: true } }],
  ])('takes %s and answers with nothing', async (_, change) => {
    const database = await start();
    expect(await database.command({ collMod: 'c', ...change })).toEqual({ ok: 1 });
  });

  it.each<[string, Document, Document]>([
    [
      'a validator',
      { validator: { a: 1 } },
      { validator: { a: 1 }, validationLevel: 'strict', validationAction: 'error' },
    ],
    ['a level', { validationLevel: 'off' }, { validationLevel: 'off', validationAction: 'error' }],
    ['an action', { validationAction: 'warn' }, { validationLevel: 'strict', validationAction: 'warn' }],
    [
      'images',
      { changeStreamPreAndPostImages: { enabled: true } },
      { changeStreamPreAndPostImages: { enabled: true } },
    ],
  ])('keeps %s with the defaults of what belongs to it', async (_, change, options) => {
    const database = await start();
    await database.command({ collMod: 'c', ...change });
    expect(await database.listCollections().toArray()).toMatchObject([{ options }]);
  });

  it.each<[string, Document, number]>([
    ['an unknown option', { validators: {} }, 40_415],
    ['a source of a view', { viewOn: 'a' }, 72],
    ['a pipeline of a view', { pipeline: [] }, 72],
    ['a size of a capped collection', { cappedSize: 5 }, 72],
    ['a size that none can have', { cappedSize: 0 }, 2],
    ['a count that none can have', { cappedMax: 2 ** 31 }, 2],
    ['an expiry of a time series', { expireAfterSeconds: 'off' }, 72],
    ['an expiry of null', { expireAfterSeconds: null }, 14],
    ['a time series', { timeseries: {} }, 72],
    ['a field of a time series', { timeseries: { timeField: 'a' } }, 40_415],
    ['a validator with a script', { validator: { $where: '1' } }, 2],
    ['a dry run of nothing', { dryRun: true }, 72],
    ['a dry run of another change', { dryRun: true, index: { name: 'a_1', hidden: true } }, 72],
    ['an index of text', { index: 'a_1' }, 14],
    ['no index', { index: {} }, 72],
    ['an index of nothing to change', { index: { name: 'a_1' } }, 72],
    ['an index of two names', { index: { name: 'a_1', keyPattern: { a: 1 }, hidden: true } }, 72],
    ['an index without a name', { index: { hidden: true } }, 72],
    ['an unknown field of an index', { index: { name: 'a_1', sparse: true } }, 40_415],
    ['an index that is not there', { index: { name: 'b_1', hidden: true } }, 27],
    ['a key that no index has', { index: { keyPattern: { b: 1 }, hidden: true } }, 27],
    ['a hidden _id', { index: { name: '_id_', hidden: true } }, 2],
    ['an _id that expires', { index: { keyPattern: { _id: 1 }, expireAfterSeconds: 5 } }, 72],
    ['an index of several fields that expires', { index: { name: 'b_1_c_1', expireAfterSeconds: 5 } }, 72],
    ['an expiry in the past', { index: { name: 'a_1', expireAfterSeconds: -1 } }, 72],
    ['an expiry of text', { index: { name: 'a_1', expireAfterSeconds: '5' } }, 14],
    ['an index that is no longer unique', { index: { name: 'a_1', unique: false } }, 2],
    ['a unique index that is not prepared', { index: { name: 'a_1', unique: true } }, 72],
    ['a prepared index with another change', { index: { name: 'a_1', prepareUnique: true, hidden: true } }, 72],
  ])('refuses %s', async (_, change, code) => {
    const database = await start([
      { key: { a: 1 }, name: 'a_1' },
      { key: { b: 1, c: 1 }, name: 'b_1_c_1' },
    ]);
    if ('index' in change && code === 27) expect(await database.command({ collMod: 'c' })).toEqual({ ok: 1 });
    expect(await failureOf(database.command({ collMod: 'c', ...change }))).toMatchObject({ code });
  });

  it.each<[string, unknown, number]>([
    ['a whole number', 50, 50],
    ['a fraction', new Double(50.7), 50],
    ['a decimal between two', Decimal128.fromString('51.5'), 52],
    ['less than nothing by a fraction', new Double(-0.9), 0],
    ['NaN', Number.NaN, 0],
    ['more than an int', Long.fromString('2147483648'), 0x7fff_ffff],
    ['infinity', Number.POSITIVE_INFINITY, 0x7fff_ffff],
  ])('changes the expiry of an index to %s', async (_, value, seconds) => {
    const database = await start(TTL);
    const answer = await database.command(
      { collMod: 'c', index: { name: 'ttl', expireAfterSeconds: value } },
      { promoteLongs: false },
    );
    expect(answer).toMatchObject({
      expireAfterSeconds_old: Long.fromNumber(100),
      expireAfterSeconds_new: Long.fromNumber(seconds),
    });
    expect(await database.collection('c').indexes()).toMatchObject([{}, { expireAfterSeconds: seconds }]);
  });

  it('makes an index one that expires', async () => {
    const database = await start();
    const answer = await database.command({ collMod: 'c', index: { keyPattern: { a: 1 }, expireAfterSeconds: 50 } });
    expect(answer).toEqual({ expireAfterSeconds_new: 50, ok: 1 });
  });

  it('hides an index and shows it again, and tells of changes alone', async () => {
    const database = await start();
    const hide = (hidden: unknown) => database.command({ collMod: 'c', index: { name: 'a_1', hidden } });
    expect(await hide(1)).toEqual({ hidden_old: false, hidden_new: true, ok: 1 });
    expect(await hide(true)).toEqual({ ok: 1 });
    expect(await database.collection('c').indexes()).toMatchObject([{}, { hidden: true }]);
    expect(await hide(false)).toEqual({ hidden_old: true, hidden_new: false, ok: 1 });
    expect((await database.collection('c').indexes())[1]).not.toHaveProperty('hidden');
  });

  it('makes an index unique in two steps', async () => {
    const database = await start();
    const change = (index: Document, more = {}) =>
      database.command({ collMod: 'c', index: { name: 'a_1', ...index }, ...more });
    expect(await change({ prepareUnique: true })).toEqual({ prepareUnique_old: false, prepareUnique_new: true, ok: 1 });
    expect(await change({ unique: true }, { dryRun: true })).toEqual({ ok: 1 });
    expect(await change({ unique: true })).toEqual({ unique_new: true, ok: 1 });
    expect(await change({ unique: true })).toEqual({ ok: 1 });
    expect(await database.collection('c').indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1 }, name: 'a_1', unique: true },
    ]);
    expect(await failureOf(database.collection('c').insertOne({ a: 1 }))).toMatchObject({ code: 11_000 });
    await database.collection('c').insertOne({ a: 3 });
    expect(await database.collection('c').countDocuments({ a: 3 })).toBe(1);
  });

  it('tells which documents keep an index from being unique', async () => {
    const database = test.database();
    await database
      .collection<Numbered>('c')
      .insertMany([{ _id: 1, a: 1 }, { _id: 2, a: 2 }, { _id: 3, a: 1 }, { _id: 4 }, { _id: 5 }]);
    await database.command({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a_1' }] });
    await database.command({ collMod: 'c', index: { name: 'a_1', prepareUnique: true } });
    for (const dryRun of [true, false]) {
      const command = { collMod: 'c', index: { name: 'a_1', unique: true }, dryRun };
      const failure = await database.command(command).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 359, errorResponse: { violations: [{ ids: [4, 5] }, { ids: [1, 3] }] } });
    }
  });

  it('tells of so many such documents only as an answer may hold', async () => {
    const database = test.database();
    const long = (position: number): Document => ({ _id: `${position}${'x'.repeat(400_000)}`, a: 1 });
    await database.command({ insert: 'c', documents: [0, 1, 2, 3].map(long) });
    await database.command({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a_1', prepareUnique: true }] });
    const command = { collMod: 'c', index: { name: 'a_1', unique: true } };
    const failure: Document = await database.command(command).catch((error: unknown) => error as Document);
    expect(failure.code).toBe(359);
    expect(failure.errorResponse.violations[0].ids).toHaveLength(2);
  });

  it('finds no collection that is not there', async () => {
    expect(await failureOf(test.database().command({ collMod: 'c', cappedSize: 5 }))).toMatchObject({ code: 26 });
    expect(await failureOf(test.database().command({ collMod: '' }))).toMatchObject({ code: 73 });
  });
});

describe('collMod of a view', () => {
  it.each<[string, Document, number]>([
    ['an index', { index: { name: 'a', hidden: true } }, 72],
    ['a validator', { validator: { a: 1 } }, 72],
    ['a level', { validationLevel: 'strict' }, 72],
    ['images', { changeStreamPreAndPostImages: { enabled: false } }, 72],
    ['a size', { cappedSize: 5 }, 72],
    ['an expiry', { expireAfterSeconds: 5 }, 72],
    ['no source', { viewOn: '' }, 2],
    ['a source with a null byte', { viewOn: 'a\0b' }, 73],
    ['a stage that writes', { pipeline: [{ $merge: 'a' }] }, 167],
  ])('refuses %s', async (_, change, code) => {
    const database = test.database();
    await database.command({ create: 'v', viewOn: 'a' });
    expect(await failureOf(database.command({ collMod: 'v', ...change }))).toMatchObject({ code });
  });

  it('keeps what is not changed', async () => {
    const database = test.database();
    await database.command({ create: 'v', viewOn: 'a', pipeline: [{ $limit: 1 }] });
    await database.command({ collMod: 'v', viewOn: 'b' });
    await database.command({ collMod: 'v' });
    expect(await database.listCollections({ name: 'v' }).toArray()).toMatchObject([
      { options: { viewOn: 'b', pipeline: [{ $limit: 1 }] } },
    ]);
  });

  it('refuses to change where a server keeps views', async () => {
    const database = test.database();
    expect(await failureOf(database.command({ collMod: 'system.views' }))).toMatchObject({ code: 26 });
    await database.command({ create: 'v', viewOn: 'a' });
    expect(await failureOf(database.command({ collMod: 'system.views', validator: { a: 1 } }))).toMatchObject({
      code: 72,
    });
    expect(await failureOf(database.command({ collMod: 'system.views' }))).toMatchObject({ code: 238 });
  });
});
