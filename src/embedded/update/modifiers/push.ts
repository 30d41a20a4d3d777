/** `$push`, with `$each`, `$position`, `$sort` and `$slice`. */

import { toDouble } from '../../../bson/arithmetic.ts';
import type { Document } from '../../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { fieldCount, fieldEntries, fieldNames, hasField } from '../../../bson/fields.ts';
import { badValue } from '../../engine-error.ts';
import { wholeLong } from '../../query/long-value.ts';
import { compileSort } from '../../query/sort.ts';
import { describe } from '../describe.ts';
import { creating, type Modifier } from '../modifier.ts';

interface Push {
  readonly values: readonly unknown[];
  readonly position: number | undefined;
  readonly sort: ((a: unknown, b: unknown) => number) | undefined;
  readonly slice: number | undefined;
}

export function compilePush(operand: unknown): Modifier {
  const push = parsePush(operand);
  const modifier = creating((current, place) => {
    if (current !== undefined && !Array.isArray(current)) {
      throw badValue(
        `The field '${place.path}' must be an array but is of type ${bsonTypeOf(current)} in document {_id: ${describe(place.document._id)}}`,
      );
    }
    return pushed(push, current ?? []);
  });
  const rewrites = push.sort !== undefined;
  return { ...modifier, rewrites, appended: (current) => (Array.isArray(current) ? appendedBy(push, current) : 0) };
}

function appendedBy({ values, position, sort, slice }: Push, array: readonly unknown[]): number {
  const isLast = position === undefined || position >= array.length;
  const isWhole = slice === undefined || Math.abs(slice) >= array.length + values.length;
  return isLast && isWhole && sort === undefined ? values.length : 0;
}

function pushed({ values, position, sort, slice }: Push, array: readonly unknown[]): readonly unknown[] {
  const at = position ?? array.length;
  const start = at < 0 ? Math.max(0, array.length + at) : Math.min(at, array.length);
  const result = [...array.slice(0, start), ...values, ...array.slice(start)];
  if (sort !== undefined) result.sort(sort);
  if (slice === undefined) return result;
  if (slice === 0) return [];
  return slice > 0 ? result.slice(0, slice) : result.slice(slice);
}

/** A document with `$each` is a list of values with options; any other operand is one value. */
function parsePush(operand: unknown): Push {
  const spec = asDocument(operand);
  if (spec === undefined || !hasField(spec, '$each')) {
    return { values: [operand], position: undefined, sort: undefined, slice: undefined };
  }
  const unknown = fieldNames(spec).find((name) => !PUSH_OPTIONS.has(name));
  if (unknown !== undefined) throw badValue(`Unrecognized clause in $push: ${unknown}`);
  if (!Array.isArray(spec.$each))
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${bsonTypeOf(spec.$each)}`);
  return {
    values: spec.$each,
    position: wholeNumber(spec, '$position'),
    sort: parseSort(spec),
    slice: wholeNumber(spec, '$slice'),
  };
}

const PUSH_OPTIONS = new Set(['$each', '$position', '$sort', '$slice']);

function wholeNumber(spec: Document, name: string): number | undefined {
  if (!hasField(spec, name)) return undefined;
  const value = wholeLong(spec[name]);
  if (value !== undefined) return Number(value);
  throw badValue(`The value for ${name} must be an integer value but was given type: ${bsonTypeOf(spec[name])}`);
}

/** By whole values, or by fields of elements; an element that is no document has none of them. */
function parseSort(spec: Document): ((a: unknown, b: unknown) => number) | undefined {
  if (!hasField(spec, '$sort')) return undefined;
  const fields = asDocument(spec.$sort);
  if (fields !== undefined) {
    if (fieldCount(fields) === 0) throw badValue('The $sort pattern is empty when it should be a set of fields.');
    for (const [path, direction] of fieldEntries(fields)) checkDirection(path, direction);
    const compare = compileSort(fields);
    return (a, b) => compare(asDocument(a) ?? {}, asDocument(b) ?? {});
  }
  return directionOf(spec.$sort) === 1 ? compareValues : (a, b) => compareValues(b, a);
}

function checkDirection(path: string, direction: unknown): void {
  if (path === '' || path.split('.').includes('')) {
    throw badValue(`FieldPath must not have empty field names in the $sort of $push: '${path}'`);
  }
  directionOf(direction);
}

function directionOf(direction: unknown): 1 | -1 {
  const number = isNumeric(direction) ? toDouble(direction) : undefined;
  if (number === 1 || number === -1) return number;
  throw badValue('The $sort element value must be either 1 or -1');
}
