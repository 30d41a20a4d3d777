/** What only a find's projection has: `$slice`, `$elemMatch` and the positional `$`. */
import { toDouble } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNumeric } from '../../bson/bson-type.ts';
import { fieldEntries, firstFieldName, getField } from '../../bson/fields.ts';
import { type Expression, type ExpressionOptions, notConstant } from '../aggregation/scope.ts';
import { EngineError, locationError } from '../engine-error.ts';
import { compileFilter } from './filter.ts';
import type { Transform } from './projection-tree.ts';

/** The first element of the field that fulfils the condition, in an array of its own; missing when there is none. */
export function compileElemMatch(path: string, condition: unknown, options: ExpressionOptions): Expression {
  const filter = asDocument(condition);
  if (filter === undefined) throw locationError(31_274, '$elemMatch: Invalid argument, object required');
  if (path.includes('.')) throw locationError(31_275, `Cannot use $elemMatch projection on a nested field: ${path}`);
  if (firstFieldName(filter) === '$jsonSchema') throw notAllowed('$jsonSchema', '$elemMatch');
  const { matchedIndex } = compileFilter({ value: { $elemMatch: filter } }, options);
  return notConstant(({ root }) => {
    const value = getField(root, path);
    const index = Array.isArray(value) ? matchedIndex({ value }) : undefined;
    return index === undefined || !Array.isArray(value) ? undefined : [value[index]];
  });
}

/**
 * `$slice: n` or `[skip, limit]`: from the end when negative. What is no array stays as it is. Undefined for operands that
 * are those of the expression `$slice`.
 */
export function parseFindSlice(operand: unknown): Transform | undefined {
  if (isNumeric(operand)) {
    const count = countOf(operand);
    return (value) => (Array.isArray(value) ? firstOrLast(value, count) : value);
  }
  if (!Array.isArray(operand) || operand.length !== 2 || !operand.every(isNumeric)) return undefined;
  const [skip = 0, limit = 0] = operand.map(countOf);
  if (limit <= 0) return undefined;
  return (value) => {
    if (!Array.isArray(value)) return value;
    const start = skip >= 0 ? skip : Math.max(0, value.length + skip);
    return value.slice(start, start + limit);
  };
}

function firstOrLast(array: readonly unknown[], count: number): readonly unknown[] {
  return count >= 0 ? array.slice(0, count) : array.slice(count);
}

/** Without its fraction; not a number counts as none. */
function countOf(value: unknown): number {
  const number = Math.trunc(toDouble(value));
  return Number.isNaN(number) ? 0 : number;
}

/** The array with nothing but the element that the filter matched. */
export function matchedElement(array: readonly unknown[], matched: number | undefined): readonly unknown[] {
  if (matched === undefined)
    throw locationError(51_246, "positional operator '.$' couldn't find a matching element in the array");
  if (matched >= array.length) throw locationError(51_247, "positional operator '.$' element mismatch");
  return [array[matched]];
}

/** Throws for a filter that may not decide which element a positional `$` means. */
export function checkPositionalFilter(filter: Document): void {
  for (const [name, operand] of fieldEntries(filter)) {
    if (name === '$expr' || name === '$where') throw notAllowed(name, 'a query with a positional projection');
    if (!['$and', '$or', '$nor'].includes(name) || !Array.isArray(operand)) continue;
    for (const branch of operand as readonly unknown[]) checkPositionalFilter(asDocument(branch) ?? {});
  }
}

function notAllowed(operator: string, place: string): EngineError {
  return new EngineError(224, 'QueryFeatureNotAllowed', `${operator} is not allowed in ${place}`);
}
