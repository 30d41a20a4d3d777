/**
 * What dates in free text are made of. At each place the longest rule that matches is taken, of equals the first. The forms
 * are those that the server's library has; forms that count from the present or from another date are refused by name.
 */
import { civilDate, dayOfCivilDate, dayOfIsoWeekDate } from './calendar.ts';
import { MONTH_PATTERN, matchMonth } from './month-text.ts';
import { type ParsedDate, unparsable } from './parsed-date.ts';
import { UTC } from './time-zone.ts';
import { parseZoneText } from './zone-text.ts';

export interface TextRule {
  readonly pattern: RegExp;
  /** Throws ConversionFailure when the parts that the pattern names do not fit to what is known. */
  read(parts: Parts, parsed: ParsedDate, text: string): void;
}

type Parts = Readonly<Record<string, string | undefined>>;

/** Of a number with two letters both digits are there. */
const FORMS = {
  H: '(?<hour>2[0-4]|[01]?\\d)',
  HH: '(?<hour>[01]\\d|2[0-4])',
  h12: '(?<hour>1[0-2]|0?[1-9])',
  M: '(?<minute>[0-5]?\\d)',
  MM: '(?<minute>[0-5]\\d)',
  S: '(?<second>60|[0-5]?\\d)',
  SS: '(?<second>60|[0-5]\\d)',
  frac: '\\.(?<fraction>\\d+)',
  ap: '(?<half>[ap])\\.?m\\.?(?=[\\t ]|$)',
  Y: '(?<year>\\d{1,4})',
  YY: '(?<year>\\d{2})',
  YYYY: '(?<year>\\d{4})',
  m: '(?<month>1[0-2]|0?\\d)',
  mm: '(?<month>0\\d|1[0-2])',
  d: '(?<day>3[01]|[0-2]?\\d)(?:st|nd|rd|th)?',
  dd: '(?<day>[0-2]\\d|3[01])',
  mon: `(?<name>${MONTH_PATTERN})`,
  yday: '(?<yearDay>00[1-9]|0[1-9]\\d|[12]\\d\\d|3[0-5]\\d|36[0-6])',
  wk: '(?<week>0[1-9]|[1-4]\\d|5[0-3])',
  zone: '(?<zone>(?:GMT)?[+-](?:\\d\\d:\\d\\d:\\d\\d|\\d{6}|(?:2[0-4]|[01]?\\d)(?::?[0-5]?\\d)?))',
} as const;

const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Longer names first: an expression takes the first that fits. */
const DAY_PATTERN =
  '(?:sundays?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|tues|wednes|thurs?|satur|sun|mon|tue|wed|thu|fri|sat)';

/** `{name}` stands for a form. */
function rule(source: string, read: TextRule['read']): TextRule {
  const pattern = source.replace(/\{([a-z]\w*)\}/gi, (_, name: keyof typeof FORMS) => FORMS[name]);
  return { pattern: new RegExp(pattern, 'iy'), read };
}

