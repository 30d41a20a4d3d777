/** Sums, products and quotients of decimals, for `toDecimal128` to round: a result may have more digits than the format. */
import {
  align,
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
  scaleOf,
} from './decimal.ts';

/** Exact, or what rounds to the same number of the format. */
export function addDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind === 'nan') return a;
  if (b.kind === 'nan') return b;
  if (a.kind === 'infinity') return b.kind === 'infinity' && a.sign !== b.sign ? NOT_A_NUMBER : a;
  if (b.kind === 'infinity') return b;
  const exponent = Math.min(a.exponent, b.exponent);
  if (a.coefficient === 0n && b.coefficient === 0n) {
    return finite(0n, exponent, a.isNegativeZero && b.isNegativeZero ? -1 : 1);
  }
  if (b.coefficient === 0n) return withExponent(a, exponent);
  if (a.coefficient === 0n) return withExponent(b, exponent);
  if (a.exponent === b.exponent) return finite(a.coefficient + b.coefficient, exponent);
  const scale = scaleOf(a) - scaleOf(b);
  return scale >= 0 ? addSmaller(a, b, scale) : addSmaller(b, a, -scale);
}

/** Beyond so many digits a number only decides how another of the format is rounded. */
const DIGITS_APART_MAX = 80;

/** `scale` is how many digits the larger number has before those of the smaller. A tiny one stands for all tinier ones. */
function addSmaller(larger: FiniteDecimal, smaller: FiniteDecimal, scale: number): FiniteDecimal {
  const lowest = Math.min(larger.exponent, scaleOf(larger) - DIGITS_APART_MAX);
  const isTiny = scale > DIGITS_APART_MAX && scaleOf(smaller) < lowest;
  const other = isTiny ? finite(smaller.coefficient < 0n ? -1n : 1n, lowest - 1) : smaller;
  const [left, right] = align(larger, other);
  return finite(left + right, Math.min(larger.exponent, other.exponent));
}

/** The same number with a lower exponent, as far as the digits of the format suffice. */
function withExponent(value: FiniteDecimal, exponent: number): FiniteDecimal {
  const shift = Math.min(value.exponent - exponent, Math.max(0, DIGITS_MAX - digitCount(value.coefficient)));
  return shift <= 0 ? value : finite(value.coefficient * powerOfTen(shift), value.exponent - shift);
}

/** Padded with zeros to all the digits of the format. */
export function normalizeDecimal(value: DecimalValue): DecimalValue {
  return addDecimals(value, finite(0n, EXPONENT_MIN));
}

/** Not-a-number keeps its sign. */
export function negateDecimal(value: DecimalValue): DecimalValue {
  if (value.kind === 'nan') return value;
  if (value.kind === 'infinity') return infinity(value.sign === 1 ? -1 : 1);
  return finite(-value.coefficient, value.exponent, value.isNegativeZero ? 1 : -1);
}

export function absoluteDecimal(value: DecimalValue): DecimalValue {
  if (value.kind === 'nan') return NOT_A_NUMBER;
  return isNegative(value) ? negateDecimal(value) : value;
}

export function multiplyDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind === 'nan') return a;
  if (b.kind === 'nan') return b;
  const sign = isNegative(a) === isNegative(b) ? 1 : -1;
  if (a.kind === 'finite' && b.kind === 'finite') {
    return finite(a.coefficient * b.coefficient, a.exponent + b.exponent, sign);
  }
  return isZeroDecimal(a) || isZeroDecimal(b) ? NOT_A_NUMBER : infinity(sign);
}

/** The divisor is not zero. */
export function divideDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind === 'nan') return a;
  if (b.kind === 'nan') return b;
  const sign = isNegative(a) === isNegative(b) ? 1 : -1;
  if (a.kind === 'infinity') return b.kind === 'infinity' ? NOT_A_NUMBER : infinity(sign);
  if (b.kind === 'infinity') return finite(0n, EXPONENT_MIN, sign);
  if (a.coefficient === 0n) return finite(0n, a.exponent - b.exponent, sign);
  return divideFinite(a, b);
}

/** Remainder with the sign of the dividend. The divisor is not zero. */
export function remainderOfDecimals(a: DecimalValue, b: DecimalValue): DecimalValue {
  if (a.kind === 'nan') return a;
  if (b.kind === 'nan') return b;
  if (a.kind === 'infinity') return NOT_A_NUMBER;
  if (b.kind === 'infinity') return a;
  const [left, right] = align(a, b);
  return finite(left % right, Math.min(a.exponent, b.exponent), isNegative(a) ? -1 : 1);
}

/** Divides to 34 significant digits and then, as the format prefers, to the exponent nearest to that of the operands. */
function divideFinite(a: FiniteDecimal, b: FiniteDecimal): FiniteDecimal {
  const shift = Math.max(0, DIGITS_MAX + 2 + digitCount(b.coefficient) - digitCount(a.coefficient));
  const scaled = a.coefficient * powerOfTen(shift);
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
