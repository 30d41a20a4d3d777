/** The database of these tests: the embedded engine in a temporary directory, or the server of MONGODB_URI. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

export async function openTestDatabase(): Promise<{ database: Database; end: () => Promise<void> }> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'webhook-cli-context-'));
  const uri = process.env.MONGODB_URI;
  const database = await openDatabase({ uri, dataDirectory, limits: DEFAULT_LIMITS, appName: 'webhook-cli tests' });
  return {
    database,
    async end() {
      await database.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
