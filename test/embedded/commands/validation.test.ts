import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { openEngine, type TestEngine } from '../engine.ts';

interface Numbered {
  readonly _id: number;
  readonly [field: string]: unknown;
}

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const NUMBER = { a: { $type: 'number' } };

async function start(options: Document, documents: Document[] = [{ _id: 1, a: 1 }]) {
  const database = test.database();
  await database.command({ create: 'c', validator: NUMBER, ...options });
  await database.command({ insert: 'c', documents, bypassDocumentValidation: true });
  return database;
}

const UPDATE = { update: 'c', updates: [{ q: { _id: 1 }, u: { $set: { a: 'x' } } }] };

const WRITES: readonly [string, Document][] = [
  ['an insert', { insert: 'c', documents: [{ _id: 2, a: 'x' }] }],
  ['an update', UPDATE],
  ['an update of many', { update: 'c', updates: [{ q: {}, u: { $set: { a: 'x' } }, multi: true }] }],
  ['a replacement', { update: 'c', updates: [{ q: { _id: 1 }, u: { b: 1 } }] }],
  ['an update by a pipeline', { update: 'c', updates: [{ q: { _id: 1 }, u: [{ $set: { a: 'x' } }] }] }],
  ['an upsert', { update: 'c', updates: [{ q: { _id: 2 }, u: { $set: { b: 1 } }, upsert: true }] }],
  ['a findAndModify', { findAndModify: 'c', query: { _id: 1 }, update: { $set: { a: 'x' } } }],
  ['a findAndModify that upserts', { findAndModify: 'c', query: { _id: 2 }, update: { b: 1 }, upsert: true }],
  ['an $out', { aggregate: 'other', pipeline: [{ $out: 'c' }], cursor: {} }],
  ['a $merge', { aggregate: 'other', pipeline: [{ $merge: 'c' }], cursor: {} }],
];

