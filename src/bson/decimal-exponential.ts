/**
 * Powers, logarithms and square roots of decimals. The steps are those of the library that MongoDB computes with, and so
 * are the zeros at the end and the results at the edges of the range; each step rounds to the nearest, the library's to
 * one of the two next numbers, so that the last of the 34 digits can differ.
 */
import {
  binaryFloat,
  binaryOfDecimal,
  bitLength,
  decimalOfBinary,
  multiplyBinary,
  roundBinary,
} from './binary-float.ts';
import {
  compareFinite,
  type DecimalValue,
  DIGITS_MAX,
  digitCount,
  EXPONENT_MIN,
  type FiniteDecimal,
  finite,
  infinity,
  isNegative,
  isZeroDecimal,
  NOT_A_NUMBER,
  powerOfTen,
  roundToFormat,
} from './decimal.ts';
import {
  absoluteDecimal,
  addDecimals,
  multiplyDecimals,
  negateDecimal,
  normalizeDecimal,
} from './decimal-arithmetic.ts';
import { decimalOfFixed } from './decimal-result.ts';
import {
  binaryOfFixed,
  divideFixed,
  exponential,
  fixedOfDecimal,
  integerSquareRoot,
  LN_10,
  logarithm,
  ONE,
} from './fixed-point.ts';

const ONE_DECIMAL = finite(1n, 0);
const TWO = finite(2n, 0);
const TEN = finite(10n, 0);
const NEAR_ONE = { least: finite(5n, -1), most: finite(15n, -1) };
/** Beyond it e^x is infinite, or zero, in any precision. */
const POWER_MAX = finite(15_000n, 0);
const UNDERFLOW = finite(0n, EXPONENT_MIN);

export function exponentialDecimal(x: DecimalValue): DecimalValue {
  if (x.kind === 'nan') return x;
  if (x.kind === 'infinity') return x.sign === 1 ? x : finite(0n, 0);
  if (x.coefficient === 0n) return ONE_DECIMAL;
  if (compareFinite(absoluteFinite(x), POWER_MAX) > 0) return x.coefficient > 0n ? infinity(1) : UNDERFLOW;
  return roundToFormat(decimalOfBinary(roundBinary(exponential(fixedOfDecimal(x)))));
}

/** Of a number greater than zero. */
export function logarithmDecimal(x: DecimalValue): DecimalValue {
  return x.kind === 'finite' ? decimalOfFixed(roundedLogarithm(x)) : x;
}

/** Of a number greater than zero. */
export function logarithm10Decimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return x;
  return roundToFormat(decimalOfBinary(multiplyBinary(binaryOfFixed(roundedLogarithm(x)), INVERSE_OF_LN_10)));
}

const INVERSE_OF_LN_10 = binaryOfFixed(divideFixed(ONE, LN_10));

/** The argument itself is rounded to binary, but not near one, where the logarithm would lose its digits by it. */
function roundedLogarithm(x: FiniteDecimal): bigint {
  const isNearOne = compareFinite(x, NEAR_ONE.least) > 0 && compareFinite(x, NEAR_ONE.most) < 0;
  return isNearOne ? exactLogarithm(x) : logarithm(binaryOfDecimal(x));
}

function exactLogarithm({ coefficient, exponent }: FiniteDecimal): bigint {
  return logarithm(binaryFloat(coefficient, 0)) + BigInt(exponent) * LN_10;
}

/** Not of a negative number. */
export function squareRootDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return x;
  const half = Math.floor(x.exponent / 2);
  if (x.coefficient === 0n) return finite(0n, half, isNegative(x) ? -1 : 1);
  const even = x.coefficient * powerOfTen(x.exponent - 2 * half);
  const root = integerSquareRoot(even);
  if (root * root === even) return finite(root, half);
  const places = DIGITS_MAX + 2;
  const finer = integerSquareRoot(even * powerOfTen(2 * places));
  return roundToFormat(finite(finer * 10n + 1n, half - places - 1));
}

/** All results have the 34 digits of the format, also zeros. */
export function powerDecimal(base: DecimalValue, exponent: DecimalValue): DecimalValue {
  return roundToFormat(normalizeDecimal(rawPower(base, exponent)));
}

