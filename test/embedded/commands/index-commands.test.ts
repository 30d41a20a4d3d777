import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Int32, Long, UUID } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const SHARED = { key: { a: 1 }, name: 'a_1' };

function create(...indexes: Document[]): Document {
  return { createIndexes: 'items', indexes };
}

/** After the indexes of the first list have been made. */
async function codeAfter(before: readonly Document[], command: Document): Promise<unknown> {
  const database = test.database();
  await database.createCollection('items');
  if (before.length > 0) await database.command(create(...before));
  return (await failureOf(database.command(command))).code;
}

describe('createIndexes', () => {
  it.each<[string, Document[], Document[], Document]>([
    [
      'makes the collection',
      [],
      [SHARED],
      { numIndexesBefore: 1, numIndexesAfter: 2, createdCollectionAutomatically: true, ok: 1 },
    ],
    [
      'adds to a collection',
      [SHARED],
      [
        { key: { b: 1 }, name: 'b_1' },
        { key: { c: 1 }, name: 'c_1' },
      ],
      { numIndexesBefore: 2, numIndexesAfter: 4, createdCollectionAutomatically: false, ok: 1 },
    ],
    [
      'tells that all are there',
      [SHARED],
      [SHARED],
      { numIndexesBefore: 2, numIndexesAfter: 2, note: 'all indexes already exist', ok: 1 },
    ],
    [
      'tells that some are there',
      [SHARED],
      [SHARED, { key: { b: 1 }, name: 'b_1' }],
      {
        numIndexesBefore: 2,
        numIndexesAfter: 3,
        createdCollectionAutomatically: false,
        note: 'index already exists',
        ok: 1,
      },
    ],
    [
      'takes the index on _id by any name for the one that is there',
      [SHARED],
      [{ key: { _id: 1 }, name: 'mine' }],
      { numIndexesBefore: 2, numIndexesAfter: 2, note: 'all indexes already exist', ok: 1 },
    ],
  ])('%s, and says so', async (_, before, indexes, reply) => {
    const database = test.database();
    if (before.length > 0) await database.command(create(...before));
    const answer = await database.command(create(...indexes));
    expect(answer).toEqual(reply);
    expect(Object.keys(answer)).toEqual(Object.keys(reply));
  });

  it.each<[string, Document, Document]>([
    ['another version', SHARED, { ...SHARED, v: 1 }],
    ['a key of another numeric type', SHARED, { ...SHARED, key: { a: new Double(1) } }],
    ['building in the background', SHARED, { ...SHARED, background: true }],
    ['a flag that is off', SHARED, { ...SHARED, unique: false, hidden: false, sparse: 0 }],
    ['the simple collation', SHARED, { ...SHARED, collation: { locale: 'simple' } }],
    [
      'a time to live of another type',
      { ...SHARED, expireAfterSeconds: 5 },
      { ...SHARED, expireAfterSeconds: new Double(5.9) },
    ],
    ...(
      [
        [{ $and: [{ a: 1 }, { b: 2 }] }, { b: { $eq: 2 }, a: { $in: [new Double(1)] } }],
        [{ $or: [{ a: { $gt: 1 } }, { b: 2 }] }, { $or: [{ b: 2 }, { $and: [{ a: { $gt: 1 } }] }] }],
        [{ a: { $in: [1, 2] } }, { a: { $in: [2, 1, 2] } }],
        [{ a: { $type: 'string' } }, { a: { $type: [2] } }],
        [{ a: { $all: [1, 2] } }, { $and: [{ a: 2 }, { a: 1 }] }],
        [{ a: { $exists: true } }, { $comment: 'why', a: { $exists: 1 } }],
      ] as const
    ).map(([one, other]): [string, Document, Document] => [
      `the filter ${JSON.stringify(other)} for ${JSON.stringify(one)}`,
      { ...SHARED, partialFilterExpression: one },
      { ...SHARED, partialFilterExpression: other },
    ]),
  ])('counts %s as the same index', async (_, one, other) => {
    const database = test.database();
    await database.command(create(one));
    expect(await database.command(create(other))).toMatchObject({ note: 'all indexes already exist' });
  });

  it.each<[string, Document, Document, number]>([
    ['another key under the name', SHARED, { key: { b: 1 }, name: 'a_1' }, 86],
    ['another direction under the name', SHARED, { key: { a: -1 }, name: 'a_1' }, 86],
    ['unique under the name', SHARED, { ...SHARED, unique: true }, 86],
    ['sparse under the name', SHARED, { ...SHARED, sparse: true }, 86],
    ['a filter under the name', SHARED, { ...SHARED, partialFilterExpression: { a: 1 } }, 86],
    ['a collation under the name', SHARED, { ...SHARED, collation: { locale: 'de' } }, 86],
    ['a text index under the name', SHARED, { key: { b: 'text' }, name: 'a_1' }, 86],
    ['hidden under the name', SHARED, { ...SHARED, hidden: true }, 85],
    ['a time to live under the name', SHARED, { ...SHARED, expireAfterSeconds: 5 }, 85],
    ['another time to live', { ...SHARED, expireAfterSeconds: 4 }, { ...SHARED, expireAfterSeconds: 5 }, 85],
    ['other settings of the storage', SHARED, { ...SHARED, storageEngine: { wiredTiger: {} } }, 85],
    ['the same under another name', SHARED, { ...SHARED, name: 'x' }, 85],
    ['the same but hidden under another name', SHARED, { ...SHARED, name: 'x', hidden: true }, 85],
    ['the name of the index on _id', SHARED, { key: { b: 1 }, name: '_id_' }, 2],
  ])('refuses %s', async (_, one, other, code) => {
    expect(await codeAfter([one], create(other))).toBe(code);
  });

  it('lets indexes of one key stand beside each other that hold other keys', async () => {
    const database = test.database();
    const key = { a: 1 };
    await database.command(
      create(
        { key, name: 'plain' },
        { key, name: 'unique', unique: true },
        { key, name: 'sparse', sparse: true },
        { key, name: 'both', sparse: true, unique: true },
        { key, name: 'partial', partialFilterExpression: { a: 1 } },
        { key, name: 'other', partialFilterExpression: { a: 2 } },
        { key: { a: 2 }, name: 'two' },
      ),
    );
    expect(await database.collection('items').indexes()).toHaveLength(8);
  });

  it.each<[string, Document[], number]>([
    ['of one key', [SHARED, { ...SHARED, name: 'x' }], 85],
    ['of one name', [SHARED, { key: { b: 1 }, name: 'a_1' }], 86],
    ['that are the same', [SHARED, SHARED], 96],
  ])('refuses two indexes in one command %s, and makes none', async (_, indexes, code) => {
    const database = test.database();
    expect((await failureOf(database.command(create(...indexes)))).code).toBe(code);
    expect(await database.listCollections().toArray()).toEqual([]);
  });

  it('makes at most 64 indexes for a collection', async () => {
    const database = test.database();
    const indexes = Array.from({ length: 63 }, (_, n) => ({ key: { [`f${n}`]: 1 }, name: `f${n}` }));
    await database.command(create(...indexes));
    expect((await failureOf(database.command(create({ key: { g: 1 }, name: 'g' })))).code).toBe(67);
    expect(await database.command(create(...indexes))).toMatchObject({ numIndexesAfter: 64 });
  });

  it.each<[string, Document, number]>([
    ['no list', { createIndexes: 'items' }, 40_414],
    ['a list that is none', { createIndexes: 'items', indexes: {} }, 14],
    ['an empty list', { createIndexes: 'items', indexes: [] }, 2],
    ['an element that is no document', { createIndexes: 'items', indexes: [1] }, 14],
    ['more definitions than a collection could have', create(...Array.from({ length: 1_001 }, () => SHARED)), 67],
    ['an unknown option', { ...create(SHARED), sparkle: 1 }, 40_415],
    ['a quorum', { ...create(SHARED), commitQuorum: 'majority' }, 2],
    ['a quorum of 51 members', { ...create(SHARED), commitQuorum: 51 }, 9],
    ['a quorum that is a document', { ...create(SHARED), commitQuorum: {} }, 9],
    ['the id of another collection', { ...create(SHARED), collectionUUID: new UUID() }, 361],
    ['a name with a dollar sign', { createIndexes: 'a$b', indexes: [SHARED] }, 73],
    ['a name that is none', { createIndexes: 5, indexes: [SHARED] }, 73],
  ])('refuses %s', async (_, command, code) => {
    expect((await failureOf(test.database().command(command))).code).toBe(code);
  });

  it('passes over options that are unknown, or of another kind of index, when asked to', async () => {
    const database = test.database();
    const index = { ...SHARED, sparkle: 1, weights: { a: 1 }, bits: 'x', unique: true };
    await database.command({ ...create(index), ignoreUnknownIndexOptions: true });
    expect(await database.collection('items').indexes()).toContainEqual({ v: 2, ...SHARED, unique: true });
  });

  it.each<[string, Document[], number]>([
    ['has duplicates', [{ a: 1 }, { a: new Double(1) }], 11_000],
    ['has two arrays', [{ a: [1], b: [2] }], 171],
  ])('leaves nothing behind when what it would index %s', async (_, documents, code) => {
    const database = test.database();
    const items = database.collection('items');
    await items.insertMany(documents);
    const indexes = [
      { key: { c: 1 }, name: 'c_1' },
      { key: { a: 1, b: 1 }, name: 'both', unique: true },
    ];
    expect((await failureOf(database.command(create(...indexes)))).code).toBe(code);
    expect(await items.indexes()).toHaveLength(1);
    await items.insertMany([{ a: 7 }, { a: 7 }]);
    expect(await items.countDocuments({ a: 7 })).toBe(2);
  });

  it('refuses a second array that an update takes from the first', async () => {
    const items = test.collection();
    await items.createIndex({ a: 1, x: 1 });
    await items.insertOne({ a: [1, 2] });
    expect((await failureOf(items.updateOne({}, [{ $set: { x: '$a' } }]))).code).toBe(171);
    expect((await items.deleteOne({})).deletedCount).toBe(1);
  });

  it('refuses a view, after what is wrong with the definition', async () => {
    const database = test.database();
    await database.createCollection('view', { viewOn: 'items', pipeline: [] });
    const command = { createIndexes: 'view', indexes: [SHARED] };
    expect((await failureOf(database.command(command))).code).toBe(166);
    expect((await failureOf(database.command({ ...command, indexes: [{ key: { a: 0 }, name: 'a' }] }))).code).toBe(67);
    expect((await failureOf(database.command({ dropIndexes: 'view', index: '*' }))).code).toBe(166);
    expect((await failureOf(database.command({ listIndexes: 'view' }))).code).toBe(166);
    expect((await failureOf(database.command({ reIndex: 'view' }))).code).toBe(166);
  });
});

