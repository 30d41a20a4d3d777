/**
 * Documents from the database with the types that the database has for them, so that a long stays a long when the function
 * writes it back. The driver is asked for raw bytes, because its own option for this (`promoteValues: false`) also changes the
 * codes of errors, by which it recognises a changed primary.
 */
import { type Document, deserialize, EJSON } from '../../bson/bson.ts';
import { MongoDBError } from './mongodb-error.ts';

export const RAW = { raw: true } as const;

export const KEEP_TYPES = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const;

/** A raw document as canonical extended JSON text; `null` for none. */
export function printRaw(bytes: unknown): string {
  return bytes === null || bytes === undefined ? 'null' : EJSON.stringify(decode(bytes), { relaxed: false });
}

function decode(bytes: unknown): Document {
  if (bytes instanceof Uint8Array) return deserialize(bytes, KEEP_TYPES);
  throw new MongoDBError('the driver did not give raw bytes');
}
