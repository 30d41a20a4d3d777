/** Decimal128 as exact integers: value = coefficient × 10^exponent. Arithmetic rounds to 34 digits, half to even. */
import { Decimal128 } from './bson.ts';

export interface FiniteDecimal {
  readonly kind: 'finite';
  /** Carries the sign, except that of a negative zero. */
  readonly coefficient: bigint;
  readonly exponent: number;
  readonly isNegativeZero: boolean;
}

export type DecimalValue =
  | FiniteDecimal
  | { readonly kind: 'nan'; readonly sign: 1 | -1 }
  | { readonly kind: 'infinity'; readonly sign: 1 | -1 };

export const DIGITS_MAX = 34;
export const EXPONENT_MIN = -6176;
const EXPONENT_BIAS = 6176;
export const EXPONENT_MAX = 6111;
const COEFFICIENT_MAX = 10n ** 34n - 1n;
const SIGNIFICANT_DIGITS_OF_A_DOUBLE = 15;

export const NOT_A_NUMBER: DecimalValue = { kind: 'nan', sign: 1 };
const NEGATIVE_NOT_A_NUMBER: DecimalValue = { kind: 'nan', sign: -1 };

/** The sign counts for a zero alone. */
export function finite(coefficient: bigint, exponent: number, zeroSign: 1 | -1 = 1): FiniteDecimal {
  return { kind: 'finite', coefficient, exponent, isNegativeZero: zeroSign === -1 && coefficient === 0n };
}

export function infinity(sign: 1 | -1): DecimalValue {
  return { kind: 'infinity', sign };
}

/** Reads the binary integer decimal format: sign, 14 bits of exponent, 113 bits of coefficient. */
export function decimalValue(decimal: Decimal128): DecimalValue {
  const bytes = new DataView(decimal.bytes.buffer, decimal.bytes.byteOffset, 16);
  const high = bytes.getBigUint64(8, true);
  const sign = high >> 63n === 1n ? -1 : 1;
  const combination = Number((high >> 58n) & 0x1fn);
  if (combination === 0x1f) return sign === 1 ? NOT_A_NUMBER : NEGATIVE_NOT_A_NUMBER;
  if (combination === 0x1e) return infinity(sign);
  // A combination from 24 on announces a coefficient beyond 34 digits, which the format defines as zero.
  if (combination >= 24) return finite(0n, Number((high >> 47n) & 0x3fffn) - EXPONENT_BIAS, sign);
  const coefficient = ((high & 0x1_ffff_ffff_ffffn) << 64n) | bytes.getBigUint64(0, true);
  const exponent = Number((high >> 49n) & 0x3fffn) - EXPONENT_BIAS;
  return finite(coefficient > COEFFICIENT_MAX ? 0n : sign === 1 ? coefficient : -coefficient, exponent, sign);
}

/** The nearest Decimal128: rounded to 34 digits half to even, infinite beyond the range, zero below it. */
export function toDecimal128(value: DecimalValue): Decimal128 {
  const rounded = roundToFormat(value);
  const sign = isNegative(rounded) ? SIGN_BIT : 0n;
  if (rounded.kind !== 'finite') return decimal128Of(sign | (rounded.kind === 'nan' ? NAN_BITS : INFINITY_BITS), 0n);
  const { coefficient, exponent } = rounded;
  const size = magnitude(coefficient);
  const high = sign | (BigInt(exponent + EXPONENT_BIAS) << 49n) | (size >> 64n);
  return decimal128Of(high, size & 0xffff_ffff_ffff_ffffn);
}

const SIGN_BIT = 1n << 63n;
const INFINITY_BITS = 0x78n << 56n;
const NAN_BITS = 0x7cn << 56n;

function decimal128Of(high: bigint, low: bigint): Decimal128 {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(low, 0);
  bytes.writeBigUInt64LE(high, 8);
  return new Decimal128(bytes);
}

/** The value that a Decimal128 of it has. */
export function roundToFormat(value: DecimalValue): DecimalValue {
  if (value.kind !== 'finite') return value;
  const rounded = roundDigits(value);
  const { coefficient, exponent } = rounded;
  if (exponent <= EXPONENT_MAX) return rounded;
  const sign = isNegative(value) ? -1 : 1;
  if (coefficient === 0n) return finite(0n, EXPONENT_MAX, sign);
  const shift = exponent - EXPONENT_MAX;
  if (shift > DIGITS_MAX) return infinity(sign);
  const padded = coefficient * powerOfTen(shift);
  return magnitude(padded) <= COEFFICIENT_MAX ? finite(padded, EXPONENT_MAX) : infinity(sign);
}

/** A double taken into decimal arithmetic counts with 15 significant digits, so that 0.1 is a tenth. */
export function decimalOfDouble(value: number): DecimalValue {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  if (!Number.isFinite(value)) return infinity(value > 0 ? 1 : -1);
  if (value === 0) return finite(0n, 0, Object.is(value, -0) ? -1 : 1);
  const text = value.toExponential(SIGNIFICANT_DIGITS_OF_A_DOUBLE);
  // JavaScript rounds a tie away from zero. Only a next digit of 5 can be one.
  if (text.includes('5e')) return roundToDigits(exactDecimalOfDouble(value), SIGNIFICANT_DIGITS_OF_A_DOUBLE);
  return parseFinite(value.toExponential(SIGNIFICANT_DIGITS_OF_A_DOUBLE - 1));
}

