/** The store that the registry's tests run on: the embedded engine in a temporary directory, or a fresh database at MONGODB_URI. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db, MongoClient } from 'mongodb';
import { ObjectId } from '../../src/bson/bson.ts';
import { openDatabase } from '../../src/database/database.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/limits.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';

export interface Store {
  readonly client: MongoClient;
  readonly db: Db;
  readonly registry: Registry;
  readonly dataDirectory: string;
  /** A registry on the same database: another process, with limits or a client of its own. */
  createRegistry(options?: { client?: MongoClient; limits?: Partial<Limits>; now?: () => Date }): Registry;
  remove(): Promise<void>;
}

const uri = process.env.MONGODB_URI === '' ? undefined : process.env.MONGODB_URI;

/** For the title of a suite, so that a run says what it ran on. */
export const storeName = uri === undefined ? 'the embedded engine' : 'the server at MONGODB_URI';

export async function openStore(): Promise<Store> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'webhook-cli-registry-'));
  const database = await openDatabase({
    uri,
    dataDirectory,
    limits: DEFAULT_LIMITS,
    appName: 'webhook-cli tests',
  });
  const { client } = database;
  const name = `webhook_cli_test_${randomBytes(6).toString('hex')}`;
  const create: Store['createRegistry'] = (options = {}) =>
    createRegistry(options.client ?? client, {
      database: name,
      now: options.now ?? (() => new Date()),
      newId: () => new ObjectId(),
      limits: { ...DEFAULT_LIMITS, ...options.limits },
    });
  return {
    client,
    db: client.db(name),
    registry: create(),
    dataDirectory,
    createRegistry: create,
    async remove() {
      await client.db(name).dropDatabase();
      await database.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

const encoder = new TextEncoder();

/** Files from text or bytes. */
export function filesFrom(files: Readonly<Record<string, string | Uint8Array>>): Map<string, Uint8Array> {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? encoder.encode(content) : content,
    ]),
  );
}

/** Each file as a resource of its own. */
export function entriesFor(files: ReadonlyMap<string, Uint8Array>) {
  return [...files.keys()].map((path) => ({ path, kind: 'other' as const, resource: path }));
}
