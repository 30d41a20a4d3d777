/** An engine on a file in a temporary directory, and the unmodified driver connected to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collection, Db, MongoClient, MongoClientOptions } from 'mongodb';
import { type EmbeddedEngine, startEmbeddedEngine } from '../../src/embedded/embedded.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';

/** The CommonJS build of the driver, which shares the bson classes of src/bson/bson.ts. */
export const driver = createRequire(import.meta.url)('mongodb') as typeof import('mongodb');

export interface TestEngine {
  readonly engine: EmbeddedEngine;
  readonly client: MongoClient;
  readonly dataFile: string;
  /** A database that no other test of the engine uses. */
  database(): Db;
  collection(): Collection;
  close(): Promise<void>;
}

export async function openEngine(
  options: { dataFile?: string; limits?: Partial<Limits>; client?: MongoClientOptions } = {},
): Promise<TestEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'engine-test-'));
  const dataFile = options.dataFile ?? join(directory, 'data.sqlite');
  const engine = await startEmbeddedEngine({ dataFile, limits: { ...DEFAULT_LIMITS, ...options.limits } });
  const client = new driver.MongoClient(engine.uri, { serverSelectionTimeoutMS: 2_000, ...options.client });
  let databases = 0;
  const database = () => {
    databases += 1;
    return client.db(`test${databases}`);
  };
  return {
    engine,
    client,
    dataFile,
    database,
    collection: () => database().collection('items'),
    async close() {
      await client.close();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What a failing command answered. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<{ code: unknown; codeName: unknown; message: string }> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code, codeName } = error as Error & { code?: unknown; codeName?: unknown };
    return { code, codeName, message: error.message };
  }
  throw new Error('expected a failure');
}
