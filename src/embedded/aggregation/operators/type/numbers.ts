/** Numbers of one type as numbers of another, and as dates. */
import { Decimal128, Double, Long } from '../../../../bson/bson.ts';
import { bsonTypeOf } from '../../../../bson/bson-type.ts';
import { exactNumber } from '../../../../bson/compare-numbers.ts';
import type { DecimalValue } from '../../../../bson/decimal.ts';
import { conversionFailure, overflow } from '../conversion-failure.ts';
import { bigMillisOf, dateOfBigMillis, momentOf } from '../date/moment.ts';
import { INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, nearestDouble } from './number-text.ts';

const DOUBLE_DIGITS = 15;
/** With more places than this a decimal is less than one, or beyond 64 bits. */
const DECIMAL_DIGITS = 34;

/** Without its fraction; a double's fraction counts for the range. */
export function intOfNumber(value: unknown): number {
  const number = exactNumber(value);
  if (typeof number === 'number') {
    if (!Number.isFinite(number)) throw notFinite(value, 'int');
    if (number < INT_MIN || number > INT_MAX) throw overflow(value, 'int');
    return Math.trunc(number) + 0;
  }
  const whole = wholePart(number, value, 'int');
  if (whole < BigInt(INT_MIN) || whole > BigInt(INT_MAX)) throw overflow(value, 'int');
  return Number(whole);
}

export function longOfNumber(value: unknown): Long {
  return Long.fromBigInt(longValue(value, 'long'));
}

export function doubleOfNumber(value: unknown): Double {
  const number = exactNumber(value);
  if (typeof number !== 'object') return new Double(Number(number));
  if (number.kind === 'nan') return new Double(Number.NaN);
  if (number.kind === 'infinity') return new Double(number.sign * Number.POSITIVE_INFINITY);
  if (number.coefficient === 0n) return new Double(number.isNegativeZero ? -0 : 0);
  const double = nearestDouble(number);
  if (double === undefined) throw overflow(value, 'double');
  return new Double(double);
}

/** A double has 15 digits, zeros at the end too. */
export function decimalOfNumber(value: unknown): Decimal128 {
  if (value instanceof Decimal128) return value;
  const number = exactNumber(value);
  if (bsonTypeOf(value) !== 'double') return Decimal128.fromString(String(number));
  if (number === 0) return Decimal128.fromString(Object.is(number, -0) ? '-0' : '0');
  const double = Number(number);
  return Decimal128.fromString(Number.isFinite(double) ? double.toExponential(DOUBLE_DIGITS - 1) : String(double));
}

export function dateOfNumber(value: unknown): Date {
  const date = dateOfBigMillis(longValue(value, 'date'));
  if (date === undefined) throw overflow(value, 'date');
  return date;
}

/** The milliseconds since 1970. */
export function numberOfDate(value: unknown): bigint {
  const moment = momentOf(value);
  if (moment === undefined) throw new TypeError('not a date');
  return bigMillisOf(moment);
}

function longValue(value: unknown, target: string): bigint {
  const number = exactNumber(value);
  if (typeof number === 'number' && !Number.isFinite(number)) throw notFinite(value, target);
  const whole = typeof number === 'number' ? BigInt(Math.trunc(number)) : wholePart(number, value, target);
  if (whole < LONG_MIN || whole > LONG_MAX) throw overflow(value, target);
  return whole;
}

function wholePart(number: bigint | DecimalValue, value: unknown, target: string): bigint {
  if (typeof number === 'bigint') return number;
  if (number.kind !== 'finite') throw notFinite(value, target);
  const { coefficient, exponent } = number;
  if (coefficient === 0n || exponent < -DECIMAL_DIGITS) return 0n;
  if (exponent > DECIMAL_DIGITS) throw overflow(value, target);
  const unit = 10n ** BigInt(Math.abs(exponent));
  return exponent > 0 ? coefficient * unit : coefficient / unit;
}

function notFinite(value: unknown, target: string): Error {
  return conversionFailure(`Attempt to convert ${String(value)} to ${target}`);
}
