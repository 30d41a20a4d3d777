/** The beginning of the bin that a date falls into. Bins of any unit are counted from the beginning of the year 2000. */
import { LONG_MAX } from '../../../../bson/number-ranges.ts';
import { locationError } from '../../../engine-error.ts';
import { civilDate, dayOfCivilDate, weekday } from './calendar.ts';
import { bigMillisOf, dateOfBigMillis, dateOfMoment, type Moment } from './moment.ts';
import { fromLocal, type TimeZone, toLocal } from './time-zone.ts';
import { CLOCK_UNIT_MS, DAYS_OF_A_WEEK, isClockUnit, UNIT_MONTHS, type Unit } from './unit.ts';

export interface Bins {
  readonly unit: Unit;
  /** How many units a bin has. */
  readonly size: bigint;
  readonly zone: TimeZone;
  /** Sunday is 0. */
  readonly startOfWeek: number;
}

export function startOfBin(moment: Moment, bins: Bins): Date {
  const { unit, zone, size } = bins;
  const start = isClockUnit(unit)
    ? clockStart(moment, size * BigInt(CLOCK_UNIT_MS[unit]), zone)
    : dateOfMoment(fromLocal({ day: calendarStart(toLocal(moment, zone).day, unit, bins), millis: 0 }, zone));
  if (start === undefined) throw locationError(5_439_001, '$dateTrunc overflowed: the result is no date');
  return start;
}

const REFERENCE_DAY = dayOfCivilDate(2000, 1, 1);
const REFERENCE_YEAR = 2000;
const CALENDAR_BIN_SIZE_MAX = 100_000_000_000n;

/** Hours and less are counted in time that passes, whatever the clocks of the zone do in between. */
function clockStart(moment: Moment, binMillis: bigint, zone: TimeZone): Date | undefined {
  if (binMillis > LONG_MAX)
    throw locationError(5_439_002, `$dateTrunc 'binSize' is too large: ${binMillis} milliseconds`);
  const reference = bigMillisOf(fromLocal({ day: REFERENCE_DAY, millis: 0 }, zone));
  const since = bigMillisOf(moment) - reference;
  const whole = since / binMillis;
  const bin = since < whole * binMillis ? whole - 1n : whole;
  return dateOfBigMillis(reference + bin * binMillis);
}

function calendarStart(day: number, unit: 'day' | 'week' | keyof typeof UNIT_MONTHS, bins: Bins): number {
  const days = unit === 'day' || unit === 'week';
  if (bins.size > CALENDAR_BIN_SIZE_MAX) {
    throw locationError(
      days ? 5_439_005 : 5_439_006,
      `$dateTrunc 'binSize' is too large for the unit ${unit}: ${bins.size}`,
    );
  }
  const size = Number(bins.size);
  if (unit === 'day') return floorTo(day, size, REFERENCE_DAY);
  if (unit === 'week') return floorTo(day, size * DAYS_OF_A_WEEK, firstWeek(bins.startOfWeek));
  const { year, month } = civilDate(day);
  return dayOfCivilDate(
    REFERENCE_YEAR,
    floorTo((year - REFERENCE_YEAR) * 12 + month - 1, size * UNIT_MONTHS[unit], 0) + 1,
    1,
  );
}

function floorTo(value: number, size: number, reference: number): number {
  return Math.floor((value - reference) / size) * size + reference;
}

/** The first week that begins in the year 2000. */
function firstWeek(startOfWeek: number): number {
  return REFERENCE_DAY + ((startOfWeek - weekday(REFERENCE_DAY) + DAYS_OF_A_WEEK) % DAYS_OF_A_WEEK);
}
