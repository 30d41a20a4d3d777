/** `$year` and its family: one part of a date, in a time zone. */
import { Long } from '../../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../../bson/bson-type.ts';
import { firstFieldName, hasField } from '../../../../bson/fields.ts';
import { locationError } from '../../../engine-error.ts';
import { parseNamed } from '../../named-operands.ts';
import {
  type Expression,
  type OperatorCompiler,
  type OperatorContext,
  type OperatorTable,
  typeName,
} from '../../scope.ts';
import { civilDate, dayOfYear, isoWeekDate, isoWeekday, weekday, weekOfYear } from './calendar.ts';
import { hourOf, type Moment, minuteOf, momentOf, secondOf } from './moment.ts';
import { reading, withReadings } from './reading.ts';
import { parseTimeZone, toLocal, UTC } from './time-zone.ts';

export const DATE_PART_OPERATORS: OperatorTable = {
  $year: datePart(({ day }) => civilDate(day).year),
  $month: datePart(({ day }) => civilDate(day).month),
  $dayOfMonth: datePart(({ day }) => civilDate(day).day),
  $dayOfWeek: datePart(({ day }) => weekday(day) + 1),
  $dayOfYear: datePart(({ day }) => dayOfYear(day)),
  $week: datePart(({ day }) => weekOfYear(day)),
  $isoDayOfWeek: datePart(({ day }) => isoWeekday(day)),
  $isoWeek: datePart(({ day }) => isoWeekDate(day).week),
  $isoWeekYear: datePart(({ day }) => Long.fromNumber(isoWeekDate(day).year)),
  $hour: datePart(({ millis }) => hourOf(millis)),
  $minute: datePart(({ millis }) => minuteOf(millis)),
  $second: datePart(({ millis }) => secondOf(millis)),
  $millisecond: datePart(({ millis }) => millis % 1000),
};

/** Throws for what is neither a date nor a timestamp nor an ObjectId. */
export function toMoment(value: unknown): Moment {
  const moment = momentOf(value);
  if (moment === undefined) throw locationError(16_006, `can't convert from BSON type ${typeName(value)} to Date`);
  return moment;
}

function datePart(read: (local: Moment) => unknown): OperatorCompiler {
  return (operand, context) => {
    const { date, timezone } = compileOperand(operand, context);
    const zone = reading(timezone, UTC, parseTimeZone);
    const evaluate: Expression = (scope) => {
      const value = date(scope);
      if (isNullish(value)) return null;
      const moment = toMoment(value);
      const known = zone.at(scope);
      return known === null ? null : read(toLocal(moment, known));
    };
    return withReadings([date, timezone], [zone], evaluate, [timezone]);
  };
}

/** An expression, alone or in an array, or a document of `date` and `timezone`. */
function compileOperand(
  operand: unknown,
  { name, compile }: OperatorContext,
): { date: Expression; timezone?: Expression } {
  const document = asDocument(operand);
  if (document !== undefined && firstFieldName(document)?.startsWith('$') !== true) {
    const spec = parseNamed(name, document, { required: ['date'], optional: ['timezone'], codes: CODES });
    const date = compile(spec.date);
    return hasField(spec, 'timezone') ? { date, timezone: compile(spec.timezone) } : { date };
  }
  if (!Array.isArray(operand)) return { date: compile(operand) };
  if (operand.length === 1) return { date: compile(operand[0]) };
  throw locationError(
    40_536,
    `${name} accepts exactly one argument if given an array, but was given ${operand.length}`,
  );
}

const CODES = { notObject: 40_535, unknown: 40_535, missing: { date: 40_539 } };
