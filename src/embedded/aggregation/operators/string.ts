/** Strings. Lengths and positions count code points; upper and lower case are those of ASCII, as in MongoDB. */
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { exactNumber } from '../../../bson/compare-numbers.ts';
import { hasField } from '../../../bson/fields.ts';
import { documentTooLarge, locationError } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import { operands, unary, unlessNull, variadic } from '../operands.ts';
import { type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';
import { coerceToString, convertToString } from './to-string.ts';

export const STRING_OPERATORS: OperatorTable = {
  $concat: variadic(unlessNull(concat)),
  $toLower: unary((value) => coerceToString(value).replaceAll(/[A-Z]+/g, (text) => text.toLowerCase())),
  $toUpper: unary((value) => coerceToString(value).replaceAll(/[a-z]+/g, (text) => text.toUpperCase())),
  $substrCP: operands(3, 3, ([value, start, length]) => substring(coerceToString(value), start, length)),
  $strLenCP: unary(lengthOf),
  $split: operands(
    2,
    2,
    unlessNull(([text, separator]) => split(text, separator)),
  ),
  $trim: trimmer({ start: true, end: true }),
  $ltrim: trimmer({ start: true, end: false }),
  $rtrim: trimmer({ start: false, end: true }),
  $toString: unary((value) => (isNullish(value) ? null : convertToString(value))),
};

const INT_MAX = 0x7fff_ffff;
/** No document holds a longer one. */
const TEXT_LENGTH_MAX = 16 * 1024 * 1024;
/** What is trimmed when no characters are given: the null character and white space. */
const DEFAULT_TRIMMED = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function concat(values: readonly unknown[]): string {
  const wrong = values.find((value) => typeof value !== 'string');
  if (wrong !== undefined) throw locationError(16_702, `$concat only supports strings, not ${typeName(wrong)}`);
  const length = values.reduce<number>((sum, value) => sum + String(value).length, 0);
  if (length > TEXT_LENGTH_MAX) throw documentTooLarge(`$concat makes a string of more than ${TEXT_LENGTH_MAX} bytes`);
  return values.join('');
}

function substring(text: string, start: unknown, length: unknown): string {
  const from = position('starting index', 34_450, 34_455, start);
  const count = position('length', 34_452, 34_454, length);
  return [...text].slice(from, from + count).join('');
}

function position(role: string, typeCode: number, negativeCode: number, value: unknown): number {
  const number = isNumeric(value) ? exactNumber(value) : undefined;
  if (number === undefined) {
    throw locationError(typeCode, `$substrCP: ${role} must be a numeric type (is BSON type ${typeName(value)})`);
  }
  if (typeof number !== 'number' || !Number.isInteger(number) || Math.abs(number) > INT_MAX) {
    throw locationError(typeCode + 1, `$substrCP: ${role} cannot be represented as a 32-bit integral value`);
  }
  if (number < 0) throw locationError(negativeCode, `$substrCP: ${role} must be non-negative`);
  return number;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  throw locationError(34_471, `$strLenCP requires a string argument, found: ${typeName(value)}`);
}

function split(text: unknown, separator: unknown): readonly string[] {
  if (typeof text !== 'string') {
    throw locationError(
      40_085,
      `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(text)}`,
    );
  }
  if (typeof separator !== 'string') {
    throw locationError(
      40_086,
      `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(separator)}`,
    );
  }
  if (separator === '') throw locationError(40_087, '$split requires a non-empty separator');
  return text.split(separator);
}

interface TrimmedEnds {
  readonly start: boolean;
  readonly end: boolean;
}

function trimmer(ends: TrimmedEnds): OperatorCompiler {
  return (operand, { name, compile }) => {
    const spec = parseNamed(name, operand, { required: ['input'], optional: ['chars'] });
    const input = compile(spec.input);
    const chars = hasField(spec, 'chars') ? compile(spec.chars) : () => DEFAULT_TRIMMED;
    return (scope) => {
      const text = input(scope);
      const trimmed = chars(scope);
      if (isNullish(text) || isNullish(trimmed)) return null;
      if (typeof text !== 'string') {
        throw locationError(50_699, `${name} requires its input to be a string, got ${typeName(text)} instead.`);
      }
      if (typeof trimmed !== 'string') {
        throw locationError(50_700, `${name} requires 'chars' to be a string, got ${typeName(trimmed)} instead.`);
      }
      return trim([...text], new Set(trimmed), ends);
    };
  };
}

function trim(characters: readonly string[], trimmed: ReadonlySet<string>, ends: TrimmedEnds): string {
  let start = 0;
  let end = characters.length;
  while (ends.start && start < end && trimmed.has(characters[start] ?? '')) start += 1;
  while (ends.end && end > start && trimmed.has(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}
