/** Arrays. */
import { isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { valuesEqual } from '../../../bson/compare.ts';
import { exactNumber } from '../../../bson/compare-numbers.ts';
import { hasField } from '../../../bson/fields.ts';
import { documentTooLarge, locationError } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import { binary, operands, unary, variadic } from '../operands.ts';
import {
  bindVariable,
  type Expression,
  isTruthy,
  type OperatorCompiler,
  type OperatorTable,
  typeName,
} from '../scope.ts';

export const ARRAY_OPERATORS: OperatorTable = {
  $size: unary(sizeOf),
  $isArray: unary((value) => Array.isArray(value)),
  $arrayElemAt: binary(elementAt),
  $first: unary((value) => endOf('$first', value, 0)),
  $last: unary((value) => endOf('$last', value, -1)),
  $in: binary(isMember),
  $concatArrays: variadic(concatArrays),
  $reverseArray: unary(reverse),
  $slice: operands(2, 3, slice),
  $filter: compileFilterOperator,
  $map: compileMap,
  $reduce: compileReduce,
};

/** No document holds more: an element is its type, its position and a zero byte at least. */
const ELEMENTS_MAX = 5_000_000;

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
  const position = exactNumber(index);
  if (typeof position !== 'number' || !Number.isInteger(position)) {
    throw locationError(
      28_691,
      `$arrayElemAt's second argument must be representable as a 32-bit integer: ${String(index)}`,
    );
  }
  return array.at(position);
}

function endOf(name: string, value: unknown, index: 0 | -1): unknown {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value.at(index);
  throw locationError(28_689, `${name}'s argument must be an array, but is ${typeName(value)}`);
}

function isMember(value: unknown, array: unknown): boolean {
  if (Array.isArray(array)) return array.some((element) => value !== undefined && valuesEqual(element, value));
  throw locationError(40_081, `$in requires an array as a second argument, found: ${typeName(array)}`);
}

function concatArrays(values: readonly unknown[]): unknown {
  if (values.some(isNullish)) return null;
  const arrays = values.map((value): readonly unknown[] => {
    if (Array.isArray(value)) return value;
    throw locationError(28_664, `$concatArrays only supports arrays, not ${typeName(value)}`);
  });
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  if (length > ELEMENTS_MAX)
    throw documentTooLarge(`$concatArrays makes an array of more than ${ELEMENTS_MAX} elements`);
  return arrays.flat();
}

function reverse(value: unknown): unknown {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value.toReversed();
  throw locationError(34_435, `The argument to $reverseArray must be an array, but was of type: ${typeName(value)}`);
}

/** `[array, n]`: the first n, or the last when negative. `[array, position, n]`: n from a position. */
function slice(values: readonly unknown[]): unknown {
  const [array, ...numbers] = values;
  if (values.some(isNullish)) return null;
  if (!Array.isArray(array))
    throw locationError(28_724, `First argument to $slice must be an array, but is of type: ${typeName(array)}`);
  const [first = 0, count] = numbers.map((number, index) => sliceNumber(number, index));
  if (count === undefined) return first >= 0 ? array.slice(0, first) : array.slice(first);
  if (count <= 0) throw locationError(28_729, `Third argument to $slice must be positive: ${count}`);
  const start = first >= 0 ? first : Math.max(0, array.length + first);
  return array.slice(start, start + count);
}

function sliceNumber(value: unknown, index: number): number {
  const role = index === 0 ? 'Second' : 'Third';
  if (!isNumeric(value))
    throw locationError(28_725, `${role} argument to $slice must be numeric, but is of type: ${typeName(value)}`);
  const number = exactNumber(value);
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw locationError(28_726, `${role} argument to $slice can't be represented as a 32-bit integer: ${String(value)}`);
}

function compileFilterOperator(operand: unknown, { name, compile }: Parameters<OperatorCompiler>[1]): Expression {
  const spec = parseNamed(name, operand, { required: ['input', 'cond'], optional: ['as', 'limit'] });
  const variable = variableName(name, spec.as);
  const input = compile(spec.input);
  const condition = compile(spec.cond, [variable]);
  const limit = hasField(spec, 'limit') ? compile(spec.limit) : () => null;
  return (scope) => {
    const array = inputArray(name, 28_651, input(scope));
    if (array === null) return null;
    const most = filterLimit(limit(scope));
    const kept: unknown[] = [];
    for (const element of array) {
      if (kept.length >= most) break;
      if (isTruthy(condition(bindVariable(scope, variable, element)))) kept.push(element);
    }
    return kept;
  };
}

function filterLimit(value: unknown): number {
  if (isNullish(value)) return Number.POSITIVE_INFINITY;
  const limit = isNumeric(value) ? exactNumber(value) : undefined;
  if (typeof limit !== 'number' || !Number.isInteger(limit)) {
    throw locationError(327_391, `$filter: limit must be represented as a 32-bit integral value: ${String(value)}`);
  }
  if (limit <= 0) throw locationError(327_392, `$filter: limit must be greater than 0: ${limit}`);
  return limit;
}

function compileMap(operand: unknown, { name, compile }: Parameters<OperatorCompiler>[1]): Expression {
  const spec = parseNamed(name, operand, { required: ['input', 'in'], optional: ['as'] });
  const variable = variableName(name, spec.as);
  const input = compile(spec.input);
  const each = compile(spec.in, [variable]);
  return (scope) => {
    const array = inputArray(name, 16_883, input(scope));
    return array === null ? null : array.map((element) => each(bindVariable(scope, variable, element)) ?? null);
  };
}

function compileReduce(operand: unknown, { name, compile }: Parameters<OperatorCompiler>[1]): Expression {
  const spec = parseNamed(name, operand, { required: ['input', 'initialValue', 'in'], optional: [] });
  const input = compile(spec.input);
  const initial = compile(spec.initialValue);
  const step = compile(spec.in, ['this', 'value']);
  return (scope) => {
    const array = inputArray(name, 40_080, input(scope));
    if (array === null) return null;
    return array.reduce<unknown>(
      (value, element) => step(bindVariable(bindVariable(scope, 'value', value), 'this', element)),
      initial(scope),
    );
  };
}

function inputArray(name: string, code: number, value: unknown): readonly unknown[] | null {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value;
  throw locationError(code, `input to ${name} must be an array not ${typeName(value)}`);
}

function variableName(name: string, as: unknown): string {
  if (as === undefined) return 'this';
  if (typeof as === 'string' && /^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(as)) return as;
  throw locationError(16_867, `${name}: '${String(as)}' starts with an invalid character for a user variable name`);
}
