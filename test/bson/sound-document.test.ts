import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
  serialize,
  Timestamp,
  UUID,
} from '../../src/bson/bson.ts';
import { decode } from '../../src/bson/decode.ts';
import { isSoundDocument } from '../../src/bson/sound-document.ts';
import { bsonValues } from './values.ts';

const EVERY_TYPE: readonly (readonly [string, unknown])[] = [
  ['double', new Double(0.1)],
  ['string', 'naïve 💡 text'],
  ['empty string', ''],
  ['string with a zero byte', 'a\0b'],
  ['long string', 'ü'.repeat(100)],
  ['document', { z: 1, a: { b: {} } }],
  ['reference', { $ref: 'other', $id: new Int32(3) }],
  ['array', [new Int32(1), [new Double(2)], { deep: [] }]],
  ['binary', new Binary(Buffer.from([1, 2, 3]), 0x80)],
  ['empty binary', new Binary(Buffer.alloc(0), 0)],
  ['binary of the old subtype', new Binary(Buffer.from([1, 2, 3]), 2)],
  ['UUID', new UUID('00112233-4455-6677-8899-aabbccddeeff')],
  ['UUID that is too short', new Binary(Buffer.from([1]), 4)],
  ['undefined', undefined],
  ['ObjectId', new ObjectId('0123456789abcdef01234567')],
  ['true', true],
  ['false', false],
  ['date', new Date(-1)],
  ['null', null],
  ['regular expression', new BSONRegExp('a.b', 'ilmsux')],
  ['code', new Code('x')],
  ['symbol', new BSONSymbol('s')],
  ['code with scope', new Code('x', { a: new Int32(1), b: { c: 'd' } })],
  ['int', new Int32(5)],
  ['timestamp', new Timestamp({ t: 7, i: 8 })],
  ['long', Long.fromString('9007199254740993')],
  ['decimal', Decimal128.fromString('1.10')],
  ['MinKey', new MinKey()],
  ['MaxKey', new MaxKey()],
];

const encode = (document: Document) => Buffer.from(serialize(document, { ignoreUndefined: false }));
const isSound = isSoundDocument;

function isDecoded(bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes as hex, with blanks for the eye. */
const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('the walk over an encoded document', () => {
  it.each(EVERY_TYPE)('passes a %s between others', (_, value) => {
    expect(isSound(encode({ before: 1, value, after: 'x' }))).toBe(true);
  });

  it.each(EVERY_TYPE)('refuses a %s that is cut anywhere', (_, value) => {
    const whole = encode({ value });
    for (let length = 0; length < whole.length; length += 1) {
      const cut = Buffer.from(whole.subarray(0, length));
      expect(isSound(cut)).toBe(false);
      // The same with lengths and ends that claim to be right.
      if (length < 5) continue;
      cut.writeInt32LE(length, 0);
      cut[length - 1] = 0;
      expect(isSound(cut) && !isDecoded(cut)).toBe(false);
    }
  });

  it.each(EVERY_TYPE)('never passes a changed %s that the decoder refuses', (_, value) => {
    const whole = encode({ value, list: [{ value }] });
    for (let position = 0; position < whole.length; position += 1) {
      for (const byte of [0, 1, 2, 4, 5, 12, 0x0c, 0x0f, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(whole);
        changed[position] = byte;
        expect(isSound(changed) && !isDecoded(changed), `${byte} at ${position}`).toBe(false);
      }
    }
  });

  it.each([
    ['a length that is too small', '04000000 00'],
    ['a length below zero', 'ffffffff 00'],
    ['a length beyond its bytes', '06000000 00'],
    ['a length short of its bytes', '05000000 00 00'],
    ['a last byte that is not zero', '05000000 01'],
    ['a name without an end', '07000000 0a 61 00'],
    ['an unknown type', '08000000 55 61 00 00'],
    ['an end before the end', '0b000000 00 0a 61 00 0a 62 00 00'.slice(0, -3)],
    ['an int that runs over the end', '0b000000 10 61 00 01 00 00 00'],
    ['a bool of two', '09000000 08 61 00 02 00'],
    ['a string of no bytes', '0d000000 02 61 00 00000000 00 00'],
    ['a string longer than the document', '0e000000 02 61 00 ff000000 62 00 00'],
    ['a string without its zero byte', '0e000000 02 61 00 02000000 62 63 00'],
    ['a string that is not UTF-8', '0e000000 02 61 00 02000000 ff 00 00'],
    ['a document that ends in the next field', '12000000 03 61 00 08000000 0a 62 00 0a 63 00 00'],
    ['a document that ends early', '11000000 03 61 00 05000000 00 0a 62 00 00 00'],
    ['a binary of less than no bytes', '0d000000 05 61 00 ffffffff 00 00'],
    ['a binary longer than the document', '0d000000 05 61 00 02000000 00 00'],
    ['a binary of the old subtype with two lengths', '12000000 05 61 00 05000000 02 02000000 aa 00'],
    ['a regular expression with an unknown option', '0c000000 0b 61 00 62 00 7a 00 00'],
    ['a regular expression without options', '0a000000 0b 61 00 62 00 00'],
    ['code with a scope of another length', '18000000 0f 61 00 11000000 02000000 62 00 06000000 00 00 00'],
  ])('refuses %s, as the decoder does', (_, hex) => {
    const bytes = bytesOf(hex);
    expect(isSound(bytes)).toBe(false);
    expect(isDecoded(bytes)).toBe(false);
  });

  it('does not read around the bytes that it is given', () => {
    const bytes = encode({ a: 'text', b: { c: 1 } });
    const around = Buffer.concat([Buffer.alloc(7, 0xff), bytes, Buffer.alloc(7, 0xff)]);
    expect(isSound(around.subarray(7, -7))).toBe(true);
    expect(isSound(around.subarray(7, -6))).toBe(false);
    const cut = Buffer.concat([Buffer.from([2, 97, 0]), Buffer.from([1, 0, 0, 0]), Buffer.from([0, 0])]);
    expect(isSound(cut.subarray(0, 3))).toBe(false);
  });

  it('gives up on very deep nesting without harm', () => {
    const nested = (depth: number) => {
      let document: Document = {};
      for (let level = 0; level < depth; level += 1) document = { a: document };
      return encode(document);
    };
    expect(isSound(nested(200))).toBe(true);
    expect(isSound(nested(201))).toBe(false);
    const deep = Buffer.alloc(8 * 200_000 + 5);
    for (let level = 0; level <= 200_000; level += 1) {
      deep.writeInt32LE(deep.length - level * 8, level * 7);
      if (level < 200_000) deep.write('\x03a\0', level * 7 + 4, 'latin1');
    }
    expect(isSound(deep)).toBe(false);
  });

  it('passes whatever the encoder makes', () => {
    const documents = fc.dictionary(fc.constantFrom('_id', 'a', 'ab', 'é', 'b'), bsonValues);
    fc.assert(
      fc.property(documents, (document) => {
        expect(isSound(encode(document))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('never passes bytes that the decoder refuses', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.oneof(fc.nat(20), fc.nat(255)) });
    const documents = fc.dictionary(fc.constantFrom('_id', 'a', 'é'), bsonValues);
    fc.assert(
      fc.property(documents, fc.array(change, { minLength: 1, maxLength: 3 }), (document, changes) => {
        const bytes = encode(document);
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        fc.pre(isSound(bytes));
        expect(isDecoded(bytes)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