describe('a validator', () => {
  it.each(WRITES)('refuses %s', async (_, command) => {
    const database = await start({});
    await database.collection<Numbered>('other').insertOne({ _id: 5, b: 1 });
    const answer: Document = await database.command(command).catch((error: unknown) => error as Document);
    expect(answer.writeErrors?.[0]?.code ?? answer.code).toBe(121);
    expect(await database.collection('c').find().toArray()).toEqual([{ _id: 1, a: 1 }]);
  });

  it.each(WRITES)('is passed by for %s that asks for it', async (_, command) => {
    const database = await start({});
    await database.collection<Numbered>('other').insertOne({ _id: 5, b: 1 });
    const answer = await database.command({ ...command, bypassDocumentValidation: true });
    expect(answer.writeErrors).toBeUndefined();
    expect(await database.collection('c').find().toArray()).not.toEqual([{ _id: 1, a: 1 }]);
  });

  it('refuses the operations of a bulkWrite one by one', async () => {
    const database = await start({});
    const ops = [
      { insert: 0, document: { _id: 2, a: 'x' } },
      { update: 0, filter: { _id: 1 }, updateMods: { $set: { a: 'x' } } },
      { insert: 0, document: { _id: 3, a: 2 } },
    ];
    const nsInfo = [{ ns: `${database.databaseName}.c` }];
    const answer = await test.client.db('admin').command({ bulkWrite: 1, ops, nsInfo, ordered: false });
    expect(answer).toMatchObject({
      nErrors: 2,
      nInserted: 1,
      cursor: { firstBatch: [{ code: 121 }, { code: 121 }, { ok: 1 }] },
    });
  });

  it('tells which document failed, and by which rule', async () => {
    const database = test.database();
    await database.command({ create: 'c', validator: { $jsonSchema: { required: ['a'], title: 'rule' } } });
    const answer = await database.command({ insert: 'c', documents: [{ _id: 7, b: 1 }] });
    expect(answer).toMatchObject({
      n: 0,
      writeErrors: [
        {
          index: 0,
          code: 121,
          errmsg: 'Document failed validation',
          errInfo: {
            failingDocumentId: 7,
            details: {
              operatorName: '$jsonSchema',
              title: 'rule',
              schemaRulesNotSatisfied: [
                { operatorName: 'required', specifiedAs: { required: ['a'] }, missingProperties: ['a'] },
              ],
            },
          },
        },
      ],
    });
  });

  it.each<[string, Document, number]>([
    ['strict, and the document was wrong before', { validationLevel: 'strict' }, 0],
    ['moderate, and the document was wrong before', { validationLevel: 'moderate' }, 1],
    ['off', { validationLevel: 'off' }, 1],
    ['one that only warns', { validationAction: 'warn' }, 1],
    ['one that also logs', { validationAction: 'errorAndLog' }, 0],
  ])('looks at an update as it should when it is %s', async (_, options, modified) => {
    const database = await start(options, [{ _id: 1, a: 'wrong' }]);
    expect(await database.command(UPDATE)).toMatchObject({ nModified: modified });
  });

  it('that is moderate refuses what was right before, and every wrong insert', async () => {
    const database = await start({ validationLevel: 'moderate' });
    expect(await database.command(UPDATE)).toMatchObject({ writeErrors: [{ code: 121 }] });
    expect(await database.command({ insert: 'c', documents: [{ a: 'x' }] })).toMatchObject({
      writeErrors: [{ code: 121 }],
    });
  });

  it('does not look at an update that changes nothing', async () => {
    const database = await start({}, [{ _id: 1, a: 'x' }]);
    expect(await database.command(UPDATE)).toMatchObject({ n: 1, nModified: 0 });
  });

  it('knows the time of each write', async () => {
    const database = test.database();
    await database.command({ create: 'c', validator: { $expr: { $gt: ['$until', '$$NOW'] } } });
    const until = new Date(Date.now() + 60);
    await database.collection('c').insertOne({ until });
    while (new Date() <= until) await new Promise((resume) => setTimeout(resume, 10));
    expect(await database.command({ insert: 'c', documents: [{ until }] })).toMatchObject({
      writeErrors: [{ code: 121 }],
    });
  });

  it('sees fields with the names of a prototype', async () => {
    const database = test.database();
    await database.command({ create: 'c', validator: JSON.parse('{"__proto__": {"$exists": true}}') });
    expect(await database.command({ insert: 'c', documents: [{ _id: 1 }] })).toMatchObject({
      writeErrors: [{ code: 121 }],
    });
  });

  it('holds for an error of the expression itself', async () => {
    const database = test.database();
    await database.command({ create: 'c', validator: { $expr: { $divide: [1, '$a'] } } });
    expect(await database.command({ insert: 'c', documents: [{ a: 0 }] })).toMatchObject({ n: 0 });
  });

  it('explains its refusals until they fill a megabyte, and then tells the code alone', async () => {
    const database = await start({});
    const documents = ['x'.repeat(600_000), 'x'.repeat(600_000), 'x'].map((a) => ({ a }));
    const answer = await database.command({ insert: 'c', documents, ordered: false });
    expect(answer).toMatchObject({ n: 0, writeErrors: [{ errInfo: {} }, { errInfo: {} }, { code: 121, errmsg: '' }] });
    expect(answer.writeErrors[2]).not.toHaveProperty('errInfo');
    const ops = documents.map((document) => ({ insert: 0, document }));
    const nsInfo = [{ ns: `${database.databaseName}.c` }];
    const bulk = await test.client.db('admin').command({ bulkWrite: 1, ops, nsInfo, ordered: false });
    expect(bulk).toMatchObject({
      nErrors: 3,
      cursor: { firstBatch: [{ errInfo: {} }, {}, { code: 121, errmsg: '' }] },
    });
    expect(bulk.cursor.firstBatch[2]).not.toHaveProperty('errInfo');
  });

  it('changes with collMod, for the next write', async () => {
    const database = await start({});
    await database.command({ collMod: 'c', validator: { b: 1 } });
    expect(await database.command({ insert: 'c', documents: [{ _id: 2, b: 1 }] })).toMatchObject({ n: 1 });
    await database.command({ collMod: 'c', validator: {} });
    expect(await database.command({ insert: 'c', documents: [{ _id: 3 }] })).toMatchObject({ n: 1 });
    const [listed] = await database.listCollections().toArray();
    expect(listed).toMatchObject({ options: { validationLevel: 'strict', validationAction: 'error' } });
  });
});
