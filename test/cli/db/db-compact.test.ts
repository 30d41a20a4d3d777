import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDbCompact } from '../../../src/cli/commands/db/db-compact.ts';
import { readDataFileStatistics } from '../../../src/embedded/maintenance/statistics.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { createDataDirectory, type DataDirectory } from './data-directory.ts';

let data: DataDirectory;
beforeAll(async () => {
  data = await createDataDirectory();
  await data.fill(async (client) => {
    const items = client.db('a').collection('items');
    await items.createIndex({ n: 1 }, { unique: true });
    await items.insertMany(Array.from({ length: 2_000 }, (_, n) => ({ n, text: 'a'.repeat(500) })));
    await items.deleteMany({ n: { $gte: 100 } });
  });
});
afterAll(() => data.remove());

describe('db compact', () => {
  it('fails while another program writes for too long, and leaves the file as it was', async () => {
    const holder = new DatabaseSync(data.dataFile);
    holder.exec('BEGIN IMMEDIATE');
    const before = statSync(data.dataFile).size;
    const done = await data.run(runDbCompact, {}, { limits: { engineBusyWaitMs: 50 } });
    expect(done).toMatchObject({ status: 5, json: { error: { code: 'DataFileBusy' } } });
    expect(statSync(data.dataFile).size).toBe(before);
    holder.exec('ROLLBACK');
    holder.close();
  });

  it('shrinks the file while another program has it open, which then goes on', async () => {
    const engine = await data.open();
    const items = engine.client.db('a').collection('items');
    const cursor = items.find().sort({ n: 1 }).batchSize(10);
    expect(await cursor.next()).toMatchObject({ n: 0 });
    const { unusedBytes } = readDataFileStatistics(data.dataFile, DEFAULT_LIMITS);
    const done = await data.run(runDbCompact, {});
    expect(done).toMatchObject({ status: 0, json: { data: { dataFile: data.dataFile, isShrunk: true } } });
    const { beforeBytes, afterBytes } = (done.json as { data: { beforeBytes: number; afterBytes: number } }).data;
    expect(unusedBytes).toBeGreaterThan(1_000_000);
    expect(afterBytes).toBeLessThanOrEqual(beforeBytes - unusedBytes);
    expect(statSync(data.dataFile).size).toBe(afterBytes);
    expect((await cursor.toArray()).map(({ n }) => n)).toEqual(Array.from({ length: 99 }, (_, n) => n + 1));
    await expect(items.insertOne({ n: 5 })).rejects.toMatchObject({ code: 11000 });
    await items.insertOne({ n: 1_000 });
    expect(await items.countDocuments({ n: { $gte: 99 } })).toBe(2);
    await engine.close();
  });

  it('says so when a reader keeps the file from shrinking', async () => {
    const reader = new DatabaseSync(data.dataFile, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM sqlite_schema').get();
    const done = await data.run(runDbCompact, {}, { limits: { engineBusyWaitMs: 50 } });
    expect(done).toMatchObject({ status: 0, json: { data: { isShrunk: false } } });
    expect(done.stderr).toContain('shrinks when that one has read to its end');
    reader.exec('COMMIT');
    reader.close();
  });
});
