/**
 * Documents to bytes and back as the engine holds them: nothing is promoted, so an int stays an int and a long a long, and
 * what is stored again is what was stored first.
 */
import { type Document, deserialize, serialize } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';

const DECODE_OPTIONS = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
  validation: { utf8: true },
} as const;

/** Throws EngineError InvalidBSON when the bytes are not exactly one document. */
export function decodeDocument(bytes: Uint8Array): Document {
  try {
    return deserialize(bytes, DECODE_OPTIONS);
  } catch (error) {
    throw new EngineError(22, 'InvalidBSON', `invalid BSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function encodeDocument(document: Document): Uint8Array {
  return serialize(document, { ignoreUndefined: false });
}

/** Whether a decoded value is an embedded document, not one of the BSON classes, a date or an array. */
export function isPlainDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
