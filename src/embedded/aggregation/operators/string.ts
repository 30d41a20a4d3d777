/** Strings. Upper and lower case are those of ASCII, as in MongoDB. */
import { compareStrings } from '../../../bson/compare.ts';
import { locationError } from '../../engine-error.ts';
import { codePointCount } from '../../pcre/code-points.ts';
import { binary, binaryUnlessNull, type Gathering, oneByOne, unary } from '../operands.ts';
import { type OperatorTable, typeName } from '../scope.ts';
import { REPLACE_OPERATORS } from './string-replace.ts';
import { SEARCH_OPERATORS } from './string-search.ts';
import { SUBSTRING_OPERATORS } from './substring.ts';
import { checkedText, checkTextBytes } from './text-size.ts';
import { coerceToString } from './to-string.ts';
import { TRIM_OPERATORS } from './trim.ts';

export const STRING_OPERATORS: OperatorTable = {
  $concat: oneByOne(() => new JoinedText(), 'neighbours'),
  $toLower: unary((value) => lowerCase(coerceToString(value))),
  $toUpper: unary((value) => upperCase(coerceToString(value))),
  $strcasecmp: binary((a, b) => Math.sign(compareStrings(upperCase(coerceToString(a)), upperCase(coerceToString(b))))),
  $strLenBytes: unary(bytesOf),
  $strLenCP: unary(codePointsOf),
  $split: binaryUnlessNull(split),
  ...SUBSTRING_OPERATORS,
  ...SEARCH_OPERATORS,
  ...REPLACE_OPERATORS,
  ...TRIM_OPERATORS,
};

class JoinedText implements Gathering {
  #text = '';
  #bytes = 0;

  add(value: unknown): void {
    if (typeof value !== 'string') throw locationError(16_702, `$concat only supports strings, not ${typeName(value)}`);
    this.#bytes += Buffer.byteLength(value);
    checkTextBytes(this.#bytes);
    this.#text += value;
  }

  result(): string {
    return this.#text;
  }
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
