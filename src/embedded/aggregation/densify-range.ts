/** The range of `$densify`: its steps and bounds, and the values that they lead to. */
import { toDouble } from '../../bson/arithmetic.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { compareValues } from '../../bson/compare.ts';
import { compareNumbers } from '../../bson/compare-numbers.ts';
import { fieldNames, hasField } from '../../bson/fields.ts';
import { locationError } from '../engine-error.ts';
import { addUnits } from './operators/date/addition.ts';
import { momentOf } from './operators/date/moment.ts';
import { UTC } from './operators/date/time-zone.ts';
import { parseUnit, type Unit } from './operators/date/unit.ts';
import { typeName } from './scope.ts';
import { missingStageField, unknownStageField, wrongStageType } from './stage-fields.ts';
import { wholeLong } from './whole-number.ts';
import { difference, sum } from './windows/point-arithmetic.ts';

export type DensifyBounds = 'full' | 'partition' | { readonly lower: unknown; readonly upper: unknown };

export interface DensifyRange {
  readonly bounds: DensifyBounds;
  /** The value one step further. */
  next(value: unknown): unknown;
  previous(value: unknown): unknown;
  /** Throws unless a document's value is of the kind that the range is of. */
  check(value: unknown): void;
}

export function parseRange(spec: unknown): DensifyRange {
  const range = asDocument(spec);
  if (range === undefined) throw wrongStageType('$densify.range', spec, 'object');
  const unknown = fieldNames(range).find((name) => !['step', 'bounds', 'unit'].includes(name));
  if (unknown !== undefined) throw unknownStageField(`$densify.range.${unknown}`);
  const missing = ['step', 'bounds'].find((name) => !hasField(range, name));
  if (missing !== undefined) throw missingStageField(`$densify.range.${missing}`);
  const { step } = range;
  if (!isNumeric(step) || compareNumbers(step, 0) <= 0)
    throw locationError(5_733_401, 'The step parameter in a range statement must be a strictly positive numeric value');
  const unit = hasField(range, 'unit') ? parseStepUnit(range.unit, step) : undefined;
  const bounds = parseBounds(range.bounds, unit, step);
  return unit === undefined ? numberRange(bounds, step) : dateRange(bounds, step, unit);
}

function parseStepUnit(spec: unknown, step: unknown): Unit {
  if (typeof spec !== 'string') throw wrongStageType('$densify.range.unit', spec, 'string');
  if (wholeLong(step) === undefined)
    throw locationError(6_586_400, 'The step parameter must be a whole number when densifying a date range');
  return parseUnit(spec, '$densify');
}

function parseBounds(spec: unknown, unit: Unit | undefined, step: unknown): DensifyBounds {
  if (spec === 'full' || spec === 'partition') return spec;
  if (typeof spec === 'string') throw locationError(5_946_802, "Bounds string must either be 'full' or 'partition'");
  if (!Array.isArray(spec))
    throw locationError(5_733_404, "The bounds must be 'full', 'partition', or an array of two numbers or two dates");
  if (spec.length !== 2)
    throw locationError(5_733_403, 'A bounding array in a range statement must have exactly two elements');
  const [lower, upper]: readonly unknown[] = spec;
  if (compareValues(lower, upper) > 0)
    throw locationError(5_733_402, 'A bounding array must be an ascending array of either two dates or two numbers');
  checkBoundTypes(lower, upper, unit, step);
  return { lower, upper };
}

function checkBoundTypes(lower: unknown, upper: unknown, unit: Unit | undefined, step: unknown): void {
  if (isNumeric(lower)) {
    if (unit !== undefined) throw locationError(5_733_409, 'Numeric bounds may not have unit parameter');
    if (!isNumeric(upper))
      throw locationError(5_733_406, 'A bounding array must contain either both dates or both numeric types');
    if (bsonTypeOf(lower) !== bsonTypeOf(upper) || bsonTypeOf(lower) !== bsonTypeOf(step))
      throw locationError(5_876_900, 'Upper bound, lower bound, and step must all have the same type');
    return;
  }
  if (!(lower instanceof Date)) throw locationError(5_946_800, 'Explicit bounds must be numeric or dates');
  if (!(upper instanceof Date))
    throw locationError(5_733_405, 'A bounding array must contain either both dates or both numeric types');
  if (unit === undefined) throw locationError(5_733_410, 'A bounding array of dates must specify a unit');
}

function numberRange(bounds: DensifyBounds, step: unknown): DensifyRange {
  return {
    bounds,
    next: (value) => sum(value, step),
    previous: (value) => difference(value, step),
    check: (value) => {
      if (value instanceof Date)
        throw locationError(6_053_600, 'Encountered a date while densifying numbers: a unit is missing');
      if (!isNumeric(value))
        throw locationError(5_733_201, `Densify field type must be numeric or a date, not ${typeName(value)}`);
    },
  };
}

function dateRange(bounds: DensifyBounds, step: unknown, unit: Unit): DensifyRange {
  const amount = BigInt(Math.trunc(toDouble(step)));
  const move = (value: unknown, steps: bigint) => {
    const moment = momentOf(value);
    if (moment === undefined) throw new TypeError('not a date');
    return addUnits(moment, unit, steps, UTC, '$densify');
  };
  return {
    bounds,
    next: (value) => move(value, amount),
    previous: (value) => move(value, -amount),
    check: (value) => {
      if (value instanceof Date) return;
      if (isNumeric(value)) throw locationError(6_053_601, 'Encountered a number while densifying dates');
      throw locationError(5_733_201, `Densify field type must be numeric or a date, not ${typeName(value)}`);
    },
  };
}