function rawPower(base: DecimalValue, exponent: DecimalValue): DecimalValue {
  if (isZeroDecimal(exponent) || isEqual(base, ONE_DECIMAL)) return ONE_DECIMAL;
  if (base.kind === 'nan' || exponent.kind === 'nan') return NOT_A_NUMBER;
  if (exponent.kind === 'infinity') return infinitePower(base, exponent.sign);
  const sign = isNegative(base) && isOdd(exponent) ? -1 : 1;
  if (base.kind === 'infinity') return isNegative(exponent) ? finite(0n, 0, sign) : infinity(sign);
  if (base.coefficient === 0n) return isNegative(exponent) ? infinity(sign) : finite(0n, 0, sign);
  if (base.coefficient < 0n && !isWhole(exponent)) return NOT_A_NUMBER;
  const size = finitePower(absoluteDecimal(base), exponent);
  return sign === -1 ? negateDecimal(size) : size;
}

function infinitePower(base: DecimalValue, sign: 1 | -1): DecimalValue {
  const size = absoluteDecimal(base);
  if (isEqual(size, ONE_DECIMAL)) return ONE_DECIMAL;
  const isLarge = size.kind !== 'finite' || compareFinite(size, ONE_DECIMAL) > 0;
  return isLarge === (sign === 1) ? infinity(1) : finite(0n, 0);
}

/** e^(exponent × ln base), where the power of e is taken of 34 digits and then put right by what these lack. */
function finitePower(base: DecimalValue, exponent: FiniteDecimal): DecimalValue {
  if (base.kind !== 'finite') return base;
  const exact = exactPower(base, exponent);
  if (exact !== undefined) return exact;
  const logarithmOfBase = exactLogarithm(base);
  const product = fixedProduct(logarithmOfBase, exponent);
  if (product === undefined) return isNegative(exponent) === logarithmOfBase < 0n ? infinity(1) : UNDERFLOW;
  const leading = roundToFormat(exactDecimalOfFixed(product));
  if (leading.kind !== 'finite') return leading;
  const power = exponentialDecimal(leading);
  if (power.kind !== 'finite' || power.coefficient === 0n) return power.kind === 'finite' ? UNDERFLOW : power;
  const lacking = exactDecimalOfFixed(product - fixedOfDecimal(leading));
  return roundToFormat(addDecimals(power, multiplyDecimals(power, lacking)));
}

/** Whole powers of two and ten, for which the library has functions of their own. */
function exactPower(base: FiniteDecimal, exponent: FiniteDecimal): DecimalValue | undefined {
  if (!isWhole(exponent) || compareFinite(absoluteFinite(exponent), EXACT_POWER_MAX) > 0) return undefined;
  const times = Number(`${exponent.coefficient}e${exponent.exponent}`);
  if (isEqual(base, TEN)) return roundToFormat(finite(1n, times));
  if (!isEqual(base, TWO)) return undefined;
  return roundToFormat(times >= 0 ? finite(2n ** BigInt(times), 0) : finite(5n ** BigInt(-times), times));
}

/** Two raised to it is out of range, whatever the sign. */
const EXACT_POWER_MAX = finite(21_000n, 0);

const PRODUCT_BITS_MAX = 530;

/** Undefined when it is far beyond what e can be raised to. */
function fixedProduct(fixed: bigint, { coefficient, exponent }: FiniteDecimal): bigint | undefined {
  if (exponent < 0) return (fixed * coefficient) / powerOfTen(-exponent);
  const digits = digitCount(coefficient) + exponent;
  if (digits > DIGITS_MAX * 4) return undefined;
  const product = fixed * coefficient * powerOfTen(exponent);
  return bitLength(product) > PRODUCT_BITS_MAX ? undefined : product;
}

function exactDecimalOfFixed(fixed: bigint): FiniteDecimal {
  return finite((fixed * powerOfTen(FIXED_DIGITS)) / ONE, -FIXED_DIGITS);
}

const FIXED_DIGITS = 120;

function isEqual(value: DecimalValue, other: FiniteDecimal): boolean {
  return value.kind === 'finite' && compareFinite(value, other) === 0;
}

function isWhole({ coefficient, exponent }: FiniteDecimal): boolean {
  return exponent >= 0 || (-exponent <= DIGITS_MAX && coefficient % powerOfTen(-exponent) === 0n);
}

function isOdd(value: DecimalValue): boolean {
  if (value.kind !== 'finite' || value.exponent > 0 || !isWhole(value)) return false;
  return (value.coefficient / powerOfTen(-value.exponent)) % 2n !== 0n;
}

function absoluteFinite({ coefficient, exponent }: FiniteDecimal): FiniteDecimal {
  return finite(coefficient < 0n ? -coefficient : coefficient, exponent);
}
