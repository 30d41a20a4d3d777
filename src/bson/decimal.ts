/** Decimal128 as exact integers: value = coefficient × 10^exponent. Arithmetic rounds to 34 digits, half to even. */
import { Decimal128 } from './bson.ts';

export interface FiniteDecimal {
  readonly kind: 'finite';
  /** Carries the sign, except that of a negative zero, which compares and computes as zero. */
  readonly coefficient: bigint;
  readonly exponent: number;
}

export type DecimalValue =
  | FiniteDecimal
  | { readonly kind: 'nan' }
  | { readonly kind: 'infinity'; readonly sign: 1 | -1 };

const DIGITS_MAX = 34;
const EXPONENT_BIAS = 6176;
const EXPONENT_MAX = 6111;
const COEFFICIENT_MAX = 10n ** 34n - 1n;
const SIGNIFICANT_DIGITS_OF_A_DOUBLE = 15;

export const NOT_A_NUMBER: DecimalValue = { kind: 'nan' };

export function finite(coefficient: bigint, exponent: number): FiniteDecimal {
  return { kind: 'finite', coefficient, exponent };
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
  if (combination === 0x1f) return NOT_A_NUMBER;
  if (combination === 0x1e) return infinity(sign);
  // A combination from 24 on announces a coefficient beyond 34 digits, which the format defines as zero.
  if (combination >= 24) return finite(0n, Number((high >> 47n) & 0x3fffn) - EXPONENT_BIAS);
  const coefficient = ((high & 0x1_ffff_ffff_ffffn) << 64n) | bytes.getBigUint64(0, true);
  const exponent = Number((high >> 49n) & 0x3fffn) - EXPONENT_BIAS;
  return finite(coefficient > COEFFICIENT_MAX ? 0n : sign === 1 ? coefficient : -coefficient, exponent);
}

/** The nearest Decimal128: rounded to 34 digits half to even, infinite beyond the range, zero below it. */
export function toDecimal128(value: DecimalValue): Decimal128 {
  if (value.kind === 'nan') return Decimal128.fromString('NaN');
  if (value.kind === 'infinity') return Decimal128.fromString(value.sign === 1 ? 'Infinity' : '-Infinity');
  const rounded = roundToFormat(value);
  if (rounded.exponent <= EXPONENT_MAX) return Decimal128.fromString(`${rounded.coefficient}E${rounded.exponent}`);
  if (rounded.coefficient === 0n) return Decimal128.fromString(`0E${EXPONENT_MAX}`);
  const padded = rounded.coefficient * 10n ** BigInt(rounded.exponent - EXPONENT_MAX);
  if (magnitude(padded) <= COEFFICIENT_MAX) return Decimal128.fromString(`${padded}E${EXPONENT_MAX}`);
  return toDecimal128(infinity(padded < 0n ? -1 : 1));
}

/** A double taken into decimal arithmetic counts with 15 significant digits, so that 0.1 is a tenth. */
export function decimalOfDouble(value: number): DecimalValue {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  if (!Number.isFinite(value)) return infinity(value > 0 ? 1 : -1);
  if (value === 0) return finite(0n, 0);
  return parseFinite(value.toExponential(SIGNIFICANT_DIGITS_OF_A_DOUBLE - 1));
}

/** The exact value of a finite double, which can have several hundred digits. */
export function exactDecimalOfDouble(value: number): FiniteDecimal {
  if (Number.isInteger(value)) return finite(BigInt(value), 0);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const significand = biased === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  // significand × 2^-shift = significand × 5^shift × 10^-shift; a double with a fraction always has shift > 0.
  const shift = 1075 - Math.max(biased, 1);
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
  const scale = digitCount(a.coefficient) + a.exponent - (digitCount(b.coefficient) + b.exponent);
  if (scale !== 0) return scale > 0 ? signA : -signA;
  const [left, right] = align(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function addDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind === 'nan' || b.kind === 'nan') return NOT_A_NUMBER;
  if (a.kind === 'infinity') return b.kind === 'infinity' && a.sign !== b.sign ? NOT_A_NUMBER : a;
  if (b.kind === 'infinity') return b;
  const [left, right] = align(a, b);
  return finite(left + right, Math.min(a.exponent, b.exponent));
}

