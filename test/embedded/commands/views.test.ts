import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
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

const nested = (levels: number): Document[] =>
  levels === 0 ? [{ $match: {} }] : [{ $lookup: { from: 'a', pipeline: nested(levels - 1), as: 'b' } }];

describe('a view', () => {
  it('reads what its collection has now', async () => {
    const database = test.database();
    await database.createCollection('big', { viewOn: 'items', pipeline: [{ $match: { a: { $gt: 1 } } }] });
    expect(await database.collection('big').find().toArray()).toEqual([]);
    await database.collection<Numbered>('items').insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ]);
    await database.collection<Numbered>('items').deleteOne({ _id: 3 });
    expect(await database.collection('big').find().toArray()).toEqual([{ _id: 2, a: 2 }]);
    expect(await database.collection('big').countDocuments()).toBe(1);
  });

  it('is listed with its definition, beside the collection that a server keeps views in', async () => {
    const database = test.database();
    await database.command({ create: 'v', viewOn: 'a.b', pipeline: [null, { $match: { a: 1 } }] });
    await database.command({ create: 'w', viewOn: 'v' });
    expect(await database.listCollections({ type: 'view' }).toArray()).toEqual([
      {
        name: 'v',
        type: 'view',
        options: { viewOn: 'a.b', pipeline: [{ $match: { a: 1 } }] },
        info: { readOnly: true },
      },
      { name: 'w', type: 'view', options: { viewOn: 'v', pipeline: [] }, info: { readOnly: true } },
    ]);
    expect(await database.listCollections({ name: 'system.views' }).toArray()).toMatchObject([{ type: 'collection' }]);
  });

  it.each<[string, Document]>([
    ['an insert', { insert: 'v', documents: [{ a: 1 }] }],
    ['an update', { update: 'v', updates: [{ q: {}, u: { $set: { a: 1 } } }] }],
    ['an upsert', { update: 'v', updates: [{ q: { a: 5 }, u: { $set: { a: 1 } }, upsert: true }] }],
    ['a delete', { delete: 'v', deletes: [{ q: {}, limit: 0 }] }],
    ['a findAndModify', { findAndModify: 'v', query: {}, remove: true }],
    ['an index', { createIndexes: 'v', indexes: [{ key: { a: 1 }, name: 'a' }] }],
    ['the drop of an index', { dropIndexes: 'v', index: '*' }],
    ['compact', { compact: 'v' }],
  ])('refuses %s', async (_, command) => {
    const database = test.database();
    await database.command({ create: 'v', viewOn: 'c' });
    const answer = await database.command(command).catch((error: unknown) => error);
    const failure = answer as Document & { writeErrors?: readonly Document[] };
    expect(failure.writeErrors?.[0]?.code ?? failure.code).toBe(166);
    expect(await database.listCollections({ name: 'c' }).toArray()).toEqual([]);
  });

  it.each<[string, Document, number]>([
    ['no source', { viewOn: '' }, 2],
    ['a source that no collection can be', { viewOn: '$a' }, 73],
    ['a number for a source', { viewOn: 1 }, 14],
    ['a document for a pipeline', { viewOn: 'a', pipeline: { $match: {} } }, 14],
    ['a text for a stage', { viewOn: 'a', pipeline: [null, 'x'] }, 14],
    ['no stage in a stage', { viewOn: 'a', pipeline: [{}] }, 40_323],
    ['an unknown stage', { viewOn: 'a', pipeline: [{ $bad: {} }] }, 40_324],
    ['a pipeline without a source', { pipeline: [] }, 72],
    ['a stage that writes', { viewOn: 'a', pipeline: [{ $out: 'b' }] }, 167],
    ['a stage that writes, within another', { viewOn: 'a', pipeline: [{ $facet: { f: [{ $out: 'b' }] } }] }, 40_600],
    ['documents of its own', { viewOn: 'a', pipeline: [{ $documents: [] }] }, 73],
    ['too many stages', { viewOn: 'a', pipeline: Array(1_001).fill({ $match: {} }) }, 7_749_501],
    ['pipelines too deep within each other', { viewOn: 'a', pipeline: nested(21) }, 232],
    ['a pipeline that is too large', { viewOn: 'a', pipeline: [{ $match: { a: 'x'.repeat(16_000_000) } }] }, 195],
    ['itself for a source', { viewOn: 'v' }, 5],
    ['itself for a joined collection', { viewOn: 'a', pipeline: [{ $facet: { f: [{ $unionWith: 'v' }] } }] }, 5],
    ['an index on _id', { viewOn: 'a', idIndex: { key: { _id: 1 }, name: '_id_' } }, 72],
    ['images for change streams', { viewOn: 'a', changeStreamPreAndPostImages: { enabled: true } }, 72],
    ['a time series', { viewOn: 'a', timeseries: { timeField: 'a' } }, 72],
    ['an expiry', { viewOn: 'a', expireAfterSeconds: 5 }, 72],
    ['a bad option that a view passes over', { viewOn: 'a', validationLevel: 'x' }, 2],
    ['a collation', { viewOn: 'a', collation: { locale: 'en' } }, 238],
  ])('may not have %s', async (_, definition, code) => {
    expect(await failureOf(test.database().command({ create: 'v', ...definition }))).toMatchObject({ code });
  });

  it('passes over the options of a collection', async () => {
    const database = test.database();
    const options = { capped: true, size: 4096, max: 5, validator: { a: 1 }, validationLevel: 'strict' };
    await database.command({ create: 'v', viewOn: 'a', ...options, storageEngine: { wiredTiger: {} } });
    expect(await database.listCollections({ name: 'v' }).toArray()).toMatchObject([
      { options: { viewOn: 'a', pipeline: [] } },
    ]);
  });

  it('stands on at most 19 other views, however they come to be so many', async () => {
    const database = test.database();
    for (let level = 1; level <= 20; level += 1) {
      await database.command({ create: `v${level}`, viewOn: `v${level - 1}` });
    }
    expect(await failureOf(database.command({ create: 'v21', viewOn: 'v20' }))).toMatchObject({ code: 165 });
    expect(await failureOf(database.command({ create: 'v0', viewOn: 'a' }))).toMatchObject({ code: 165 });
    await database.command({ create: 'w', viewOn: 'a', pipeline: [{ $unionWith: 'v19' }] });
    expect(await database.collection('v20').find().toArray()).toEqual([]);
  });

  it('joins other views, but not so many times over that nobody could read it', async () => {
    const database = test.database();
    const twice = (from: string) => ['a', 'b'].map((as) => ({ $lookup: { from, pipeline: [], as } }));
    for (let level = 1; level <= 6; level += 1) {
      await database.command({ create: `v${level}`, viewOn: 'c', pipeline: twice(`v${level - 1}`) });
    }
    await database.command({ create: 'wide', viewOn: 'c', pipeline: Array(20).fill(twice('v6')[0]) });
    expect(await database.collection('wide').find().toArray()).toEqual([]);
    const wider = { create: 'wider', viewOn: 'c', pipeline: Array(20).fill(twice('wide')[0]) };
    expect(await failureOf(database.command(wider))).toMatchObject({ code: 195 });
    const read = { aggregate: 'c', pipeline: wider.pipeline, cursor: {} };
    expect(await failureOf(database.command(read))).toMatchObject({ code: 195 });
  });

  it('is not closed to a circle by a change', async () => {
    const database = test.database();
    await database.command({ create: 'v', viewOn: 'a' });
    await database.command({ create: 'w', viewOn: 'v' });
    const lookup = { $lookup: { from: 'w', localField: 'a', foreignField: 'a', as: 'b' } };
    expect(await failureOf(database.command({ collMod: 'v', viewOn: 'w' }))).toMatchObject({ code: 5 });
    expect(await failureOf(database.command({ collMod: 'v', pipeline: [lookup] }))).toMatchObject({ code: 5 });
    await database.command({ collMod: 'v', viewOn: 'b', pipeline: [{ $limit: 1 }] });
    await database.collection<Numbered>('b').insertMany([{ _id: 1 }, { _id: 2 }]);
    expect(await database.collection('w').find().toArray()).toEqual([{ _id: 1 }]);
  });

  it('is dropped by its name, or with all others', async () => {
    const database = test.database();
    const name = database.databaseName;
    await database.command({ create: 'v', viewOn: 'c' });
    await database.command({ create: 'w', viewOn: 'c' });
    await database.command({ create: 'c' });
    expect(await database.command({ drop: 'v' })).toEqual({ ns: `${name}.v`, ok: 1 });
    expect(await database.command({ drop: 'system.views' })).toEqual({
      nIndexesWas: 1,
      ns: `${name}.system.views`,
      ok: 1,
    });
    expect(await database.command({ drop: 'system.views' })).toEqual({ ok: 1 });
    expect((await database.listCollections().toArray()).map((listed) => listed.name)).toEqual(['c']);
  });

  it.each<[string, Document]>([
    ['an aggregate', { aggregate: 'system.views', pipeline: [], cursor: {} }],
    ['a join', { aggregate: 'c', pipeline: [{ $unionWith: 'system.views' }], cursor: {} }],
    ['find', { find: 'system.views' }],
    ['count', { count: 'system.views' }],
    ['collStats', { collStats: 'system.views' }],
    ['validate', { validate: 'system.views' }],
  ])('is not read by %s where a server keeps it', async (_, command) => {
    const database = test.database();
    await database.command({ create: 'v', viewOn: 'c' });
    expect(await failureOf(database.command(command))).toMatchObject({ code: 238 });
    expect(await database.command({ listIndexes: 'system.views' })).toMatchObject({
      cursor: { firstBatch: [{ name: '_id_' }] },
    });
  });

  it('goes with its database', async () => {
    const database = test.database();
    await database.command({ create: 'v', viewOn: 'c' });
    await database.dropDatabase();
    expect(await database.listCollections().toArray()).toEqual([]);
  });
});
