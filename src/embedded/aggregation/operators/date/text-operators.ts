/** `$dateToString` and `$dateFromString`. */
import type { Document } from '../../../../bson/bson.ts';
import { isNullish } from '../../../../bson/bson-type.ts';
import { hasField } from '../../../../bson/fields.ts';
import { locationError } from '../../../engine-error.ts';
import { parseNamed } from '../../named-operands.ts';
import { type Expression, type OperatorContext, type OperatorTable, typeName } from '../../scope.ts';
import { conversionFailure, isConversionFailure } from '../conversion-failure.ts';
import { type DateFormat, parseFormat, printDate } from './format.ts';
import { dateOfMoment } from './moment.ts';
import { parseByFormat, parseTextFormat, type TextFormat } from './parse-by-format.ts';
import { parseText } from './parse-text.ts';
import { momentOfParsed, unparsable } from './parsed-date.ts';
import { toMoment } from './part-operators.ts';
import { reading, withReadings } from './reading.ts';
import { parseTimeZone, type TimeZone, UTC } from './time-zone.ts';

export const DATE_TEXT_OPERATORS: OperatorTable = {
  $dateToString: compileToString,
  $dateFromString: compileFromString,
};

/** The date that a text means, where it names no zone itself in `zone`. Throws ConversionFailure. */
export function dateOfText(text: string, zone: TimeZone, format?: TextFormat): Date {
  const parsed = format === undefined ? parseText(text) : parseByFormat(text, format);
  const date = dateOfMoment(momentOfParsed(parsed, zone, text));
  if (date === undefined) throw unparsable('it is beyond the dates that there are', text);
  return date;
}

const UTC_FORMAT = parseFormat('%Y-%m-%dT%H:%M:%S.%LZ');
const LOCAL_FORMAT = parseFormat('%Y-%m-%dT%H:%M:%S.%L');

/** A format and a zone that are wrong fail even when there is no date. */
function compileToString(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['date'],
    optional: ['format', 'timezone', 'onNull'],
    codes: { notObject: 18_629, unknown: 18_534, missing: { date: 18_628 } },
  });
  const { date, format, timezone, onNull } = compileAll(spec, ['date', 'format', 'timezone', 'onNull'], compile);
  const pattern = formatReading<DateFormat>(name, 18_533, format, parseFormat);
  const zone = reading(timezone, UTC, parseTimeZone);
  const evaluate: Expression = (scope) => {
    const print = pattern.at(scope);
    const known = zone.at(scope);
    const value = date?.(scope);
    if (isNullish(value)) return onNull === undefined ? null : onNull(scope);
    if (known === null) return null;
    const moment = toMoment(value);
    if (print === undefined) return printDate(moment, known.isUtc ? UTC_FORMAT : LOCAL_FORMAT, known);
    return print === null ? null : printDate(moment, print, known);
  };
  return withReadings([date, format, timezone, onNull], [pattern, zone], evaluate);
}

function compileFromString(operand: unknown, { name, compile }: OperatorContext): Expression {
  const spec = parseNamed(name, operand, {
    required: ['dateString'],
    optional: ['format', 'timezone', 'onNull', 'onError'],
    codes: { notObject: 40_540, unknown: 40_541, missing: { dateString: 40_542 } },
  });
  const names = ['dateString', 'format', 'timezone', 'onNull', 'onError'] as const;
  const { dateString, format, timezone, onNull, onError } = compileAll(spec, names, compile);
  const pattern = formatReading<TextFormat>(name, 40_684, format, parseTextFormat);
  const zone = reading(timezone, UTC, parseTimeZone);
  const evaluate: Expression = (scope) => {
    const form = pattern.at(scope);
    const known = zone.at(scope);
    const value = dateString?.(scope);
    if (isNullish(value)) return onNull === undefined ? null : onNull(scope);
    try {
      return readDate(value, known, form);
    } catch (error) {
      if (onError !== undefined && isConversionFailure(error)) return onError(scope);
      throw error;
    }
  };
  return withReadings([dateString, format, timezone, onNull, onError], [pattern, zone], evaluate);
}

function compileAll<Name extends string>(
  spec: Document,
  names: readonly Name[],
  compile: OperatorContext['compile'],
): Partial<Record<Name, Expression>> {
  const compiled: Partial<Record<Name, Expression>> = {};
  for (const name of names) if (hasField(spec, name)) compiled[name] = compile(spec[name]);
  return compiled;
}

/** Undefined when no format is given, null when it is null. */
function formatReading<T>(name: string, code: number, format: Expression | undefined, parse: (text: string) => T) {
  return reading<T | undefined>(format, undefined, (value) => {
    if (typeof value === 'string') return parse(value);
    throw locationError(code, `${name} requires that 'format' be a string, found: ${typeName(value)}`);
  });
}

function readDate(value: unknown, zone: TimeZone | null, format: TextFormat | null | undefined): Date | null {
  if (typeof value !== 'string') {
    throw conversionFailure(`$dateFromString requires that 'dateString' be a string, found: ${typeName(value)}`);
  }
  return zone === null || format === null ? null : dateOfText(value, zone, format);
}
