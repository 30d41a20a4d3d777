/** What a text says of a date, and the date that it means. */
import { type EngineError, notImplemented } from '../../../engine-error.ts';
import { conversionFailure } from '../conversion-failure.ts';
import { dayOfCivilDate, daysOfMonth, weekday } from './calendar.ts';
import { type Moment, momentOfMillis } from './moment.ts';
import { fromLocal, type TimeZone } from './time-zone.ts';

export interface ParsedDate {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millis?: number;
  zone?: TimeZone;
  /** Sunday is 0: the first such day from the date on. */
  weekday?: number;
  /** Added to the date. */
  days?: number;
  /** Added to the time. */
  moreMillis?: number;
  /** The text has a part such as `+1 day`. */
  relative?: boolean;
}

/** Throws ConversionFailure for what is no date, or no whole one. The zone is that of a text that names none. */
export function momentOfParsed(parsed: ParsedDate, zone: TimeZone, text: string): Moment {
  const { year, month, day, hour, minute, second, millis = 0 } = withTime(parsed);
  if (year === undefined || month === undefined || day === undefined) throw incomplete(text);
  if (hour === undefined || minute === undefined || second === undefined) throw incomplete(text);
  if (parsed.relative) throw notImplemented("a date's text that counts from another date");
  if (parsed.zone !== undefined && !zone.isUtc) {
    throw conversionFailure(`a date string with a time zone and a 'timezone' beside it: ${shown(text)}`);
  }
  checkDate(year, month, day, text);
  if (hour > 23 || minute > 59 || second > 59) throw invalid('time', text);
  const date = onWeekday(dayOfCivilDate(year, month, day) + (parsed.days ?? 0), parsed.weekday);
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + millis + (parsed.moreMillis ?? 0);
  return fromLocal(momentOfMillis(date, time), parsed.zone ?? zone);
}

export function unparsable(reason: string, text: string): EngineError {
  return conversionFailure(`error parsing date string ${shown(text)}: ${reason}`);
}

const SHOWN_LENGTH_MAX = 100;

/** Without a time the day begins; a time may end early. */
function withTime(parsed: ParsedDate): ParsedDate {
  const { hour = 0, minute = 0, second = 0 } = parsed;
  return { ...parsed, hour, minute, second };
}

function onWeekday(day: number, wanted: number | undefined): number {
  return wanted === undefined ? day : day + ((wanted - weekday(day) + 7) % 7);
}

function checkDate(year: number, month: number, day: number, text: string): void {
  const isMonth = month >= 1 && month <= 12;
  if (!isMonth || day < 1 || day > daysOfMonth(year, month)) throw invalid('date', text);
}

function incomplete(text: string): EngineError {
  return unparsable('year, month and day are needed', text);
}

function invalid(part: string, text: string): EngineError {
  return unparsable(`there is no such ${part}`, text);
}

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text);
}
