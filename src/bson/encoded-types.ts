/** The bytes by which BSON marks the type of a value, and how far a value of a type reaches. */
import { BsonFormatError } from './decode-text.ts';

export const DOUBLE = 1;
export const STRING = 2;
export const DOCUMENT = 3;
export const ARRAY = 4;
export const BINARY = 5;
export const UNDEFINED = 6;
export const OBJECT_ID = 7;
export const BOOLEAN = 8;
export const DATE = 9;
export const NULL = 10;
export const REGEX = 11;
export const DB_POINTER = 12;
export const CODE = 13;
export const SYMBOL = 14;
export const CODE_WITH_SCOPE = 15;
export const INT = 16;
export const TIMESTAMP = 17;
export const LONG = 18;
export const DECIMAL = 19;
export const MAX_KEY = 0x7f;
export const MIN_KEY = 0xff;

/** Bytes of a value that begins at an offset, as it says itself; undefined where they must be read to be counted. */
export function encodedSize(buffer: Buffer, type: number, at: number): number | undefined {
  switch (type) {
    case STRING:
    case CODE:
    case SYMBOL:
      return buffer.readInt32LE(at) + 4;
    case DOCUMENT:
    case ARRAY:
    case CODE_WITH_SCOPE:
      return buffer.readInt32LE(at);
    case BINARY:
      return buffer.readInt32LE(at) + 5;
    case INT:
      return 4;
    case DOUBLE:
    case DATE:
    case TIMESTAMP:
    case LONG:
      return 8;
    case OBJECT_ID:
      return 12;
    case DECIMAL:
      return 16;
    default:
      return undefined;
  }
}

/** The bytes of the document or array at an offset, as it says itself. Throws when it cannot end before the limit. */
export function sizeOf(buffer: Buffer, start: number, limit: number): number {
  if (limit - start < 5) throw new BsonFormatError('a document is cut off');
  const size = buffer.readInt32LE(start);
  if (size < 5 || size > limit - start) throw new BsonFormatError(`a document claims ${size} bytes`);
  return size;
}
