import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BSONRegExp, BSONSymbol, Decimal128, Double, Int32, Long, ObjectId } from '../../../src/bson/bson.ts';
import { equalityTest, membershipTest } from '../../../src/embedded/query/comparison.ts';
import { bsonValues } from '../../bson/values.ts';

/** Enough for a list to be looked up by key. */
const many = Array.from({ length: 20 }, (_, n) => new Int32(n + 100));

describe('$in with many values', () => {
  it.each([
    ['a number of another type', [new Double(5)], Long.fromNumber(5), true],
    ['a decimal of the same value', [Decimal128.fromString('0.50')], new Double(0.5), true],
    ['a decimal that is not quite', [Decimal128.fromString('0.1')], new Double(0.1), false],
    ['negative zero', [new Double(-0)], new Int32(0), true],
    ['not a number', [new Double(Number.NaN)], Decimal128.fromString('NaN'), true],
    ['null for a missing field', [null], undefined, true],
    ['no null for a missing field', [], undefined, false],
    ['a document with its fields in order', [{ a: 1, b: 2 }], { a: 1, b: 2 }, true],
    ['a document with its fields in another order', [{ a: 1, b: 2 }], { b: 2, a: 1 }, false],
    ['a symbol for a text', [new BSONSymbol('x')], 'x', true],
    ['a text for a symbol', ['x'], new BSONSymbol('x'), true],
    ['a pattern', [new BSONRegExp('^x')], 'xy', true],
    ['an equal pattern', [new BSONRegExp('^x')], new BSONRegExp('^x'), true],
    ['a text for a pattern', ['^x'], new BSONRegExp('^x'), false],
    ['an id', [new ObjectId('0123456789abcdef01234567')], new ObjectId('0123456789abcdef01234567'), true],
  ])('finds %s: %j', (_title, operands, value, expected) => {
    expect(membershipTest([...many, ...operands])(value)).toBe(expected);
  });

  it('finds what one by one would find', () => {
    const lists = fc.array(bsonValues, { minLength: 9, maxLength: 20 });
    fc.assert(
      fc.property(lists, bsonValues, (operands, value) => {
        const plain = operands.filter((operand) => !(operand instanceof BSONRegExp));
        const isMember = membershipTest([...many, ...plain]);
        const equal = [...many, ...plain].map(equalityTest);
        for (const candidate of [value, ...plain]) {
          expect(isMember(candidate)).toBe(equal.some((test) => test(candidate)));
        }
      }),
    );
  });

  it('still refuses an operator among them', () => {
    expect(() => membershipTest([...many, { $gt: 1 }])).toThrow('cannot nest $ under $in');
  });
});
