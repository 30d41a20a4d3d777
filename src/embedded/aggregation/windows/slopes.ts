/** `$derivative` and `$integral`: over the field that the documents are sorted by, a number or a date. */
import { Double } from '../../../bson/bson.ts';
import { asDocument, isNullish, isNumeric } from '../../../bson/bson-type.ts';
import { exactNumber, isNotANumber } from '../../../bson/compare-numbers.ts';
import { fieldNames, hasField } from '../../../bson/fields.ts';
import { EngineError, failedToParse, locationError } from '../../engine-error.ts';
import { Queue, type SlidingAccumulator } from '../accumulators/sliding.ts';
import { compileExpression } from '../expression.ts';
import { CLOCK_UNIT_MS, DAYS_OF_A_WEEK, isClockUnit, parseUnit } from '../operators/date/unit.ts';
import { RunningSum } from '../running-sum.ts';
import { type Expression, rootScope } from '../scope.ts';
import { accumulatedFunction, framingOf } from './accumulated.ts';
import { difference, product, quotient, sum } from './point-arithmetic.ts';
import { boundsOf, type FunctionSpec, requireOneSortField, sortValueOf } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

const DAY_MS = 86_400_000;

interface Slope {
  readonly input: Expression;
  readonly unitMs: Double | undefined;
}

export function compileDerivative(spec: FunctionSpec): WindowFunction {
  requireOneSortField(spec);
  const bounds = boundsOf(spec);
  const slope = parseSlope(spec);
  if (!hasField(spec.spec, 'window')) throw failedToParse('$derivative requires explicit window bounds');
  const sortValue = sortValueOf(spec);
  return {
    start(partition) {
      const framing = framingOf({ bounds, sortValue }, partition);
      return (position) => {
        const { start, end } = framing(position);
        if (start === end) return null;
        const [left, right] = [start, end - 1].map((place) => {
          const scope = rootScope(partition.at(place));
          return { time: sortValue(scope), value: slope.input(scope) };
        });
        return left === undefined || right === undefined ? null : derivative(left, right, slope);
      };
    },
  };
}

interface Point {
  readonly time: unknown;
  readonly value: unknown;
}

function derivative(left: Point, right: Point, { unitMs }: Slope): unknown {
  const areDates = [left.time, right.time].map((time) => time instanceof Date);
  if (unitMs !== undefined) {
    if (areDates.includes(false))
      throw locationError(5_624_900, "$derivative with 'unit' expects the sortBy field to be a Date");
  } else if (areDates.includes(true)) {
    throw locationError(5_624_901, "$derivative where the sortBy is a Date requires a 'unit'");
  } else if (!isNumeric(left.time) || !isNumeric(right.time)) {
    throw locationError(5_624_902, "$derivative (with no 'unit') expects the sortBy field to be numeric");
  }
  if (isNullish(left.value) || isNullish(right.value))
    throw locationError(5_624_903, '$derivative input must not be null or missing');
  // A window of one document has no slope.
  const slope = quotient(difference(right.value, left.value), difference(right.time, left.time));
  if (slope === undefined) return null;
  return unitMs === undefined ? slope : product(slope, unitMs);
}

export function compileIntegral(spec: FunctionSpec): WindowFunction {
  requireOneSortField(spec);
  const bounds = boundsOf(spec);
  const { input, unitMs } = parseSlope(spec);
  const sortValue = sortValueOf(spec);
  const evaluate: Expression = (scope): Point => ({ time: sortValue(scope), value: input(scope) });
  const create = () => new Integral(unitMs);
  return accumulatedFunction({ evaluate, bounds, sortValue, create, slide: create });
}

/** The area under the straight lines between the points. */
class Integral implements SlidingAccumulator {
  readonly #unitMs: Double | undefined;
  readonly #points = new Queue<Point>();
  readonly #area = new RunningSum();
  #notANumbers = 0;

  constructor(unitMs: Double | undefined) {
    this.#unitMs = unitMs;
  }

  add(value: unknown): void {
    const point = this.#checked(value);
    if (hasNaN(point)) this.#notANumbers += 1;
    const last = this.#points.last();
    if (last !== undefined) this.#area.add(areaBetween(last, point));
    this.#points.push(point);
  }

  remove(value: unknown): void {
    const point = this.#checked(value);
    if (hasNaN(point)) this.#notANumbers -= 1;
    this.#points.shift();
    const first = this.#points.first();
    if (first !== undefined) this.#area.remove(areaBetween(point, first));
  }

  result(): unknown {
    if (this.#points.length === 0) return null;
    if (this.#notANumbers > 0) return new Double(Number.NaN);
    const area = this.#area.total();
    return this.#unitMs === undefined ? area : quotient(area, this.#unitMs);
  }

  #checked(value: unknown): Point {
    const point = value as Point;
    const isDate = point.time instanceof Date;
    if (!isNumeric(point.value) || (!isDate && !isNumeric(point.time)))
      throw locationError(5_423_900, '$integral expects a number or date as the sortBy field, and a number as input');
    if (this.#unitMs !== undefined && !isDate)
      throw locationError(5_423_901, "$integral with 'unit' expects the sortBy field to be a Date");
    if (this.#unitMs === undefined && isDate)
      throw locationError(5_423_902, "$integral (with no 'unit') expects the sortBy field to be numeric");
    return point;
  }
}

function areaBetween(left: Point, right: Point): unknown {
  if (hasNaN(left) || hasNaN(right)) return 0;
  return quotient(product(sum(right.value, left.value), difference(right.time, left.time)), new Double(2));
}

function hasNaN({ time, value }: Point): boolean {
  return [time, value].some((number) => isNumeric(number) && isNotANumber(exactNumber(number)));
}

function parseSlope({ name, operand, options }: FunctionSpec): Slope {
  const spec = asDocument(operand);
  if (spec === undefined) throw failedToParse(`${name} expects an object`);
  const unknown = fieldNames(spec).find((field) => field !== 'input' && field !== 'unit');
  if (unknown !== undefined) throw failedToParse(`${name} got unexpected argument: ${unknown}`);
  const unitMs = hasField(spec, 'unit') ? parseUnitMs(spec.unit, name) : undefined;
  if (!hasField(spec, 'input')) throw failedToParse(`${name} requires an 'input' expression`);
  return { input: compileExpression(spec.input, options), unitMs };
}

function parseUnitMs(value: unknown, name: string): Double {
  if (typeof value !== 'string') throw failedToParse("'unit' must be a string");
  const unit = parseUnit(value, name);
  if (isClockUnit(unit)) return new Double(CLOCK_UNIT_MS[unit]);
  if (unit === 'day') return new Double(DAY_MS);
  if (unit === 'week') return new Double(DAYS_OF_A_WEEK * DAY_MS);
  throw new EngineError(5_490_710, 'Location5490710', "unit must be 'week' or smaller");
}
