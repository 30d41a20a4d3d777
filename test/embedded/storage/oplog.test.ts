import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFile } from '../../../src/embedded/storage/data-file.ts';
import { Oplog } from '../../../src/embedded/storage/oplog.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'engine-oplog-'));
  path = join(directory, 'data.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true }));

const BYTES_MAX = 64_000;
const collection = {
  id: 1,
  database: 'a',
  name: 'b',
  namespace: 'a.b',
  uuid: Buffer.alloc(16),
  options: {},
  indexes: [],
};
const EVERYTHING = { sql: 'true', values: [] };

function openOplog(engineStartMs: number = DEFAULT_LIMITS.engineStartMs) {
  const limits = { ...DEFAULT_LIMITS, engineOplogBytesMax: BYTES_MAX, engineStartMs };
  const file = new DataFile(path, limits);
  const oplog = new Oplog(file, limits);
  const add = (count: number, bytes: number) => {
    file.beginWrite();
    for (let n = 0; n < count; n += 1) oplog.inserted(collection, Buffer.alloc(bytes));
    oplog.trim();
    file.run('COMMIT');
  };
  const seqs = () =>
    oplog.read({ from: 0, to: oplog.head(), among: 1e6, entriesMax: 1e6 }, EVERYTHING).map(({ seq }) => seq);
  return { file, oplog, add, seqs };
}

/** A file as the program of that version made it, open. */
function makeOlder(version: number): DatabaseSync {
  const old = new DatabaseSync(path);
  const options = version === 1 ? '' : ', options BLOB NOT NULL';
  old.exec(`
    CREATE TABLE catalog_version (version INTEGER NOT NULL);
    INSERT INTO catalog_version VALUES (7);
    CREATE TABLE collections (
      id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, name TEXT NOT NULL, uuid BLOB NOT NULL${options},
      UNIQUE (database, name));
    CREATE TABLE indexes (
      id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, name TEXT NOT NULL, spec BLOB NOT NULL,
      multikey INTEGER NOT NULL, UNIQUE (collection, name));
    PRAGMA user_version = ${version};`);
  old.exec('PRAGMA journal_mode = WAL; SELECT version FROM catalog_version');
  return old;
}

describe('the oplog', () => {
  it('numbers its entries by the clock, each above the last', () => {
    const { file, oplog, add, seqs } = openOplog();
    const before = Math.floor(Date.now() / 1000);
    add(3, 10);
    const [first = 0, ...others] = seqs();
    expect(Math.floor(first / 2 ** 20)).toBeGreaterThanOrEqual(before);
    expect(others).toEqual([first + 1, first + 2]);
    expect(oplog.gone()).toBe(0);
    file.close();
  });

  it('goes on above an entry whose clock was ahead', () => {
    const { file, add, oplog } = openOplog();
    add(1, 10);
    const ahead = oplog.head() + 3_600 * 2 ** 20;
    file.run('UPDATE oplog SET seq = ?', ahead);
    add(1, 10);
    expect(oplog.head()).toBe(ahead + 1);
    file.close();
  });

  it('loses its oldest entries, several at a time, when it has too many bytes', () => {
    const { file, add, oplog, seqs } = openOplog();
    const sizes = new Set<number>();
    let [trims, gone] = [0, 0];
    for (let turn = 0; turn < 500; turn += 1) {
      add(1, 1_000);
      sizes.add(seqs().length);
      if (oplog.gone() !== gone) trims += 1;
      gone = oplog.gone();
      expect(seqs()[0]).toBeGreaterThan(gone);
    }
    expect(Math.max(...sizes) * 1_080).toBeLessThanOrEqual(BYTES_MAX * 1.0625 + 1_080);
    expect(seqs().length * 1_080).toBeGreaterThan(BYTES_MAX * 0.9);
    expect(trims).toBeLessThan(500 / 3);
    file.close();
  });

  it('keeps an entry that is larger than all of it may be', () => {
    const { file, add, seqs } = openOplog();
    add(5, 10);
    add(1, BYTES_MAX * 2);
    expect(seqs()).toHaveLength(1);
    file.close();
  });

  it('keeps an entry that is larger than all of it may be also when it is the first', () => {
    const { file, oplog, add, seqs } = openOplog();
    add(1, BYTES_MAX * 2);
    expect(seqs()).toHaveLength(1);
    expect(oplog.gone()).toBeLessThanOrEqual(seqs()[0] ?? 0);
    file.close();
  });

  it('keeps what is written after changes that were undone', () => {
    const { file, oplog, seqs } = openOplog();
    file.beginWrite();
    const undone = () =>
      file.inSavepoint(() => {
        oplog.inserted(collection, Buffer.alloc(BYTES_MAX));
        throw new Error('undone');
      });
    expect(undone).toThrow('undone');
    oplog.inserted(collection, Buffer.alloc(BYTES_MAX / 2));
    oplog.trim();
    file.run('COMMIT');
    expect(seqs()).toHaveLength(1);
    expect(seqs()[0]).toBeGreaterThan(oplog.gone());
    file.close();
  });

  it('is cut by a process that finds the entries of another', () => {
    const [one, two] = [openOplog(), openOplog()];
    for (let turn = 0; turn < 60; turn += 1) one.add(1, 1_000);
    for (let turn = 0; turn < 60; turn += 1) two.add(1, 1_000);
    one.add(1, 1_000);
    expect(one.seqs().length * 1_080).toBeLessThanOrEqual(BYTES_MAX * 1.0625 + 1_080);
    expect(one.seqs()).toEqual(two.seqs());
    one.file.close();
    two.file.close();
  });

  it.each([1, 2])('begins anew in a file of version %s, whose history is gone', (version) => {
    makeOlder(version).close();
    const { file, oplog, add, seqs } = openOplog();
    expect(file.get('PRAGMA user_version')).toEqual([3]);
    const second = Math.floor(oplog.gone() / 2 ** 20);
    expect(Math.abs(second - Date.now() / 1000)).toBeLessThan(60);
    add(1, 10);
    expect(seqs()[0]).toBeGreaterThan(oplog.gone());
    file.close();
  });

  it('is not begun in an older file while another process has it open', () => {
    const old = makeOlder(2);
    expect(() => openOplog(100)).toThrow('another process holds the data file');
    expect(old.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
    old.exec('INSERT INTO catalog_version VALUES (8)');
    old.close();
    const { file, add, seqs } = openOplog();
    const other = openOplog();
    other.add(1, 10);
    add(1, 10);
    expect(seqs()).toEqual(other.seqs());
    expect(file.get('PRAGMA journal_mode')).toEqual(['wal']);
    file.close();
    other.file.close();
  });
});
