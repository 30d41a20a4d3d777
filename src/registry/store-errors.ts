/** What the store's errors mean: a key that is there already, a store that is busy, and the error that a command ends by. */
import { MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb';
import { isDatabaseAway } from '../database/database-away.ts';
import { WebhookCliError } from '../errors.ts';

export const DUPLICATE_KEY_CODE = 11000;

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY_CODE;
}

/** For documents whose id is the hash of their content: another writer's equal document does as well. */
export async function insertIgnoringDuplicates<Document extends { readonly _id: unknown }>(
  documents: readonly Document[],
  collection: { insertMany(documents: Document[], options: { ordered: boolean }): Promise<unknown> },
): Promise<void> {
  if (documents.length === 0) return;
  try {
    await collection.insertMany([...documents], { ordered: false });
  } catch (error) {
    if (!isOnlyDuplicates(error)) throw error;
  }
}

function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) return false;
  const writeErrors = error.result.getWriteErrors();
  return writeErrors.length > 0 && writeErrors.every(({ code }) => code === DUPLICATE_KEY_CODE);
}

/** LockTimeout, MaxTimeMSExpired, ExceededTimeLimit: somebody else holds what the step needs. */
const BUSY_CODES: ReadonlySet<unknown> = new Set([24, 50, 262]);
/** Unauthorized, AuthenticationFailed, and what Atlas answers for both. */
const FORBIDDEN_CODES: ReadonlySet<unknown> = new Set([13, 18, 8000]);

export function isBusy({ code }: MongoError): boolean {
  return BUSY_CODES.has(code);
}

export function isForbidden({ code }: MongoError): boolean {
  return FORBIDDEN_CODES.has(code);
}

/** An error of the driver as one that a command can end by; any other stays as it is. `hosts` must hold no credentials. */
export function describeStoreError(error: unknown, hosts: string): unknown {
  if (!(error instanceof MongoError)) return error;
  return new WebhookCliError(storeErrorCode(error), { hosts, reason: error.message }, { cause: error });
}

function storeErrorCode(error: MongoError) {
  if (isBusy(error)) return 'RegistryBusy';
  if (isForbidden(error)) return 'RegistryForbidden';
  return isDatabaseAway(error) ? 'RegistryUnreachable' : 'RegistryFailed';
}
