/**
 * Hyperbolic functions of decimals and their inverses. As with powers, the steps and the results at the edges are those
 * of MongoDB's library, and the last of the 34 digits can differ.
 */
import { binaryFloat, binaryOfDecimal, decimalOfBinary, roundBinary } from './binary-float.ts';
import {
  compareFinite,
  type DecimalValue,
  EXPONENT_MIN,
  type FiniteDecimal,
  finite,
  infinity,
  isNegative,
  NOT_A_NUMBER,
  roundToFormat,
} from './decimal.ts';
import { absoluteDecimal, addDecimals, divideDecimals, multiplyDecimals, negateDecimal } from './decimal-arithmetic.ts';
import { exponentialDecimal } from './decimal-exponential.ts';
import { decimalOfFixed, isTiny, padded, tinyResult } from './decimal-result.ts';
import {
  divideFixed,
  exponential,
  exponentialFixed,
  fixedOfBinary,
  fixedOfDecimal,
  LN_10,
  logarithm,
  logarithmFixed,
  multiplyFixed,
  ONE,
  squareRootFixed,
} from './fixed-point.ts';

const ONE_DECIMAL = finite(1n, 0);
const TWO = finite(2n, 0);
const HALF = finite(5n, -1);
/** From here on the smaller of e^x and e^-x changes no digit. */
const ONE_POWER_MIN = finite(64n, 0);
/** Beyond it the result is infinite in any precision. */
const ARGUMENT_MAX = finite(15_000n, 0);
const NEAR_ONE = finite(103_125n, -5);
/** Of a coefficient with a higher exponent, the square plus one is the square. */
const EXPONENT_OF_HUGE = 34;
const EXPONENT_OF_UNCHANGED = -51;

export function hyperbolicSineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return x;
  if (isTiny(x)) return tinyResult(x);
  const size = absoluteDecimal(x);
  const result = size.kind === 'finite' ? hyperbolicSine(size) : size;
  return isNegative(x) ? negateDecimal(result) : result;
}

function hyperbolicSine(x: FiniteDecimal): DecimalValue {
  if (compareFinite(x, ONE_DECIMAL) > 0) return halfOfPowers(x, -1);
  const fixed = fixedOfBinary(binaryOfDecimal(x));
  return decimalOfFixed((exponentialFixed(fixed) - exponentialFixed(-fixed)) >> 1n);
}

export function hyperbolicCosineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind === 'nan') return x;
  if (x.kind === 'infinity') return infinity(1);
  if (isTiny(x)) return padded(ONE_DECIMAL);
  const size = absoluteDecimal(x);
  if (size.kind !== 'finite' || compareFinite(size, ONE_DECIMAL) > 0) return halfOfPowers(size, 1);
  const fixed = fixedOfBinary(binaryOfDecimal(size));
  return decimalOfFixed((exponentialFixed(fixed) + exponentialFixed(-fixed)) >> 1n);
}

/** (e^x ± e^-x) / 2 of a number above one. */
function halfOfPowers(x: DecimalValue, sign: 1 | -1): DecimalValue {
  if (x.kind !== 'finite' || compareFinite(x, ARGUMENT_MAX) > 0) return infinity(1);
  if (compareFinite(x, ONE_POWER_MIN) > 0) {
    const { significand, exponent } = exponential(fixedOfDecimal(x));
    return roundToFormat(decimalOfBinary(roundBinary(binaryFloat(significand, exponent - 1))));
  }
  const power = exponentialDecimal(x);
  const inverse = roundToFormat(divideDecimals(ONE_DECIMAL, power));
  const half = roundToFormat(multiplyDecimals(HALF, inverse));
  return roundToFormat(addDecimals(multiplyDecimals(power, HALF), sign === 1 ? half : negateDecimal(half)));
}

export function hyperbolicTangentDecimal(x: DecimalValue): DecimalValue {
  if (x.kind === 'nan') return x;
  if (x.kind === 'infinity') return finite(BigInt(x.sign), 0);
  if (isTiny(x)) return x.coefficient === 0n ? x : padded(x);
  const size = absoluteDecimal(x);
  if (size.kind !== 'finite' || compareFinite(size, ONE_POWER_MIN) > 0) return finite(isNegative(x) ? -1n : 1n, 0);
  const power = exponentialFixed(2n * fixedOfBinary(binaryOfDecimal(x)));
  return decimalOfFixed(divideFixed(power - ONE, power + ONE));
}

export function inverseHyperbolicSineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return x;
  if (x.coefficient === 0n) return finite(0n, EXPONENT_MIN, isNegative(x) ? -1 : 1);
  if (isTiny(x)) return padded(x);
  const size = absoluteDecimal(x);
  if (size.kind !== 'finite') return x;
  const result = size.exponent > EXPONENT_OF_HUGE ? logarithmOfTwice(size) : inverseHyperbolicSine(size);
  return isNegative(x) ? negateDecimal(result) : result;
}

function inverseHyperbolicSine(x: FiniteDecimal): DecimalValue {
  const fixed = fixedOfBinary(binaryOfDecimal(x));
  return decimalOfFixed(logarithmFixed(fixed + squareRootFixed(multiplyFixed(fixed, fixed) + ONE)));
}

/** Of a number from one on. */
export function inverseHyperbolicCosineDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return x;
  if (x.exponent > EXPONENT_OF_HUGE) return logarithmOfTwice(x);
  // Near one the digits of the argument are all that decide.
  const fixed = compareFinite(x, NEAR_ONE) < 0 ? fixedOfDecimal(x) : fixedOfBinary(binaryOfDecimal(x));
  return decimalOfFixed(logarithmFixed(fixed + squareRootFixed(multiplyFixed(fixed, fixed) - ONE)));
}

function logarithmOfTwice({ coefficient, exponent }: FiniteDecimal): DecimalValue {
  return decimalOfFixed(logarithm(binaryFloat(coefficient * 2n, 0)) + BigInt(exponent) * LN_10);
}

/** Of a number from -1 to 1. */
export function inverseHyperbolicTangentDecimal(x: DecimalValue): DecimalValue {
  if (x.kind !== 'finite') return NOT_A_NUMBER;
  if (x.coefficient === 0n) return finite(0n, EXPONENT_MIN, isNegative(x) ? -1 : 1);
  if (x.exponent <= EXPONENT_OF_UNCHANGED) return x;
  const size = absoluteDecimal(x);
  const rest = roundToFormat(addDecimals(ONE_DECIMAL, negateDecimal(size)));
  const result = rest.kind === 'finite' && rest.coefficient === 0n ? infinity(1) : halfLogarithm(size, rest);
  return isNegative(x) ? negateDecimal(result) : result;
}

/** ln(1 + 2x / (1 - x)) / 2. */
function halfLogarithm(x: DecimalValue, rest: DecimalValue): DecimalValue {
  const ratio = roundToFormat(multiplyDecimals(TWO, roundToFormat(divideDecimals(x, rest))));
  if (ratio.kind !== 'finite') return ratio;
  return decimalOfFixed(logarithmFixed(ONE + fixedOfBinary(binaryOfDecimal(ratio))) >> 1n);
}
