import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompactOptions, compactDataFile } from '../../../src/embedded/maintenance/compact.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { openEngine } from '../engine.ts';

let directory: string;
let dataFile: string;
let sizeBytes: number;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-compact-'));
  dataFile = join(directory, 'data.sqlite');
  const engine = await openEngine({ dataFile });
  await engine.collection().insertMany(Array.from({ length: 20 }, () => ({ text: 'a'.repeat(500_000) })));
  await engine.close();
  sizeBytes = (await stat(dataFile)).size;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const compact = (space: Omit<CompactOptions, 'limits'>) =>
  compactDataFile(dataFile, { limits: DEFAULT_LIMITS, ...space });

const MERGER = `
  const { DatabaseSync } = require('node:sqlite');
  const { parentPort, workerData: { dataFile, flag } } = require('node:worker_threads');
  const file = new DatabaseSync(dataFile, { timeout: 30000 });
  for (let n = 0; Atomics.load(flag, 0) === 0; n += 1) {
    file.exec('PRAGMA wal_checkpoint(PASSIVE)');
    if (n === 0) parentPort.postMessage('merging');
  }
  file.close();`;

describe('compacting', () => {
  it('needs the space of two copies where temporary files are on the same disk', async () => {
    const needed = 2 * sizeBytes;
    const env = { SQLITE_TMPDIR: directory };
    expect(() => compact({ env, freeBytes: () => needed - 1 })).toThrow(
      expect.objectContaining({
        code: 'NotEnoughSpace',
        message: expect.stringContaining(`needs ${needed} bytes free in ${directory}, and there are ${needed - 1}`),
      }),
    );
    expect((await stat(dataFile)).size).toBe(sizeBytes);
    expect(compact({ env, freeBytes: () => needed })).toMatchObject({ beforeBytes: sizeBytes, isShrunk: true });
  });

  it('shrinks the file beside a program that merges the log all the time', async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const merger = new Worker(MERGER, { eval: true, workerData: { dataFile, flag } });
    await once(merger, 'message');
    expect(compact({ env: {} }).isShrunk).toBe(true);
    Atomics.store(flag, 0, 1);
    await once(merger, 'exit');
  });

  it('looks at the disk of the first directory for temporary files that can be written', () => {
    const asked: string[] = [];
    const freeBytes = (place: string) => asked.push(place) * 1e9;
    compact({ env: { SQLITE_TMPDIR: '/no/such/directory', TMPDIR: directory }, freeBytes });
    expect(asked).toEqual([dirname(dataFile)]);
  });
});
