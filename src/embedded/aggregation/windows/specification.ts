/** How a window function is written: `{$function: operand, window: bounds}`. */
import type { Document } from '../../../bson/bson.ts';
import { fieldNames, getField, hasField } from '../../../bson/fields.ts';
import { failedToParse, locationError } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import type { Expression, ExpressionOptions } from '../scope.ts';
import { parseBounds, WHOLE_PARTITION, type WindowBounds, type WindowOrder } from './bounds.ts';

/** A window function as it is parsed, with the order of its stage. */
export interface FunctionSpec {
  readonly name: string;
  readonly operand: unknown;
  readonly spec: Document;
  readonly order: WindowOrder;
  readonly options: ExpressionOptions;
  /** Of a document, what `$rank` and its kind tell apart. */
  readonly sortKey: ((document: Document) => string) | undefined;
}

/** The bounds, where a function takes them; all of the partition without any. */
export function boundsOf({ name, spec, order, options }: FunctionSpec): WindowBounds {
  const unknown = fieldNames(spec).find((field) => field !== name && field !== 'window');
  if (unknown !== undefined) throw failedToParse(`${name} found an unknown argument: ${unknown}`);
  return hasField(spec, 'window') ? parseBounds(getField(spec, 'window'), order, options) : WHOLE_PARTITION;
}

/** For functions that have no window of their own. */
export function refuseBounds({ name, spec }: FunctionSpec): void {
  const other = fieldNames(spec).find((field) => field !== name);
  if (other === 'window') throw failedToParse(`'window' field is not allowed in ${name}`);
  if (other !== undefined) throw failedToParse(`${name} found an unknown argument: ${other}`);
}

/** What the documents are sorted by, for functions that need its values. */
export function sortValueOf({ order, options }: FunctionSpec): Expression {
  const path = order?.[0]?.path;
  return path === undefined ? () => undefined : compileExpression(`$${path}`, options);
}

/** For functions over the order's one field. */
export function requireOneSortField({ name, order }: FunctionSpec, code?: number): void {
  if (order?.length === 1) return;
  const message = `${name} must be specified with a top level sortBy expression with exactly one element`;
  throw code === undefined ? failedToParse(message) : locationError(code, message);
}
