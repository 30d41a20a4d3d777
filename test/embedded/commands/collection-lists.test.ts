import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Long } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const SEARCHES: readonly [string, Document, number][] = [
  ['a script', { $where: 'true' }, 2],
  ['a search', { $or: [{ $text: { $search: 'a' } }] }, 2],
  ['a place', { name: { $near: [0, 0] } }, 5_626_500],
  ['an unknown operator', { $bad: 1 }, 2],
];

describe('listCollections', () => {
  it('ends the cursor with the batch that has the last one', async () => {
    const database = test.database();
    for (const name of ['a', 'b', 'c']) await database.createCollection(name);
    const list = (command: Document) => database.command({ listCollections: 1, ...command }, { promoteLongs: false });
    expect(await list({ filter: { name: 'b' }, cursor: { batchSize: 1 } })).toMatchObject({
      cursor: { id: Long.ZERO },
    });
    const { cursor } = await list({ cursor: { batchSize: new Double(2.9) } });
    expect(cursor.firstBatch).toHaveLength(2);
    const more = { getMore: cursor.id, collection: '$cmd.listCollections' };
    expect(await database.command(more, { promoteLongs: false })).toMatchObject({
      cursor: { id: Long.ZERO, nextBatch: [{ name: 'c' }] },
    });
  });

  it('filters what it lists, so that with names only it knows nothing else', async () => {
    const database = test.database();
    await database.createCollection('a');
    const list = (filter: Document, nameOnly: boolean) => database.listCollections(filter, { nameOnly }).toArray();
    expect(await list({ 'info.readOnly': false }, false)).toHaveLength(1);
    expect(await list({ 'info.readOnly': false }, true)).toEqual([]);
    expect(await list({ options: { $exists: false } }, true)).toEqual([{ name: 'a', type: 'collection' }]);
    expect(await list({ $expr: { $eq: ['$name', 'a'] } }, true)).toHaveLength(1);
  });

  it.each<[string, Document, number]>([
    ...SEARCHES.map(([title, filter, code]): [string, Document, number] => [title, { filter }, code]),
    ['a filter of a list', { filter: [] }, 14],
    ['a number for nameOnly', { nameOnly: 1 }, 14],
    ['a number for authorizedCollections', { authorizedCollections: 1 }, 14],
    ['a cursor of a number', { cursor: 1 }, 14],
    ['a batch of text', { cursor: { batchSize: '1' } }, 14],
    ['a batch of less than none', { cursor: { batchSize: Decimal128.fromString('-1') } }, 2],
    ['an unknown field of a cursor', { cursor: { limit: 1 } }, 40_415],
    ['an unknown option', { names: true }, 40_415],
  ])('refuses %s', async (_, command, code) => {
    expect(await failureOf(test.database().command({ listCollections: 1, ...command }))).toMatchObject({ code });
  });
});

describe('listDatabases', () => {
  const list = (command: Document) =>
    test.client.db('admin').command({ listDatabases: 1, ...command }, { promoteLongs: false });

  it('lists databases with their sizes in order, those that a server always has among them', async () => {
    await test.client
      .db('measured')
      .collection('a')
      .insertOne({ a: 'x'.repeat(2_000_000) });
    await test.client.db('viewed').command({ create: 'v', viewOn: 'a' });
    const { databases, totalSize, totalSizeMb } = await list({ filter: { name: { $not: /^test/ } } });
    expect(databases).toMatchObject([
      { name: 'admin', empty: false },
      { name: 'config', empty: false },
      { name: 'local', empty: false },
      { name: 'measured', empty: false },
      { name: 'viewed', sizeOnDisk: Long.ZERO, empty: true },
    ]);
    expect(totalSize).toEqual(databases[3].sizeOnDisk);
    expect(totalSizeMb).toEqual(Long.fromNumber(1));
  });

  it('lists names alone, which is all that the filter sees then', async () => {
    expect(await list({ nameOnly: 0.5, filter: { name: 'admin' } })).toEqual({ databases: [{ name: 'admin' }], ok: 1 });
    expect(await list({ nameOnly: true, filter: { empty: false } })).toEqual({ databases: [], ok: 1 });
    expect(await list({ filter: { name: 'no' } })).toMatchObject({ databases: [], totalSize: Long.ZERO });
  });

  it.each<[string, Document, number]>([
    ...SEARCHES.map(([title, filter, code]): [string, Document, number] => [title, { filter }, code]),
    ['a filter of text', { filter: 'a' }, 14],
    ['text for nameOnly', { nameOnly: 'true' }, 14],
    ['a number for authorizedDatabases', { authorizedDatabases: 1 }, 14],
    ['an unknown option', { names: true }, 40_415],
  ])('refuses %s', async (_, command, code) => {
    expect(await failureOf(list(command))).toMatchObject({ code });
  });

  it('runs in the database admin alone', async () => {
    expect(await failureOf(test.database().command({ listDatabases: 1 }))).toMatchObject({ code: 13 });
  });
});

describe('dropDatabase', () => {
  it.each<[string, unknown, number]>([
    ['2', 2, 5_255_100],
    ['a decimal that is rounded to 0', Decimal128.fromString('0.5'), 5_255_100],
    ['NaN', Number.NaN, 5_255_100],
    ['true', true, 14],
    ['null', null, 40_414],
  ])('refuses %s', async (_, dropDatabase, code) => {
    expect(await failureOf(test.database().command({ dropDatabase }))).toMatchObject({ code });
  });

  it('takes what is 1 when it is cut, but not the database of the server', async () => {
    const database = test.database();
    await database.createCollection('a');
    expect(await database.command({ dropDatabase: new Double(1.9) })).toEqual({ ok: 1 });
    expect(await database.listCollections().toArray()).toEqual([]);
    expect(await failureOf(test.client.db('admin').command({ dropDatabase: 1 }))).toMatchObject({ code: 20 });
  });
});

describe('drop', () => {
  it.each<[string, unknown, number]>([
    ['a number', 5, 73],
    ['no text', '', 73],
    ['a leading dot', '.a', 73],
    ['a null byte', 'a\0', 73],
  ])('refuses %s for a name', async (_, drop, code) => {
    expect(await failureOf(test.database().command({ drop }))).toMatchObject({ code });
  });

  it('answers with nothing for what is not there', async () => {
    expect(await test.database().command({ drop: 'a$b' })).toEqual({ ok: 1 });
  });
});
