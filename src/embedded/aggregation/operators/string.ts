/** Strings. Upper and lower case are those of ASCII, as in MongoDB. */
import { isNullish } from '../../../bson/bson-type.ts';
import { compareStrings } from '../../../bson/compare.ts';
import { locationError } from '../../engine-error.ts';
import { codePointCount } from '../../pcre/code-points.ts';
import { binary, operands, unary, unlessNull } from '../operands.ts';
import { type Expression, type OperatorContext, type OperatorTable, typeName } from '../scope.ts';
import { REPLACE_OPERATORS } from './string-replace.ts';
import { SEARCH_OPERATORS } from './string-search.ts';
import { SUBSTRING_OPERATORS } from './substring.ts';
import { checkedText, checkTextBytes } from './text-size.ts';
import { coerceToString } from './to-string.ts';
import { TRIM_OPERATORS } from './trim.ts';

export const STRING_OPERATORS: OperatorTable = {
  $concat: compileConcat,
  $toLower: unary((value) => lowerCase(coerceToString(value))),
  $toUpper: unary((value) => upperCase(coerceToString(value))),
  $strcasecmp: binary((a, b) => Math.sign(compareStrings(upperCase(coerceToString(a)), upperCase(coerceToString(b))))),
  $strLenBytes: unary(bytesOf),
  $strLenCP: unary(codePointsOf),
  $split: operands(
    2,
    2,
    unlessNull(([text, separator]) => split(text, separator)),
  ),
  ...SUBSTRING_OPERATORS,
  ...SEARCH_OPERATORS,
  ...REPLACE_OPERATORS,
  ...TRIM_OPERATORS,
};

/** The first operand that is null or missing ends it: what comes after it is not looked at. */
function compileConcat(operand: unknown, context: OperatorContext): Expression {
  const specs: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const parts = specs.map((spec) => context.compile(spec));
  return (scope) => {
    let text = '';
    let bytes = 0;
    for (const part of parts) {
      const value = part(scope);
      if (isNullish(value)) return null;
      if (typeof value !== 'string') {
        throw locationError(16_702, `$concat only supports strings, not ${typeName(value)}`);
      }
      bytes += Buffer.byteLength(value);
      checkTextBytes(bytes);
      text += value;
    }
    return text;
  };
}

function lowerCase(text: string): string {
  return checkedText(text).replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upperCase(text: string): string {
  return checkedText(text).replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(checkedText(value));
  throw locationError(34_473, `$strLenBytes requires a string argument, found: ${typeName(value)}`);
}

function codePointsOf(value: unknown): number {
  if (typeof value === 'string') return codePointCount(checkedText(value));
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
      10_503_900,
      `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(separator)}`,
    );
  }
  if (separator === '') throw locationError(40_087, '$split requires a non-empty separator');
  return checkedText(text).split(checkedText(separator));
}
