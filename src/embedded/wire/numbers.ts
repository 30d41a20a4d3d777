/** BSON numbers as the options of commands use them. */
import { Decimal128, Double, Int32, Long, Timestamp } from '../../bson/bson.ts';
import { fitsInt } from '../../bson/number-ranges.ts';

/** A BSON number as a JS number, as far as that can hold it; undefined for anything else. */
export function numericValue(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  // A timestamp is a Long to JavaScript, and no number.
  if (value instanceof Long && !(value instanceof Timestamp)) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return undefined;
}

/** A whole number in the smallest type that holds it, as a server appends counts and sizes. */
export function wholeNumber(value: number): Int32 | Long {
  return fitsInt(value) ? new Int32(value) : Long.fromNumber(value);
}
