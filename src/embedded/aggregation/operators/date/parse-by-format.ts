/** Dates from text by a format: each specifier reads what it names, everything else must be there as it is. */
import { civilDate, dayOfCivilDate, dayOfIsoWeekDate } from './calendar.ts';
import { splitFormat, unknownSpecifier } from './format.ts';
import { matchMonth } from './month-text.ts';
import { type ParsedDate, unparsable } from './parsed-date.ts';
import { fixedZone } from './time-zone.ts';
import { parseZoneText } from './zone-text.ts';

export type TextFormat = readonly (string | Specifier)[];

/** What a text says, and where the reading of it stands. */
interface Cursor {
  readonly text: string;
  at: number;
  readonly parsed: ParsedDate & { isoYear?: number; isoWeek?: number; isoDay?: number };
}

type NumberPart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'isoYear' | 'isoWeek' | 'isoDay';

interface Specifier {
  readonly name: string;
  readonly pattern: RegExp;
  /** False when what was found is not that. */
  read(found: string, cursor: Cursor): boolean;
}

/** Throws for a specifier that is none, or that only printing knows. */
export function parseTextFormat(format: string): TextFormat {
  return splitFormat(format).map(({ text, specifier }) => {
    if (specifier === undefined) return text;
    if (specifier === '%') return '%';
    const found = SPECIFIERS.get(specifier);
    if (found === undefined) throw unknownSpecifier(specifier);
    return found;
  });
}

/** Throws ConversionFailure for a text that is not as the format says. */
export function parseByFormat(text: string, format: TextFormat): ParsedDate {
  const cursor: Cursor = { text, at: 0, parsed: {} };
  for (const part of format) {
    if (typeof part === 'string') passLiteral(part, cursor);
    else readSpecifier(part, cursor);
  }
  if (cursor.at < text.length) throw unparsable(`more text from character ${cursor.at} on than the format has`, text);
  return withIsoDate(cursor);
}

const SPECIFIERS: ReadonlyMap<string, Specifier> = new Map<string, Specifier>([
  ['Y', number('a four digit year', /\d{4}/y, 'year')],
  ['m', number('a two digit month', /\d{1,2}/y, 'month')],
  ['d', number('a two digit day', /\d{1,2}/y, 'day')],
  ['H', number('a two digit hour', /\d{1,2}/y, 'hour')],
  ['M', number('a two digit minute', /\d{2}/y, 'minute')],
  ['S', number('a two digit second', /\d{2}/y, 'second')],
  ['G', number('a four digit ISO year', /\d{1,4}/y, 'isoYear')],
  ['V', number('an ISO week', /\d{1,2}/y, 'isoWeek')],
  ['u', number('an ISO day of the week', /\d/y, 'isoDay')],
  ['L', { name: 'milliseconds', pattern: /\d{1,3}/y, read: readFraction }],
  ['j', { name: 'a day of the year behind the year', pattern: /\d{1,3}/y, read: readDayOfYear }],
  ['b', { name: 'the name of a month', pattern: /[ \t./-]*[a-z]+/iy, read: readMonth }],
  ['B', { name: 'the name of a month', pattern: /[ \t./-]*[a-z]+/iy, read: readMonth }],
  ['z', { name: 'a time zone', pattern: /[ \t(]*(?:(?:GMT)?[+-][\d:]+|[a-z][\w/+-]*)\)?/iy, read: readZone }],
  ['Z', { name: 'an offset in minutes', pattern: /[+-]\d{1,6}/y, read: readMinutes }],
]);

function number(name: string, pattern: RegExp, part: NumberPart): Specifier {
  const read = (found: string, { parsed }: Cursor) => {
    parsed[part] = Number(found);
    return true;
  };
  return { name, pattern, read };
}

function passLiteral(literal: string, cursor: Cursor): void {
  if (!cursor.text.startsWith(literal, cursor.at)) {
    throw unparsable(`the format has ${JSON.stringify(literal)} at character ${cursor.at}`, cursor.text);
  }
  cursor.at += literal.length;
}

function readSpecifier({ name, pattern, read }: Specifier, cursor: Cursor): void {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found === undefined || !read(found, cursor)) {
    throw unparsable(`${name} could not be found at character ${cursor.at}`, cursor.text);
  }
  cursor.at += found.length;
}

function readFraction(found: string, { parsed }: Cursor): boolean {
  parsed.millis = Number(found.padEnd(3, '0'));
  return true;
}

/** The server counts from the day after: day 1 is January 2. */
function readDayOfYear(found: string, { parsed }: Cursor): boolean {
  if (parsed.year === undefined) return false;
  Object.assign(parsed, civilDate(dayOfCivilDate(parsed.year, 1, Number(found) + 1)));
  return true;
}

function readMonth(found: string, { parsed }: Cursor): boolean {
  const month = matchMonth(found.replace(/^[ \t./-]+/, ''));
  if (month === undefined) return false;
  parsed.month = month;
  return true;
}

function readZone(found: string, { parsed }: Cursor): boolean {
  const zone = parseZoneText(found.replace(/^[ \t(]+|\)$/g, ''));
  if (zone === undefined) return false;
  parsed.zone = zone;
  return true;
}

function readMinutes(found: string, { parsed }: Cursor): boolean {
  parsed.zone = fixedZone(Number(found) * 60);
  return true;
}

function withIsoDate({ text, parsed }: Cursor): ParsedDate {
  const { isoYear, isoWeek, isoDay, ...rest } = parsed;
  if (isoYear === undefined && isoWeek === undefined && isoDay === undefined) return rest;
  if (rest.year !== undefined || rest.month !== undefined || rest.day !== undefined) {
    throw unparsable('a date has ISO weeks or months, not both', text);
  }
  if (isoYear === undefined) return rest;
  if (!isWithin(isoWeek, 53) || !isWithin(isoDay, 7)) {
    throw unparsable('an ISO week is from 1 to 53, its days from 1 to 7', text);
  }
  return { ...rest, ...civilDate(dayOfIsoWeekDate(isoYear, isoWeek ?? 1, isoDay ?? 1)) };
}

function isWithin(value: number | undefined, most: number): boolean {
  return value === undefined || (value >= 1 && value <= most);
}
