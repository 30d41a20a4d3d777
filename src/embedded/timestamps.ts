/** Timestamps as a server gives them, and the empty ones that stand for the time at which a document is stored. */
import { type Document, Timestamp } from '../bson/bson.ts';
import { bsonTypeOf } from '../bson/bson-type.ts';
import { fieldEntries, setField } from '../bson/fields.ts';

/** The zero after the field's name, and the eight of its value. */
const ZEROS = Buffer.alloc(9);

/** Seconds and a counter within the second: later than every one before, also when the clock of the machine goes back. */
export function nextTimestamp(): Timestamp {
  const now = Math.floor(Date.now() / 1000);
  if (now > seconds) {
    seconds = now;
    counter = 0;
  }
  counter += 1;
  return new Timestamp({ t: seconds, i: counter });
}

let seconds = 0;
let counter = 0;

/** Whether it is worth decoding the document to look. */
export function mayHaveEmptyTimestamp(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(ZEROS);
}

/** A new document with its empty timestamps filled in, at its top alone; the document itself when it has none. `_id` is never changed. */
export function withTimestamps(document: Document): Document {
  let filled: Document | undefined;
  for (const [name, value] of fieldEntries(document)) {
    if (!isEmptyTimestamp(value) || name === '_id') continue;
    filled ??= { ...document };
    setField(filled, name, nextTimestamp());
  }
  return filled ?? document;
}

function isEmptyTimestamp(value: unknown): boolean {
  return bsonTypeOf(value) === 'timestamp' && value instanceof Timestamp && value.isZero();
}
