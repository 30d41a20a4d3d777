/** What only a find's projection has: `$slice`, `$elemMatch` and the positional `$`. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNumeric } from '../../bson/bson-type.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import { hasField } from '../../bson/fields.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { locationError, notImplemented } from '../engine-error.ts';
import { compileFilter } from './filter.ts';

/** What becomes of a field's value; undefined drops the field. `matched` is the array index that the filter found. */
export type Transform = (value: unknown, matched: number | undefined) => unknown;

export interface CompiledTransform {
  readonly transform: Transform;
  /** Whether it makes the projection an inclusion by itself. */
  readonly includes: boolean;
}

/** Undefined for an operator that is an expression. */
export function compileTransform(
  path: string,
  spec: Document,
  options: ExpressionOptions,
): CompiledTransform | undefined {
  if (hasField(spec, '$elemMatch')) {
    if (path.includes('.')) throw locationError(31_275, `Cannot use $elemMatch projection on a nested field: ${path}`);
    return { transform: elemMatchTransform(spec.$elemMatch, options), includes: true };
  }
  if (hasField(spec, '$slice')) return { transform: sliceTransform(spec.$slice), includes: false };
  if (hasField(spec, '$meta')) throw notImplemented('$meta');
  return undefined;
}

/** Keeps the element that the filter matched. */
export function positionalTransform(value: unknown, matched: number | undefined): unknown {
  if (!Array.isArray(value)) return value;
  if (matched === undefined || matched >= value.length) {
    throw locationError(51_246, "positional operator '.$' couldn't find a matching element in the array");
  }
  return [value[matched]];
}

function elemMatchTransform(operand: unknown, options: ExpressionOptions): Transform {
  if (asDocument(operand) === undefined) throw locationError(31_274, '$elemMatch: Invalid argument, object required');
  const { matchedIndex } = compileFilter({ value: { $elemMatch: operand } }, options);
  return (value) => {
    const index = Array.isArray(value) ? matchedIndex({ value }) : undefined;
    return index === undefined || !Array.isArray(value) ? undefined : [value[index]];
  };
}

/** `$slice: n` or `[skip, n]`: from the end when negative. What is no array stays as it is. */
function sliceTransform(operand: unknown): Transform {
  const [skip, limit] = sliceOperands(operand);
  return (value) => (Array.isArray(value) ? slice(value, skip, limit) : value);
}

function sliceOperands(operand: unknown): readonly [number | undefined, number] {
  if (!Array.isArray(operand)) return [undefined, wholeNumber(operand)];
  if (operand.length !== 2) throw locationError(28_667, '$slice takes one number or an array of two');
  const limit = wholeNumber(operand[1]);
  if (limit <= 0) throw locationError(28_724, `$slice limit must be positive, got ${limit}`);
  return [wholeNumber(operand[0]), limit];
}

function slice(array: readonly unknown[], skip: number | undefined, limit: number): readonly unknown[] {
  if (skip === undefined) return limit >= 0 ? array.slice(0, limit) : array.slice(limit);
  const start = skip >= 0 ? skip : Math.max(0, array.length + skip);
  return array.slice(start, start + limit);
}

function wholeNumber(value: unknown): number {
  const number = isNumeric(value) ? exactNumber(value) : undefined;
  if (typeof number !== 'number') throw locationError(31_273, '$slice only supports numbers and [skip, limit] arrays');
  return Math.trunc(number);
}
