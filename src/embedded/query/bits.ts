/** `$bitsAllSet`, `$bitsAllClear`, `$bitsAnySet`, `$bitsAnyClear` on whole numbers and binary data. */
import { bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { binaryParts } from '../../bson/compare.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import { badValue, failedToParse } from '../engine-error.ts';
import type { ValueTest } from './path-walk.ts';

type BitsOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';
type BitReader = (position: number) => boolean;

const SIGN_POSITION = 63;

export function isBitsOperator(name: string): name is BitsOperator {
  return /^\$bits(?:All|Any)(?:Set|Clear)$/.test(name);
}

export function bitsTest(name: BitsOperator, operand: unknown): ValueTest {
  const positions = positionsOf(name, operand);
  const wanted = name.endsWith('Set');
  const every = name.startsWith('$bitsAll');
  return (value) => {
    const isSet = bitReader(value);
    if (isSet === undefined) return false;
    return every
      ? positions.every((position) => isSet(position) === wanted)
      : positions.some((position) => isSet(position) === wanted);
  };
}

function positionsOf(name: BitsOperator, operand: unknown): readonly number[] {
  if (Array.isArray(operand)) return operand.map(positionOf);
  if (isNumeric(operand)) {
    const mask = wholeNumber(operand);
    if (mask === undefined || mask < 0n) throw failedToParse(`Expected a non-negative whole number in: ${name}`);
    return setPositions(SIGN_POSITION, (position) => ((mask >> BigInt(position)) & 1n) === 1n);
  }
  if (bsonTypeOf(operand) !== 'binData') {
    throw badValue(`${name} takes an Array, a number, or a BinData but received: ${bsonTypeOf(operand)}`);
  }
  const { bytes } = binaryParts(operand);
  return setPositions(bytes.length * 8, bitOfBytes(bytes));
}

function positionOf(value: unknown): number {
  const position = isNumeric(value) ? exactNumber(value) : undefined;
  if (typeof position !== 'number' || !Number.isInteger(position) || position < 0) {
    throw badValue('bit positions must be whole numbers of 0 or more');
  }
  return position;
}

function setPositions(count: number, isSet: BitReader): readonly number[] {
  return Array.from({ length: count }, (_, position) => position).filter(isSet);
}

/** A number has its 64 bits, the sign repeated beyond; a number with a fraction, or too large, has none. */
function bitReader(value: unknown): BitReader | undefined {
  if (isNumeric(value)) {
    const whole = wholeNumber(value);
    if (whole === undefined) return undefined;
    return (position) => ((whole >> BigInt(Math.min(position, SIGN_POSITION))) & 1n) === 1n;
  }
  return bsonTypeOf(value) === 'binData' ? bitOfBytes(binaryParts(value).bytes) : undefined;
}

function bitOfBytes(bytes: Uint8Array): BitReader {
  return (position) => (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1;
}

function wholeNumber(value: unknown): bigint | undefined {
  const exact = exactNumber(value);
  if (typeof exact === 'bigint') return exact;
  if (typeof exact === 'object') return undefined;
  return Number.isInteger(exact) && exact >= -(2 ** 63) && exact < 2 ** 63 ? BigInt(exact) : undefined;
}
