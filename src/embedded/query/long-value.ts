/** Numbers of any type as the whole numbers of 64 bits. */
import { isNumeric } from '../../bson/bson-type.ts';
import { compareExact, exactNumber } from '../../bson/compare-numbers.ts';
import { roundDecimal } from '../../bson/decimal.ts';

const LONG_LIMIT = 1n << 63n;
/** A decimal above it, unless it is zero, is beyond a long. */
const EXPONENT_MAX = 19;

/** Cut to a whole number; undefined for what no long can hold. */
export function truncatedLong(value: unknown): bigint | undefined {
  if (!isNumeric(value)) return undefined;
  const exact = exactNumber(value);
  if (typeof exact === 'bigint') return exact;
  if (typeof exact === 'number') return Number.isFinite(exact) ? inLongRange(BigInt(Math.trunc(exact))) : undefined;
  const whole = roundDecimal(exact, 'trunc');
  if (whole.kind !== 'finite') return undefined;
  if (whole.coefficient === 0n) return 0n;
  if (whole.exponent > EXPONENT_MAX) return undefined;
  return inLongRange(whole.coefficient * 10n ** BigInt(Math.max(whole.exponent, 0)));
}

/** Undefined for a number with a fraction too. */
export function wholeLong(value: unknown): bigint | undefined {
  const whole = truncatedLong(value);
  return whole !== undefined && compareExact(exactNumber(value), whole) === 0 ? whole : undefined;
}

function inLongRange(value: bigint): bigint | undefined {
  return value >= -LONG_LIMIT && value < LONG_LIMIT ? value : undefined;
}
