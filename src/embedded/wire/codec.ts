/** Documents to bytes and back, with the server's errors for bytes that are no document and documents that are too large. */
import type { Document } from '../../bson/bson.ts';
import { type DecodeOptions, decode } from '../../bson/decode.ts';
import { BsonFormatError } from '../../bson/decode-text.ts';
import { encode } from '../../bson/encode.ts';
import { documentTooLarge, EngineError, locationError, nestedTooDeep } from '../engine-error.ts';

/** The largest message, and so the largest document that is worth the memory of encoding it. */
const ENCODED_BYTES_MAX = 48 * 1024 * 1024;

/** Throws EngineError InvalidBSON when the bytes are not exactly one document, and Overflow when it is nested too deep. */
export function decodeDocument(bytes: Uint8Array, options?: DecodeOptions): Document {
  try {
    return decode(bytes, options);
  } catch (error) {
    if (error instanceof BsonFormatError && error.tooDeep) throw nestedTooDeep();
    if (error instanceof BsonFormatError && error.hasTwice) throw duplicateField();
    throw new EngineError(22, 'InvalidBSON', `invalid BSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What a server answers wherever a command or a stage reads its fields. */
function duplicateField(): EngineError {
  return locationError(40_413, 'a document of a command has a duplicate field: each may be there once');
}

/** Throws EngineError BSONObjectTooLarge. */
export function encodeDocument(document: Document, bytesMax = ENCODED_BYTES_MAX): Uint8Array {
  const bytes = encodeWhole(document, bytesMax);
  if (bytes !== undefined && bytes.length <= bytesMax) return bytes;
  const size = bytes === undefined ? `more than ${bytesMax}` : bytes.length;
  throw documentTooLarge(`BSONObj size: ${size} is invalid. Size must be between 0 and ${bytesMax}`);
}

function encodeWhole(document: Document, bytesMax: number): Uint8Array | undefined {
  try {
    return encode(document, bytesMax);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether a decoded value is an embedded document, not one of the BSON classes, a date or an array. */
export function isPlainDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
