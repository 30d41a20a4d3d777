/**
 * Functions of numbers with a fixed number of bits after the point: enough that a result can be rounded to 113
 * significant bits wherever it is not tiny, and a constant amount of work for every argument.
 */
import { type BinaryFloat, binaryFloat, bitLength, roundBinary } from './binary-float.ts';
import { type FiniteDecimal, powerOfTen } from './decimal.ts';

/** Bits after the point. */
const POINT = 512;
const POINT_BITS = BigInt(POINT);
export const ONE = 1n << POINT_BITS;
const HALVINGS = 8n;
const NUMBER_BITS = 1000;

export function multiplyFixed(a: bigint, b: bigint): bigint {
  return (a * b) >> POINT_BITS;
}

export function divideFixed(a: bigint, b: bigint): bigint {
  return (a << POINT_BITS) / b;
}

/** Of a number that is not negative. */
export function squareRootFixed(value: bigint): bigint {
  return integerSquareRoot(value << POINT_BITS);
}

export function fixedOfBinary({ significand, exponent }: BinaryFloat): bigint {
  const shift = exponent + POINT;
  return shift >= 0 ? significand << BigInt(shift) : significand >> BigInt(-shift);
}

export function fixedOfDecimal({ coefficient, exponent }: FiniteDecimal): bigint {
  if (exponent >= 0) return (coefficient * powerOfTen(exponent)) << POINT_BITS;
  return (coefficient << POINT_BITS) / powerOfTen(-exponent);
}

/** Rounded to 113 bits. */
export function binaryOfFixed(value: bigint): BinaryFloat {
  return roundBinary(binaryFloat(value, -POINT));
}

/** e^x, unrounded. */
export function exponential(x: bigint): BinaryFloat {
  const twos = x / LN_2;
  const rest = (x - twos * LN_2) >> HALVINGS;
  let sum = ONE;
  let term = ONE;
  for (let index = 1n; term !== 0n; index += 1n) {
    term = multiplyFixed(term, rest) / index;
    sum += term;
    if (term === -1n) break;
  }
  for (let halving = 0n; halving < HALVINGS; halving += 1n) sum = multiplyFixed(sum, sum);
  return binaryFloat(sum, Number(twos) - POINT);
}

export function exponentialFixed(x: bigint): bigint {
  return fixedOfBinary(exponential(x));
}

/** The natural logarithm of a positive number. */
export function logarithm({ significand, exponent }: BinaryFloat): bigint {
  const bits = bitLength(significand);
  const mantissa = bits <= POINT ? significand << BigInt(POINT - bits) : significand >> BigInt(bits - POINT);
  return logarithmOfMantissa(mantissa) + BigInt(exponent + bits) * LN_2;
}

export function logarithmFixed(x: bigint): bigint {
  return logarithm(binaryFloat(x, -POINT));
}

/** Of a number from 1/2 to 1: a double's logarithm, made twice more exact by a step that gains threefold. */
function logarithmOfMantissa(mantissa: bigint): bigint {
  if (mantissa === ONE >> 1n) return -LN_2;
  let result = fixedOfNumber(Math.log(numberOfFixed(mantissa)));
  for (let step = 0; step < 2; step += 1) {
    const power = exponentialFixed(result);
    result += divideFixed(2n * (mantissa - power), mantissa + power);
  }
  return result;
}

export interface SineAndCosine {
  readonly sine: bigint;
  readonly cosine: bigint;
}

/** Of an angle from -pi/2 to pi/2. */
export function sineAndCosine(angle: bigint): SineAndCosine {
  const square = multiplyFixed(angle, angle);
  return { sine: alternatingSeries(angle, square, 1n), cosine: alternatingSeries(ONE, square, 0n) };
}

