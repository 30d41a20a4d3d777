import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Code, type Document, Double, deserialize, Int32, Long, serialize } from '../../src/bson/bson.ts';
import { decode } from '../../src/bson/decode.ts';
import { encode } from '../../src/bson/encode.ts';
import { fieldEntries, fieldNames, getField, hasField, removeField, setField } from '../../src/bson/fields.ts';
import { BSON_UNDEFINED, DBPointer, WideDate } from '../../src/bson/legacy-types.ts';
import { nestingLevels } from '../../src/bson/nesting.ts';
import { isSoundDocument } from '../../src/bson/sound-document.ts';
import { bsonValues } from './values.ts';

const OPTIONS = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;
const BYTES_MAX = 1 << 26;

const packed = (document: Document) => Buffer.from(serialize(document, { ignoreUndefined: false }));
const encoded = (document: Document) => Buffer.from(encode(document, BYTES_MAX));

/** One document of one field, from the bytes of the field after its name `a`. */
function field(type: number, value: Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from([type, 0x61, 0]), value, Buffer.from([0])]);
  bytes.writeInt32LE(bytes.length, 0);
  return bytes;
}

describe('a document that has a field twice', () => {
  /** `{a: 1, b: {c: 2, c: 3, 7: 4, 7: 5}, a: 6}` */
  const twice = Buffer.from(
    '3b0000001061000100000003620021000000106300020000001063000300000010370004000000103700050000000010610006000000' +
      '00',
    'hex',
  );
  twice.writeInt32LE(twice.length, 0);

  it('has the first one', () => {
    const document = decode(twice);
    expect(fieldEntries(document).map(([name]) => name)).toEqual(['a', 'b']);
    expect(document.a).toEqual(new Int32(1));
    expect(fieldEntries(document.b)).toEqual([
      ['c', new Int32(2)],
      ['7', new Int32(4)],
    ]);
    expect(decode(twice, { only: new Set(['a']) })).toEqual({ a: new Int32(1) });
  });

  it('is read twice at most, however deep it is within others', () => {
    let inner = Buffer.from('0500000000', 'hex');
    for (let level = 0; level < 190; level += 1) {
      const field = Buffer.concat([Buffer.from('036100', 'hex'), inner]);
      inner = Buffer.concat([Buffer.alloc(4), field, Buffer.from('10610001000000' + '00', 'hex')]);
      inner.writeInt32LE(inner.length, 0);
    }
    expect(nestingLevels(decode(inner))).toBe(190);
  });

  it('is refused where it is asked for', () => {
    expect(() => decode(twice, { refusesTwice: true })).toThrow(expect.objectContaining({ hasTwice: true }));
  });
});