/** The exact value of a finite double, which can have several hundred digits. */
export function exactDecimalOfDouble(value: number): FiniteDecimal {
  if (Number.isInteger(value)) return finite(BigInt(value), 0, Object.is(value, -0) ? -1 : 1);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  let significand = biased === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  // significand × 2^-shift = significand × 5^shift × 10^-shift; a double with a fraction always has shift > 0.
  let shift = 1075 - Math.max(biased, 1);
  // An odd significand makes a decimal without zeros at its end.
  while (shift > 0 && (significand & 1n) === 0n) {
    significand >>= 1n;
    shift -= 1;
  }
  const coefficient = significand * 5n ** BigInt(shift);
  return finite(value < 0 ? -coefficient : coefficient, -shift);
}

export function parseFinite(text: string): FiniteDecimal {
  const [digits = '0', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = digits.split('.');
  return finite(BigInt(whole + fraction), Number(exponent) - fraction.length);
}

export function compareFinite(a: FiniteDecimal, b: FiniteDecimal): number {
  const signA = signOf(a.coefficient);
  const signB = signOf(b.coefficient);
  if (signA !== signB || signA === 0) return Math.sign(signA - signB);
  // Most have as many places as each other; to count their digits takes longer than all the rest.
  if (a.exponent === b.exponent) return signOf(a.coefficient - b.coefficient);
  const scale = scaleOf(a) - scaleOf(b);
  if (scale !== 0) return scale > 0 ? signA : -signA;
  const [left, right] = align(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export type Rounding = 'floor' | 'ceil' | 'trunc' | 'half-even';

/** Rounds to `places` digits after the point; negative places round before it. */
export function roundDecimal(value: DecimalValue, rounding: Rounding, places = 0): DecimalValue {
  const exponent = 0 - places;
  if (value.kind !== 'finite' || value.exponent >= exponent) return value;
  const excess = exponent - value.exponent;
  // Beyond all digits: less than one half of a unit.
  const divisor = powerOfTen(Math.min(excess, digitCount(value.coefficient) + 1));
  return finite(divideRounded(value.coefficient, divisor, rounding), exponent, isNegative(value) ? -1 : 1);
}

/** To an exponent, padded with zeros where need be; not a number when that takes more digits than the format has. */
export function quantizeDecimal(value: DecimalValue, exponent: number, rounding: Rounding): DecimalValue {
  if (value.kind !== 'finite') return value.kind === 'nan' ? value : NOT_A_NUMBER;
  const sign = isNegative(value) ? -1 : 1;
  if (value.coefficient === 0n) return finite(0n, exponent, sign);
  if (scaleOf(value) - exponent > DIGITS_MAX) return NOT_A_NUMBER;
  if (value.exponent >= exponent) return finite(value.coefficient * powerOfTen(value.exponent - exponent), exponent);
  const rounded = roundDecimal(value, rounding, 0 - exponent);
  return rounded.kind === 'finite' && digitCount(rounded.coefficient) > DIGITS_MAX ? NOT_A_NUMBER : rounded;
}

export function decimalSign(value: DecimalValue): number {
  if (value.kind === 'nan') return 0;
  return value.kind === 'infinity' ? value.sign : signOf(value.coefficient);
}

/** Whether the sign is minus, that of a zero too. */
export function isNegative(value: DecimalValue): boolean {
  return value.kind === 'finite' ? value.coefficient < 0n || value.isNegativeZero : value.sign < 0;
}

export function isZeroDecimal(value: DecimalValue): boolean {
  return value.kind === 'finite' && value.coefficient === 0n;
}

/** By the logarithm, which is at most one off and much faster than to write the number. */
export function digitCount(coefficient: bigint): number {
  const size = magnitude(coefficient);
  const rough = Number(size);
  if (rough === 0 || rough > ROUGH_MAX) return size.toString().length;
  const count = Math.floor(Math.log10(rough)) + 1;
  if (size >= powerOfTen(count)) return count + 1;
  return size < powerOfTen(count - 1) ? count - 1 : count;
}

/** Powers of ten up to it are kept. */
const ROUGH_MAX = 1e66;

function roundDigits(value: FiniteDecimal): FiniteDecimal {
  if (magnitude(value.coefficient) <= COEFFICIENT_MAX && value.exponent >= EXPONENT_MIN) return value;
  return roundToDigits(value, DIGITS_MAX);
}

/** Half to even, to so many digits or to the least exponent. */
function roundToDigits(value: FiniteDecimal, digits: number): FiniteDecimal {
  const excess = Math.max(digitCount(value.coefficient) - digits, EXPONENT_MIN - value.exponent, 0);
  if (excess === 0) return value;
  const rounded = roundDecimal(value, 'half-even', 0 - (value.exponent + excess));
  if (rounded.kind !== 'finite') return value;
  return digitCount(rounded.coefficient) > digits ? roundToDigits(rounded, digits) : rounded;
}

function divideRounded(coefficient: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = coefficient / divisor;
  const remainder = coefficient % divisor;
  if (remainder === 0n || rounding === 'trunc') return quotient;
  if (rounding === 'floor') return remainder < 0n ? quotient - 1n : quotient;
  if (rounding === 'ceil') return remainder > 0n ? quotient + 1n : quotient;
  const twice = magnitude(remainder) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  return up ? quotient + (coefficient < 0n ? -1n : 1n) : quotient;
}

export function align(a: FiniteDecimal, b: FiniteDecimal): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.coefficient * powerOfTen(a.exponent - exponent), b.coefficient * powerOfTen(b.exponent - exponent)];
}

/** The place of the first digit: one more than the exponent of the number in scientific form. */
export function scaleOf(value: FiniteDecimal): number {
  return digitCount(value.coefficient) + value.exponent;
}

const POWERS_OF_TEN = Array.from({ length: 2 * DIGITS_MAX }, (_, exponent) => 10n ** BigInt(exponent));

export function powerOfTen(exponent: number): bigint {
  return POWERS_OF_TEN[exponent] ?? 10n ** BigInt(exponent);
}

function signOf(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