/** first - first x^2/((n+1)(n+2)) + …, as sine and cosine are. */
function alternatingSeries(first: bigint, square: bigint, start: bigint): bigint {
  let sum = first;
  let term = first < 0n ? -first : first;
  let negative = first < 0n;
  for (let index = start; ; index += 2n) {
    term = multiplyFixed(term, square) / ((index + 1n) * (index + 2n));
    if (term === 0n) return sum;
    negative = !negative;
    sum += negative ? -term : term;
  }
}

/** From -pi/2 to pi/2: the double's angle, and the rest by the first terms of the series, since it is below 2^-50. */
export function arcTangent(x: bigint): bigint {
  if (x > ONE) return halfPi() - arcTangent(divideFixed(ONE, x));
  if (x < -ONE) return -arcTangent(-x);
  const guess = fixedOfNumber(Math.atan(numberOfFixed(x)));
  const { sine, cosine } = sineAndCosine(guess);
  const rest = divideFixed(multiplyFixed(x, cosine) - sine, cosine + multiplyFixed(x, sine));
  const square = multiplyFixed(rest, rest);
  let result = guess;
  let power = rest;
  for (let index = 1n; index <= 11n; index += 2n) {
    result += index % 4n === 1n ? power / index : -(power / index);
    power = multiplyFixed(power, square);
  }
  return result;
}

export function halfPi(): bigint {
  return piWithBits(POINT) >> 1n;
}

/** What is left of an angle after the nearest whole number of right angles, and how many these are, modulo four. */
export function reduceAngle({ coefficient, exponent }: FiniteDecimal): {
  readonly rest: bigint;
  readonly turns: number;
} {
  const scale = exponent > 0 ? powerOfTen(exponent) : 1n;
  const bits = POINT + bitLength(coefficient * scale);
  const rightAngle = piWithBits(bits) >> 1n;
  const angle = ((coefficient * scale) << BigInt(bits)) / (exponent < 0 ? powerOfTen(-exponent) : 1n);
  const sign = angle < 0n ? -1n : 1n;
  const turns = (angle * 2n + sign * rightAngle) / (rightAngle * 2n);
  return { rest: (angle - turns * rightAngle) >> BigInt(bits - POINT), turns: Number(((turns % 4n) + 4n) % 4n) };
}

/** The greatest precision of pi that was asked for is kept. The largest decimals need 21,000 bits. */
let knownPi = { bits: 0, value: 0n };

function piWithBits(bits: number): bigint {
  if (knownPi.bits < bits) {
    const guarded = BigInt(bits + 64);
    const value = (16n * inverseTangentOfInverse(5n, guarded) - 4n * inverseTangentOfInverse(239n, guarded)) >> 64n;
    knownPi = { bits, value };
  }
  return knownPi.value >> BigInt(knownPi.bits - bits);
}

/** arctan(1/x). */
function inverseTangentOfInverse(x: bigint, bits: bigint): bigint {
  const square = x * x;
  let term = (1n << bits) / x;
  let sum = term;
  for (let index = 3n; term !== 0n; index += 2n) {
    term = -term / square;
    sum += term / index;
  }
  return sum;
}

/** Of a whole number that is not negative, rounded down. */
export function integerSquareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function numberOfFixed(value: bigint): number {
  const shift = Math.max(0, bitLength(value) - NUMBER_BITS);
  return Number(value >> BigInt(shift)) * 2 ** (shift - POINT);
}

function fixedOfNumber(value: number): bigint {
  return BigInt(Math.round(value * 2 ** 60)) << (POINT_BITS - 60n);
}

/** ln 2 by three quickly falling series. */
const LN_2 = 18n * inverseHyperbolic(26n) - 2n * inverseHyperbolic(4801n) + 8n * inverseHyperbolic(8749n);
export const LN_10 = logarithm(binaryFloat(10n, 0));

/** artanh(1/x). */
function inverseHyperbolic(x: bigint): bigint {
  const square = x * x;
  let term = ONE / x;
  let sum = term;
  for (let index = 3n; term !== 0n; index += 2n) {
    term /= square;
    sum += term / index;
  }
  return sum;
}
