/** `$dateToParts` and `$dateFromParts`: a date as a document of its parts. */
import type { Document } from '../../../../bson/bson.ts';
import { isNullish } from '../../../../bson/bson-type.ts';
import { hasField } from '../../../../bson/fields.ts';
import { locationError } from '../../../engine-error.ts';
import { parseNamed } from '../../named-operands.ts';
import { type Expression, type OperatorContext, type OperatorTable, type Scope, typeName } from '../../scope.ts';
import { wholeLong } from '../../whole-number.ts';
import { civilDate, dayOfCivilDate, dayOfIsoWeekDate, isoWeekDate } from './calendar.ts';
import { dateOfMoment, hourOf, type Moment, minuteOf, momentOfMillis, secondOf } from './moment.ts';
import { toMoment } from './part-operators.ts';
import { reading, withReadings } from './reading.ts';
import { fromLocal, parseTimeZone, type TimeZone, toLocal, UTC } from './time-zone.ts';

export const DATE_PARTS_OPERATORS: OperatorTable = {
  $dateToParts: compileToParts,
  $dateFromParts: compileFromParts,
};

function compileToParts(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['date'],
    optional: ['timezone', 'iso8601'],
    codes: { notObject: 40_524, unknown: 40_520, missing: { date: 40_522 } },
  });
  const date = compile(spec.date);
  const timezone = hasField(spec, 'timezone') ? compile(spec.timezone) : undefined;
  const iso8601 = hasField(spec, 'iso8601') ? compile(spec.iso8601) : undefined;
  const zone = reading(timezone, UTC, parseTimeZone);
  const iso = reading(iso8601, false, parseFlag);
  const evaluate: Expression = (scope) => {
    const value = date(scope);
    if (isNullish(value)) return null;
    const known = zone.at(scope);
    const byWeek = iso.at(scope);
    return known === null || byWeek === null ? null : partsOf(toLocal(toMoment(value), known), byWeek);
  };
  return withReadings([date, timezone, iso8601], [zone], evaluate, [timezone]);
}

function parseFlag(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw locationError(40_521, `iso8601 must evaluate to a bool, found ${typeName(value)}`);
}

function partsOf({ day, millis }: Moment, byWeek: boolean): Document {
  const time = { hour: hourOf(millis), minute: minuteOf(millis), second: secondOf(millis), millisecond: millis % 1000 };
  if (!byWeek) {
    const { year, month, day: dayOfMonth } = civilDate(day);
    return { year, month, day: dayOfMonth, ...time };
  }
  const { year, week, weekday } = isoWeekDate(day);
  return { isoWeekYear: year, isoWeek: week, isoDayOfWeek: weekday, ...time };
}

const CIVIL_PARTS = ['year', 'month', 'day'];
const ISO_PARTS = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek'];
const DAY_SECONDS = 86_400;
const TIME_PARTS = ['hour', 'minute', 'second', 'millisecond'];

function compileFromParts(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: [],
    optional: [...CIVIL_PARTS, ...ISO_PARTS, ...TIME_PARTS, 'timezone'],
    codes: { notObject: 40_519, unknown: 40_518, missing: {} },
  });
  checkParts(spec);
  const timezone = hasField(spec, 'timezone') ? compile(spec.timezone) : undefined;
  const zone = reading(timezone, UTC, parseTimeZone);
  const byWeek = hasField(spec, 'isoWeekYear');
  const names = [...TIME_PARTS, ...(byWeek ? ISO_PARTS : CIVIL_PARTS)];
  const parts = names.map((part) => compilePart(part, spec, compile));
  const evaluate: Expression = (scope) => {
    const known = zone.at(scope);
    if (known === null) return null;
    const values: number[] = [];
    for (const { at } of parts) {
      const value = at(scope);
      if (value === null) return null;
      values.push(value);
    }
    return dateOfParts(values, byWeek, known);
  };
  return withReadings([timezone, ...parts.map(({ operand: part }) => part)], [zone], evaluate, [timezone]);
}

function checkParts(spec: Document): void {
  const has = (part: string) => hasField(spec, part);
  if (!has('year') && !has('isoWeekYear')) {
    throw locationError(40_516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  }
  if (has('year') && ISO_PARTS.some(has)) {
    throw locationError(40_489, '$dateFromParts does not allow mixing natural dates with ISO dates');
  }
  if (has('isoWeekYear') && CIVIL_PARTS.some(has)) {
    throw locationError(40_525, '$dateFromParts does not allow mixing ISO dates with natural dates');
  }
}

interface Part {
  readonly operand: Expression | undefined;
  /** Null when the part is null or missing. */
  at(scope: Scope): number | null;
}

function compilePart(name: string, spec: Document, compile: OperatorContext['compile']): Part {
  if (!hasField(spec, name)) {
    const absent = TIME_PARTS.includes(name) ? 0 : 1;
    return { operand: undefined, at: () => absent };
  }
  const operand = compile(spec[name]);
  return {
    operand,
    at: (scope) => {
      const value = operand(scope);
      return isNullish(value) ? null : parsePart(name, value);
    },
  };
}

/** Seconds and milliseconds may be as many as a long has, years have four digits, everything else has 16 bits. */
function parsePart(name: string, value: unknown): number {
  const number = wholeLong(value);
  if (number === undefined) {
    throw locationError(
      40_515,
      `'${name}' must evaluate to an integer, found ${typeName(value)} with value ${String(value)}`,
    );
  }
  const bounds = BOUNDS[name];
  if (bounds !== undefined && (number < bounds.least || number > bounds.most)) {
    throw locationError(bounds.code, `'${name}' must be from ${bounds.least} to ${bounds.most}, found ${number}`);
  }
  return number;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly code: number;
}

const SIXTEEN_BITS: Bounds = { least: -32_768, most: 32_767, code: 31_034 };

const BOUNDS: Readonly<Record<string, Bounds>> = {
  year: { least: 1, most: 9999, code: 40_523 },
  isoWeekYear: { least: 1, most: 9999, code: 31_095 },
  month: SIXTEEN_BITS,
  day: SIXTEEN_BITS,
  isoWeek: SIXTEEN_BITS,
  isoDayOfWeek: SIXTEEN_BITS,
  hour: SIXTEEN_BITS,
  minute: SIXTEEN_BITS,
};

/** Hour, minute, second and millisecond, then the date. What is too much for a part is carried to the next. */
function dateOfParts(values: readonly number[], byWeek: boolean, zone: TimeZone): Date {
  const [hour = 0, minute = 0, second = 0, millisecond = 0, year = 1, part = 1, dayOfPart = 1] = values;
  const day = byWeek ? dayOfIsoWeekDate(year, part, dayOfPart) : dayOfCivilDate(year, part, dayOfPart);
  const time = momentOfMillis(day, (hour * 60 + minute) * 60_000 + millisecond);
  const days = Math.floor(second / DAY_SECONDS);
  const local = momentOfMillis(time.day + days, time.millis + (second - days * DAY_SECONDS) * 1000);
  const date = dateOfMoment(fromLocal(local, zone));
  if (date === undefined) throw locationError(31_034, "'second' and 'millisecond' lead to a moment that is no date");
  return date;
}