describe('listIndexes', () => {
  it('gives back what was given, as the server writes it', async () => {
    const database = test.database();
    const given = {
      ns: 'ignored',
      default_language: 'english',
      max: 5,
      bits: new Double(7.5),
      storageEngine: { wiredTiger: {} },
      expireAfterSeconds: Decimal128.fromString('3601.5'),
      sparse: 0,
      partialFilterExpression: { a: { $gt: Long.fromInt(1) } },
      hidden: true,
      unique: new Double(3),
      dropDups: true,
      background: 1,
      name: 'n',
      key: { '10': Long.fromInt(-2) },
      v: new Double(1),
    };
    const { sparse, ...index } = given;
    await database.command(create(index, { key: { b: new Double(1.5), a: -1 }, name: 'm', sparse, background: 0 }));
    const { cursor } = await database.command({ listIndexes: 'items' }, { promoteValues: false });
    const [, first, second] = cursor.firstBatch as Document[];
    expect(Object.entries(first ?? {})).toEqual([
      ['v', new Int32(1)],
      ['key', { '10': Long.fromInt(-2) }],
      ['name', 'n'],
      ['background', true],
      ['unique', true],
      ['hidden', true],
      ['partialFilterExpression', { a: { $gt: Long.fromInt(1) } }],
      ['expireAfterSeconds', new Int32(3602)],
      ['storageEngine', { wiredTiger: {} }],
      ['default_language', 'english'],
      ['bits', new Int32(7)],
      ['max', new Double(5)],
    ]);
    expect(second).toEqual({
      v: new Int32(2),
      key: { b: new Double(1.5), a: new Int32(-1) },
      name: 'm',
      background: false,
      sparse: false,
    });
  });

  it.each<[string, Document, unknown]>([
    ['a batch of none', { cursor: { batchSize: 0 } }, []],
    ['the definitions within documents', { includeIndexBuildInfo: true, cursor: { batchSize: 1 } }, ['spec']],
    ['the ids of builds', { includeBuildUUIDs: true, cursor: { batchSize: 1 } }, ['v', 'key', 'name']],
  ])('gives %s when asked to', async (_, options, expected) => {
    const database = test.database();
    await database.command(create(SHARED));
    const { cursor } = await database.command({ listIndexes: 'items', ...options });
    expect(cursor.firstBatch.flatMap((item: Document) => Object.keys(item))).toEqual(expected);
  });

  it.each<[string, Document, number]>([
    ['a collection that is not there', { listIndexes: 'none' }, 26],
    ['both kinds of information', { listIndexes: 'items', includeBuildUUIDs: true, includeIndexBuildInfo: true }, 72],
    ['an unknown field of the cursor', { listIndexes: 'items', cursor: { size: 1 } }, 40_415],
    ['a negative batch', { listIndexes: 'items', cursor: { batchSize: -1 } }, 2],
    ['a cursor that is none', { listIndexes: 'items', cursor: 5 }, 14],
    ['a flag that is text', { listIndexes: 'items', includeBuildUUIDs: 'x' }, 14],
  ])('refuses %s', async (_, command, code) => {
    expect(await codeAfter([], command)).toBe(code);
  });
});

