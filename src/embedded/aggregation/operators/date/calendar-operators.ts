/** `$dateAdd`, `$dateSubtract`, `$dateDiff` and `$dateTrunc`: dates and units of time. */
import { toWhole } from '../../../../bson/arithmetic.ts';
import { Long } from '../../../../bson/bson.ts';
import { bsonTypeOf, isNullish } from '../../../../bson/bson-type.ts';
import { hasField } from '../../../../bson/fields.ts';
import { fitsLong } from '../../../../bson/number-ranges.ts';
import { locationError } from '../../../engine-error.ts';
import { parseNamed } from '../../named-operands.ts';
import {
  type Expression,
  type OperatorCompiler,
  type OperatorContext,
  type OperatorTable,
  typeName,
} from '../../scope.ts';
import { wholeLong } from '../../whole-number.ts';
import { addUnits } from './addition.ts';
import { countBoundaries } from './difference.ts';
import { type Moment, momentOf } from './moment.ts';
import { type Reading, reading, withReadings } from './reading.ts';
import { parseTimeZone, UTC } from './time-zone.ts';
import { startOfBin } from './truncation.ts';
import { parseStartOfWeek, parseUnit, type Unit } from './unit.ts';

export const CALENDAR_OPERATORS: OperatorTable = {
  $dateAdd: movement(1n),
  $dateSubtract: movement(-1n),
  $dateDiff: compileDifference,
  $dateTrunc: compileTruncation,
};

function movement(sign: 1n | -1n): OperatorCompiler {
  return (operand, { name, compile }) => {
    const spec = parseNamed(name, operand, {
      required: ['startDate', 'unit', 'amount'],
      optional: ['timezone'],
      codes: {
        notObject: 5_166_400,
        unknown: 5_166_401,
        missing: { startDate: 5_166_402, unit: 5_166_402, amount: 5_166_402 },
      },
    });
    const startDate = compile(spec.startDate);
    const unitOperand = compile(spec.unit);
    const amountOperand = compile(spec.amount);
    const timezone = hasField(spec, 'timezone') ? compile(spec.timezone) : undefined;
    const unit = unitReading(unitOperand, name);
    const zone = reading(timezone, UTC, parseTimeZone);
    const evaluate: Expression = (scope) => {
      const start = startDate(scope);
      if (isNullish(start)) return null;
      const kind = unit.at(scope);
      const amount = amountOperand(scope);
      const known = zone.at(scope);
      if (kind === null || isNullish(amount) || known === null) return null;
      const moment = toMoment(start, 5_166_403, name, 'startDate');
      return addUnits(moment, kind, parseAmount(amount, name, sign), known, name);
    };
    const operands = [startDate, unitOperand, amountOperand, timezone];
    return withReadings(operands, [unit, zone], evaluate, operands);
  };
}

function compileDifference(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['startDate', 'endDate', 'unit'],
    optional: ['timezone', 'startOfWeek'],
    codes: {
      notObject: 5_166_301,
      unknown: 5_166_302,
      missing: { startDate: 5_166_303, endDate: 5_166_304, unit: 5_166_305 },
    },
  });
  const startDate = compile(spec.startDate);
  const endDate = compile(spec.endDate);
  const unitOperand = compile(spec.unit);
  const timezone = hasField(spec, 'timezone') ? compile(spec.timezone) : undefined;
  const weekOperand = hasField(spec, 'startOfWeek') ? compile(spec.startOfWeek) : undefined;
  const unit = unitReading(unitOperand, name);
  const zone = reading(timezone, UTC, parseTimeZone);
  const startOfWeek = startOfWeekReading(weekOperand, name);
  const evaluate: Expression = (scope) => {
    const start = startDate(scope);
    const end = isNullish(start) ? null : endDate(scope);
    if (isNullish(end)) return null;
    const kind = unit.at(scope);
    if (kind === null) return null;
    const week = kind === 'week' ? startOfWeek.at(scope) : SUNDAY;
    const known = week === null ? null : zone.at(scope);
    if (week === null || known === null) return null;
    const from = toMoment(start, 5_166_307, name, 'startDate');
    const to = toMoment(end, 5_166_307, name, 'endDate');
    return Long.fromBigInt(countBoundaries(from, to, { unit: kind, zone: known, startOfWeek: week }));
  };
  const operands = [startDate, endDate, unitOperand, timezone, weekOperand];
  return withReadings(operands, readAhead(unit, zone, startOfWeek), evaluate, operands);
}

