/**
 * Index keys: bytes whose order is that of compareValues. Each encoding ends by itself, so that keys of a compound index
 * are put one after the other, and each can be turned round alone for a descending field.
 */
import type { ObjectId } from './bson.ts';
import { asDocument } from './bson-type.ts';
import {
  binaryParts,
  bracketOf,
  codeParts,
  dateMillis,
  regexParts,
  storedLength,
  textOf,
  timestampBits,
} from './compare.ts';
import { compareExact, type ExactNumber, exactNumber, isNotANumber, toFinite } from './compare-numbers.ts';
import { digitCount, type FiniteDecimal } from './decimal.ts';
import { addDecimals, negateDecimal } from './decimal-arithmetic.ts';
import { fieldEntries } from './fields.ts';
import { KeyWriter } from './key-writer.ts';
import type { DBPointer } from './legacy-types.ts';

const BRACKET = {
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  code: 60,
  codeWithScope: 65,
} as const;

/** Less than every bracket: ends documents and arrays. */
const END = 0;
const NUMBER_CLASS = { notANumber: 1, negative: 2, zero: 3, positive: 4 } as const;
const EXPONENT_OFFSET = 0x8000;

export function encodeKey(value: unknown, direction: 1 | -1): Uint8Array {
  writer.clear();
  writePart(value, direction);
  return writer.copy();
}

/** The keys of a compound index: each value's own, in its direction, one after the other. */
export function encodeCompoundKey(
  values: readonly unknown[],
  fields: readonly { readonly direction: 1 | -1 }[],
): Uint8Array {
  writeParts(values, fields);
  return writer.copy();
}

/** The key of several values as a text of its bytes: compared by `<`, hashed by a Map, and shorter-lived than an array. */
export function compoundKeyText(values: readonly unknown[], fields: readonly { readonly direction: 1 | -1 }[]): string {
  writeParts(values, fields);
  return writer.text();
}

export function keyText(value: unknown): string {
  writer.clear();
  writePart(value, 1);
  return writer.text();
}

function writeParts(values: readonly unknown[], fields: readonly { readonly direction: 1 | -1 }[]): void {
  writer.clear();
  let position = 0;
  for (const { direction } of fields) {
    writePart(values[position], direction);
    position += 1;
  }
}

function writePart(value: unknown, direction: 1 | -1): void {
  const start = writer.length;
  writeValue(writer, value);
  if (direction === -1) writer.invertFrom(start);
}

/** One for all keys, which are written one at a time and without waiting. */
const writer = new KeyWriter();

function writeValue(writer: KeyWriter, value: unknown): void {
  const bracket = bracketOf(value);
  writer.byte(bracket);
  writePayload(writer, bracket, value);
}

function writePayload(writer: KeyWriter, bracket: number, value: unknown): void {
  switch (bracket) {
    case BRACKET.number:
      writeNumber(writer, exactNumber(value));
      break;
    case BRACKET.string:
      writeText(writer, textOf(value));
      break;
    case BRACKET.objectId:
      writer.bytes((value as ObjectId).id);
      break;
    case BRACKET.bool:
      writer.byte(value === true ? 1 : 0);
      break;
    case BRACKET.date:
      writeMillis(writer, dateMillis(value as Date));
      break;
    case BRACKET.object:
      writeDocument(writer, value);
      break;
    case BRACKET.array:
      for (const element of value as readonly unknown[]) writeValue(writer, element);
      writer.byte(END);
      break;
    default:
      writeRarePayload(writer, bracket, value);
  }
}

/** MinKey, MaxKey, null and the empty array have no payload: they are their bracket alone. */
function writeRarePayload(writer: KeyWriter, bracket: number, value: unknown): void {
  switch (bracket) {
    case BRACKET.binary:
      writeBinary(writer, value);
      break;
    case BRACKET.timestamp:
      writer.uint64(timestampBits(value));
      break;
    case BRACKET.regex:
      writeText(writer, regexParts(value).pattern);
      writeText(writer, regexParts(value).options);
      break;
    case BRACKET.dbPointer:
      writeText(writer, (value as DBPointer).namespace);
      writer.bytes((value as DBPointer).id);
      break;
    case BRACKET.code:
    case BRACKET.codeWithScope:
      writeText(writer, codeParts(value).code);
      writeDocument(writer, codeParts(value).scope);
  }
}