describe('dropIndexes', () => {
  const INDEXES = [SHARED, { key: { b: 1 }, name: 'b' }, { key: { c: 1, d: -1 }, name: 'c' }];

  it.each<[string, unknown, string[]]>([
    ['a name', 'b', ['_id_', 'a_1', 'c']],
    ['a list of names', ['a_1', 'c'], ['_id_', 'b']],
    ['an empty list', [], ['_id_', 'a_1', 'b', 'c']],
    ['a key', { c: new Double(1), d: -1 }, ['_id_', 'a_1', 'b']],
    ['a star', '*', ['_id_']],
    ['a list that begins with a star', ['*', 'none'], ['_id_']],
  ])('drops by %s, and tells how many there were', async (_, index, left) => {
    const database = test.database();
    await database.command(create(...INDEXES));
    expect(await database.command({ dropIndexes: 'items', index })).toMatchObject({ nIndexesWas: 4 });
    expect((await database.collection('items').indexes()).map(({ name }) => name)).toEqual(left);
  });

  it.each<[string, Document, number]>([
    ['no index', {}, 40_414],
    ['null', { index: null }, 14],
    ['a number', { index: 5 }, 14],
    ['a list of other things', { index: ['a_1', 5] }, 14],
    ['a name that is not there', { index: 'none' }, 27],
    ['an empty name', { index: '' }, 27],
    ['a name twice', { index: ['a_1', 'a_1'] }, 27],
    ['a key that is not there', { index: { c: 1 } }, 27],
    ['the fields of a key in another order', { index: { d: -1, c: 1 } }, 27],
    ['an empty key', { index: {} }, 27],
    ['the index on _id by name', { index: '_id_' }, 72],
    ['the index on _id by key', { index: { _id: new Double(1) } }, 72],
    ['the index on _id in a list', { index: ['a_1', '_id_'] }, 72],
    ['a key that two indexes have', { index: { a: 1 } }, 181],
    ['an unknown option', { index: '*', all: true }, 40_415],
  ])('refuses %s, and drops nothing', async (_, options, code) => {
    const database = test.database();
    const twin = options.index !== undefined && code === 181 ? [{ ...SHARED, name: 'twin', sparse: true }] : [];
    await database.command(create(...INDEXES, ...twin));
    expect((await failureOf(database.command({ dropIndexes: 'items', ...options }))).code).toBe(code);
    expect(await database.collection('items').indexes()).toHaveLength(4 + twin.length);
  });

  it('refuses a collection that is not there', async () => {
    expect((await failureOf(test.database().command({ dropIndexes: 'items', index: '*' }))).code).toBe(26);
  });
});

