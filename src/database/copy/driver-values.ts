/**
 * Stored bytes as values that the driver writes as the same bytes. Documents become maps, which keep fields in any order of
 * any names, where an object would put names that are numbers first.
 */
import { type Document, serialize, Timestamp } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { decode } from '../../bson/decode.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { WideDate } from '../../bson/legacy-types.ts';

/** Why a document cannot be sent through the driver. */
export class NotWritable extends Error {
  override readonly name = 'NotWritable';
}

/** Throws NotWritable when other bytes would be stored. */
export function toDriverDocument(bytes: Uint8Array): Document {
  const decoded = decode(bytes);
  for (const [name, value] of fieldEntries(decoded)) {
    // A server puts the present time in its place, but for the one in `_id`.
    if (value instanceof Timestamp && value.isZero() && name !== '_id') {
      throw new NotWritable(`its field ${name} is an empty timestamp`);
    }
  }
  const document: Document = toDriverMap(decoded);
  if (Buffer.compare(serializeChecked(document), bytes) === 0) return document;
  throw new NotWritable('the driver would write other bytes, as for a document that has a field twice');
}

export function toDriverMap(document: Document): Map<string, unknown> {
  return new Map(fieldEntries(document).map(([name, value]) => [name, toDriverValue(value)]));
}

/** A decoded value. Throws NotWritable for a type that the driver has no class for. */
export function toDriverValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDriverValue);
  const type = bsonTypeOf(value);
  if (type === 'undefined' || type === 'dbPointer') throw new NotWritable(`it holds a value of the old type ${type}`);
  if (value instanceof WideDate) throw new NotWritable('it holds a date beyond the years of JavaScript');
  const document = asDocument(value);
  return document === undefined ? value : toDriverMap(document);
}

function serializeChecked(document: Document): Uint8Array {
  try {
    return serialize(document);
  } catch (error) {
    throw new NotWritable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
