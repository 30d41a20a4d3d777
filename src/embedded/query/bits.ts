/** `$bitsAllSet`, `$bitsAllClear`, `$bitsAnySet`, `$bitsAnyClear` on whole numbers and binary data. */
import { bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { binaryParts } from '../../bson/compare.ts';
import { badValue, failedToParse } from '../engine-error.ts';
import { wholeLong } from './long-value.ts';
import type { ValueTest } from './path-walk.ts';

/** The bits of a value, by byte, the least first. */
type ByteReader = (index: number) => number;
type BitsOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';
const SIGN_BYTE = 7;
const LONG_BYTES = 8;
const POSITION_MAX = 0x7fff_ffffn;
/** The old kind of binary data, whose bytes begin with their length once more. */
const OLD_BINARY = 2;
const LENGTH_BYTES = 4;

export function isBitsOperator(name: string): name is BitsOperator {
  return /^\$bits(?:All|Any)(?:Set|Clear)$/.test(name);
}

export function bitsTest(name: BitsOperator, operand: unknown): ValueTest {
  const { indexes, bits } = maskOf(name, operand);
  const fulfils = FULFILS[name];
  const every = name.startsWith('$bitsAll');
  return (value) => {
    const byteAt = byteReader(value);
    if (byteAt === undefined) return false;
    for (let at = 0; at < indexes.length; at += 1) {
      if (fulfils(byteAt(indexes[at] ?? 0), bits[at] ?? 0) !== every) return !every;
    }
    return every;
  };
}

const FULFILS: Readonly<Record<BitsOperator, (byte: number, bits: number) => boolean>> = {
  $bitsAllSet: (byte, bits) => (byte & bits) === bits,
  $bitsAllClear: (byte, bits) => (byte & bits) === 0,
  $bitsAnySet: (byte, bits) => (byte & bits) !== 0,
  $bitsAnyClear: (byte, bits) => (~byte & bits) !== 0,
};

/** The bytes that are not zero, with their places: a position may be far from all others. */
interface Mask {
  readonly indexes: Uint32Array;
  readonly bits: Uint8Array;
}

function maskOf(name: BitsOperator, operand: unknown): Mask {
  if (Array.isArray(operand)) return maskOfPositions(operand.map(positionOf));
  if (isNumeric(operand)) {
    const mask = wholeLong(operand);
    if (mask === undefined || mask < 0n) throw failedToParse(`Expected a non-negative whole number in: ${name}`);
    return maskOfBytes(bytesOfLong(mask));
  }
  if (bsonTypeOf(operand) === 'binData') return maskOfBytes(bytesOf(operand));
  throw badValue(`${name} takes an Array, a number, or a BinData but received: ${bsonTypeOf(operand)}`);
}

function maskOfBytes(bytes: Uint8Array): Mask {
  const bits = bytes.filter((byte) => byte !== 0);
  const indexes = new Uint32Array(bits.length);
  let count = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes[index] === 0) continue;
    indexes[count] = index;
    count += 1;
  }
  return { indexes, bits };
}

function maskOfPositions(positions: readonly number[]): Mask {
  const mask = new Map<number, number>();
  for (const position of positions) {
    const index = Math.floor(position / 8);
    mask.set(index, (mask.get(index) ?? 0) | (1 << (position % 8)));
  }
  return { indexes: Uint32Array.from(mask.keys()), bits: Uint8Array.from(mask.values()) };
}

function positionOf(value: unknown): number {
  const position = wholeLong(value);
  if (position === undefined || position < 0n || position > POSITION_MAX) {
    throw badValue('bit positions must be whole numbers of 0 or more, and less than 2^31');
  }
  return Number(position);
}

/** A number has its 64 bits, the sign repeated beyond; a number with a fraction, or too large, has none. */
function byteReader(value: unknown): ByteReader | undefined {
  if (isNumeric(value)) {
    const whole = wholeLong(value);
    if (whole === undefined) return undefined;
    const bytes = bytesOfLong(whole);
    const beyond = (bytes[SIGN_BYTE] ?? 0) >= 0x80 ? 0xff : 0;
    return (index) => bytes[index] ?? beyond;
  }
  if (bsonTypeOf(value) !== 'binData') return undefined;
  const bytes = bytesOf(value);
  return (index) => bytes[index] ?? 0;
}

function bytesOfLong(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(LONG_BYTES);
  bytes.writeBigInt64LE(value);
  return bytes;
}

function bytesOf(value: unknown): Uint8Array {
  const { subtype, bytes } = binaryParts(value);
  if (subtype !== OLD_BINARY) return bytes;
  const stored = Buffer.alloc(LENGTH_BYTES + bytes.length);
  stored.writeInt32LE(bytes.length);
  stored.set(bytes, LENGTH_BYTES);
  return stored;
}