export const TEXT_RULES: readonly TextRule[] = [
  rule('{YYYY}-{mm}-{dd}T{HH}:{MM}:{SS}{frac}{zone}?|{YYYY}-{m}-{d}T{H}:{M}:{S}', readDateAndTime),
  rule('yesterday', (_, parsed) => void moveDay(parsed, -1)),
  rule('now', () => undefined),
  rule('noon', (_, parsed) => void Object.assign(parsed, { hour: 12, minute: 0, second: 0, millis: 0 })),
  rule('midnight|today', (_, parsed) => void moveDay(parsed, 0)),
  rule('tomorrow', (_, parsed) => void moveDay(parsed, 1)),
  rule('@(?<seconds>-?\\d{1,12})(?:\\.(?<fraction>\\d{0,6}))?', readTimestamp),
  rule('{h12} ?{ap}|{h12}[:.]{MM} ?{ap}|{h12}[:.]{M}[:.]{S} ?{ap}'.replaceAll(' ?', '[ \\t]*'), readTime),
  rule('t?{H}[:.]{M}', readTime),
  rule('t?{H}[:.]{M}[:.]{S}', readTime),
  rule('t{H}', readTime),
  rule('t?{H}[:.]{M}[:.]{S}{frac}', readTime),
  rule('t?{HH}{MM}', readTimeOrYear),
  rule('t?{HH}{MM}{SS}', readTime),
  rule('{m}/{d}(?:/{Y})?', readDate),
  rule('(?<year>[+-]?\\d{4})-{mm}-{dd}|{YYYY}/{mm}/{dd}/|{YYYY}/{m}/{d}', readDate),
  rule('{YY}-{mm}-{dd}', readDate),
  rule('(?<year>[+-]\\d{5,9})-{mm}-{dd}', readDate),
  rule('{YYYY}-{m}', readFirstOfMonth),
  rule('{Y}-{m}-{d}', readDate),
  rule('{d}[ \\t.-]*{mon}[ \\t.-]*{Y}', readDate),
  rule('{d}[.\\t-]{m}[.-]{YYYY}', readDate),
  rule('{d}[.\\t]{m}\\.{YY}', readDate),
  rule('{mon}[ .\\t-]*{YYYY}', readFirstOfMonth),
  rule('{YYYY}[ .\\t-]*{mon}', readFirstOfMonth),
  rule('{mon}[ .\\t-]*{d}[,.stndrh\\t ]+{Y}', readDate),
  rule('{mon}[ .\\t-]*{d}(?:[,.stndrh\\t ]+|$)', readDate),
  rule('{d}[ .\\t-]*{mon}', readDate),
  rule('{YYYY}{mm}{dd}', readDate),
  rule('{YYYY}{mm}{dd}t{H}:{MM}:{SS}|{YYYY}{mm}{dd}t{H}{MM}{SS}', readDateAndTime),
  rule('{YYYY}:{mm}:{dd} {HH}:{MM}:{SS}', readDateAndTime),
  rule('{YYYY}\\.?{yday}', readYearDay),
  rule('{YYYY}-?W{wk}(?:-?(?<weekDay>[0-7]))?', readWeek),
  rule('{mon}-{dd}-{Y}|{Y}-{mon}-{dd}', readDate),
  rule('{d}/{mon}/{YYYY}:{HH}:{MM}:{SS}[ \\t]+{zone}', readDateAndTime),
  rule('{YYYY}', readYear),
  rule(`(?<dayName>${DAY_PATTERN})`, readWeekday),
  rule('{mon}', readMonth),
  rule('\\(?(?<zone>[a-z]{1,20}(?:[_/+-][a-z0-9]{1,20}){1,4}|[a-z]{1,6})\\)?', readZone),
  rule('{zone}', readZone),
  rule('{mon}[ .\\t-]*{d}[,.stndrh\\t ]+t?{H}[:.]{MM}(?:[:.]{SS}(?:[ \\t]*{zone})?)?', readDateAndTime),
  rule(
    `(?:[+-][ \\t]*)*\\d+[ \\t]*(?:msecs?|milliseconds?|ms|µs|usecs?|secs?|seconds?|mins?|minutes?|hours?|days?|weeks?|
    weekdays?|fortnights?|forthnights?|months?|years?|${DAY_PATTERN})`.replaceAll(/\n\s+/g, ''),
    readRelative,
  ),
  rule(
    '(?:first|second|third|fourth|fifth|sixth|seventh|eighth?|ninth|tenth|eleventh|twelfth|next|last|previous|this)[ \\t]+[a-z]+',
    readRelative,
  ),
  rule('(?:first|last) day of|(?:back|front) of|ago', readRelative),
  rule('[ .,\\t\\n\\0\\u00a0\\u202f]+', () => undefined),
];