function writeMillis(writer: KeyWriter, millis: number | bigint): void {
  if (typeof millis === 'number') writer.int64(millis);
  else writer.uint64(BigInt.asUintN(64, millis) ^ (1n << 63n));
}

/** The bracket stands before the name, as documents are compared. */
function writeDocument(writer: KeyWriter, value: unknown): void {
  for (const [name, field] of fieldEntries(asDocument(value) ?? {})) {
    const bracket = bracketOf(field);
    writer.byte(bracket);
    writeText(writer, name);
    writePayload(writer, bracket, field);
  }
  writer.byte(END);
}

/** UTF-8, ended by two zero bytes; a zero byte of the text is followed by 255, so that a longer text is greater. */
function writeText(writer: KeyWriter, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.includes(0)) {
    for (const byte of bytes) {
      writer.byte(byte);
      if (byte === 0) writer.byte(255);
    }
  } else {
    writer.bytes(bytes);
  }
  writer.byte(0);
  writer.byte(0);
}

function writeBinary(writer: KeyWriter, value: unknown): void {
  const parts = binaryParts(value);
  writer.uint32(storedLength(parts));
  writer.byte(parts.subtype);
  writer.bytes(parts.bytes);
}

/**
 * The class, then the double next to the value towards zero, then what the double lacks. Doubles, ints and most longs
 * lack nothing, so their key is eleven bytes and equal values of any type have equal keys.
 */
function writeNumber(writer: KeyWriter, value: ExactNumber): void {
  const kind = numberClass(value);
  writer.byte(kind);
  if (kind === NUMBER_CLASS.notANumber || kind === NUMBER_CLASS.zero) return;
  const start = writer.length;
  writeMagnitude(writer, magnitudeOf(value));
  if (kind === NUMBER_CLASS.negative) writer.invertFrom(start);
}

function numberClass(value: ExactNumber): number {
  if (isNotANumber(value)) return NUMBER_CLASS.notANumber;
  const sign = compareExact(value, 0);
  if (sign === 0) return NUMBER_CLASS.zero;
  return sign < 0 ? NUMBER_CLASS.negative : NUMBER_CLASS.positive;
}

function magnitudeOf(value: ExactNumber): ExactNumber {
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  const negative = compareExact(value, 0) < 0;
  return negative ? negateDecimal(value) : value;
}

function writeMagnitude(writer: KeyWriter, magnitude: ExactNumber): void {
  const double = doubleTowardsZero(magnitude);
  writer.double(double);
  const isExact = compareExact(double, magnitude) === 0;
  writer.byte(isExact ? 0 : 1);
  if (isExact) return;
  const rest = addDecimals(toFinite(magnitude), negateDecimal(toFinite(double)));
  if (rest.kind === 'finite') writeFinite(writer, rest);
}

function doubleTowardsZero(magnitude: ExactNumber): number {
  if (typeof magnitude === 'number') return magnitude;
  if (typeof magnitude === 'object' && magnitude.kind !== 'finite') return Number.POSITIVE_INFINITY;
  const nearest = typeof magnitude === 'bigint' ? Number(magnitude) : nearestDouble(toFinite(magnitude));
  if (compareExact(nearest, magnitude) <= 0) return nearest;
  return nextDoubleTowardsZero(nearest);
}

function nearestDouble(decimal: FiniteDecimal): number {
  return Number(`${decimal.coefficient}e${decimal.exponent}`);
}

/** The bits of a positive double are ordered as the doubles are. */
function nextDoubleTowardsZero(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) - 1n);
  return view.getFloat64(0);
}

/** A positive decimal in scientific form: exponent of the first digit, then the digits without trailing zeros. */
function writeFinite(writer: KeyWriter, value: FiniteDecimal): void {
  const exponent = value.exponent + digitCount(value.coefficient) + EXPONENT_OFFSET;
  writer.byte(exponent >> 8);
  writer.byte(exponent & 255);
  const digits = value.coefficient.toString().replace(/0+$/, '');
  for (const digit of digits) writer.byte(Number(digit) + 1);
  writer.byte(0);
}
