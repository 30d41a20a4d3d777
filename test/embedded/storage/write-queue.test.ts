import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFile } from '../../../src/embedded/storage/data-file.ts';
import { WriteQueue } from '../../../src/embedded/storage/write-queue.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

let directory: string;
let file: DataFile;
let queue: WriteQueue;
let undone: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'engine-queue-'));
  file = new DataFile(join(directory, 'data.sqlite'), DEFAULT_LIMITS);
  file.execute('CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)');
  undone = 0;
  queue = new WriteQueue({
    file,
    limits: DEFAULT_LIMITS,
    beforeCommit: () => {},
    onCommitted: () => {},
    onUndone: () => {
      undone += 1;
    },
    onFatal: (error) => {
      throw error;
    },
  });
});
afterEach(() => {
  file.close();
  rmSync(directory, { recursive: true });
});

const insert = (n: number) => queue.submit(() => file.run('INSERT INTO t (n) VALUES (?)', n).changes);
const numbers = () => file.all('SELECT n FROM t ORDER BY n').map(([n]) => n);

describe('group commit', () => {
  it('runs writes that wait together in one transaction', async () => {
    const inTransaction: boolean[] = [];
    const before = file.get('PRAGMA data_version');
    const other = new DataFile(join(directory, 'data.sqlite'), DEFAULT_LIMITS);
    const versions = new Set([String(other.get('PRAGMA data_version'))]);
    await Promise.all(
      [1, 2, 3].map((n) =>
        queue.submit(() => {
          inTransaction.push(file.inTransaction);
          versions.add(String(other.get('PRAGMA data_version')));
          file.run('INSERT INTO t (n) VALUES (?)', n);
        }),
      ),
    );
    expect(inTransaction).toEqual([true, true, true]);
    expect(versions.size).toBe(1);
    expect(file.get('PRAGMA data_version')).toEqual(before);
    expect(file.inTransaction).toBe(false);
    other.close();
    expect(numbers()).toEqual([1, 2, 3]);
  });

  it('undoes only the write that failed', async () => {
    const failing = queue.submit(() => {
      file.run('INSERT INTO t (n) VALUES (7)');
      throw new Error('no');
    });
    const results = await Promise.allSettled([insert(1), failing, insert(2), insert(2), insert(3)]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(numbers()).toEqual([1, 2, 3]);
    // Once for the group, then for each of the two that fail alone.
    expect(undone).toBe(3);
  });

  it('runs each write of a failed group again, in a transaction of its own and in their order', async () => {
    const runs: string[] = [];
    const note = (name: string, fails: boolean) =>
      queue.submit(() => {
        runs.push(name);
        file.run('INSERT INTO t (text) VALUES (?)', name);
        if (fails) throw new Error(`no ${name}`);
        return file.all('SELECT text FROM t ORDER BY n').map(([text]) => text);
      });
    const [a, b, c] = await Promise.allSettled([note('a', false), note('b', true), note('c', false)]);
    expect(runs).toEqual(['a', 'b', 'a', 'b', 'c']);
    expect(a).toMatchObject({ status: 'fulfilled', value: ['a'] });
    expect(b).toMatchObject({ status: 'rejected', reason: { message: 'no b' } });
    expect(c).toMatchObject({ status: 'fulfilled', value: ['a', 'c'] });
  });

  it('fails only the write whose commit fails', async () => {
    file.execute('CREATE TABLE p (id INTEGER PRIMARY KEY); PRAGMA foreign_keys = ON;');
    file.execute('CREATE TABLE c (p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)');
    const orphan = queue.submit(() => file.run('INSERT INTO c VALUES (5)'));
    const results = await Promise.allSettled([insert(1), orphan, insert(2)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(file.inTransaction).toBe(false);
    await insert(3);
    expect(numbers()).toEqual([1, 2, 3]);
  });

  it('keeps exactly what it acknowledged when the disk is full, and goes on when it is not', async () => {
    const pages = Number(file.get('PRAGMA page_count')?.[0]);
    file.get(`PRAGMA max_page_count = ${pages}`);
    const big = queue.submit(() => file.run('INSERT INTO t (n, text) VALUES (9, hex(randomblob(100000)))'));
    // Whether SQLite undoes the statement or the whole transaction is its own decision.
    const [one, nine, two] = await Promise.allSettled([insert(1), big, insert(2)]);
    expect(nine).toMatchObject({ status: 'rejected', reason: { errcode: 13 } });
    file.get('PRAGMA max_page_count = 1000000');
    await insert(3);
    const kept = [one.status === 'fulfilled' ? [1] : [], two.status === 'fulfilled' ? [2] : [], [3]].flat();
    expect(numbers()).toEqual(kept);
  });
});
