import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from '../../src/bson/bson.ts';
import { compareValues, EMPTY_ARRAY, valuesEqual } from '../../src/bson/compare.ts';
import { bsonValues } from './values.ts';

const decimal = (text: string) => Decimal128.fromString(text);
const long = (text: string) => Long.fromString(text);

/** One value of each bracket, ascending. */
const ASCENDING: readonly unknown[] = [
  new MinKey(),
  EMPTY_ARRAY,
  null,
  new Double(Number.NaN),
  new Double(Number.NEGATIVE_INFINITY),
  long('-9223372036854775808'),
  new Int32(-1),
  decimal('-0.5'),
  new Int32(0),
  decimal('0.1'),
  new Double(0.1),
  new Int32(1),
  new Double(9007199254740992),
  long('9007199254740993'),
  decimal('9007199254740993.5'),
  long('9223372036854775807'),
  new Double(2 ** 63),
  decimal('Infinity'),
  '',
  'a',
  'a\0',
  'ab',
  'b',
  '\uffee',
  '\ud83d\ude00',
  {},
  { a: new Int32(1) },
  { a: new Int32(1), b: new Int32(0) },
  { b: new Int32(0) },
  { a: 'text' },
  [],
  [new Int32(1)],
  [new Int32(1), null],
  ['a'],
  new Binary(new Uint8Array([9])),
  new Binary(new Uint8Array([9]), 4),
  new Binary(new Uint8Array([1, 1])),
  new ObjectId('000000000000000000000001'),
  new ObjectId('ff0000000000000000000000'),
  false,
  true,
  new Date(-1),
  new Date(0),
  new Timestamp({ t: 1, i: 2 }),
  new Timestamp({ t: 0xffff_ffff, i: 1 }),
  new BSONRegExp('a', ''),
  new BSONRegExp('a', 'i'),
  new Code('a'),
  new Code('a', { x: new Int32(1) }),
  new MaxKey(),
];

describe('the order of values', () => {
  it('puts every type in MongoDB’s place and every value in its type’s', () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) {
        expect({ i, j, order: compareValues(a, b) }).toEqual({ i, j, order: Math.sign(i - j) });
      }
    }
  });

  it.each([
    ['an int and a double', new Int32(1), new Double(1)],
    ['a long and a decimal', long('9007199254740993'), decimal('9007199254740993')],
    ['a decimal and itself with other digits', decimal('1'), decimal('1.000')],
    ['both zeros', new Double(0), new Double(-0)],
    ['NaN of both types', new Double(Number.NaN), decimal('NaN')],
    ['a plain number and an int', 5, new Int32(5)],
    ['a string and a symbol', 'a', new BSONSymbol('a')],
    ['null and a missing value', null, undefined],
    ['a native and a BSON regular expression', /a/i, new BSONRegExp('a', 'i')],
    ['a double and its exact decimal', new Double(0.5), decimal('0.5')],
    [
      'a DBRef and its document',
      new DBRef('c', new ObjectId('0'.repeat(24))),
      { $ref: 'c', $id: new ObjectId('0'.repeat(24)) },
    ],
  ])('takes %s for equal', (_, a, b) => {
    expect(valuesEqual(a, b)).toBe(true);
  });

  it.each([
    ['0.1 as a double and as a decimal', new Double(0.1), decimal('0.1')],
    ['2^53 and 2^53 + 1 as long', new Double(2 ** 53), long('9007199254740993')],
    ['documents of other field order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['an array and its element', [1], 1],
    ['true and 1', true, 1],
    ['binary data of another subtype', new Binary(new Uint8Array(2), 0), new Binary(new Uint8Array(2), 128)],
  ])('tells %s apart', (_, a, b) => {
    expect(valuesEqual(a, b)).toBe(false);
  });

  it('does not take a document with a field _bsontype for another type', () => {
    expect(compareValues({ _bsontype: 'ObjectId' }, {})).toBe(1);
  });

  it('refuses a value that BSON does not have', () => {
    expect(() => compareValues(new Map(), 1)).toThrow('a Map is not a BSON value');
  });

  it('is antisymmetric and transitive', () => {
    fc.assert(
      fc.property(bsonValues, bsonValues, bsonValues, (a, b, c) => {
        expect(compareValues(a, b) + compareValues(b, a)).toBe(0);
        expect(compareValues(a, a)).toBe(0);
        const [x, y, z] = [a, b, c].sort(compareValues);
        expect(compareValues(x, y)).toBeLessThanOrEqual(0);
        expect(compareValues(y, z)).toBeLessThanOrEqual(0);
        expect(compareValues(x, z)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a value and its stored copy the same place', () => {
    fc.assert(
      fc.property(bsonValues, (value) => {
        const options = { promoteValues: false, bsonRegExp: true } as const;
        expect(compareValues(deserialize(serialize({ value }), options).value, value)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
