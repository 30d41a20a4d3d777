/** Dates moved by numbers of any type, as `$add` and `$subtract` move them: to the nearest millisecond. */
import { numberType, toDecimal, toDouble, toWhole } from '../../../bson/arithmetic.ts';
import { roundDecimal } from '../../../bson/decimal.ts';
import { WideDate } from '../../../bson/legacy-types.ts';
import { fitsLong } from '../../../bson/number-ranges.ts';
import { EngineError } from '../../engine-error.ts';
import { dateOfBigMillis } from './date/moment.ts';

/** A decimal with more places before the point is out of range. */
const DECIMAL_EXPONENT_MAX = 20;

export function millisOf(date: Date): bigint {
  return date instanceof WideDate ? date.millis : BigInt(date.getTime());
}

export function dateOfMillis(millis: bigint): Date {
  const date = dateOfBigMillis(millis);
  if (date === undefined) throw dateOverflow();
  return date;
}

export function addMillis(a: bigint, b: bigint): bigint {
  if (!fitsLong(a + b)) throw dateOverflow();
  return a + b;
}

/** Halves of a double are rounded away from zero, those of a decimal to even. */
export function wholeMillis(value: unknown): bigint {
  switch (numberType(value)) {
    case 'int':
    case 'long':
      return toWhole(value);
    case 'double':
      return millisOfDouble(toDouble(value));
    case 'decimal':
      return millisOfDecimal(value);
  }
}

function millisOfDouble(value: number): bigint {
  if (!(value >= -(2 ** 63) && value < 2 ** 63)) throw dateOverflow();
  const whole = Math.trunc(value);
  return BigInt(Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole);
}

function millisOfDecimal(value: unknown): bigint {
  const whole = roundDecimal(toDecimal(value), 'half-even');
  if (whole.kind !== 'finite') throw dateOverflow();
  if (whole.coefficient === 0n) return 0n;
  if (whole.exponent > DECIMAL_EXPONENT_MAX) throw dateOverflow();
  const millis = whole.coefficient * 10n ** BigInt(whole.exponent);
  if (!fitsLong(millis)) throw dateOverflow();
  return millis;
}

function dateOverflow(): EngineError {
  return new EngineError(15, 'Overflow', 'the date is out of the range of 64 bits of milliseconds');
}