describe('the codec', () => {
  const documents = fc.dictionary(fc.constantFrom('_id', 'a', 'é', 'b', '__proto__', 'constructor'), bsonValues);

  it('decodes what the bson package encodes, and encodes it to the same bytes', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const bytes = packed(document);
        expect(encoded(decode(bytes))).toEqual(bytes);
        expect(encoded(document)).toEqual(bytes);
        expect(deserialize(encoded(decode(bytes)), OPTIONS)).toEqual(deserialize(bytes, OPTIONS));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps plain numbers and bigints as the types that they stand for', () => {
    expect(decode(encode({ a: 1, b: 1.5, c: 2 ** 40, d: -0, e: 5n }, BYTES_MAX))).toEqual({
      a: new Int32(1),
      b: new Double(1.5),
      c: new Double(2 ** 40),
      d: new Double(-0),
      e: Long.fromNumber(5),
    });
  });

  it.each<[string, number, Buffer, unknown]>([
    ['undefined', 6, Buffer.alloc(0), BSON_UNDEFINED],
    [
      'a pointer of the old kind',
      12,
      Buffer.from('02000000620000112233445566778899aabb', 'hex'),
      new DBPointer('b', Uint8Array.from([0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb])),
    ],
    ['the last date', 9, Buffer.from('ffffffffffffff7f', 'hex'), new WideDate((1n << 63n) - 1n)],
    ['the first date', 9, Buffer.from('0000000000000080', 'hex'), new WideDate(-(1n << 63n))],
  ])('keeps %s', (_, type, value, expected) => {
    const bytes = field(type, value);
    const decoded = decode(bytes);
    expect(decoded.a).toEqual(expected);
    if (expected instanceof WideDate) expect((decoded.a as WideDate).millis).toBe(expected.millis);
    expect(encoded(decoded)).toEqual(bytes);
  });

  it('keeps the order of names that JavaScript would sort', () => {
    const document: Document = {};
    for (const name of ['b', '10', '9', 'a', '0', '4294967294', '4294967295', '01']) setField(document, name, name);
    const bytes = encode({ inner: document }, BYTES_MAX);
    expect(fieldNames(decode(bytes).inner)).toEqual(['b', '10', '9', 'a', '0', '4294967294', '4294967295', '01']);
    expect(encoded(decode(bytes))).toEqual(Buffer.from(bytes));
  });

  it('decodes only the fields that are asked for', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const whole = decode(packed(document));
        const only = decode(packed(document), { only: new Set(['a', 'é']) });
        expect(fieldEntries(only)).toEqual(fieldEntries(whole).filter(([name]) => name === 'a' || name === 'é'));
      }),
    );
  });

  it('leaves the documents of a named array as bytes, unless one of its elements is none', () => {
    const bytes = packed({ rows: [{ a: 1 }, {}], other: [{ a: 1 }] });
    expect(decode(bytes, { rawArray: 'rows' }).rows).toEqual([packed({ a: 1 }), packed({})]);
    expect(decode(packed({ rows: [{}, 1] }), { rawArray: 'rows' }).rows).toEqual([{}, new Int32(1)]);
  });

  it('refuses a document that is larger than it may be', () => {
    expect(() => encode({ a: 'x'.repeat(40_000), b: 'x'.repeat(40_000) }, 20_000)).toThrow(RangeError);
  });

  it('is not led astray by a long value that makes the buffer grow', () => {
    const document = { first: 'x'.repeat(100_000), list: [{ text: 'é'.repeat(300_000) }], last: new Int32(1) };
    expect(encoded(document)).toEqual(packed(document));
  });
});

describe('nesting', () => {
  it('counts documents, arrays and scopes', () => {
    let value: unknown = 1;
    for (let level = 0; level < 66; level += 1) value = [{ a: new Code('x', { b: value }) }];
    const isTooDeep = (inner: unknown): boolean => {
      const bytes = encode({ inner }, BYTES_MAX);
      try {
        decode(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: 'BsonFormatError', tooDeep: true });
        expect(isSoundDocument(bytes)).toBe(false);
        return true;
      }
      expect(isSoundDocument(bytes)).toBe(true);
      return false;
    };
    expect(isTooDeep(value)).toBe(false);
    expect(isTooDeep([value])).toBe(false);
    expect(isTooDeep([[value]])).toBe(false);
    expect(isTooDeep([[[value]]])).toBe(true);
    expect(isTooDeep(5)).toBe(false);
  });
});

describe('fields of a document', () => {
  it('are found whether or not a name is marked', () => {
    const document: Document = { 7: 'literal' };
    setField(document, '8', 'set');
    expect([getField(document, '7'), getField(document, '8'), getField(document, '9')]).toEqual([
      'literal',
      'set',
      undefined,
    ]);
    expect(hasField(document, '8') && hasField(document, '7') && !hasField(document, 'toString')).toBe(true);
  });

  it('keep their place when they are written again, and go when they are removed', () => {
    const document: Document = {};
    for (const name of ['2', 'x', '1']) setField(document, name, 0);
    setField(document, '2', 5);
    removeField(document, 'x');
    expect(fieldEntries(document)).toEqual([
      ['2', 5],
      ['1', 0],
    ]);
  });

  it('are written as fields even where JavaScript has a setter', () => {
    const document: Document = {};
    setField(document, '__proto__', { a: 1 });
    expect(fieldNames(document)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(document)).toBe(Object.prototype);
  });
});
