import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal128, type Document, Long } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

async function start() {
  const database = test.database();
  await database.createCollection('c');
  await database.command({ create: 'v', viewOn: 'c' });
  return database;
}

describe('compact', () => {
  it.each<[string, Document, Document]>([
    ['a collection', {}, { bytesFreed: 0 }],
    ['where a server keeps views', { compact: 'system.views' }, { bytesFreed: 0 }],
    ['with options', { force: true, freeSpaceTargetMB: Decimal128.fromString('1.5') }, { bytesFreed: 0 }],
    ['as a trial', { dryRun: true }, { estimatedBytesFreed: 0 }],
  ])('has nothing to free of %s', async (_, command, answer) => {
    const database = await start();
    expect(await database.command({ compact: 'c', ...command })).toEqual({ ...answer, ok: 1 });
  });

  it.each<[string, Document, number]>([
    ['a collection that is not there', { compact: 'none' }, 26],
    ['a name that none may have', { compact: '$a' }, 26],
    ['a name that nothing can have', { compact: '.a' }, 73],
    ['a number for a name', { compact: 1 }, 73],
    ['a number for force', { force: 1 }, 14],
    ['a number for dryRun', { dryRun: 1 }, 14],
    ['text for a target', { freeSpaceTargetMB: '1' }, 14],
    ['a target of less than one', { freeSpaceTargetMB: 0.5 }, 2],
    ['a write concern', { writeConcern: {} }, 72],
    ['an unknown option', { dryrun: true }, 40_415],
  ])('refuses %s', async (_, command, code) => {
    const database = await start();
    expect(await failureOf(database.command({ compact: 'c', ...command }))).toMatchObject({ code });
  });
});

describe('convertToCapped', () => {
  it.each<[string, Document, number]>([
    ['a number for a name', { convertToCapped: 1 }, 73],
    ['no size', { size: undefined }, 72],
    ['text for a size', { size: '4096' }, 72],
    ['a size of 0', { size: Decimal128.fromString('0.5') }, 72],
    ['a size beyond the largest', { size: Long.fromString('1125899906842625') }, 2],
    ['a collection that is not there', { convertToCapped: '$none' }, 26],
    ['a view', { convertToCapped: 'v' }, 166],
    ['where a server keeps views', { convertToCapped: 'system.views' }, 2],
    ['a collection, for there are no capped ones', { unknownOption: 1 }, 238],
  ])('refuses %s', async (_, command, code) => {
    const database = await start();
    expect(await failureOf(database.command({ convertToCapped: 'c', size: 4096, ...command }))).toMatchObject({ code });
  });
});

describe('cloneCollectionAsCapped', () => {
  it.each<[string, Document, number]>([
    ['a number for a source', { cloneCollectionAsCapped: 1 }, 14],
    ['no target', { toCollection: undefined }, 14],
    ['a dollar sign in a source', { cloneCollectionAsCapped: 'a$b' }, 73],
    ['a target that no collection can be', { toCollection: 'system.other' }, 73],
    ['buckets for a target', { toCollection: 'system.buckets.a' }, 20],
    ['no size', { size: null }, 72],
    ['a source that is not there', { cloneCollectionAsCapped: 'none' }, 26],
    ['a view for a source', { cloneCollectionAsCapped: 'v' }, 166],
    ['a view for a target', { toCollection: 'v' }, 166],
    ['a target that is there', { toCollection: 'c' }, 48],
    ['a collection, for there are no capped ones', { unknownOption: 1 }, 238],
  ])('refuses %s', async (_, change, code) => {
    const database = await start();
    const command = { cloneCollectionAsCapped: 'c', toCollection: 'd', size: 4096, ...change };
    expect(await failureOf(database.command(command))).toMatchObject({ code });
  });
});

describe('validateDBMetadata', () => {
  const STRICT = { version: '1', strict: true };

  it('tells which indexes and views are not in the stable API', async () => {
    const database = await start();
    const name = database.databaseName;
    await database
      .collection('c')
      .createIndexes([
        { key: { a: 1 }, sparse: true, unique: true },
        { key: { b: 1 } },
        { key: { d: 1 }, sparse: true },
      ]);
    await database.command({ create: 'w', viewOn: 'c', pipeline: [{ $collStats: { storageStats: {} } }] });
    const { apiVersionErrors } = await database.command({ validateDBMetadata: 1, apiParameters: STRICT, db: name });
    expect(apiVersionErrors).toMatchObject([
      { ns: `${name}.c`, code: 323, codeName: 'APIStrictError', errmsg: expect.stringContaining('a_1') },
      { ns: `${name}.c`, code: 323, errmsg: expect.stringContaining('d_1') },
      { ns: `${name}.w`, code: 323, errmsg: expect.stringContaining('$collStats') },
    ]);
  });

  it.each<[string, Document]>([
    ['without strictness', { apiParameters: { version: '1' } }],
    ['of another version', { apiParameters: { version: '2', strict: true } }],
    ['of another collection', { apiParameters: STRICT, collection: 'b' }],
    ['of another database', { apiParameters: STRICT, db: 'none' }],
  ])('finds nothing %s', async (_, command) => {
    const database = await start();
    await database.collection('c').createIndex({ a: 1 }, { sparse: true });
    const answer = await database.command({ validateDBMetadata: 1, db: database.databaseName, ...command });
    expect(answer).toEqual({ apiVersionErrors: [], ok: 1 });
  });

  it.each<[string, Document, number]>([
    ['no parameters', { apiParameters: undefined }, 40_414],
    ['no version', { apiParameters: { strict: true } }, 40_414],
    ['a number for strictness', { apiParameters: { version: '1', strict: 1 } }, 14],
    ['null for strictness', { apiParameters: { version: '1', strict: null } }, 14],
    ['an unknown parameter', { apiParameters: { ...STRICT, Strict: true } }, 40_415],
    ['a database of no name', { db: '' }, 28_539],
    ['a database with a dot', { db: 'a.b' }, 73],
    ['a database with a space', { db: 'a b' }, 13_280],
    ['a collection of no name', { collection: '' }, 73],
    ['a write concern', { writeConcern: {} }, 72],
  ])('refuses %s', async (_, change, code) => {
    const command = { validateDBMetadata: 1, apiParameters: STRICT, ...change };
    expect(await failureOf(test.database().command(command))).toMatchObject({ code });
  });
});
