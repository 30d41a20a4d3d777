/** Values as text: `$toString`, and the looser reading of operators that take anything as text. */

import { toDouble } from '../../../bson/arithmetic.ts';
import { bsonTypeOf, isNullish } from '../../../bson/bson-type.ts';
import { codeParts, textOf, timestampBits } from '../../../bson/compare.ts';
import { locationError } from '../../engine-error.ts';
import { typeName } from '../scope.ts';
import { unsupportedConversion } from './conversion-failure.ts';
import { checkedText } from './text-size.ts';

/** Strings, numbers, dates, timestamps and code; null and missing are the empty string. */
export function coerceToString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isNullish(value)) return '';
  switch (bsonTypeOf(value)) {
    case 'double':
      return roundedText(toDouble(value));
    case 'int':
    case 'long':
    case 'decimal':
      return String(value);
    case 'symbol':
      return textOf(value);
    case 'javascript':
      return codeParts(value).code;
    case 'date':
      return dateText(value);
    case 'timestamp':
      return timestampText(timestampBits(value));
    default:
      throw locationError(16_007, `can't convert from BSON type ${typeName(value)} to String`);
  }
}

/** As `$toString` and `$convert` write a value other than binary data. */
export function convertToString(value: unknown): string {
  switch (bsonTypeOf(value)) {
    case 'string':
      return checkedText(String(value));
    case 'double':
      return doubleText(toDouble(value));
    case 'int':
    case 'long':
    case 'decimal':
    case 'bool':
    case 'objectId':
      return String(value);
    case 'date':
      return dateText(value);
    default:
      throw unsupportedConversion(value, 'string');
  }
}

/** A date in UTC, of the years that have four digits. */
export function dateText(value: unknown): string {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;
  if (text === undefined || !/^\d/.test(text)) {
    throw locationError(18_537, 'a date has a text only in the years from 0 to 9999');
  }
  return text;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SECONDS_SHIFT = 32n;
const INCREMENT_MASK = 0xffff_ffffn;

/** `Jul 20 18:40:00:1`: the second in UTC without its year, and the increment. */
function timestampText(bits: bigint): string {
  const date = new Date(Number(bits >> SECONDS_SHIFT) * 1000);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)}:${bits & INCREMENT_MASK}`;
}

const ROUNDED_DIGITS = 6;
/** From this power of ten on, and below the other one, a double is written with an exponent. */
const DOUBLE_EXPONENT = 16;
const SMALL_EXPONENT = -4;

/** As C prints `%g`: six digits. */
function roundedText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [digits = '', exponent = '0'] = value.toExponential(ROUNDED_DIGITS - 1).split('e');
  return withExponent(signOf(value) + stripZeros(unsigned(digits)), Number(exponent), ROUNDED_DIGITS);
}

/** The shortest text that reads as the same double. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return withExponent(signOf(value) + unsigned(digits), Number(exponent), DOUBLE_EXPONENT);
}

function withExponent(digits: string, exponent: number, limit: number): string {
  if (exponent >= limit || exponent < SMALL_EXPONENT) {
    const sign = exponent < 0 ? '-' : '+';
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return placePoint(digits, exponent);
}

/** `-1.5` with the exponent 2 is `-150`. */
function placePoint(digits: string, exponent: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const figures = unsigned(digits).replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${figures}`;
  const whole = figures.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = figures.slice(exponent + 1);
  return sign + (rest === '' ? whole : `${whole}.${rest}`);
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

function unsigned(digits: string): string {
  return digits.replace('-', '');
}

function stripZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
