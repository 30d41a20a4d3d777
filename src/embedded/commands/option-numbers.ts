/** The two ways in which the server reads a whole number from an option of any numeric type. */
import { isNumeric } from '../../bson/bson-type.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import { type DecimalValue, roundDecimal } from '../../bson/decimal.ts';

const LONG_MAX = 2 ** 63;
/** A decimal with more digits before its point than a long has. */
const EXPONENT_MAX = 19;

/**
 * Cut to a whole number, a decimal rounded to the even neighbour, and held within the range of a long; NaN counts as 0.
 * Undefined for what is no number.
 */
export function clampedWhole(value: unknown): number | undefined {
  if (!isNumeric(value)) return undefined;
  const exact = exactNumber(value);
  const number = typeof exact === 'object' ? decimalToNumber(roundDecimal(exact, 'half-even')) : Number(exact);
  if (Number.isNaN(number)) return 0;
  return Math.max(-LONG_MAX, Math.min(LONG_MAX, Math.trunc(number)));
}

/** The number itself when it is whole and within the range of a long; undefined otherwise. */
export function exactWhole(value: unknown): number | undefined {
  if (!isNumeric(value)) return undefined;
  const exact = exactNumber(value);
  if (typeof exact === 'bigint') return Number(exact);
  if (typeof exact === 'number') return isLong(exact) ? exact : undefined;
  const number = decimalToNumber(exact);
  const isWhole = exact.kind === 'finite' && decimalToNumber(roundDecimal(exact, 'trunc')) === number;
  return isWhole && isLong(number) ? number : undefined;
}

function isLong(number: number): boolean {
  return Number.isInteger(number) && number >= -LONG_MAX && number < LONG_MAX;
}

function decimalToNumber(value: DecimalValue): number {
  if (value.kind === 'nan') return Number.NaN;
  if (value.kind === 'infinity') return value.sign * Number.POSITIVE_INFINITY;
  if (value.exponent > EXPONENT_MAX && value.coefficient !== 0n) {
    return value.coefficient < 0n ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return Number(`${value.coefficient}e${value.exponent}`);
}
