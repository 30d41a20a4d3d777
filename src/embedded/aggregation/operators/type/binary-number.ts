/** Numbers as their bytes in binary data. */

import { toDouble, toWhole } from '../../../../bson/arithmetic.ts';
import { Binary, Double, Long } from '../../../../bson/bson.ts';
import { bsonTypeOf } from '../../../../bson/bson-type.ts';
import { conversionFailure } from '../conversion-failure.ts';
import { rawBytes } from './binary-text.ts';

export type ByteOrder = 'little' | 'big';

/** Of one, two or four bytes. */
export function intOfBinary(value: unknown, order: ByteOrder = 'little'): number {
  const view = viewOf(value);
  const isLittle = order === 'little';
  switch (view.byteLength) {
    case 1:
      return view.getInt8(0);
    case 2:
      return view.getInt16(0, isLittle);
    case 4:
      return view.getInt32(0, isLittle);
    default:
      throw wrongLength(view, 'int');
  }
}

/** Of one, two, four or eight bytes. */
export function longOfBinary(value: unknown, order: ByteOrder = 'little'): Long {
  const view = viewOf(value);
  if (view.byteLength === 8) return Long.fromBigInt(view.getBigInt64(0, order === 'little'));
  return Long.fromNumber(intOfBinary(value, order));
}

/** Of four or eight bytes. */
export function doubleOfBinary(value: unknown, order: ByteOrder = 'little'): Double {
  const view = viewOf(value);
  if (view.byteLength === 8) return new Double(view.getFloat64(0, order === 'little'));
  if (view.byteLength === 4) return new Double(view.getFloat32(0, order === 'little'));
  throw wrongLength(view, 'double');
}

/** An int has four bytes, a long or a double eight. */
export function binaryOfNumber(value: unknown, subtype = 0, order: ByteOrder = 'little'): Binary {
  const type = bsonTypeOf(value);
  const bytes = Buffer.alloc(type === 'int' ? 4 : 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (type === 'int') view.setInt32(0, toDouble(value), order === 'little');
  else if (type === 'long') view.setBigInt64(0, toWhole(value), order === 'little');
  else view.setFloat64(0, toDouble(value), order === 'little');
  return new Binary(bytes, subtype);
}

function viewOf(value: unknown): DataView {
  const bytes = rawBytes(value);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function wrongLength(view: DataView, target: string): Error {
  return conversionFailure(`Failed to convert binary data of ${view.byteLength} bytes to ${target}`);
}
