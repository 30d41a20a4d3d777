/** Numbers of one type as numbers of another, and as dates. */
import { toDecimal } from '../../../../bson/arithmetic.ts';
import { Decimal128, Double, Long } from '../../../../bson/bson.ts';
import { exactNumber } from '../../../../bson/compare-numbers.ts';
import { type DecimalValue, DIGITS_MAX, toDecimal128 } from '../../../../bson/decimal.ts';
import { fitsInt, fitsLong, INT_MAX, INT_MIN } from '../../../../bson/number-ranges.ts';
import { conversionFailure, overflow } from '../conversion-failure.ts';
import { bigMillisOf, dateOfBigMillis, momentOf } from '../date/moment.ts';
import { nearestDouble } from './number-text.ts';

/** Without its fraction; a double's fraction counts for the range. */
export function intOfNumber(value: unknown): number {
  const number = exactNumber(value);
  if (typeof number === 'number') {
    if (!Number.isFinite(number)) throw notFinite(value, 'int');
    if (!fitsInt(number)) throw overflow(value, 'int');
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

export function decimalOfNumber(value: unknown): Decimal128 {
  return value instanceof Decimal128 ? value : toDecimal128(toDecimal(value));
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
  if (!fitsLong(whole)) throw overflow(value, target);
  return whole;
}

function wholePart(number: bigint | DecimalValue, value: unknown, target: string): bigint {
  if (typeof number === 'bigint') return number;
  if (number.kind !== 'finite') throw notFinite(value, target);
  const { coefficient, exponent } = number;
  if (coefficient === 0n || exponent < -DIGITS_MAX) return 0n;
  if (exponent > DIGITS_MAX) throw overflow(value, target);
  const unit = 10n ** BigInt(Math.abs(exponent));
  return exponent > 0 ? coefficient * unit : coefficient / unit;
}

function notFinite(value: unknown, target: string): Error {
  return conversionFailure(`Attempt to convert ${String(value)} to ${target}`);
}
