/**
 * Encoded documents to values. Nothing is promoted: an int becomes an Int32, a long a Long, a double a Double, so that what
 * is stored again is what was stored first. Fields keep their order (see fields.ts).
 */
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from './bson.ts';
import { BsonFormatError, nameBetween, textBetween } from './decode-text.ts';
import {
  ARRAY,
  BINARY,
  BOOLEAN,
  CODE,
  CODE_WITH_SCOPE,
  DATE,
  DB_POINTER,
  DECIMAL,
  DOCUMENT,
  DOUBLE,
  encodedSize,
  INT,
  LONG,
  MAX_KEY,
  MIN_KEY,
  NULL,
  OBJECT_ID,
  REGEX,
  STRING,
  SYMBOL,
  sizeOf,
  TIMESTAMP,
  UNDEFINED,
} from './encoded-types.ts';
import { fieldCount, hasField, setField } from './fields.ts';
import { BSON_UNDEFINED, DBPointer, WideDate } from './legacy-types.ts';
import { READ_LEVELS_MAX } from './nesting.ts';

export interface DecodeOptions {
  /** Documents in an array of this name, at the top, stay bytes that nothing has checked. */
  readonly rawArray?: string;
  /** Of the document itself, only the fields of these names are decoded; the rest is passed over unchecked. */
  readonly only?: ReadonlySet<string>;
  /** Whether a document with a field twice is refused. Otherwise the first one counts. */
  readonly refusesTwice?: boolean;
}

/** Throws BsonFormatError when the bytes are not exactly one document. */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Document {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = sizeOf(buffer, 0, buffer.length);
  if (size !== buffer.length) throw new BsonFormatError(`a document of ${size} bytes in ${buffer.length} bytes`);
  const decoder = new Decoder(buffer);
  const document = decoder.document(0, size, 1, options);
  // All of it is read once more, for a document within which others have fields twice could be read very often.
  if (!decoder.hasTwice) return document;
  if (options.refusesTwice === true) throw new BsonFormatError('a document has a field twice', { hasTwice: true });
  return new Decoder(buffer, true).document(0, size, 1, options);
}

const DATE_MILLIS_MAX = 8_640_000_000_000_000;

/** Reads one document's bytes; `at` is where it stands. */
class Decoder {
  /** Set when a document has a field twice; that is counted, which costs less than to look for each name. */
  hasTwice = false;
  private readonly buffer: Buffer;
  private readonly looksForNames: boolean;
  private at = 0;

  constructor(buffer: Buffer, looksForNames = false) {
    this.buffer = buffer;
    this.looksForNames = looksForNames;
  }

  document(start: number, end: number, level: number, options: DecodeOptions = {}): Document {
    const { rawArray, only } = options;
    const last = this.open(start, end, level);
    const document: Document = {};
    let count = 0;
    while (this.at < last) {
      const type = this.buffer[this.at] ?? 0;
      this.at += 1;
      const name = this.name(last);
      if (only !== undefined && (!only.has(name) || hasField(document, name))) {
        this.skip(type, last);
        continue;
      }
      const value = rawArray === name && type === ARRAY ? this.rawDocuments(last) : this.value(type, last, level);
      if (!this.looksForNames || !hasField(document, name)) setField(document, name, value);
      count += 1;
    }
    this.close(last);
    if (fieldCount(document) !== count) this.hasTwice = true;
    return document;
  }

  private array(start: number, end: number, level: number): unknown[] {
    const last = this.open(start, end, level);
    const array: unknown[] = [];
    while (this.at < last) {
      const type = this.buffer[this.at] ?? 0;
      this.at += 1;
      this.passName(last);
      array.push(this.value(type, last, level));
    }
    this.close(last);
    return array;
  }

  private open(start: number, end: number, level: number): number {
    if (level > READ_LEVELS_MAX) throw new BsonFormatError('nested too deep', { tooDeep: true });
    this.at = start + 4;
    return end - 1;
  }

  private close(last: number): void {
    if (this.at !== last || this.buffer[last] !== 0) throw new BsonFormatError('a document does not end where it says');
    this.at = last + 1;
  }

  private rawDocuments(limit: number): Uint8Array[] {
    const start = this.at;
    const last = start + sizeOf(this.buffer, start, limit) - 1;
    const documents: Uint8Array[] = [];
    this.at += 4;
    while (this.at < last) {
      const type = this.buffer[this.at] ?? 0;
      this.at += 1;
      this.passName(last);
      if (type !== DOCUMENT) {
        this.at = start;
        return this.value(ARRAY, limit, 1) as Uint8Array[];
      }
      const size = sizeOf(this.buffer, this.at, last);
      documents.push(this.buffer.subarray(this.at, this.at + size));
      this.at += size;
    }
    this.close(last);
    return documents;
  }

