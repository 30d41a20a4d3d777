/** Numbers of all four types by their exact value. A long beyond 2^53 never passes through a double. */
import { Decimal128, Double, Int32, Long } from './bson.ts';
import {
  compareFinite,
  type DecimalValue,
  decimalValue,
  exactDecimalOfDouble,
  type FiniteDecimal,
  finite,
} from './decimal.ts';

/** A number without its type: a double's or int's value, a long that no double holds, or a decimal. */
export type ExactNumber = number | bigint | DecimalValue;

export function exactNumber(value: unknown): ExactNumber {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return exactLong(value);
  if (value instanceof Decimal128) return decimalValue(value);
  if (typeof value === 'bigint') return value;
  throw new TypeError('not a number');
}

/** NaN is lowest and equal to itself; both zeros are equal. */
export function compareNumbers(a: unknown, b: unknown): number {
  return compareExact(exactNumber(a), exactNumber(b));
}

export function compareExact(a: ExactNumber, b: ExactNumber): number {
  if (typeof a === 'object' || typeof b === 'object') return compareWithDecimal(a, b);
  // JavaScript compares a bigint and a number by their mathematical values.
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(isNotANumber(b)) - Number(isNotANumber(a));
}

export function isNotANumber(value: ExactNumber): boolean {
  return typeof value === 'object' ? value.kind === 'nan' : Number.isNaN(value);
}

export function toFinite(value: ExactNumber): FiniteDecimal {
  if (typeof value === 'bigint') return finite(value, 0);
  if (typeof value === 'number') return exactDecimalOfDouble(value);
  if (value.kind === 'finite') return value;
  throw new RangeError('not a finite number');
}

function exactLong(value: Long): number | bigint {
  const number = value.toNumber();
  return Number.isSafeInteger(number) ? number : value.toBigInt();
}

function compareWithDecimal(a: ExactNumber, b: ExactNumber): number {
  const rankA = specialRank(a);
  const rankB = specialRank(b);
  if (rankA !== rankB || rankA !== 0) return Math.sign(rankA - rankB);
  return compareFinite(toFinite(a), toFinite(b));
}

/** NaN, then minus infinity, then everything finite, then infinity. */
function specialRank(value: ExactNumber): number {
  if (isNotANumber(value)) return -2;
  if (typeof value === 'object') return value.kind === 'infinity' ? value.sign : 0;
  if (typeof value === 'bigint' || Number.isFinite(value)) return 0;
  return value > 0 ? 1 : -1;
}
