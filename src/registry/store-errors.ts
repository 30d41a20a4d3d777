/** What the store's errors mean: a key that is there already, or a database that is away. */
import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';

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

/** The database is away or changes its primary: the same call may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError'))
  );
}
