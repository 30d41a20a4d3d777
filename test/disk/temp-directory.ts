/** A directory for one test file, removed at its end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export async function createTempDirectories(): Promise<() => Promise<string>> {
  const base = await mkdtemp(join(tmpdir(), 'webhook-cli-disk-'));
  afterAll(() => rm(base, { recursive: true, force: true }));
  return () => mkdtemp(join(base, 'app-'));
}
