/** The store's own version: a store of a newer release is refused by name before anything is read or written. */
import { MongoServerError } from 'mongodb';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Collections, MetaDocument } from './documents.ts';
import { isDuplicateKey } from './store-errors.ts';

export const SCHEMA_VERSION = 1;
/** Oldest version whose programs can read what this one writes. */
const LOWEST_READER = 1;

/** Throws RegistryTooNew. Writes nothing. */
export async function checkStoreVersion({ meta }: Collections): Promise<MetaDocument | undefined> {
  const found = await meta.findOne({ _id: 'schema' });
  if (found === null) return undefined;
  if (found.lowest_reader > SCHEMA_VERSION) {
    throw new WebhookCliError('RegistryTooNew', { found: found.version, supported: SCHEMA_VERSION });
  }
  return found;
}

/** Makes the store ready for writing: indexes, then the version. One read when that is done already. */
export async function prepareStore(collections: Collections, limits: Limits): Promise<void> {
  const found = await checkStoreVersion(collections);
  const wanted = {
    version: SCHEMA_VERSION,
    lowest_reader: LOWEST_READER,
    log_retention_days: limits.logRetentionDays,
  };
  const isCurrent =
    found !== undefined && found.version >= SCHEMA_VERSION && found.log_retention_days === wanted.log_retention_days;
  if (isCurrent) return;
  await createIndexes(collections, limits.logRetentionDays);
  await writeVersion(collections, wanted);
}

async function createIndexes({ apps, deployments, blobs, logs }: Collections, logRetentionDays: number): Promise<void> {
  await apps.createIndex({ client_app_id: 1 }, { unique: true });
  await deployments.createIndex({ app: 1, number: 1 }, { unique: true });
  await blobs.createIndex({ seen: 1 });
  await logs.createIndex({ app: 1, started: -1 });
  // An entry is looked up by its `_id`, which is its `co_id`: an index more would be paid by every request.
  await createRetentionIndex(logs, logRetentionDays * SECONDS_PER_DAY);
}

const SECONDS_PER_DAY = 24 * 60 * 60;

/** An index cannot change its retention in place: one with another is dropped and made again. */
async function createRetentionIndex(logs: Collections['logs'], expireAfterSeconds: number): Promise<void> {
  try {
    await logs.createIndex({ started: 1 }, { expireAfterSeconds });
  } catch (error) {
    if (!(error instanceof MongoServerError && INDEX_CONFLICT_CODES.has(Number(error.code)))) throw error;
    await logs.dropIndex('started_1');
    await logs.createIndex({ started: 1 }, { expireAfterSeconds });
  }
}

/** IndexOptionsConflict, IndexKeySpecsConflict. */
const INDEX_CONFLICT_CODES: ReadonlySet<number> = new Set([85, 86]);

/** A version is never lowered: then no document matches the filter, and the upsert meets the existing id. */
async function writeVersion({ meta }: Collections, wanted: Omit<MetaDocument, '_id'>): Promise<void> {
  try {
    await meta.updateOne({ _id: 'schema', version: { $lte: wanted.version } }, { $set: wanted }, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
