/** Numbers of any type that stand for a count or a place. */
import { isNumeric } from '../../bson/bson-type.ts';
import { type ExactNumber, exactNumber } from '../../bson/compare-numbers.ts';
import { DIGITS_MAX } from '../../bson/decimal.ts';
import { fitsInt } from '../../bson/number-ranges.ts';

const LONG_MAX = 2 ** 63;

/** The value of a number that is a whole one of 32 bits; undefined for everything else. */
export function wholeInt(value: unknown): number | undefined {
  const number = wholeLong(value);
  return number !== undefined && fitsInt(number) ? number : undefined;
}

/** The value of a number that is a whole one of 64 bits, rounded where no double has it; undefined for everything else. */
export function wholeLong(value: unknown): number | undefined {
  const number = isNumeric(value) ? wholeValue(exactNumber(value)) : undefined;
  if (number === undefined || !Number.isInteger(number) || Math.abs(number) > LONG_MAX) return undefined;
  // Not the negative zero.
  return number + 0;
}

/** A decimal's value only when it is whole: one that is nearly so has a whole double next to it. */
function wholeValue(number: ExactNumber): number | undefined {
  if (typeof number !== 'object') return Number(number);
  if (number.kind !== 'finite') return undefined;
  const { coefficient, exponent } = number;
  if (coefficient === 0n) return 0;
  if (exponent < -DIGITS_MAX || exponent > DIGITS_MAX) return undefined;
  if (exponent >= 0) return Number(coefficient * 10n ** BigInt(exponent));
  const unit = 10n ** BigInt(-exponent);
  return coefficient % unit === 0n ? Number(coefficient / unit) : undefined;
}
