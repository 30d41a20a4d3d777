/** Numbers as extended JSON: an integral JS number is an integer of the field, since nothing tells it from a double. */
import { numberIsInteger, objectIs } from './primordials.ts';

export function writeNumber(value: number, relaxed: boolean): string {
  if (numberIsInteger(value) && !objectIs(value, -0)) {
    if (relaxed) return `${value}`;
    if (value >= -0x80000000 && value <= 0x7fffffff) return `{"$numberInt":"${value}"}`;
    // Beyond 64 bits an integral double is still a double.
    if (value >= -0x8000000000000000 && value < 0x8000000000000000) return `{"$numberLong":"${BigInt(value)}"}`;
  }
  return writeDouble(value, relaxed);
}

export function writeDouble(value: number, relaxed: boolean): string {
  const text = objectIs(value, -0) ? '-0.0' : `${value}`;
  if (relaxed && Number.isFinite(value)) return text;
  // Numbers from 1e21 on have an exponent, which shows what they are.
  const isPlain = numberIsInteger(value) && !objectIs(value, -0) && value < 1e21 && value > -1e21;
  return isPlain ? `{"$numberDouble":"${text}.0"}` : `{"$numberDouble":"${text}"}`;
}
