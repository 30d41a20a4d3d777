/** An embedded database to copy from and another one to copy to. */
import type { MongoClient } from 'mongodb';
import { type CopyOptions, type CopyReport, copyDatabases } from '../../../src/database/copy/copy.ts';
import { WebhookCliError } from '../../../src/errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/limits.ts';
import { openEngine, type TestEngine } from '../../embedded/engine.ts';

export interface TwoSides {
  readonly source: TestEngine;
  readonly target: TestEngine;
  copy(options?: CopyChanges): Promise<CopyReport>;
  /** The code of the error that it ends by, and its message. */
  failToCopy(options?: CopyChanges): Promise<{ readonly code: string; readonly message: string }>;
  /** Drops everything on both. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface CopyChanges extends Partial<Omit<CopyOptions, 'limits' | 'target'>> {
  readonly limits?: Partial<Limits>;
  readonly target?: MongoClient;
}

export async function openTwoSides(): Promise<TwoSides> {
  const [source, target] = await Promise.all([openEngine(), openEngine()]);
  const copy = ({ limits, target: client = target.client, ...changes }: CopyChanges = {}) =>
    copyDatabases({
      source: { client: source.client, description: 'the data file' },
      target: { client, description: 'the target' },
      limits: { ...DEFAULT_LIMITS, copyRetryMsMax: 50, ...limits },
      signal: new AbortController().signal,
      databases: [],
      collections: [],
      overwrite: false,
      onProgress: () => {},
      ...changes,
    });
  return {
    source,
    target,
    copy,
    async failToCopy(options) {
      const failure = await copy(options).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(failure instanceof WebhookCliError)) throw new Error(`expected a failure, got ${String(failure)}`);
      return { code: failure.code, message: failure.message };
    },
    async clear() {
      await Promise.all([source.client, target.client].map(dropAll));
    },
    async close() {
      await Promise.all([source.close(), target.close()]);
    },
  };
}

async function dropAll(client: MongoClient): Promise<void> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  for (const { name } of databases) if (!SERVER_DATABASES.has(name)) await client.db(name).dropDatabase();
}

/** They cannot be dropped. */
const SERVER_DATABASES = new Set(['admin', 'config', 'local']);

/** The bytes of each document by its `_id` as text, and the names and keys of the indexes. */
export async function contents(client: MongoClient, database: string, name: string) {
  const collection = client.db(database).collection(name);
  const raw: unknown[] = await collection.find({}, { raw: true, sort: { _id: 1 } }).toArray();
  const indexes = await collection.listIndexes().toArray();
  return {
    documents: raw.map((bytes) => Buffer.from(bytes as Uint8Array).toString('hex')),
    indexes: indexes.sort((left, right) => (left.name < right.name ? -1 : 1)),
  };
}
