/**
 * Binary numbers of any precision: value = significand × 2^exponent. MongoDB computes the transcendental functions of
 * decimals in a binary format of 113 bits, and its results show that: what is exact there is exact in the result.
 */
import { DIGITS_MAX, digitCount, type FiniteDecimal, finite, powerOfTen } from './decimal.ts';

export interface BinaryFloat {
  readonly significand: bigint;
  readonly exponent: number;
}

const PRECISION_BITS = 113;
/** No fraction of more bits has 34 decimal digits or less. */
const EXACT_FRACTION_BITS_MAX = 48;
const LOG10_OF_2 = Math.log10(2);
const GUARD_DIGITS = 6;

export function binaryFloat(significand: bigint, exponent: number): BinaryFloat {
  return { significand, exponent };
}

/** To 113 bits, half to even. */
export function roundBinary(value: BinaryFloat): BinaryFloat {
  const excess = bitLength(value.significand) - PRECISION_BITS;
  if (excess <= 0) return value;
  return { significand: shiftRight(value.significand, excess), exponent: value.exponent + excess };
}

/** Rounded to 113 bits. */
export function binaryOfDecimal({ coefficient, exponent }: FiniteDecimal): BinaryFloat {
  if (exponent >= 0) return roundBinary(binaryFloat(coefficient * powerOfTen(exponent), 0));
  return divideWhole(coefficient, powerOfTen(-exponent));
}

export function multiplyBinary(a: BinaryFloat, b: BinaryFloat): BinaryFloat {
  return roundBinary(binaryFloat(a.significand * b.significand, a.exponent + b.exponent));
}

/** The decimal of 34 digits; one that is exact has an exponent as near to zero as may be. */
export function decimalOfBinary({ significand, exponent }: BinaryFloat): FiniteDecimal {
  if (significand === 0n) return finite(0n, 0);
  const zeros = trailingZeros(significand);
  const odd = significand >> BigInt(zeros);
  const power = exponent + zeros;
  const places = -power;
  if (places > 0 && places <= EXACT_FRACTION_BITS_MAX) {
    const exact = odd * 5n ** BigInt(places);
    if (digitCount(exact) <= DIGITS_MAX) return finite(exact, -places);
  }
  const scale = Math.floor((bitLength(odd) + power) * LOG10_OF_2);
  if (places <= 0 && scale < DIGITS_MAX) return finite(odd << BigInt(power), 0);
  return inexactDecimal(odd, power, DIGITS_MAX + GUARD_DIGITS - scale);
}

/** With `places` digits after the point and one more, never a tie, for the rest. */
function inexactDecimal(significand: bigint, exponent: number, places: number): FiniteDecimal {
  const scaled = significand * powerOfTen(Math.max(places, 0));
  const divisor = powerOfTen(Math.max(-places, 0));
  const numerator = exponent > 0 ? scaled << BigInt(exponent) : scaled;
  const denominator = exponent < 0 ? divisor << BigInt(-exponent) : divisor;
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  return finite(quotient * 10n + BigInt(signOf(rest)), -places - 1);
}

function divideWhole(numerator: bigint, denominator: bigint): BinaryFloat {
  const shift = Math.max(0, PRECISION_BITS + 2 + bitLength(denominator) - bitLength(numerator));
  const scaled = numerator << BigInt(shift);
  const quotient = scaled / denominator;
  // A last bit that is never a tie stands for the rest.
  const last = BigInt(signOf(scaled % denominator));
  return roundBinary(binaryFloat(quotient * 4n + last, -shift - 2));
}

export function bitLength(value: bigint): number {
  const size = value < 0n ? -value : value;
  if (size === 0n) return 0;
  const text = size.toString(16);
  return (text.length - 1) * 4 + 32 - Math.clz32(Number.parseInt(text.charAt(0), 16));
}

/** Half to even. */
function shiftRight(value: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const size = value < 0n ? -value : value;
  const quotient = size >> shift;
  const rest = size - (quotient << shift);
  const half = 1n << (shift - 1n);
  const rounded = rest > half || (rest === half && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
  return value < 0n ? -rounded : rounded;
}

function trailingZeros(value: bigint): number {
  const lowest = value & -value;
  return bitLength(lowest) - 1;
}

function signOf(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}