function moveDay(parsed: ParsedDate, days: number): void {
  Object.assign(parsed, { days, hour: 0, minute: 0, second: 0, millis: 0 });
}

function readTimestamp({ seconds, fraction = '' }: Parts, parsed: ParsedDate, text: string): void {
  checkAbsent(parsed.year === undefined, 'date', text);
  const millis = Number(seconds) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
  Object.assign(parsed, { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, moreMillis: millis, zone: UTC });
}

function readTime(parts: Parts, parsed: ParsedDate, text: string): void {
  checkAbsent(parsed.hour === undefined, 'time', text);
  const { minute = 0, second = 0, fraction = '' } = parts;
  parsed.hour = hourOf(Number(parts.hour), parts.half);
  parsed.minute = Number(minute);
  parsed.second = Number(second);
  parsed.millis = Number(fraction.padEnd(3, '0').slice(0, 3));
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** Four digits behind a time are the year. */
function readTimeOrYear(parts: Parts, parsed: ParsedDate, text: string): void {
  if (parsed.hour === undefined) readTime(parts, parsed, text);
  else parsed.year = Number(`${parts.hour}${parts.minute}`);
}

function readDate(parts: Parts, parsed: ParsedDate, text: string): void {
  checkAbsent(parsed.month === undefined, 'date', text);
  const { year, name, month } = parts;
  parsed.month = name === undefined ? Number(month) : (matchMonth(name) ?? 0);
  parsed.day = Number(parts.day);
  if (year !== undefined) parsed.year = fullYear(year);
}

/** Of two digits, those from 70 on are of the last century. */
function fullYear(year: string): number {
  if (year.length >= 4) return Number(year);
  return Number(year) < 100 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
}

function readFirstOfMonth(parts: Parts, parsed: ParsedDate, text: string): void {
  readDate({ ...parts, day: '1' }, parsed, text);
}

function readDateAndTime(parts: Parts, parsed: ParsedDate, text: string): void {
  readDate(parts, parsed, text);
  readTime(parts, parsed, text);
  if (parts.zone !== undefined) readZone(parts, parsed, text);
}

function readYear({ year }: Parts, parsed: ParsedDate): void {
  parsed.year = Number(year);
}

function readYearDay({ year, yearDay }: Parts, parsed: ParsedDate, text: string): void {
  checkAbsent(parsed.month === undefined, 'date', text);
  Object.assign(parsed, civilDate(dayOfCivilDate(Number(year), 1, Number(yearDay))));
}

function readWeek({ year, week, weekDay = '1' }: Parts, parsed: ParsedDate, text: string): void {
  checkAbsent(parsed.month === undefined, 'date', text);
  Object.assign(parsed, civilDate(dayOfIsoWeekDate(Number(year), Number(week), Number(weekDay))));
}

/** A weekday makes the day begin, whatever time was there before it. */
function readWeekday({ dayName = '' }: Parts, parsed: ParsedDate): void {
  parsed.weekday = DAY_NAMES.indexOf(dayName.slice(0, 3).toLowerCase());
  delete parsed.hour;
  delete parsed.minute;
  delete parsed.second;
  delete parsed.millis;
}

function readMonth({ name = '' }: Parts, parsed: ParsedDate, text: string): void {
  checkAbsent(parsed.month === undefined, 'date', text);
  parsed.month = matchMonth(name) ?? 0;
}

function readZone({ zone: name = '' }: Parts, parsed: ParsedDate, text: string): void {
  checkAbsent(parsed.zone === undefined, 'time zone', text);
  const zone = parseZoneText(name);
  if (zone === undefined) throw unparsable('the time zone could not be found', text);
  parsed.zone = zone;
}

/** Whether the date is a whole one without it is not known yet. */
function readRelative(_: Parts, parsed: ParsedDate): void {
  parsed.relative = true;
}

function checkAbsent(isAbsent: boolean, part: string, text: string): void {
  if (!isAbsent) throw unparsable(`double ${part} specification`, text);
}
