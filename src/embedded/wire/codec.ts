/**
 * Documents to bytes and back as the engine holds them: nothing is promoted, so an int stays an int and a long a long, and
 * what is stored again is what was stored first.
 */
import { type Document, deserialize, serialize } from '../../bson/bson.ts';
import { asDocument, setField } from '../../bson/bson-type.ts';
import { isNestedTooDeep } from '../../bson/nesting.ts';
import { fieldOffsets } from '../../bson/sound-document.ts';
import { documentTooLarge, EngineError, nestedTooDeep } from '../engine-error.ts';

/** The size of the buffer that the package writes into. */
const SERIALIZED_BYTES_MAX = 17 * 1024 * 1024;
const DOCUMENT_TYPE = 3;
const ARRAY_TYPE = 4;

const DECODE_OPTIONS = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
  validation: { utf8: true },
} as const;

/**
 * Throws EngineError InvalidBSON when the bytes are not exactly one document. Documents in an array of the name `rawArray`
 * stay bytes that nothing has checked.
 */
export function decodeDocument(bytes: Uint8Array, rawArray?: string): Document {
  const options = rawArray === undefined ? DECODE_OPTIONS : { ...DECODE_OPTIONS, fieldsAsRaw: { [rawArray]: true } };
  try {
    const document = deserialize(bytes, options);
    if (rawArray === undefined && mayHoldReference(bytes)) return decodeReferences(bytes, document);
    return document;
  } catch (error) {
    throw new EngineError(22, 'InvalidBSON', `invalid BSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What a client sent. Throws EngineError Overflow when it is nested too deep. */
export function decodeSent(bytes: Uint8Array, rawArray?: string): Document {
  const document = decodeDocument(bytes, rawArray);
  checkNesting(document);
  return document;
}

export function checkNesting(document: Document): void {
  if (isNestedTooDeep(document)) throw nestedTooDeep();
}

const REFERENCE_FIELD = Buffer.from('$ref\0');

function mayHoldReference(bytes: Uint8Array): boolean {
  const [dollar = 0] = REFERENCE_FIELD;
  // A search for one byte that is rarely there: a tenth of the cost of a search for the name.
  for (let at = bytes.indexOf(dollar); at !== -1; at = bytes.indexOf(dollar, at + 1)) {
    if (REFERENCE_FIELD.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}

/**
 * The package makes references of documents with `$ref` and `$id`, which lose the order of their fields and read a `$ref`
 * with a dot as two names. Field by field they stay documents. The bytes are known to be sound.
 */
function decodeReferences(bytes: Uint8Array, decoded: Document): Document {
  const offsets = fieldOffsets(bytes);
  // Deeper than a document may be, or with a type that only ancient versions wrote: no document of this engine.
  return offsets === undefined ? (asDocument(decoded) ?? decoded) : decodeFields(bytes, offsets);
}

function decodeFields(bytes: Uint8Array, offsets = fieldOffsets(bytes)): Document {
  const document: Document = {};
  for (const [name, value] of fieldsOf(bytes, offsets)) setField(document, name, value);
  return document;
}

function* fieldsOf(bytes: Uint8Array, offsets = fieldOffsets(bytes)): Generator<[string, unknown]> {
  if (offsets === undefined) throw new RangeError('a part of a sound document is not sound');
  for (let field = 0; field + 1 < offsets.length; field += 1) {
    const encoded = Buffer.from(bytes.subarray(offsets[field], offsets[field + 1]));
    const nameEnd = encoded.indexOf(0, 1);
    yield [encoded.toString('utf8', 1, nameEnd), decodeValue(encoded, encoded.subarray(nameEnd + 1))];
  }
}

function decodeValue(field: Buffer, value: Buffer): unknown {
  const descends = mayHoldReference(value);
  if (descends && field[0] === DOCUMENT_TYPE) return decodeFields(value);
  if (descends && field[0] === ARRAY_TYPE) return Array.from(fieldsOf(value), ([, element]) => element);
  const alone = Buffer.alloc(field.length + 5);
  alone.writeInt32LE(alone.length);
  alone.set(field, 4);
  return Object.values(deserialize(alone, DECODE_OPTIONS))[0];
}

/** Throws EngineError BSONObjectTooLarge, also when the limit is above what the package can write. */
export function encodeDocument(document: Document, bytesMax = Number.POSITIVE_INFINITY): Uint8Array {
  const bytes = serializeWhole(document);
  if (bytes.length <= bytesMax && bytes.length < SERIALIZED_BYTES_MAX) return bytes;
  throw documentTooLarge(`BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${bytesMax}`);
}

function serializeWhole(document: Document): Uint8Array {
  try {
    return serialize(document, { ignoreUndefined: false });
  } catch (error) {
    // The package writes into a buffer of fixed size and passes over some of what does not fit, not all.
    if (error instanceof RangeError) throw documentTooLarge('the document is larger than any that can be written');
    throw error;
  }
}

/** Whether a decoded value is an embedded document, not one of the BSON classes, a date or an array. */
export function isPlainDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
