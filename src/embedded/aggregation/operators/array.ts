/** Parts of arrays, and questions about them. */
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { binary, operands, unary } from '../operands.ts';
import { type OperatorTable, typeName } from '../scope.ts';
import { compareOperands } from '../value-order.ts';
import { wholeInt } from '../whole-number.ts';

export const ARRAY_OPERATORS: OperatorTable = {
  $size: unary(sizeOf),
  $isArray: unary((value) => Array.isArray(value)),
  $arrayElemAt: binary(elementAt),
  $first: unary((value) => endOf('$first', value, 0)),
  $last: unary((value) => endOf('$last', value, -1)),
  $in: binary(isMember),
  $indexOfArray: operands(2, 4, indexOf),
  $reverseArray: unary(reverse),
  $slice: operands(2, 3, slice),
};

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  throw locationError(17_124, `The argument to $size must be an array, but was of type: ${typeName(value)}`);
}

/** From the end when negative; a place beyond either end is missing. */
function elementAt(array: unknown, index: unknown): unknown {
  if (isNullish(array) || isNullish(index)) return null;
  if (!Array.isArray(array)) {
    throw locationError(28_689, `$arrayElemAt's first argument must be an array, but is ${typeName(array)}`);
  }
  if (!isNumeric(index)) {
    throw locationError(28_690, `$arrayElemAt's second argument must be a numeric value, but is ${typeName(index)}`);
  }
  const position = wholeInt(index);
  if (position === undefined) {
    throw locationError(28_691, `$arrayElemAt's second argument must be a 32-bit integer: ${String(index)}`);
  }
  return array.at(position);
}

function endOf(name: string, value: unknown, index: 0 | -1): unknown {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value.at(index);
  throw locationError(28_689, `${name}'s argument must be an array, but is ${typeName(value)}`);
}

function isMember(value: unknown, array: unknown, name: string): boolean {
  if (Array.isArray(array)) return array.some((element) => compareOperands(name, value, element) === 0);
  throw locationError(40_081, `$in requires an array as a second argument, found: ${typeName(array)}`);
}

/** `[array, value, start, end]`: the first place of an equal element, -1 when there is none. */
function indexOf(values: readonly unknown[], name: string): number | null {
  const [array, value] = values;
  if (isNullish(array)) return null;
  if (!Array.isArray(array))
    throw locationError(40_090, `$indexOfArray requires an array as a first argument, found: ${typeName(array)}`);
  const start = values.length > 2 ? searchBound('starting', values[2]) : 0;
  const end = values.length > 3 ? searchBound('ending', values[3]) : array.length;
  for (let index = start; index < Math.min(end, array.length); index += 1) {
    if (compareOperands(name, value, array[index]) === 0) return index;
  }
  return -1;
}

function searchBound(role: string, value: unknown): number {
  const bound = wholeInt(value);
  if (bound === undefined) {
    throw locationError(
      9_711_600,
      `$indexOfArray requires an integral ${role} index, found a value of type: ${typeName(value)}`,
    );
  }
  if (bound < 0) throw locationError(9_711_601, `$indexOfArray requires a nonnegative ${role} index, found: ${bound}`);
  return bound;
}

function reverse(value: unknown): unknown {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value.toReversed();
  throw locationError(34_435, `The argument to $reverseArray must be an array, but was of type: ${typeName(value)}`);
}

/** `[array, n]`: the first n, or the last when negative. `[array, position, n]`: n from a position. */
function slice(values: readonly unknown[]): unknown {
  const [array, first, second] = values;
  if (isNullish(array) || isNullish(first)) return null;
  if (!Array.isArray(array))
    throw locationError(28_724, `First argument to $slice must be an array, but is of type: ${typeName(array)}`);
  const position = sliceNumber('Second', first, 28_725, 28_726);
  if (values.length === 2) return position >= 0 ? array.slice(0, position) : array.slice(position);
  if (isNullish(second)) return null;
  const count = sliceNumber('Third', second, 28_727, 28_728);
  if (count <= 0) throw locationError(28_729, `Third argument to $slice must be positive: ${count}`);
  const start = position >= 0 ? position : Math.max(0, array.length + position);
  return array.slice(start, start + count);
}

function sliceNumber(role: string, value: unknown, typeCode: number, rangeCode: number): number {
  if (!isNumeric(value))
    throw locationError(typeCode, `${role} argument to $slice must be numeric, but is of type: ${typeName(value)}`);
  const number = wholeInt(value);
  if (number !== undefined) return number;
  throw locationError(
    rangeCode,
    `${role} argument to $slice can't be represented as a 32-bit integer: ${String(value)}`,
  );
}
