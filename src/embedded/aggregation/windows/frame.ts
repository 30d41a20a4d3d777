/** The documents of a window, position by position: both ends only ever move forward. */
import { toDecimal } from '../../../bson/arithmetic.ts';
import { isNumeric } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { toDecimal128 } from '../../../bson/decimal.ts';
import { addDecimals } from '../../../bson/decimal-arithmetic.ts';
import { locationError } from '../../engine-error.ts';
import { addUnits } from '../operators/date/addition.ts';
import { momentOf } from '../operators/date/moment.ts';
import { UTC } from '../operators/date/time-zone.ts';
import type { Unit } from '../operators/date/unit.ts';
import { typeName } from '../scope.ts';
import { wholeInt } from '../whole-number.ts';
import type { Bound, WindowBounds } from './bounds.ts';

/** From the position `start` to the one before `end`; empty when these are equal. */
export interface Frame {
  readonly start: number;
  readonly end: number;
}

/** To be called for each position of a partition in order. */
export type Framing = (position: number) => Frame;

/** `sortValue` is what the documents are sorted by, which only a range asks for. */
export function createFraming(bounds: WindowBounds, length: number, sortValue: (position: number) => unknown): Framing {
  return bounds.kind === 'documents' ? documentFraming(bounds, length) : rangeFraming(bounds, length, sortValue);
}

function documentFraming(bounds: WindowBounds & { kind: 'documents' }, length: number): Framing {
  const clamp = (position: number) => Math.min(Math.max(position, 0), length);
  return (position) => {
    const start = bounds.lower === 'unbounded' ? 0 : clamp(position + offset(bounds.lower));
    const end = bounds.upper === 'unbounded' ? length : clamp(position + offset(bounds.upper) + 1);
    return { start: Math.min(start, end), end };
  };
}

function offset(bound: 'current' | number): number {
  return bound === 'current' ? 0 : bound;
}

function rangeFraming(
  { lower, upper, unit }: WindowBounds & { kind: 'range' },
  length: number,
  sortValue: (position: number) => unknown,
): Framing {
  const isExpected = (value: unknown) => (unit === undefined ? isNumeric(value) : value instanceof Date);
  let [start, end] = [0, 0];
  /** Moves an end on to the first position whose value is not to be passed. */
  const moveOn = (from: number, isPassed: (value: unknown) => boolean) => {
    let position = from;
    while (position < length && isPassed(sortValue(position))) position += 1;
    return position;
  };
  const threshold = (base: unknown, bound: Exclude<Bound<unknown>, 'unbounded' | 'current'>) =>
    unit === undefined ? sumOf(base, bound) : movedDate(base, bound, unit);
  return (position) => {
    const base = sortValue(position);
    checkBase(base, unit);
    if (lower === 'current') start = position;
    else if (lower === 'unbounded') start = moveOn(start, (value) => !isExpected(value));
    else {
      const least = threshold(base, lower);
      start = moveOn(start, (value) => compareValues(value, least) < 0);
    }
    if (upper === 'current') end = position + 1;
    else if (upper === 'unbounded') end = moveOn(Math.max(end, position), isExpected);
    else {
      const most = threshold(base, upper);
      end = moveOn(Math.max(end, start), (value) => isExpected(value) && compareValues(value, most) <= 0);
    }
    return { start: Math.min(start, end), end };
  };
}

function checkBase(value: unknown, unit: Unit | undefined): void {
  if (unit !== undefined) {
    if (value instanceof Date) return;
    throw locationError(
      5_429_513,
      `Invalid range: Expected the sortBy field to be a Date, but it was ${typeName(value)}`,
    );
  }
  if (value instanceof Date) {
    const message = 'Invalid range: For windows that involve date or time ranges, a unit must be provided.';
    throw locationError(5_429_413, message);
  }
  if (isNumeric(value)) return;
  throw locationError(
    5_429_414,
    `Invalid range: Expected the sortBy field to be a number, but it was ${typeName(value)}`,
  );
}

/** In decimals, as the server reckons it: a double counts with fifteen digits. */
function sumOf(base: unknown, bound: unknown): unknown {
  return toDecimal128(addDecimals(toDecimal(base), toDecimal(bound)));
}

function movedDate(base: unknown, bound: unknown, unit: Unit): Date {
  const moment = momentOf(base);
  if (moment === undefined) throw new TypeError('not a date');
  return addUnits(moment, unit, BigInt(wholeInt(bound) ?? 0), UTC, '$setWindowFields');
}