function compileTruncation(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['date', 'unit'],
    optional: ['binSize', 'timezone', 'startOfWeek'],
    codes: { notObject: 5_439_007, unknown: 5_439_008, missing: { date: 5_439_009, unit: 5_439_010 } },
  });
  const date = compile(spec.date);
  const unitOperand = compile(spec.unit);
  const sizeOperand = hasField(spec, 'binSize') ? compile(spec.binSize) : undefined;
  const timezone = hasField(spec, 'timezone') ? compile(spec.timezone) : undefined;
  const weekOperand = hasField(spec, 'startOfWeek') ? compile(spec.startOfWeek) : undefined;
  const binSize = reading(sizeOperand, 1n, parseBinSize);
  const unit = unitReading(unitOperand, name);
  const zone = reading(timezone, UTC, parseTimeZone);
  const startOfWeek = startOfWeekReading(weekOperand, name);
  const evaluate: Expression = (scope) => {
    const value = date(scope);
    const size = isNullish(value) ? null : binSize.at(scope);
    const kind = size === null ? null : unit.at(scope);
    if (size === null || kind === null) return null;
    const week = kind === 'week' ? startOfWeek.at(scope) : SUNDAY;
    const known = week === null ? null : zone.at(scope);
    if (week === null || known === null) return null;
    const moment = toMoment(value, 5_166_307, name, 'date');
    return startOfBin(moment, { unit: kind, size, zone: known, startOfWeek: week });
  };
  const operands = [date, unitOperand, sizeOperand, timezone, weekOperand];
  return withReadings(operands, [binSize, ...readAhead(unit, zone, startOfWeek)], evaluate, operands);
}

const SUNDAY = 0;

function unitReading(operand: Expression, name: string): Reading<Unit> {
  return reading<Unit>(operand, 'millisecond', (value) => parseUnit(value, name));
}

function startOfWeekReading(operand: Expression | undefined, name: string): Reading<number> {
  return reading(operand, SUNDAY, (value) => parseStartOfWeek(value, name));
}

/** The day on which a week starts is only looked at for weeks. */
function readAhead(unit: Reading<Unit>, zone: Reading<unknown>, startOfWeek: Reading<number>): Reading<unknown>[] {
  const forWeeks: Reading<unknown> = {
    operand: unit.operand?.constant ? startOfWeek.operand : undefined,
    at: (scope) => (unit.at(scope) === 'week' ? startOfWeek.at(scope) : null),
  };
  return [unit, zone, forWeeks];
}

function toMoment(value: unknown, code: number, name: string, part: string): Moment {
  const moment = momentOf(value);
  if (moment !== undefined) return moment;
  throw locationError(code, `${name} requires '${part}' to be a date, but got ${typeName(value)}`);
}

function parseAmount(value: unknown, name: string, sign: bigint): bigint {
  const amount = wholeAmount(value);
  if (amount === undefined)
    throw locationError(5_166_405, `${name} expects an integer 'amount', found ${typeName(value)}`);
  const signed = amount * sign;
  if (fitsLong(signed)) return signed;
  throw locationError(6_045_000, `invalid ${name} 'amount' parameter value: ${amount}`);
}

function parseBinSize(value: unknown): bigint {
  const size = wholeAmount(value);
  if (size === undefined) {
    throw locationError(5_439_017, `$dateTrunc requires 'binSize' to be a 64-bit integer, but got ${typeName(value)}`);
  }
  if (size <= 0n) throw locationError(5_439_018, `$dateTrunc requires 'binSize' to be greater than 0, but got ${size}`);
  return size;
}

function wholeAmount(value: unknown): bigint | undefined {
  if (bsonTypeOf(value) === 'long') return toWhole(value);
  const number = wholeLong(value);
  if (number === undefined) return undefined;
  const whole = BigInt(number);
  return fitsLong(whole) ? whole : undefined;
}
