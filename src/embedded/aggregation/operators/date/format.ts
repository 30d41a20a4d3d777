/** Dates as text, by a format. */
import { locationError, notImplemented } from '../../../engine-error.ts';
import { civilDate, dayOfYear, isoWeekDate, isoWeekday, weekday, weekOfYear } from './calendar.ts';
import { hourOf, type Moment, minuteOf, secondOf } from './moment.ts';
import { type TimeZone, toLocal } from './time-zone.ts';

export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Text to be printed as it is, or what prints a specifier. */
export type DateFormat = readonly (string | Print)[];

type Print = (local: Moment, offset: number) => string;

/** Throws for a specifier that is none. */
export function parseFormat(format: string): DateFormat {
  return splitFormat(format).map((part) => (part.specifier === undefined ? part.text : findSpecifier(part.specifier)));
}

/** Text, and the letters that follow a percent sign. */
export function splitFormat(format: string): { text: string; specifier?: string }[] {
  if (format.length > FORMAT_LENGTH_MAX)
    throw notImplemented(`a date format of more than ${FORMAT_LENGTH_MAX} characters`);
  const parts: { text: string; specifier?: string }[] = [];
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf('%', at);
    const end = percent === -1 ? format.length : percent;
    if (end > at) parts.push({ text: format.slice(at, end) });
    if (percent === -1) break;
    const specifier = format.charAt(percent + 1);
    if (specifier === '') throw locationError(18_535, "unmatched '%' at the end of the format string");
    parts.push({ text: '', specifier });
    at = percent + 2;
  }
  return parts;
}

export function printDate(moment: Moment, format: DateFormat, zone: TimeZone): string {
  const local = toLocal(moment, zone);
  const offset = zone.offsetAt(moment);
  let text = '';
  for (const part of format) text += typeof part === 'string' ? part : part(local, offset);
  return text;
}

export function unknownSpecifier(specifier: string): Error {
  return locationError(18_536, `invalid format character '%${specifier}' in the format string`);
}

const YEAR_MAX = 9_999;
/** What a format prints is several times as long. */
const FORMAT_LENGTH_MAX = 100_000;

const SPECIFIERS: ReadonlyMap<string, Print> = new Map<string, Print>([
  ['Y', ({ day }) => yearText(civilDate(day).year)],
  ['m', ({ day }) => padded(civilDate(day).month, 2)],
  ['d', ({ day }) => padded(civilDate(day).day, 2)],
  ['b', ({ day }) => monthName(day).slice(0, 3)],
  ['B', ({ day }) => monthName(day)],
  ['j', ({ day }) => padded(dayOfYear(day), 3)],
  ['H', ({ millis }) => padded(hourOf(millis), 2)],
  ['M', ({ millis }) => padded(minuteOf(millis), 2)],
  ['S', ({ millis }) => padded(secondOf(millis), 2)],
  ['L', ({ millis }) => padded(millis % 1000, 3)],
  ['w', ({ day }) => String(weekday(day) + 1)],
  ['u', ({ day }) => String(isoWeekday(day))],
  ['U', ({ day }) => padded(weekOfYear(day), 2)],
  ['V', ({ day }) => padded(isoWeekDate(day).week, 2)],
  ['G', ({ day }) => yearText(isoWeekDate(day).year)],
  ['z', (_, offset) => offsetText(offset)],
  ['Z', (_, offset) => String(Math.trunc(offset / 60))],
  ['%', () => '%'],
]);

function findSpecifier(specifier: string): Print {
  const print = SPECIFIERS.get(specifier);
  if (print === undefined) throw unknownSpecifier(specifier);
  return print;
}

function yearText(year: number): string {
  if (year < 0 || year > YEAR_MAX) {
    throw locationError(18_537, `a date can be printed with a year from 0 to ${YEAR_MAX}, not with the year ${year}`);
  }
  return padded(year, 4);
}

function monthName(day: number): string {
  return MONTH_NAMES[civilDate(day).month - 1] ?? '';
}

function offsetText(offset: number): string {
  const minutes = Math.trunc(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}${padded(minutes % 60, 2)}`;
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
