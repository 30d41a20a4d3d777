/** Which documents a window holds, as its specification says: by position, or by the value that they are sorted by. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNumeric } from '../../../bson/bson-type.ts';
import { compareNumbers } from '../../../bson/compare-numbers.ts';
import { fieldCount, hasField } from '../../../bson/fields.ts';
import { failedToParse, locationError } from '../../engine-error.ts';
import type { SortField } from '../../query/sort.ts';
import { constantValue } from '../constant-folding.ts';
import { compileExpression } from '../expression.ts';
import { parseUnit, type Unit } from '../operators/date/unit.ts';
import type { ExpressionOptions } from '../scope.ts';
import { wholeInt } from '../whole-number.ts';

export type Bound<T> = 'unbounded' | 'current' | T;

export type WindowBounds =
  | { readonly kind: 'documents'; readonly lower: Bound<number>; readonly upper: Bound<number> }
  | {
      readonly kind: 'range';
      readonly lower: Bound<unknown>;
      readonly upper: Bound<unknown>;
      readonly unit: Unit | undefined;
    };

/** The order of a stage's documents; undefined without one. */
export type WindowOrder = readonly SortField[] | undefined;

export const WHOLE_PARTITION: WindowBounds = { kind: 'documents', lower: 'unbounded', upper: 'unbounded' };

export function parseBounds(spec: unknown, order: WindowOrder, options: ExpressionOptions): WindowBounds {
  const window = asDocument(spec);
  if (window === undefined) throw failedToParse("'window' field must be an object");
  const [documents, range, unit] = ['documents', 'range', 'unit'].map((name) => hasField(window, name));
  if (documents && range) throw failedToParse("Window bounds can specify either 'documents' or 'range', not both");
  if (!range && unit) throw failedToParse("Window bounds can only specify 'unit' with range-based bounds");
  if (documents) return parseDocuments(window, order, options);
  if (range) return parseRange(window, order, options);
  if (fieldCount(window) === 0) return WHOLE_PARTITION;
  throw failedToParse("'window' field can only contain 'documents', or 'range' with an optional 'unit'");
}

function parseDocuments(window: Document, order: WindowOrder, options: ExpressionOptions): WindowBounds {
  if (fieldCount(window) > 1) throw failedToParse("'window' field that specifies 'documents' cannot have other fields");
  const [lower, upper] = parsePair(window.documents, options, (value) => {
    const position = wholeInt(value);
    if (position === undefined) throw failedToParse('Numeric document-based bounds must be an integer');
    return position;
  });
  if (offset(lower) > offset(upper)) throw wrongWay();
  const isWhole = lower === 'unbounded' && upper === 'unbounded';
  if (!isWhole && order === undefined) throw locationError(5_339_901, 'Document-based bounds require a sortBy');
  return { kind: 'documents', lower, upper };
}

/** For the check of their order: an open end is in order with everything. */
function offset(bound: Bound<number>): number {
  if (bound === 'unbounded') return Number.NaN;
  return bound === 'current' ? 0 : bound;
}

function parseRange(window: Document, order: WindowOrder, options: ExpressionOptions): WindowBounds {
  const hasUnit = hasField(window, 'unit');
  if (fieldCount(window) > (hasUnit ? 2 : 1))
    throw failedToParse("'window' field that specifies 'range' cannot have other fields besides 'unit'");
  if (hasUnit && typeof window.unit !== 'string') throw failedToParse("'unit' must be a string");
  const [lower, upper] = parsePair(window.range, options, (value) => {
    if (!isNumeric(value)) throw failedToParse('Range-based bounds expression must be a number');
    if (hasUnit && wholeInt(value) === undefined)
      throw failedToParse("With 'unit', range-based bounds must be an integer");
    return value;
  });
  const [low, high] = [lower, upper].map((bound) => (bound === 'current' ? 0 : bound));
  if (isNumeric(low) && isNumeric(high) && compareNumbers(low, high) > 0) throw wrongWay();
  const unit = hasUnit ? parseUnit(window.unit, '$setWindowFields') : undefined;
  if (order?.length !== 1) throw locationError(5_339_902, 'Range-based bounds require sortBy a single field');
  if (order[0]?.direction !== 1) throw locationError(8_947_401, 'Range-based bounds require an ascending sortBy');
  return { kind: 'range', lower, upper, unit };
}

function parsePair<T>(spec: unknown, options: ExpressionOptions, parse: (value: unknown) => T): [Bound<T>, Bound<T>] {
  if (!Array.isArray(spec) || spec.length !== 2) throw failedToParse('Window bounds must be a 2-element array');
  const [lower, upper]: readonly unknown[] = spec;
  return [parseBound(lower, options, parse), parseBound(upper, options, parse)];
}

function parseBound<T>(spec: unknown, options: ExpressionOptions, parse: (value: unknown) => T): Bound<T> {
  if (spec === 'unbounded' || spec === 'current') return spec;
  if (typeof spec === 'string') throw failedToParse("Window bounds must be 'unbounded', 'current', or a number.");
  const expression = compileExpression(spec, options);
  if (expression.constant !== true) throw failedToParse('Window bounds expression must be a constant.');
  return parse(constantValue(expression));
}

function wrongWay() {
  return locationError(5_339_900, 'Lower bound must not exceed upper bound');
}