export function negateDecimal(value: DecimalValue): DecimalValue {
  if (value.kind === 'nan') return value;
  if (value.kind === 'infinity') return infinity(value.sign === 1 ? -1 : 1);
  return finite(-value.coefficient, value.exponent);
}

export function multiplyDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind === 'nan' || b.kind === 'nan') return NOT_A_NUMBER;
  if (a.kind === 'finite' && b.kind === 'finite') {
    return finite(a.coefficient * b.coefficient, a.exponent + b.exponent);
  }
  const sign = decimalSign(a) * decimalSign(b);
  return sign === 0 ? NOT_A_NUMBER : infinity(sign > 0 ? 1 : -1);
}

/** The divisor is not zero. */
export function divideDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind === 'nan' || b.kind === 'nan') return NOT_A_NUMBER;
  if (a.kind === 'infinity')
    return b.kind === 'infinity' ? NOT_A_NUMBER : infinity(decimalSign(b) > 0 ? a.sign : negate(a.sign));
  if (b.kind === 'infinity') return finite(0n, 0);
  return divideFinite(a, b);
}

/** Remainder with the sign of the dividend. The divisor is not zero. */
export function remainderOfDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind !== 'finite' || b.kind === 'nan') return NOT_A_NUMBER;
  if (b.kind === 'infinity') return a;
  const [left, right] = align(a, b);
  return finite(left % right, Math.min(a.exponent, b.exponent));
}

export type Rounding = 'floor' | 'ceil' | 'trunc' | 'half-even';

/** Rounds to `places` digits after the point; negative places round before it. */
export function roundDecimal(value: DecimalValue, rounding: Rounding, places = 0): DecimalValue {
  const exponent = 0 - places;
  if (value.kind !== 'finite' || value.exponent >= exponent) return value;
  return finite(divideRounded(value.coefficient, 10n ** BigInt(exponent - value.exponent), rounding), exponent);
}

export function decimalSign(value: DecimalValue): number {
  if (value.kind === 'nan') return 0;
  return value.kind === 'infinity' ? value.sign : signOf(value.coefficient);
}

export function digitCount(coefficient: bigint): number {
  const text = coefficient.toString();
  return coefficient < 0n ? text.length - 1 : text.length;
}

/** Divides to 34 significant digits and then, as the format prefers, to the exponent nearest to that of the operands. */
function divideFinite(a: FiniteDecimal, b: FiniteDecimal): FiniteDecimal {
  const shift = Math.max(0, DIGITS_MAX + 2 + digitCount(b.coefficient) - digitCount(a.coefficient));
  const scaled = a.coefficient * 10n ** BigInt(shift);
  const quotient = scaled / b.coefficient;
  const exact = quotient * b.coefficient === scaled;
  const exponent = a.exponent - b.exponent - shift;
  // A last digit that is never a tie stands for the rest of an endless quotient.
  if (!exact) return finite(quotient * 10n + (scaled < 0n === b.coefficient < 0n ? 1n : -1n), exponent - 1);
  return stripZeros(finite(quotient, exponent), a.exponent - b.exponent);
}

function stripZeros(value: FiniteDecimal, exponentMax: number): FiniteDecimal {
  let { coefficient, exponent } = value;
  while (exponent < exponentMax && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return finite(coefficient, exponent);
}

function roundToFormat(value: FiniteDecimal): FiniteDecimal {
  const excess = Math.max(digitCount(value.coefficient) - DIGITS_MAX, -EXPONENT_BIAS - value.exponent, 0);
  if (excess === 0) return value;
  const coefficient = divideRounded(value.coefficient, 10n ** BigInt(excess), 'half-even');
  const rounded = finite(coefficient, value.exponent + excess);
  return digitCount(coefficient) > DIGITS_MAX ? roundToFormat(rounded) : rounded;
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

function align(a: FiniteDecimal, b: FiniteDecimal): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.coefficient * 10n ** BigInt(a.exponent - exponent), b.coefficient * 10n ** BigInt(b.exponent - exponent)];
}

function negate(sign: 1 | -1): 1 | -1 {
  return sign === 1 ? -1 : 1;
}

function signOf(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
