/** Arrays by the order of their elements: sorted, or the first, last, greatest and least of them. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { exactNumber } from '../../../bson/compare-numbers.ts';
import { fieldCount, fieldEntries, getField } from '../../../bson/fields.ts';
import { isArrayIndex, splitPath } from '../../../bson/paths.ts';
import { locationError } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import {
  type Expression,
  notConstant,
  type OperatorCompiler,
  type OperatorContext,
  type OperatorTable,
  typeName,
} from '../scope.ts';
import { checkValueSize } from '../value-size.ts';
import { wholeLong } from '../whole-number.ts';

export const ARRAY_ORDER_OPERATORS: OperatorTable = {
  $sortArray: compileSortArray,
  $firstN: pickN((array, n) => array.slice(0, n)),
  $lastN: pickN((array, n) => array.slice(-n)),
  $maxN: pickN((array, n) => extremes(array, n, (a, b) => compareValues(b, a))),
  $minN: pickN((array, n) => extremes(array, n, compareValues)),
};

type Comparison = (a: unknown, b: unknown) => number;

function compileSortArray(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['input', 'sortBy'],
    optional: [],
    codes: { notObject: 2_942_500, unknown: 2_942_501, missing: { input: 2_942_502, sortBy: 2_942_503 } },
  });
  const input = compile(spec.input);
  const compare = sortOrder(spec.sortBy);
  return notConstant((scope) => {
    const array = input(scope);
    if (isNullish(array)) return null;
    if (!Array.isArray(array))
      throw locationError(
        2_942_504,
        `The input argument to $sortArray must be an array, but was of type: ${typeName(array)}`,
      );
    checkValueSize(name, array);
    return array.toSorted(compare);
  });
}

/** A direction sorts whole elements; a document of directions sorts documents by their fields. */
function sortOrder(sortBy: unknown): Comparison {
  const fields = asDocument(sortBy);
  if (fields !== undefined) return fieldOrder(fields);
  if (!isNumeric(sortBy))
    throw locationError(2_942_507, `$sortArray's sortBy must be 1, -1 or a document, found: ${typeName(sortBy)}`);
  const direction = parseDirection(sortBy, 2_942_506);
  return (a, b) => direction * compareValues(a, b);
}

function parseDirection(value: unknown, code: number): 1 | -1 {
  const direction = isNumeric(value) ? wholeLong(value) : undefined;
  if (direction === 1 || direction === -1) return direction;
  throw locationError(code, `a direction of $sortArray must be 1 or -1, found: ${String(value)}`);
}

/** An element that is no document has none of the fields. */
function fieldOrder(sortBy: Document): Comparison {
  if (fieldCount(sortBy) === 0) throw locationError(2_942_505, '$sortArray needs at least one field to sort by');
  const keys = fieldEntries(sortBy).map(([path, value]) => {
    const direction = parseDirection(value, 2_942_505);
    const segments = splitPath(path);
    if (segments.includes('')) throw locationError(2_942_505, `a field of $sortArray has an empty name: '${path}'`);
    return { segments, direction };
  });
  return (a, b) => {
    for (const { segments, direction } of keys) {
      const order = compareValues(valueAt(a, segments), valueAt(b, segments));
      if (order !== 0) return direction * order;
    }
    return 0;
  };
}

/** One value, through arrays only by a position: an array is compared as a whole. */
function valueAt(element: unknown, segments: readonly string[]): unknown {
  let value: unknown = asDocument(element);
  for (const segment of segments) {
    if (!Array.isArray(value)) value = getField(asDocument(value) ?? {}, segment);
    else value = isArrayIndex(segment) ? value[Number(segment)] : undefined;
  }
  return value;
}

function pickN(pick: (array: readonly unknown[], n: number) => unknown): OperatorCompiler {
  return (operand, { name, compile }) => {
    const spec = parseNamed(name, operand, {
      required: ['n', 'input'],
      optional: [],
      codes: { notObject: 5_787_900, unknown: 5_787_901, missing: { n: 5_787_906, input: 5_787_907 } },
    });
    const count = compile(spec.n);
    const input = compile(spec.input);
    return (scope) => {
      const n = parseCount(name, count(scope));
      const array = input(scope);
      if (!Array.isArray(array))
        throw locationError(5_788_200, `Input of ${name} must be an array, found: ${typeName(array)}`);
      return pick(array, n);
    };
  };
}

function parseCount(name: string, value: unknown): number {
  if (!isNumeric(value))
    throw locationError(5_787_902, `Value for 'n' of ${name} must be of integral type, but found ${String(value)}`);
  const count = wholeLong(value);
  if (count === undefined)
    throw locationError(
      5_787_903,
      `Value for 'n' of ${name} must be of integral type, but found ${String(exactNumber(value))}`,
    );
  if (count <= 0) throw locationError(5_787_908, `'n' of ${name} must be greater than 0, found ${count}`);
  return count;
}

/** Null and missing are passed over. */
function extremes(array: readonly unknown[], n: number, compare: Comparison): unknown[] {
  checkValueSize('$maxN and $minN', array);
  return array
    .filter((value) => !isNullish(value))
    .sort(compare)
    .slice(0, n);
}
