/** Dates moved by an amount of units, in a time zone. */
import { locationError } from '../../../engine-error.ts';
import { civilDate, dayOfCivilDate, daysOfMonth } from './calendar.ts';
import { bigMillisOf, DAY_MS, dateOfBigMillis, dateOfMoment, type Moment } from './moment.ts';
import { fromLocal, type TimeZone, toLocal } from './time-zone.ts';
import { CLOCK_UNIT_MS, DAYS_OF_A_WEEK, isClockUnit, UNIT_MONTHS, type Unit } from './unit.ts';

/** Hours and less are lengths of time; from days on it is the calendar and the clock that are moved, and the clock stays. */
export function addUnits(moment: Moment, unit: Unit, amount: bigint, zone: TimeZone, operator: string): Date {
  checkAmount(unit, amount, operator);
  const date = isClockUnit(unit)
    ? dateOfBigMillis(bigMillisOf(moment) + amount * BigInt(CLOCK_UNIT_MS[unit]))
    : dateOfMoment(moveCalendar(moment, unit, Number(amount), zone));
  if (date === undefined) throw locationError(5_166_406, `${operator} overflowed: the result is no date`);
  return date;
}

/** The longest way between two dates, which need 64 bits of milliseconds. */
const SPAN_MS = 1n << 64n;
/** The shortest that a unit can be, so that no amount is refused that leads to a date. */
const LEAST_DAYS = { day: 1, week: 7, month: 28, quarter: 90, year: 365 } as const;

function checkAmount(unit: Unit, amount: bigint, operator: string): void {
  const size = isClockUnit(unit) ? CLOCK_UNIT_MS[unit] : LEAST_DAYS[unit] * DAY_MS;
  if ((amount < 0n ? -amount : amount) * BigInt(size) <= SPAN_MS) return;
  throw locationError(5_976_500, `invalid ${operator} 'amount' parameter value: ${amount} of the unit ${unit}`);
}

function moveCalendar(moment: Moment, unit: keyof typeof LEAST_DAYS, amount: number, zone: TimeZone): Moment {
  const offset = zone.offsetAt(moment);
  const local = toLocal(moment, zone);
  return fromLocal({ day: moveDay(local.day, unit, amount), millis: local.millis }, zone, offset);
}

/** A day that the month reached does not have becomes its last. */
function moveDay(from: number, unit: keyof typeof LEAST_DAYS, amount: number): number {
  if (unit === 'day') return from + amount;
  if (unit === 'week') return from + amount * DAYS_OF_A_WEEK;
  const { year, month, day } = civilDate(from);
  const months = month + amount * UNIT_MONTHS[unit];
  return dayOfCivilDate(year, months, Math.min(day, daysOfMonth(year, months)));
}
