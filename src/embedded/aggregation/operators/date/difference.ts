/** How many boundaries of a unit lie between two dates, in a time zone. */
import { fitsLong } from '../../../../bson/number-ranges.ts';
import { locationError } from '../../../engine-error.ts';
import { civilDate, weekday } from './calendar.ts';
import { bigMillisOf, DAY_MS, type Moment } from './moment.ts';
import { type TimeZone, toLocal } from './time-zone.ts';
import { CLOCK_UNIT_MS, DAYS_OF_A_WEEK, isClockUnit, UNIT_MONTHS, type Unit } from './unit.ts';

export interface Difference {
  readonly unit: Unit;
  readonly zone: TimeZone;
  /** Sunday is 0. */
  readonly startOfWeek: number;
}

export function countBoundaries(start: Moment, end: Moment, { unit, zone, startOfWeek }: Difference): bigint {
  if (unit === 'millisecond') return millisBetween(start, end);
  if (isClockUnit(unit)) return clockBoundaries(start, end, CLOCK_UNIT_MS[unit], zone);
  const first = toLocal(start, zone).day;
  const last = toLocal(end, zone).day;
  if (unit === 'day') return BigInt(last - first);
  if (unit === 'week') return BigInt(weekNumber(last, startOfWeek) - weekNumber(first, startOfWeek));
  return BigInt(monthNumber(last, UNIT_MONTHS[unit]) - monthNumber(first, UNIT_MONTHS[unit]));
}

function millisBetween(start: Moment, end: Moment): bigint {
  const millis = bigMillisOf(end) - bigMillisOf(start);
  if (!fitsLong(millis)) throw locationError(5_166_308, '$dateDiff overflowed: no long holds the result');
  return millis;
}

/** Boundaries are those of the zone's clock; an hour that it goes back or forward neither adds one nor takes one. */
function clockBoundaries(start: Moment, end: Moment, size: number, zone: TimeZone): bigint {
  const moved = (zone.offsetAt(end) - zone.offsetAt(start)) * 1000;
  return (
    clockNumber(toLocal(end, zone), size) - clockNumber(toLocal(start, zone), size) - BigInt(Math.trunc(moved / size))
  );
}

function clockNumber({ day, millis }: Moment, size: number): bigint {
  return BigInt(day) * BigInt(DAY_MS / size) + BigInt(Math.floor(millis / size));
}

/** Weeks that begin on the same weekday are numbered one after the other. */
function weekNumber(day: number, startOfWeek: number): number {
  const sinceStart = (weekday(day) - startOfWeek + DAYS_OF_A_WEEK) % DAYS_OF_A_WEEK;
  return Math.floor((day - sinceStart) / DAYS_OF_A_WEEK);
}

/** Of the months, quarters or years, by how many months each has. */
function monthNumber(day: number, months: number): number {
  const { year, month } = civilDate(day);
  return Math.floor((year * 12 + month - 1) / months);
}
