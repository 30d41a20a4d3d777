import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Binary, type Document, UUID } from '../../../src/bson/bson.ts';
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

const rename = (command: Document) => test.client.db('admin').command(command);

async function start() {
  const database = test.database();
  await database.collection<Numbered>('a').insertMany([
    { _id: 1, x: 1 },
    { _id: 2, x: 2 },
  ]);
  await database.collection('a').createIndex({ x: 1 }, { unique: true });
  return database;
}

async function uuidOf(database: ReturnType<TestEngine['database']>, name: string): Promise<unknown> {
  const [listed] = await database.listCollections({ name }).toArray();
  return listed && 'info' in listed ? listed.info?.uuid : undefined;
}

describe('renameCollection', () => {
  it('keeps documents, indexes and the identity of the collection', async () => {
    const database = await start();
    const before = await uuidOf(database, 'a');
    const name = database.databaseName;
    expect(await rename({ renameCollection: `${name}.a`, to: `${name}.b.c`, stayTemp: true })).toEqual({ ok: 1 });
    expect((await database.listCollections().toArray()).map((listed) => listed.name)).toEqual(['b.c']);
    expect(await uuidOf(database, 'b.c')).toEqual(before);
    expect(await database.collection('b.c').find({ x: 2 }).toArray()).toEqual([{ _id: 2, x: 2 }]);
    expect(await failureOf(database.collection('b.c').insertOne({ x: 1 }))).toMatchObject({ code: 11_000 });
  });

  it('moves to another database, which makes it another collection', async () => {
    const database = await start();
    const other = test.database();
    const before = await uuidOf(database, 'a');
    await rename({ renameCollection: `${database.databaseName}.a`, to: `${other.databaseName}.a` });
    expect(await other.collection('a').countDocuments()).toBe(2);
    expect(await other.collection('a').indexes()).toHaveLength(2);
    expect(await uuidOf(other, 'a')).not.toEqual(before);
    expect(await database.listCollections().toArray()).toEqual([]);
  });

  it('takes the place of a collection only when told so', async () => {
    const database = await start();
    const name = database.databaseName;
    await database.collection<Numbered>('b').insertOne({ _id: 9 });
    const command = { renameCollection: `${name}.a`, to: `${name}.b` };
    expect(await failureOf(rename(command))).toMatchObject({ code: 48 });
    expect(await failureOf(rename({ ...command, dropTarget: new UUID() }))).toMatchObject({ code: 361 });
    await rename({ ...command, dropTarget: await uuidOf(database, 'b') });
    expect(await database.collection('b').find().toArray()).toEqual([
      { _id: 1, x: 1 },
      { _id: 2, x: 2 },
    ]);
  });

  it('never takes the place of a view, and renames none', async () => {
    const database = await start();
    const name = database.databaseName;
    await database.command({ create: 'v', viewOn: 'a' });
    const onto = { renameCollection: `${name}.a`, to: `${name}.v`, dropTarget: true };
    expect(await failureOf(rename(onto))).toMatchObject({ code: 48 });
    expect(await failureOf(rename({ renameCollection: `${name}.v`, to: `${name}.w` }))).toMatchObject({ code: 166 });
  });

  it.each<[string, Document, number]>([
    ['a number for a source', { renameCollection: 1 }, 14],
    ['null for a source', { renameCollection: null }, 40_414],
    ['no target', { to: undefined }, 40_414],
    ['a source without a dot', { renameCollection: 'nodot' }, 73],
    ['a source without a database', { renameCollection: '.a' }, 73],
    ['a source without a name', { renameCollection: 'a.' }, 73],
    ['a space in a database', { to: 'a b.c' }, 73],
    ['a dollar sign in a name', { to: 'a.$c' }, 20],
    ['a dollar sign in a database', { to: 'a$b.c' }, 20],
    ['a name that is too long', { to: `a.${'é'.repeat(127)}` }, 20],
    ['a database that is too long', { to: `${'a'.repeat(64)}.a` }, 73],
    ["a server's own collection", { to: 'a.system.js' }, 20],
    ["a server's own log", { to: 'local.oplog.rs' }, 20],
    ['the same name', { to: 'none.a' }, 20],
    ['a collection that is not there', {}, 26],
    ['another collection of the name', { collectionUUID: new UUID() }, 361],
    ['a UUID that is too short', { collectionUUID: new Binary(new Uint8Array(8), 4) }, 207],
    ['a UUID of text', { collectionUUID: 'a' }, 14],
    ['a drop of null', { dropTarget: null }, 14],
    ['a drop of bytes', { dropTarget: new Binary(new Uint8Array(16), 3) }, 207],
    ['a drop by its UUID in another database', { to: 'other.b', dropTarget: new UUID() }, 72],
    ['a number for stayTemp', { stayTemp: 1 }, 14],
    ['an unknown option', { drop: true }, 40_415],
  ])('refuses %s', async (_, change, code) => {
    const failure = await failureOf(rename({ renameCollection: 'none.a', to: 'none.b', ...change }));
    expect(failure).toMatchObject({ code });
  });

  it('refuses a database that differs from another in case alone', async () => {
    const database = await start();
    const name = database.databaseName;
    const command = { renameCollection: `${name}.a`, to: `${name.toUpperCase()}.a` };
    expect(await failureOf(rename(command))).toMatchObject({ code: 13_297 });
  });

  it('runs in the database admin alone', async () => {
    expect(await failureOf(test.database().command({ renameCollection: 'a.b', to: 'a.c' }))).toMatchObject({
      code: 13,
    });
  });
});
