/**
 * Sums, products and quotients with MongoDB's result types: int widens to long, a double makes a double, a decimal makes
 * a decimal and is computed exactly, never through a double.
 */
import { type Decimal128, Double, Int32, Long } from './bson.ts';
import { bsonTypeOf } from './bson-type.ts';
import { type ExactNumber, exactNumber } from './compare-numbers.ts';
import { type DecimalValue, decimalOfDouble, finite, isZeroDecimal, toDecimal128 } from './decimal.ts';
import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  remainderOfDecimals,
} from './decimal-arithmetic.ts';
import { fitsInt, fitsLong, INT_MAX, INT_MIN } from './number-ranges.ts';

export type NumberValue = Int32 | Long | Double | Decimal128;
export type NumberType = 'int' | 'long' | 'double' | 'decimal';

/** Undefined when whole numbers leave the range of a long; the caller decides between an error and a double. */
export function addNumbers(a: unknown, b: unknown): NumberValue | undefined {
  return combine(a, b, SUM);
}

/** Undefined when whole numbers leave the range of a long. */
export function subtractNumbers(a: unknown, b: unknown): NumberValue | undefined {
  return combine(a, b, DIFFERENCE);
}

/** Undefined when whole numbers leave the range of a long. */
export function multiplyNumbers(a: unknown, b: unknown): NumberValue | undefined {
  return combine(a, b, PRODUCT);
}

/** The divisor is not zero. Whole numbers divide to a double. */
export function divideNumbers(a: unknown, b: unknown): NumberValue {
  if (widerType(a, b) === 'decimal') return toDecimal128(divideDecimals(toDecimal(a), toDecimal(b)));
  return new Double(toDouble(a) / toDouble(b));
}

/** Remainder with the sign of the dividend. The divisor is not zero. */
export function remainderOfNumbers(a: unknown, b: unknown): NumberValue {
  return combine(a, b, REMAINDER) ?? Long.fromNumber(0);
}

export function isZero(value: unknown): boolean {
  const exact = exactNumber(value);
  if (typeof exact === 'object') return isZeroDecimal(exact);
  return exact === 0;
}

export function toDouble(value: unknown): number {
  const exact = exactNumber(value);
  return typeof exact === 'object' ? doubleOfDecimal(exact) : Number(exact);
}

export function doubleOfDecimal(value: DecimalValue): number {
  if (value.kind === 'nan') return Number.NaN;
  if (value.kind === 'infinity') return value.sign * Number.POSITIVE_INFINITY;
  return value.isNegativeZero ? -0 : Number(`${value.coefficient}e${value.exponent}`);
}

/** A double counts with 15 significant digits in decimal arithmetic. */
export function toDecimal(value: unknown): DecimalValue {
  const exact = exactNumber(value);
  if (typeof exact === 'object') return exact;
  return bsonTypeOf(value) === 'double' ? decimalOfDouble(Number(exact)) : finite(BigInt(exact), 0);
}

/** The value of an int or long. */
export function toWhole(value: unknown): bigint {
  const exact = exactNumber(value);
  if (typeof exact === 'object') throw new TypeError('a decimal is not a whole number');
  return BigInt(exact);
}

export function numberType(value: unknown): NumberType {
  const type = bsonTypeOf(value);
  if (type === 'int' || type === 'long' || type === 'double' || type === 'decimal') return type;
  throw new TypeError(`a ${type} is not a number`);
}

/** An int where it fits and no long took part, else a long; undefined beyond a long. */
export function wholeNumber(value: bigint, type: 'int' | 'long'): Int32 | Long | undefined {
  if (type === 'int' && value >= INT_MIN && value <= INT_MAX) return new Int32(Number(value));
  return fitsLong(value) ? Long.fromBigInt(value) : undefined;
}

export function widerType(a: unknown, b: unknown): NumberType {
  return widerOf(numberType(a), numberType(b));
}

export function widerOf(a: NumberType, b: NumberType): NumberType {
  return TYPE_WIDTH[a] >= TYPE_WIDTH[b] ? a : b;
}

const TYPE_WIDTH: Readonly<Record<NumberType, number>> = { int: 0, long: 1, double: 2, decimal: 3 };

interface Operation {
  readonly whole: (a: bigint, b: bigint) => bigint;
  readonly double: (a: number, b: number) => number;
  readonly decimal: (a: DecimalValue, b: DecimalValue) => DecimalValue;
}

const SUM: Operation = {
  whole: (left, right) => left + right,
  double: (left, right) => left + right,
  decimal: addDecimals,
};

const DIFFERENCE: Operation = {
  whole: (left, right) => left - right,
  double: (left, right) => left - right,
  decimal: (left, right) => addDecimals(left, negateDecimal(right)),
};

const PRODUCT: Operation = {
  whole: (left, right) => left * right,
  double: (left, right) => left * right,
  decimal: multiplyDecimals,
};

const REMAINDER: Operation = {
  whole: (left, right) => left % right,
  double: (left, right) => left % right,
  decimal: remainderOfDecimals,
};

function combine(a: unknown, b: unknown, operation: Operation): NumberValue | undefined {
  const type = widerType(a, b);
  if (type === 'decimal') return toDecimal128(operation.decimal(toDecimal(a), toDecimal(b)));
  if (type === 'double') return new Double(operation.double(toDouble(a), toDouble(b)));
  return combineWhole(exactNumber(a), exactNumber(b), type, operation);
}

/** Most sums and products of whole numbers are exact in a double, which is several times faster than a bigint. */
function combineWhole(
  a: ExactNumber,
  b: ExactNumber,
  type: 'int' | 'long',
  operation: Operation,
): NumberValue | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = operation.double(a, b);
    if (Number.isSafeInteger(result)) {
      return type === 'int' && fitsInt(result) ? new Int32(result) : Long.fromNumber(result);
    }
  }
  if (typeof a === 'object' || typeof b === 'object') throw new TypeError('a decimal is not a whole number');
  return wholeNumber(operation.whole(BigInt(a), BigInt(b)), type);
}
