/** Units of time, and days on which weeks can begin. */
import { failedToParse, locationError } from '../../../engine-error.ts';
import { typeName } from '../../scope.ts';

export type Unit = ClockUnit | 'day' | 'week' | 'month' | 'quarter' | 'year';
/** Units that last the same everywhere and always. */
export type ClockUnit = keyof typeof CLOCK_UNIT_MS;

export const CLOCK_UNIT_MS = { millisecond: 1, second: 1_000, minute: 60_000, hour: 3_600_000 } as const;
export const UNIT_MONTHS = { month: 1, quarter: 3, year: 12 } as const;
export const DAYS_OF_A_WEEK = 7;

export function isClockUnit(unit: Unit): unit is ClockUnit {
  return Object.hasOwn(CLOCK_UNIT_MS, unit);
}

export function parseUnit(value: unknown, operator: string): Unit {
  if (typeof value !== 'string') {
    throw locationError(5_439_013, `${operator} requires 'unit' to be a string, but got ${typeName(value)}`);
  }
  const unit = UNITS.find((name) => name === value);
  if (unit === undefined) throw failedToParse(`unknown time unit value: ${value}; allowed: ${UNITS.join(', ')}`);
  return unit;
}

/** Sunday is 0. */
export function parseStartOfWeek(value: unknown, operator: string): number {
  if (typeof value !== 'string') {
    throw locationError(5_439_015, `${operator} requires 'startOfWeek' to be a string, but got ${typeName(value)}`);
  }
  const name = value.toLowerCase();
  const weekday = WEEKDAYS.findIndex((day) => day === name || day.slice(0, 3) === name);
  if (weekday === -1) {
    throw locationError(
      5_439_016,
      `${operator} parameter 'startOfWeek' cannot be "${value}"; it is a day's name, or "mon"`,
    );
  }
  return weekday;
}

const UNITS: readonly Unit[] = ['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
