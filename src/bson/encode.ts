/** Values to encoded documents: the reverse of decode.ts, byte for byte. */
import {
  type Binary,
  type BSONRegExp,
  type BSONSymbol,
  type Code,
  DBRef,
  type Decimal128,
  type Document,
  type Double,
  type Int32,
  type Long,
  type ObjectId,
  type Timestamp,
} from './bson.ts';
import { asDocument, bsonTypeOf } from './bson-type.ts';
import { binaryParts, codeParts, regexParts, textOf, timestampBits } from './compare.ts';
import { type DBPointer, WideDate } from './legacy-types.ts';

/** Encodes a document. Throws RangeError for one that is larger than `bytesMax`, or than the format can say. */
export function encode(document: Document, bytesMax: number): Uint8Array {
  const encoder = new Encoder(Math.min(bytesMax, SIZE_MAX));
  encoder.document(document);
  return encoder.bytes();
}

const SIZE_MAX = 0x7fff_ffff;
const FIRST_BYTES = 16 * 1024;
/** A buffer that grew beyond this is not kept for the next document. */
const KEPT_BYTES_MAX = 4 * 1024 * 1024;
const LOOPED_CHARACTERS_MAX = 24;
const INDEX_MARK = 0;

let shared = Buffer.allocUnsafeSlow(FIRST_BYTES);

class Encoder {
  private buffer = shared;
  private at = 0;
  private readonly bytesMax: number;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  bytes(): Uint8Array {
    if (this.buffer.length <= KEPT_BYTES_MAX) shared = this.buffer;
    return new Uint8Array(this.buffer.subarray(0, this.at));
  }

  document(document: Document): void {
    const start = this.open();
    for (const name in document) this.field(name, document[name]);
    this.close(start);
  }

  private array(array: readonly unknown[]): void {
    const start = this.open();
    for (let at = 0; at < array.length; at += 1) this.field(String(at), array[at]);
    this.close(start);
  }

  private open(): number {
    this.reserve(5);
    const start = this.at;
    this.at += 4;
    return start;
  }

  private close(start: number): void {
    this.reserve(1);
    this.buffer[this.at] = 0;
    this.at += 1;
    this.buffer.writeInt32LE(this.at - start, start);
  }

  private field(name: string, value: unknown): void {
    this.reserve(1);
    const typeAt = this.at;
    this.at += 1;
    this.name(name.charCodeAt(0) === INDEX_MARK ? name.slice(1) : name);
    // The buffer may be another one once the value is written.
    const type = this.value(value);
    this.buffer[typeAt] = type;
  }

  /** Writes a value and returns the byte of its type. */
  private value(value: unknown): number {
    switch (bsonTypeOf(value)) {
      case 'string':
        this.text(value as string);
        return 2;
      case 'int':
        this.int(typeof value === 'number' ? value : (value as Int32).value);
        return 16;
      case 'double':
        this.double(typeof value === 'number' ? value : (value as Double).value);
        return 1;
      case 'long':
        this.long(value as Long | bigint);
        return 18;
      case 'object':
        this.document(value instanceof DBRef ? (asDocument(value) ?? {}) : (value as Document));
        return 3;
      case 'array':
        this.array(value as readonly unknown[]);
        return 4;
      case 'bool':
        this.byte(value === true ? 1 : 0);
        return 8;
      case 'date':
        this.bits(value instanceof WideDate ? value.millis : BigInt((value as Date).getTime()));
        return 9;
      case 'objectId':
        this.raw((value as ObjectId).id);
        return 7;
      case 'null':
      case 'missing':
        return 10;
      default:
        return this.rareValue(value);
    }
  }

  private rareValue(value: unknown): number {
    switch (bsonTypeOf(value)) {
      case 'binData':
        this.binary(value as Binary | Uint8Array);
        return 5;
      case 'undefined':
        return 6;
      case 'regex':
        this.regex(value as BSONRegExp | RegExp);
        return 11;
      case 'dbPointer':
        this.text((value as DBPointer).namespace);
        this.raw((value as DBPointer).id);
        return 12;
      case 'javascript':
        this.text((value as Code).code);
        return 13;
      case 'symbol':
        this.text(textOf(value as BSONSymbol));
        return 14;
      case 'javascriptWithScope':
        this.codeWithScope(value as Code);
        return 15;
      case 'timestamp':
        this.bits(BigInt.asIntN(64, timestampBits(value as Timestamp)));
        return 17;
      case 'decimal':
        this.raw((value as Decimal128).bytes);
        return 19;
      case 'maxKey':
        return 0x7f;
      default:
        return 0xff;
    }
  }

  private byte(value: number): void {
    this.reserve(1);
    this.buffer[this.at] = value;
    this.at += 1;
  }

  private int(value: number): void {
    this.reserve(4);
    this.at = this.buffer.writeInt32LE(value, this.at);
  }

  private double(value: number): void {
    this.reserve(8);
    this.at = this.buffer.writeDoubleLE(value, this.at);
  }

  private long(value: Long | bigint): void {
    if (typeof value === 'bigint') {
      this.bits(value);
      return;
    }
    this.reserve(8);
    this.buffer.writeInt32LE(value.low, this.at);
    this.at = this.buffer.writeInt32LE(value.high, this.at + 4);
  }

  private bits(value: bigint): void {
    this.reserve(8);
    this.at = this.buffer.writeBigInt64LE(value, this.at);
  }

  private raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  private binary(value: Binary | Uint8Array): void {
    const { subtype, bytes } = binaryParts(value);
    const inner = subtype === 2 ? 4 : 0;
    this.int(bytes.length + inner);
    this.byte(subtype);
    if (inner > 0) this.int(bytes.length);
    this.raw(bytes);
  }

  private regex(value: BSONRegExp | RegExp): void {
    const { pattern, options } = regexParts(value);
    this.name(pattern);
    this.name(options);
  }

  private codeWithScope(value: Code): void {
    const { code, scope } = codeParts(value);
    this.reserve(4);
    const start = this.at;
    this.at += 4;
    this.text(code);
    this.document(scope);
    this.buffer.writeInt32LE(this.at - start, start);
  }

  private text(text: string): void {
    this.reserve(5 + text.length * 3);
    const start = this.at;
    this.at += 4;
    this.characters(text);
    this.buffer[this.at] = 0;
    this.at += 1;
    this.buffer.writeInt32LE(this.at - start - 4, start);
  }

  private name(name: string): void {
    this.reserve(1 + name.length * 3);
    this.characters(name);
    this.buffer[this.at] = 0;
    this.at += 1;
  }

  private characters(text: string): void {
    if (text.length > LOOPED_CHARACTERS_MAX) {
      this.at += this.buffer.write(text, this.at, 'utf8');
      return;
    }
    const start = this.at;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) {
        this.at = start + this.buffer.write(text, start, 'utf8');
        return;
      }
      this.buffer[this.at] = code;
      this.at += 1;
    }
  }

  private reserve(count: number): void {
    const needed = this.at + count;
    if (needed <= this.buffer.length) return;
    if (this.at > this.bytesMax) throw new RangeError(`the document is larger than ${this.bytesMax} bytes`);
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.at));
    this.buffer = grown;
  }
}
