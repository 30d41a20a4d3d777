/** Parts of dates and dates as text, in UTC. Another time zone is refused by name. */
import { ObjectId, Timestamp } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { hasField } from '../../../bson/fields.ts';
import { locationError, notImplemented } from '../../engine-error.ts';
import { parseNamed } from '../named-operands.ts';
import { type Expression, type OperatorCompiler, type OperatorTable, typeName } from '../scope.ts';

export const DATE_OPERATORS: OperatorTable = {
  $year: datePart((date) => date.getUTCFullYear()),
  $month: datePart((date) => date.getUTCMonth() + 1),
  $dayOfMonth: datePart((date) => date.getUTCDate()),
  $dayOfWeek: datePart((date) => date.getUTCDay() + 1),
  $dayOfYear: datePart(dayOfYear),
  $hour: datePart((date) => date.getUTCHours()),
  $minute: datePart((date) => date.getUTCMinutes()),
  $second: datePart((date) => date.getUTCSeconds()),
  $millisecond: datePart((date) => date.getUTCMilliseconds()),
  $dateToString: compileDateToString,
};

const UTC_NAMES = new Set(['UTC', 'GMT', 'Z', 'Etc/UTC', '+00', '+0000', '+00:00', '-00:00']);
const DAY_MS = 86_400_000;
const DEFAULT_FORMAT = '%Y-%m-%dT%H:%M:%S.%LZ';

/** A date, or a document of `date` and `timezone`. */
function datePart(read: (date: Date) => number): OperatorCompiler {
  return (operand, { name, compile }) => {
    const evaluate = compileDate(name, operand, compile);
    return (scope) => {
      const date = evaluate(scope);
      return date === null ? null : read(toDate(date));
    };
  };
}

function compileDate(name: string, operand: unknown, compile: (spec: unknown) => Expression): Expression {
  const named = asDocument(operand);
  if (named !== undefined && hasField(named, 'date')) {
    const spec = parseNamed(name, named, { required: ['date'], optional: ['timezone'] });
    return withTimeZone(compile(spec.date), compileTimeZone(spec.timezone, compile));
  }
  if (Array.isArray(operand) && operand.length !== 1) {
    throw locationError(
      40_536,
      `${name} accepts exactly one argument if given an array, but was given ${operand.length}`,
    );
  }
  const date = compile(Array.isArray(operand) ? operand[0] : operand);
  return (scope) => date(scope) ?? null;
}

/** Null when the date or the zone is null. */
function withTimeZone(date: Expression, zone: Expression): Expression {
  return (scope) => {
    const value = date(scope);
    const name = zone(scope);
    if (isNullish(value) || isNullish(name)) return null;
    if (typeof name !== 'string')
      throw locationError(40_517, `timezone must evaluate to a string, found ${typeName(name)}`);
    if (!UTC_NAMES.has(name)) throw notImplemented(`time zone ${name}`);
    return value;
  };
}

function compileTimeZone(spec: unknown, compile: (spec: unknown) => Expression): Expression {
  return spec === undefined ? () => 'UTC' : compile(spec);
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (value instanceof ObjectId) return value.getTimestamp();
  throw locationError(16_006, `can't convert from BSON type ${typeName(value)} to Date`);
}

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start) / DAY_MS) + 1;
}

function compileDateToString(operand: unknown, { name, compile }: Parameters<OperatorCompiler>[1]): Expression {
  const spec = parseNamed(name, operand, { required: ['date'], optional: ['format', 'timezone', 'onNull'] });
  const date = withTimeZone(compile(spec.date), compileTimeZone(spec.timezone, compile));
  const format = hasField(spec, 'format') ? compile(spec.format) : () => DEFAULT_FORMAT;
  const onNull = hasField(spec, 'onNull') ? compile(spec.onNull) : () => null;
  return (scope) => {
    const value = date(scope);
    if (value === null) return onNull(scope);
    const pattern = format(scope);
    if (isNullish(pattern)) return null;
    if (typeof pattern !== 'string')
      throw locationError(18_533, `$dateToString requires that 'format' be a string, found: ${typeName(pattern)}`);
    return formatDate(toDate(value), pattern);
  };
}

const FORMATS: ReadonlyMap<string, (date: Date) => string> = new Map([
  ['Y', (date: Date) => String(date.getUTCFullYear()).padStart(4, '0')],
  ['m', (date: Date) => twoDigits(date.getUTCMonth() + 1)],
  ['d', (date: Date) => twoDigits(date.getUTCDate())],
  ['H', (date: Date) => twoDigits(date.getUTCHours())],
  ['M', (date: Date) => twoDigits(date.getUTCMinutes())],
  ['S', (date: Date) => twoDigits(date.getUTCSeconds())],
  ['L', (date: Date) => String(date.getUTCMilliseconds()).padStart(3, '0')],
  ['j', (date: Date) => String(dayOfYear(date)).padStart(3, '0')],
  ['w', (date: Date) => String(date.getUTCDay() + 1)],
  ['u', (date: Date) => String(date.getUTCDay() || 7)],
  ['z', () => '+0000'],
  ['Z', () => '0'],
  ['%', () => '%'],
]);
/** Weeks and names of days and months, which MongoDB knows. */
const UNSUPPORTED_FORMATS = new Set(['G', 'V', 'U', 'b', 'B']);

function formatDate(date: Date, pattern: string): string {
  return pattern.replaceAll(/%([\s\S]?)/g, (_, letter: string) => {
    const print = FORMATS.get(letter);
    if (print !== undefined) return print(date);
    if (UNSUPPORTED_FORMATS.has(letter)) throw notImplemented(`$dateToString format %${letter}`);
    if (letter === '') throw locationError(18_535, "Unmatched '%' at end of format string");
    throw locationError(18_536, `Invalid format character '%${letter}' in format string`);
  });
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
