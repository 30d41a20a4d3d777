/** Parts of strings, by bytes of UTF-8 or by code points. */
import { toDecimal, toDouble } from '../../../bson/arithmetic.ts';
import { bsonTypeOf, isNumeric } from '../../../bson/bson-type.ts';
import { roundDecimal } from '../../../bson/decimal.ts';
import { locationError } from '../../engine-error.ts';
import { codePointOffset } from '../../pcre/code-points.ts';
import { operands } from '../operands.ts';
import { type OperatorTable, typeName } from '../scope.ts';
import { wholeInt } from '../whole-number.ts';
import { checkedText } from './text-size.ts';
import { coerceToString } from './to-string.ts';

const substringOfBytes = operands(3, 3, ([value, start, length], name) =>
  bytesOf(checkedText(coerceToString(value)), start, length, name),
);

export const SUBSTRING_OPERATORS: OperatorTable = {
  $substr: substringOfBytes,
  $substrBytes: substringOfBytes,
  $substrCP: operands(3, 3, ([value, start, length]) =>
    codePointsOf(checkedText(coerceToString(value)), start, length),
  ),
};

function bytesOf(text: string, startValue: unknown, lengthValue: unknown, name: string): string {
  checkNumber(16_034, `${name}: starting index`, startValue);
  checkNumber(16_035, `${name}: length`, lengthValue);
  const start = toLong(startValue, `${name}: starting index`);
  if (start < 0) throw locationError(50_752, `${name}: starting index must be non-negative (got: ${start})`);
  const length = toLong(lengthValue, `${name}: length`);
  const bytes = Buffer.from(text);
  const end = length < 0 ? bytes.length : Math.min(start + length, bytes.length);
  if (isContinuation(bytes[start])) {
    throw locationError(28_656, `${name}: Invalid range, starting index is a UTF-8 continuation byte.`);
  }
  if (isContinuation(bytes[end])) {
    throw locationError(28_657, `${name}: Invalid range, ending index is in the middle of a UTF-8 character.`);
  }
  return bytes.toString('utf8', start, end);
}

function codePointsOf(text: string, startValue: unknown, lengthValue: unknown): string {
  const start = place(34_450, '$substrCP: starting index', startValue);
  const length = place(34_452, '$substrCP: length', lengthValue);
  if (length < 0) throw locationError(34_454, '$substrCP: length must be a nonnegative integer.');
  if (start < 0) throw locationError(34_455, '$substrCP: the starting index must be nonnegative integer.');
  const from = codePointOffset(text, start);
  return text.slice(from, codePointOffset(text, length, from));
}

function checkNumber(code: number, role: string, value: unknown): void {
  if (isNumeric(value)) return;
  throw locationError(code, `${role} must be a numeric type (is BSON type ${typeName(value)})`);
}

function place(code: number, role: string, value: unknown): number {
  checkNumber(code, role, value);
  const number = wholeInt(value);
  if (number !== undefined) return number;
  throw locationError(code + 1, `${role} cannot be represented as a 32-bit integral value`);
}

/** As the server reads a number as a long: a double is cut off, a decimal rounded to even. */
function toLong(value: unknown, role: string): number {
  const type = bsonTypeOf(value);
  if (type === 'decimal') return decimalAsLong(value);
  const number = toDouble(value);
  if (type !== 'double') return number;
  if (Math.abs(number) < LONG_LIMIT) return Math.trunc(number);
  throw locationError(31_109, `${role} cannot be represented as a 64-bit integral value: ${number}`);
}

const LONG_LIMIT = 2 ** 63;

/** A decimal beyond the longs becomes the least one. */
function decimalAsLong(value: unknown): number {
  const rounded = roundDecimal(toDecimal(value), 'half-even');
  const number = rounded.kind === 'finite' ? Number(rounded.coefficient) * 10 ** rounded.exponent : Number.NaN;
  return Math.abs(number) < LONG_LIMIT ? number : -LONG_LIMIT;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
