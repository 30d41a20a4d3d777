import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal128, Double, Int32, Long, MaxKey, MinKey } from '../../src/bson/bson.ts';
import { compareValues } from '../../src/bson/compare.ts';
import { encodeCompoundKey, encodeKey } from '../../src/bson/key-encoding.ts';
import { WideDate } from '../../src/bson/legacy-types.ts';
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

  it('of several fields are the keys of each, one after the other', () => {
    const fields = fc.array(fc.record({ direction: fc.constantFrom(1 as const, -1 as const), value: bsonValues }));
    fc.assert(
      fc.property(fields, (parts) => {
        const apart = parts.map(({ value, direction }) => encodeKey(value, direction));
        const values = parts.map(({ value }) => value);
        expect(Buffer.from(encodeCompoundKey(values, parts))).toEqual(compound(...apart));
      }),
      { numRuns: 1000 },
    );
  });

  it('stay as they are when another key is made', () => {
    const text = 'x'.repeat(10_000);
    const first = encodeKey(text, 1);
    const copy = Buffer.from(first);
    encodeKey('y'.repeat(20_000), -1);
    encodeKey(1, 1);
    expect(Buffer.from(first)).toEqual(copy);
    expect(first).toHaveLength(text.length + 3);
  });

  it('have the bytes that data files hold for dates', () => {
    const hex = (millis: number) => Buffer.from(encodeKey(new Date(millis), 1)).toString('hex');
    expect(hex(0)).toBe('2d8000000000000000');
    expect(hex(1)).toBe('2d8000000000000001');
    expect(hex(-1)).toBe('2d7fffffffffffffff');
    expect(hex(2 ** 32)).toBe('2d8000000100000000');
    expect(hex(8.64e15)).toBe('2d801eb208c2dc0000');
    expect(hex(-8.64e15)).toBe('2d7fe14df73d240000');
    const wide = (millis: bigint) => Buffer.from(encodeKey(new WideDate(millis), 1)).toString('hex');
    expect(wide(-(1n << 63n))).toBe('2d0000000000000000');
    expect(wide((1n << 63n) - 1n)).toBe('2dffffffffffffffff');
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