  private value(type: number, limit: number, level: number): unknown {
    switch (type) {
      case STRING:
        return this.text(limit);
      case INT:
        return new Int32(this.buffer.readInt32LE(this.take(4, limit)));
      case DOUBLE:
        return new Double(this.buffer.readDoubleLE(this.take(8, limit)));
      case DOCUMENT: {
        const start = this.at;
        return this.document(start, start + sizeOf(this.buffer, start, limit), level + 1);
      }
      case ARRAY: {
        const start = this.at;
        return this.array(start, start + sizeOf(this.buffer, start, limit), level + 1);
      }
      case OBJECT_ID:
        return new ObjectId(this.copy(12, limit));
      case BOOLEAN:
        return this.boolean(limit);
      case DATE:
        return this.date(limit);
      case NULL:
        return null;
      case LONG: {
        const at = this.take(8, limit);
        return new Long(this.buffer.readInt32LE(at), this.buffer.readInt32LE(at + 4));
      }
      default:
        return this.rareValue(type, limit, level);
    }
  }

  private rareValue(type: number, limit: number, level: number): unknown {
    switch (type) {
      case BINARY:
        return this.binary(limit);
      case UNDEFINED:
        return BSON_UNDEFINED;
      case REGEX: {
        const pattern = this.name(limit);
        return new BSONRegExp(pattern, this.name(limit));
      }
      case DB_POINTER: {
        const namespace = this.text(limit);
        return new DBPointer(namespace, this.copy(12, limit));
      }
      case CODE:
        return new Code(this.text(limit));
      case SYMBOL:
        return new BSONSymbol(this.text(limit));
      case CODE_WITH_SCOPE:
        return this.codeWithScope(limit, level);
      case TIMESTAMP: {
        const at = this.take(8, limit);
        return new Timestamp({ i: this.buffer.readUInt32LE(at), t: this.buffer.readUInt32LE(at + 4) });
      }
      case DECIMAL:
        return new Decimal128(this.copy(16, limit));
      case MAX_KEY:
        return new MaxKey();
      case MIN_KEY:
        return new MinKey();
      default:
        throw new BsonFormatError(`unknown type ${type}`);
    }
  }

  private boolean(limit: number): boolean {
    const byte = this.buffer[this.take(1, limit)];
    if (byte === 0 || byte === 1) return byte === 1;
    throw new BsonFormatError(`a boolean of ${byte}`);
  }

  private date(limit: number): Date {
    const at = this.take(8, limit);
    const millis = this.buffer.readInt32LE(at + 4) * 0x1_0000_0000 + this.buffer.readUInt32LE(at);
    if (Math.abs(millis) <= DATE_MILLIS_MAX) return new Date(millis);
    return new WideDate(this.buffer.readBigInt64LE(at));
  }

  /** Of the old subtype 2, the data begin with their length once more. */
  private binary(limit: number): Binary {
    const at = this.take(5, limit);
    const size = this.buffer.readInt32LE(at);
    const subtype = this.buffer[at + 4] ?? 0;
    if (size < 0) throw new BsonFormatError('binary data of a negative length');
    if (subtype !== Binary.SUBTYPE_BYTE_ARRAY) return new Binary(this.copy(size, limit), subtype);
    const inner = size < 4 ? -1 : this.buffer.readInt32LE(this.take(4, limit));
    if (inner !== size - 4) throw new BsonFormatError('binary data of subtype 2 with a wrong length');
    return new Binary(this.copy(inner, limit), subtype);
  }

  private codeWithScope(limit: number, level: number): Code {
    const start = this.at;
    const end = start + this.buffer.readInt32LE(this.take(4, limit));
    if (end > limit || end < start + 4) throw new BsonFormatError('code with a wrong length');
    const code = this.text(end);
    const scope = this.at;
    const size = sizeOf(this.buffer, scope, end);
    if (scope + size !== end) throw new BsonFormatError('code with a wrong length');
    return new Code(code, this.document(scope, end, level + 1));
  }

  private text(limit: number): string {
    const size = this.buffer.readInt32LE(this.take(4, limit));
    if (size < 1) throw new BsonFormatError('a text without its end');
    const start = this.take(size, limit);
    const last = start + size - 1;
    if (this.buffer[last] !== 0) throw new BsonFormatError('a text without its end');
    return textBetween(this.buffer, start, last);
  }

  private name(limit: number): string {
    const start = this.at;
    this.passName(limit);
    return nameBetween(this.buffer, start, this.at - 1);
  }

  private passName(limit: number): void {
    let at = this.at;
    while (at < limit && this.buffer[at] !== 0) at += 1;
    if (at >= limit) throw new BsonFormatError('a name without its end');
    this.at = at + 1;
  }

  /** Only the place is moved on: the value was checked when it was stored. */
  private skip(type: number, limit: number): void {
    const size = encodedSize(this.buffer, type, this.at);
    if (size === undefined) this.value(type, limit, READ_LEVELS_MAX);
    else this.take(size, limit);
  }

  /** Moves on by some bytes and returns where they begin. */
  private take(count: number, limit: number): number {
    const start = this.at;
    if (count < 0 || count > limit - start) throw new BsonFormatError('a value is longer than what holds it');
    this.at = start + count;
    return start;
  }

  private copy(count: number, limit: number): Uint8Array {
    const start = this.take(count, limit);
    return new Uint8Array(this.buffer.subarray(start, start + count));
  }
}
