import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal128, Double, Int32, Long, MaxKey, MinKey } from '../../src/bson/bson.ts';
import { compareValues } from '../../src/bson/compare.ts';
import { encodeKey } from '../../src/bson/key-encoding.ts';
import { bsonNumbers, bsonValues } from './values.ts';

const order = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b);
const compound = (...keys: Uint8Array[]) => Buffer.concat(keys);

describe('index keys', () => {
  it('are ordered as their numbers', () => {
    fc.assert(
      fc.property(bsonNumbers, bsonNumbers, (a, b) => {
        expect(order(encodeKey(a, 1), encodeKey(b, 1))).toBe(compareValues(a, b));
      }),
      { numRuns: 5000 },
    );
  });

  it('are ordered as their values of any type', () => {
    fc.assert(
      fc.property(bsonValues, bsonValues, (a, b) => {
        expect(order(encodeKey(a, 1), encodeKey(b, 1))).toBe(compareValues(a, b));
        expect(order(encodeKey(a, -1), encodeKey(b, -1))).toBe(compareValues(b, a) + 0);
      }),
      { numRuns: 5000 },
    );
  });

  it('keep the order of their parts when put one after the other', () => {
    fc.assert(
      fc.property(bsonValues, bsonValues, bsonValues, bsonValues, (a, b, c, d) => {
        const wanted = compareValues(a, c) || compareValues(d, b);
        const got = order(compound(encodeKey(a, 1), encodeKey(b, -1)), compound(encodeKey(c, 1), encodeKey(d, -1)));
        expect(got).toBe(wanted);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['an int', new Int32(1)],
    ['a double', new Double(1)],
    ['a long', Long.fromNumber(1)],
    ['a decimal', Decimal128.fromString('1')],
    ['a decimal of more digits', Decimal128.fromString('1.00')],
    ['a plain number', 1],
  ])('are the same for %s of one value', (_, value) => {
    expect(encodeKey(value, 1)).toEqual(encodeKey(new Int32(1), 1));
  });

  it('tell the end of a text from a zero byte within it', () => {
    const [short, long] = [encodeKey('a', 1), encodeKey('a\0', 1)];
    expect(order(compound(short, encodeKey(new MaxKey(), 1)), compound(long, encodeKey(new MinKey(), 1)))).toBe(-1);
    expect(order(short, long)).toBe(-1);
  });

  it('take eleven bytes for an int', () => {
    expect(encodeKey(new Int32(123_456), 1)).toHaveLength(11);
  });
});
