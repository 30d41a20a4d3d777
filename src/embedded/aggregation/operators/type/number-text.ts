/** Numbers from text. Nothing may stand around a number, not even spaces; hexadecimal digits need a sign in front of 0x. */
import { Decimal128, Double, Long } from '../../../../bson/bson.ts';
import {
  compareFinite,
  DIGITS_MAX,
  decimalValue,
  EXPONENT_MAX,
  EXPONENT_MIN,
  exactDecimalOfDouble,
  type FiniteDecimal,
  finite,
  toDecimal128,
} from '../../../../bson/decimal.ts';
import { fitsLong, INT_MAX, INT_MIN } from '../../../../bson/number-ranges.ts';
import { conversionFailure } from '../conversion-failure.ts';

export function intOfText(text: string): number {
  const value = wholeOfText(text);
  if (value < BigInt(INT_MIN) || value > BigInt(INT_MAX)) throw outOfRange(text, 'int');
  return Number(value);
}

export function longOfText(text: string): Long {
  const value = wholeOfText(text);
  if (!fitsLong(value)) throw outOfRange(text, 'long');
  return Long.fromBigInt(value);
}

export function doubleOfText(text: string): Double {
  const special = SPECIAL.exec(text);
  if (special !== null) return new Double(specialValue(special));
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal !== null && !text.startsWith('0x')) return new Double(doubleOfHexadecimal(hexadecimal, text));
  const number = parseDecimal(text);
  if (number === undefined) throw notANumber(text, 'double');
  const double = Number(text);
  if (number.digits !== '' && !isNearest(double, number)) throw outOfRange(text, 'double');
  return new Double(double);
}

export function decimalOfText(text: string): Decimal128 {
  const special = SPECIAL.exec(text);
  if (special !== null) return specialDecimal(special);
  const number = parseDecimal(text);
  if (number === undefined) throw notANumber(text, 'decimal');
  if (number.digits === '') {
    const exponent = Math.max(EXPONENT_MIN, Math.min(EXPONENT_MAX, number.exponent));
    return Decimal128.fromString(`${number.sign}0E${exponent}`);
  }
  return decimalOfDigits(number, text);
}

/** Undefined where the number is too large for a double, or too small for it to be exact. */
export function nearestDouble(number: FiniteDecimal): number | undefined {
  const double = Number(`${number.coefficient}e${number.exponent}`);
  if (!Number.isFinite(double)) return undefined;
  if (Math.abs(double) >= NORMAL_MIN) return double;
  return double !== 0 && compareFinite(exactDecimalOfDouble(double), number) === 0 ? double : undefined;
}

/** A number as its text has it: digits without zeros in front, times a power of ten. */
interface DecimalText {
  readonly sign: '' | '-';
  readonly digits: string;
  readonly exponent: number;
}

const WHOLE = /^([+-]?)(\d+)$/;
const SPECIAL = /^([+-]?)(nan|inf|infinity)$/i;
const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;
const HEXADECIMAL = /^([+-]?)0x(?=\.?[\da-f])([\da-f]*)(?:\.([\da-f]*))?(?:p([+-]?\d+))?$/i;
/** Of a long. */
const WHOLE_DIGITS_MAX = 19;
/** The smallest double with all of its digits. */
const NORMAL_MIN = 2 ** -1022;
/** No double needs more to be written exactly. */
const DOUBLE_DIGITS_MAX = 800;
/** The power of ten of the first digit of the smallest decimal with all of its digits. */
const DECIMAL_NORMAL_MIN = -6_143;
const TEXT_EXPONENT_MAX = 100_000_000;
const HEXADECIMAL_DIGITS_KEPT = 32;
const SHOWN_LENGTH_MAX = 60;

function wholeOfText(text: string): bigint {
  const match = WHOLE.exec(text);
  if (match === null) throw notANumber(text, 'integer');
  const digits = withoutLeadingZeros(match[2] ?? '');
  if (digits.length > WHOLE_DIGITS_MAX) throw outOfRange(text, 'integer');
  return match[1] === '-' ? -BigInt(digits) : BigInt(digits);
}

