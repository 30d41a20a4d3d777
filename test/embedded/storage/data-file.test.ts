import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedEngine } from '../../../src/embedded/embedded.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { failureOf, openEngine } from '../engine.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-file-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const start = (dataFile: string) => startEmbeddedEngine({ dataFile, limits: DEFAULT_LIMITS });

describe('the data file', () => {
  it('is made for its owner only', async () => {
    const test = await openEngine({ dataFile: join(directory, 'mode.sqlite') });
    await test.collection().insertOne({ a: 1 });
    for (const ending of ['', '-wal', '-shm']) {
      expect((await stat(join(directory, `mode.sqlite${ending}`))).mode & 0o777).toBe(0o600);
    }
    await test.close();
  });

  it('of a newer format is refused with both versions', async () => {
    const path = join(directory, 'newer.sqlite');
    const file = new DatabaseSync(path);
    file.exec('PRAGMA user_version = 999');
    file.close();
    const failure = await failureOf(start(path));
    expect(failure).toMatchObject({ code: 'DataFileTooNew' });
    expect(failure.message).toContain('format 999');
  });

  it('that is no data file is refused and left as it was', async () => {
    const path = join(directory, 'text.sqlite');
    await writeFile(path, 'this is not a database, it is a long text'.repeat(50));
    expect(await failureOf(start(path))).toMatchObject({ code: 'DataFileUnusable' });
    expect((await stat(path)).size).toBe(41 * 50);
  });

  it('that is a database of another program is refused, and stays as it is', async () => {
    const path = join(directory, 'foreign.sqlite');
    const file = new DatabaseSync(path);
    file.exec('CREATE TABLE theirs (x)');
    const failure = await failureOf(start(path));
    expect(failure).toMatchObject({ code: 'DataFileUnusable', message: expect.stringContaining('another program') });
    expect(file.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'theirs' }]);
    expect(file.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    file.close();
  });

  it('that is a directory, or in none, is refused', async () => {
    const path = join(directory, 'folder.sqlite');
    await mkdir(path);
    expect(await failureOf(start(path))).toMatchObject({ code: 'DataFileUnusable' });
    expect(await failureOf(start(join(directory, 'none', 'x.sqlite')))).toMatchObject({ code: 'DataFileUnusable' });
  });

  it('keeps everything over a restart', async () => {
    const dataFile = join(directory, 'restart.sqlite');
    const first = await openEngine({ dataFile });
    const items = first.client.db('a').collection('items');
    await items.createIndex({ u: 1 }, { unique: true });
    await items.insertMany([{ u: 1 }, { u: [2, 3] }]);
    await first.close();
    const second = await openEngine({ dataFile });
    const again = second.client.db('a').collection('items');
    expect(await again.countDocuments({ u: { $gt: 1 } })).toBe(1);
    expect((await failureOf(again.insertOne({ u: 3 }))).code).toBe(11000);
    await second.close();
  });

  it('that another process holds is waited for', async () => {
    const test = await openEngine({ dataFile: join(directory, 'busy.sqlite') });
    const collection = test.collection();
    await collection.insertOne({ n: 0 });
    const holder = new DatabaseSync(test.dataFile);
    holder.exec('BEGIN IMMEDIATE');
    const writing = collection.insertOne({ n: 1 });
    expect(await collection.countDocuments()).toBe(1);
    holder.exec('COMMIT');
    holder.close();
    await writing;
    expect(await collection.countDocuments()).toBe(2);
    await test.close();
  });

  it('that another process holds for too long fails the write and not the engine', async () => {
    const test = await openEngine({ dataFile: join(directory, 'held.sqlite'), limits: { engineBusyWaitMs: 50 } });
    const collection = test.collection();
    await collection.insertOne({ n: 0 });
    const holder = new DatabaseSync(test.dataFile);
    holder.exec('BEGIN IMMEDIATE');
    expect(await failureOf(collection.insertOne({ n: 1 }))).toMatchObject({ code: 24, codeName: 'LockTimeout' });
    holder.exec('COMMIT');
    holder.close();
    await collection.insertOne({ n: 2 });
    expect((await collection.find().toArray()).map(({ n }) => n)).toEqual([0, 2]);
    await test.close();
  });
});

describe('a damaged data file', () => {
  it('gives no document of which a bit has turned', async () => {
    const dataFile = join(directory, 'bit.sqlite');
    const before = await openEngine({ dataFile });
    await before.client
      .db('a')
      .collection('b')
      .insertMany([{ _id: 'x' as never, text: 'unmistakable' }, { _id: 'y' as never }]);
    await before.close();
    const bytes = await readFile(dataFile);
    expect(bytes.includes('unmistakable')).toBe(true);
    // The oplog has the document, too.
    for (let at = bytes.indexOf('unmistakable'); at !== -1; at = bytes.indexOf('unmistakable', at)) {
      bytes[at] = (bytes[at] ?? 0) ^ 1;
    }
    await writeFile(dataFile, bytes);
    const after = await openEngine({ dataFile });
    const collection = after.client.db('a').collection('b');
    for (const filter of [{}, { _id: 'x' as never }, { text: 'unmistakable' }]) {
      const failure = await failureOf(collection.find(filter).toArray());
      expect(failure).toMatchObject({ code: 301, codeName: 'DataCorruptionDetected' });
    }
    expect(await collection.findOne({ _id: 'y' as never })).toEqual({ _id: 'y' });
    await after.close();
  });

  it('ends the engine by name when a write meets the damage', async () => {
    const dataFile = join(directory, 'torn.sqlite');
    const before = await openEngine({ dataFile });
    const documents = Array.from({ length: 2_000 }, (_, n) => ({ n, text: 'a'.repeat(200) }));
    await before.client.db('a').collection('b').insertMany(documents);
    await before.close();
    const bytes = await readFile(dataFile);
    // Every page after the first few loses its header.
    for (let page = 12; page * 4096 < bytes.length; page += 1) bytes.fill(0xff, page * 4096, page * 4096 + 16);
    await writeFile(dataFile, bytes);
    const after = await openEngine({ dataFile });
    const failure = await failureOf(after.client.db('a').collection('b').insertMany(documents));
    expect(failure.message).toMatch(/data file failed|closed/);
    const deadline = Date.now() + 5_000;
    while (after.engine.failure() === undefined && Date.now() < deadline) await new Promise((go) => setTimeout(go, 10));
    expect(after.engine.failure()).toMatchObject({ code: 'EmbeddedEngineFailed' });
    await after.close();
  });
});