describe('reIndex', () => {
  it('makes all indexes anew and lists them', async () => {
    const database = test.database();
    const items = database.collection('items');
    await items.insertMany([{ a: [1, 2] }, { a: 3 }, {}]);
    await database.command(create(SHARED, { key: { b: 1 }, name: 'b', sparse: true }));
    expect(await database.command({ reIndex: 'items' })).toEqual({
      nIndexesWas: 3,
      nIndexes: 3,
      indexes: [
        { v: 2, key: { _id: 1 }, name: '_id_' },
        { v: 2, ...SHARED },
        { v: 2, key: { b: 1 }, name: 'b', sparse: true },
      ],
      ok: 1,
    });
    expect(await items.find({ a: { $gte: 2 } }).toArray()).toHaveLength(2);
    expect((await failureOf(database.command({ reIndex: 'none' }))).code).toBe(26);
  });
});

describe('TTL indexes', () => {
  it('are looked at by the clock', async () => {
    const sweeping = await openEngine({ limits: { engineTtlSweepMs: 50 } });
    const collection = sweeping.collection();
    const now = Date.now();
    await collection.insertMany([
      { name: 'old', at: new Date(now - 70_000) },
      { name: 'old in array', at: [new Date(now), new Date(now - 70_000)] },
      { name: 'young', at: new Date(now - 1_000) },
      { name: 'no date', at: 5 },
      { name: 'none' },
    ] as never[]);
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const deadline = Date.now() + 5_000;
    while ((await collection.countDocuments()) > 3 && Date.now() < deadline)
      await new Promise((go) => setTimeout(go, 20));
    expect((await collection.find().toArray()).map(({ name }) => name)).toEqual(['young', 'no date', 'none']);
    await sweeping.close();
  });
});
