/**
 * MongoDB's order across all BSON types: first by the bracket of the type, then by value. Numbers of every type share a
 * bracket, strings and symbols another; a missing value ranks as null.
 */
import { Binary, BSONRegExp, BSONSymbol, Code, type Document, type ObjectId, type Timestamp } from './bson.ts';
import { asDocument, type BsonTypeName, bsonTypeOf } from './bson-type.ts';
import { compareNumbers } from './compare-numbers.ts';
import { fieldNames, getField } from './fields.ts';
import { type DBPointer, WideDate } from './legacy-types.ts';

/**
 * What an empty array counts as where its elements are asked for, as in an index or a sort: less than null, more than
 * MinKey. It exists only there and is never stored in a document.
 */
export const EMPTY_ARRAY: unique symbol = Symbol('empty array');

const BRACKETS: Readonly<Record<BsonTypeName, number>> = {
  minKey: 1,
  // In an index and a sort, an empty array counts as undefined.
  undefined: 3,
  missing: 5,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  string: 15,
  symbol: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  javascript: 60,
  javascriptWithScope: 65,
  maxKey: 127,
};
const EMPTY_ARRAY_BRACKET = 3;

export function compareValues(a: unknown, b: unknown): number {
  const bracket = bracketOf(a);
  const difference = bracket - bracketOf(b);
  return difference === 0 ? compareInBracket(bracket, a, b) : Math.sign(difference);
}

export function valuesEqual(a: unknown, b: unknown): boolean {
  return compareValues(a, b) === 0;
}

/** The number by which types are ordered; values of different brackets are never compared by a range. */
export function bracketOf(value: unknown): number {
  return value === EMPTY_ARRAY ? EMPTY_ARRAY_BRACKET : BRACKETS[bsonTypeOf(value)];
}

export function bracketOfType(type: BsonTypeName): number {
  return BRACKETS[type];
}

/** By UTF-8 bytes, which is the order of code points and not that of JavaScript's code units. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return codePointRank(left) < codePointRank(right) ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** Milliseconds since 1970: a bigint for a date that is beyond JavaScript's range. */
export function dateMillis(date: Date): number | bigint {
  return date instanceof WideDate ? date.millis : date.getTime();
}

export function textOf(value: unknown): string {
  return value instanceof BSONSymbol ? value.value : String(value);
}

export function regexParts(value: unknown): { readonly pattern: string; readonly options: string } {
  if (value instanceof BSONRegExp) return value;
  if (value instanceof RegExp) return { pattern: value.source, options: value.flags.replaceAll(/[^imsx]/g, '') };
  throw new TypeError('not a regular expression');
}

export function binaryParts(value: unknown): { readonly subtype: number; readonly bytes: Uint8Array } {
  if (value instanceof Binary) return { subtype: value.sub_type, bytes: value.buffer.subarray(0, value.position) };
  if (value instanceof Uint8Array) return { subtype: Binary.SUBTYPE_DEFAULT, bytes: value };
  throw new TypeError('not binary data');
}

export function codeParts(value: unknown): { readonly code: string; readonly scope: Document } {
  if (value instanceof Code) return { code: value.code, scope: value.scope ?? {} };
  throw new TypeError('not code');
}

export function timestampBits(value: unknown): bigint {
  return BigInt.asUintN(64, (value as Timestamp).toBigInt());
}

function compareInBracket(bracket: number, a: unknown, b: unknown): number {
  switch (bracket) {
    case BRACKETS.int:
      return compareNumbers(a, b);
    case BRACKETS.string:
      return compareStrings(textOf(a), textOf(b));
    case BRACKETS.object:
      return compareDocuments(asDocument(a) ?? {}, asDocument(b) ?? {});
    case BRACKETS.array:
      return compareArrays(a as readonly unknown[], b as readonly unknown[]);
    case BRACKETS.objectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case BRACKETS.bool:
      return Number(a) - Number(b);
    case BRACKETS.date:
      return compareMillis(dateMillis(a as Date), dateMillis(b as Date));
    default:
      return compareRareTypes(bracket, a, b);
  }
}

function compareRareTypes(bracket: number, a: unknown, b: unknown): number {
  switch (bracket) {
    case BRACKETS.binData:
      return compareBinary(a, b);
    case BRACKETS.timestamp:
      return compareBigints(timestampBits(a), timestampBits(b));
    case BRACKETS.regex:
      return compareRegexes(a, b);
    case BRACKETS.dbPointer:
      return comparePointers(a as DBPointer, b as DBPointer);
    case BRACKETS.javascript:
    case BRACKETS.javascriptWithScope:
      return compareCode(a, b);
    default:
      // MinKey, MaxKey, null and the empty array each have one value.
      return 0;
  }
}

/** Field by field in the documents' own order: bracket of the type, then name, then value; the shorter is less. */
function compareDocuments(a: Document, b: Document): number {
  const names = fieldNames(a);
  const otherNames = fieldNames(b);
  const length = Math.min(names.length, otherNames.length);
  for (let index = 0; index < length; index += 1) {
    const name = names[index] ?? '';
    const otherName = otherNames[index] ?? '';
    const value = getField(a, name);
    const other = getField(b, otherName);
    const bracket = bracketOf(value);
    const order =
      bracket - bracketOf(other) || compareStrings(name, otherName) || compareInBracket(bracket, value, other);
    if (order !== 0) return Math.sign(order);
  }
  return Math.sign(names.length - otherNames.length);
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

/** The old subtype for bytes is stored with its length once more before them, which counts in the order. */
export function storedLength({ subtype, bytes }: { readonly subtype: number; readonly bytes: Uint8Array }): number {
  return subtype === Binary.SUBTYPE_BYTE_ARRAY ? bytes.length + 4 : bytes.length;
}

/** Length first, then subtype, then bytes. */
function compareBinary(a: unknown, b: unknown): number {
  const left = binaryParts(a);
  const right = binaryParts(b);
  const order = storedLength(left) - storedLength(right) || left.subtype - right.subtype;
  return Math.sign(order || Buffer.compare(left.bytes, right.bytes));
}

function compareMillis(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : Number(a > b);
}

function comparePointers(a: DBPointer, b: DBPointer): number {
  return compareStrings(a.namespace, b.namespace) || Buffer.compare(a.id, b.id);
}

function compareRegexes(a: unknown, b: unknown): number {
  const left = regexParts(a);
  const right = regexParts(b);
  return compareStrings(left.pattern, right.pattern) || compareStrings(left.options, right.options);
}

function compareCode(a: unknown, b: unknown): number {
  const left = codeParts(a);
  const right = codeParts(b);
  return compareStrings(left.code, right.code) || compareDocuments(left.scope, right.scope);
}

function compareBigints(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Surrogates stand for code points beyond every other code unit. */
function codePointRank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x1_0000 : codeUnit;
}
