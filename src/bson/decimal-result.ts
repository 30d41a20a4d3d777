/** How functions of decimals give their results, those of tiny numbers too, which need no computing. */

import { decimalOfBinary } from './binary-float.ts';
import {
  compareFinite,
  type DecimalValue,
  EXPONENT_MIN,
  type FiniteDecimal,
  finite,
  isNegative,
  roundToFormat,
} from './decimal.ts';
import { absoluteDecimal, normalizeDecimal } from './decimal-arithmetic.ts';
import { binaryOfFixed } from './fixed-point.ts';

const TINY_EXPONENT = -40;
const TINY = finite(1n, TINY_EXPONENT);

export function decimalOfFixed(value: bigint): DecimalValue {
  return roundToFormat(decimalOfBinary(binaryOfFixed(value)));
}

/** Whether a number is so small that all its digits are also those of its sine, and of all functions like it. */
export function isTiny(x: FiniteDecimal): boolean {
  const size = absoluteDecimal(x);
  return size.kind === 'finite' && compareFinite(size, TINY) < 0;
}

/** The number itself with all digits, for it is not exactly the result. */
export function tinyResult(x: FiniteDecimal): DecimalValue {
  if (x.coefficient !== 0n) return padded(x);
  return finite(0n, Math.max(x.exponent + TINY_EXPONENT, EXPONENT_MIN), isNegative(x) ? -1 : 1);
}

export function padded(x: FiniteDecimal): DecimalValue {
  return roundToFormat(normalizeDecimal(x));
}
