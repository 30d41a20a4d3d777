import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupDataFile } from '../../../src/embedded/maintenance/backup.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { openEngine } from '../engine.ts';

let directory: string;
let dataFile: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-backup-'));
  dataFile = join(directory, 'data.sqlite');
  const engine = await openEngine({ dataFile });
  // More than is copied at once.
  await engine.collection().insertMany(Array.from({ length: 12 }, () => ({ text: 'a'.repeat(1_000_000) })));
  await engine.close();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a backup', () => {
  it.each(['Copying', 'Checking'] as const)('that is interrupted amid "%s" leaves nothing', async (step) => {
    const controller = new AbortController();
    const options = {
      limits: DEFAULT_LIMITS,
      signal: controller.signal,
      onProgress: (now: string) => {
        if (now === step) controller.abort('SIGINT');
      },
    };
    await expect(backupDataFile(dataFile, join(directory, 'copy.sqlite'), options)).rejects.toBe('SIGINT');
    expect(readdirSync(directory)).toEqual(['data.sqlite']);
  });
});