function specialValue([, sign, name = '']: RegExpExecArray): number {
  if (name.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The sign of a decimal that is no number is kept. */
function specialDecimal([, sign, name = '']: RegExpExecArray): Decimal128 {
  const bytes = Buffer.alloc(16);
  bytes[15] = (name.toLowerCase() === 'nan' ? 0x7c : 0x78) | (sign === '-' ? 0x80 : 0);
  return new Decimal128(bytes);
}

function parseDecimal(text: string): DecimalText | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = match[4] ?? '', exponentText = '0'] = [...match.slice(0, 4), match[5]];
  const exponent = Math.max(-TEXT_EXPONENT_MAX, Math.min(TEXT_EXPONENT_MAX, Number(exponentText)));
  const digits = withoutLeadingZeros(whole + fraction);
  return { sign: sign === '-' ? '-' : '', digits, exponent: exponent - fraction.length };
}

function withoutLeadingZeros(digits: string): string {
  let at = 0;
  while (digits.charCodeAt(at) === 48) at += 1;
  return digits.slice(at);
}

/** Whether a double that is not zero, or its text, is as near as doubles usually are. */
function isNearest(double: number, { sign, digits, exponent }: DecimalText): boolean {
  if (Math.abs(double) >= NORMAL_MIN) return Number.isFinite(double);
  if (double === 0 || digits.length > DOUBLE_DIGITS_MAX) return false;
  return compareFinite(exactDecimalOfDouble(double), finite(BigInt(sign + digits), exponent)) === 0;
}

/** What is behind the digits that a decimal has is cut off; below the decimals with all of their digits nothing may be. */
function decimalOfDigits({ sign, digits, exponent }: DecimalText, text: string): Decimal128 {
  const kept = digits.slice(0, DIGITS_MAX);
  const scaled = finite(BigInt(sign + kept), exponent + digits.length - kept.length);
  if (exponent + digits.length - 1 < DECIMAL_NORMAL_MIN && !isExactDecimal(scaled, digits))
    throw outOfRange(text, 'decimal');
  const decimal = toDecimal128(scaled);
  if (decimalValue(decimal).kind !== 'finite') throw outOfRange(text, 'decimal');
  return decimal;
}

function isExactDecimal({ coefficient, exponent }: FiniteDecimal, digits: string): boolean {
  const missing = EXPONENT_MIN - exponent;
  if (/[1-9]/.test(digits.slice(DIGITS_MAX))) return false;
  return missing <= 0 || (missing <= DIGITS_MAX && coefficient % 10n ** BigInt(missing) === 0n);
}

function doubleOfHexadecimal([, sign, whole = '', fraction = '', power = '0']: RegExpExecArray, text: string): number {
  const digits = withoutLeadingZeros(whole + fraction);
  const kept = digits.slice(0, HEXADECIMAL_DIGITS_KEPT);
  const rest = /[1-9a-f]/i.test(digits.slice(HEXADECIMAL_DIGITS_KEPT)) ? 1n : 0n;
  // Half of the bits that are kept are beyond a double's: the last one can stand for the rest.
  const significand = Number(BigInt(`0x${kept || '0'}`) | rest);
  const exponent = Number(power) + 4 * (digits.length - kept.length - fraction.length);
  const half = Math.trunc(Math.max(-4_000, Math.min(4_000, exponent)) / 2);
  const value = significand * 2 ** half * 2 ** (Math.max(-4_000, Math.min(4_000, exponent)) - half);
  if (!Number.isFinite(value) || (value === 0 && significand !== 0)) throw outOfRange(text, 'double');
  return sign === '-' ? -value : value;
}

function notANumber(text: string, target: string): Error {
  return conversionFailure(`Failed to parse number '${text.slice(0, SHOWN_LENGTH_MAX)}' in $convert to ${target}`);
}

function outOfRange(text: string, target: string): Error {
  return conversionFailure(
    `The number '${text.slice(0, SHOWN_LENGTH_MAX)}' is out of the range of ${target} in $convert`,
  );
}
