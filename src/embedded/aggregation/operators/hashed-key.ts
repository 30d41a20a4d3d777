/** `$toHashedIndexKey`: the number under which a hashed index of the server has a value. */
import { createHash, type Hash } from 'node:crypto';
import { Long } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../../bson/bson-type.ts';
import { bracketOf } from '../../../bson/compare.ts';
import { exactNumber } from '../../../bson/compare-numbers.ts';
import { fieldEntries } from '../../../bson/fields.ts';
import { LONG_MAX, LONG_MIN } from '../../../bson/number-ranges.ts';
import { notImplemented } from '../../engine-error.ts';
import { encodeDocument } from '../../wire/codec.ts';
import { unary } from '../operands.ts';
import type { OperatorTable } from '../scope.ts';
import { checkValueSize } from '../value-size.ts';

export const HASHED_KEY_OPERATORS: OperatorTable = {
  $toHashedIndexKey: unary(hashedKey),
};

const SEED = 0;

/** The first eight bytes of an MD5. */
function hashedKey(value: unknown, name: string): Long {
  checkValueSize(name, value);
  const hash = createHash('md5').update(int32(SEED));
  addValue(hash, value ?? null, undefined);
  return Long.fromBigInt(hash.digest().readBigInt64LE(0));
}

/** The number of the type's bracket, the name within a document or array, the value's bytes. */
function addValue(hash: Hash, value: unknown, name: string | undefined): void {
  hash.update(int32(typeNumber(value)));
  if (name !== undefined) hash.update(`${name}\0`);
  const members = membersOf(value);
  if (members === undefined) {
    hash.update(isNumeric(value) ? wholePart(value) : encodedValue(value));
    return;
  }
  for (const [key, member] of members) addValue(hash, member, key);
  hash.update(int32(END_OF_DOCUMENT));
}

const END_OF_DOCUMENT = 0;

function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((element, index) => [String(index), element]);
  const document = asDocument(value);
  return document === undefined ? undefined : fieldEntries(document);
}

function typeNumber(value: unknown): number {
  switch (bsonTypeOf(value)) {
    case 'minKey':
      return -1;
    case 'undefined':
      return 0;
    case 'javascriptWithScope':
      throw notImplemented('$toHashedIndexKey of code with a scope');
    default:
      return bracketOf(value);
  }
}

/** Numbers count without their fraction, as those of 64 bits. */
function wholePart(value: unknown): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(nearestLong(exactNumber(value)), 0);
  return bytes;
}

function nearestLong(number: ReturnType<typeof exactNumber>): bigint {
  if (typeof number === 'bigint') return number;
  if (typeof number === 'object') throw notImplemented('$toHashedIndexKey of a decimal');
  if (Number.isNaN(number)) return 0n;
  if (number >= Number(LONG_MAX)) return LONG_MAX;
  return number <= Number(LONG_MIN) ? LONG_MIN : BigInt(Math.trunc(number));
}

/** Between the length, type and name of a document's only field, and its closing zero. */
function encodedValue(value: unknown): Uint8Array {
  return encodeDocument({ v: value }).subarray(ENCODED_HEAD_BYTES, -1);
}

const ENCODED_HEAD_BYTES = 7;

function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value, 0);
  return bytes;
}
