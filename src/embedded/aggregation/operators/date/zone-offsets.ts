/** What a zone of the tz database has as its offset from UTC, at any moment, as ICU knows it. */
import { compareMoments, type Moment } from './moment.ts';

/** One asks ICU rarely: an answer takes as long as a hundred lookups. */
export interface ZoneOffsets {
  /** Seconds east of UTC. */
  at(moment: Moment): number;
}

/** Undefined for a name that ICU does not know. */
export function findZoneOffsets(name: string): ZoneOffsets | undefined {
  const format = createFormat(name);
  if (format === undefined) return undefined;
  const spans = new Map<number, Span>();
  let latestIndex = Number.NaN;
  let latest: Span = { before: 0, changes: [] };
  return {
    at(moment) {
      const index = Math.floor(moment.day / SPAN_DAYS);
      if (index !== latestIndex) {
        latest = spans.get(index) ?? rememberSpan(spans, index, format);
        latestIndex = index;
      }
      return offsetInSpan(latest, moment);
    },
  };
}

/** The offset from a span's beginning on, and the changes within it. */
interface Span {
  readonly before: number;
  readonly changes: readonly { readonly from: Moment; readonly offset: number }[];
}

const SPAN_DAYS = 32;
/** No zone ever changed its clocks and changed them back within so few days. */
const SAMPLE_DAYS = 8;
/** Ninety years. Dates that are spread wider are looked up again and again, and there are six hundred zones. */
const SPANS_PER_ZONE_MAX = 1_024;
const DAY_SECONDS = 86_400;
const FOUR_CENTURIES_DAYS = 146_097;
const ICU_DAYS_MAX = 100_000_000 - FOUR_CENTURIES_DAYS;
const GMT_OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

function createFormat(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function offsetInSpan({ before, changes }: Span, moment: Moment): number {
  let offset = before;
  for (const change of changes) {
    if (compareMoments(moment, change.from) < 0) break;
    offset = change.offset;
  }
  return offset;
}

function rememberSpan(spans: Map<number, Span>, index: number, format: Intl.DateTimeFormat): Span {
  if (spans.size >= SPANS_PER_ZONE_MAX) spans.clear();
  const span = findSpan(index * SPAN_DAYS, format);
  spans.set(index, span);
  return span;
}

function findSpan(firstDay: number, format: Intl.DateTimeFormat): Span {
  const before = askOffset(format, firstDay, 0);
  const changes: Span['changes'][number][] = [];
  let offset = before;
  for (let day = firstDay; day < firstDay + SPAN_DAYS; day += SAMPLE_DAYS) {
    const next = askOffset(format, day + SAMPLE_DAYS, 0);
    if (next === offset) continue;
    changes.push({ from: findChange(format, day, offset), offset: next });
    offset = next;
  }
  return { before, changes };
}

/** The first second of a sample with another offset than at its beginning. */
function findChange(format: Intl.DateTimeFormat, day: number, offset: number): Moment {
  let low = 0;
  let high = SAMPLE_DAYS * DAY_SECONDS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (askOffset(format, day, middle) === offset) low = middle;
    else high = middle;
  }
  const days = Math.floor(high / DAY_SECONDS);
  return { day: day + days, millis: (high - days * DAY_SECONDS) * 1000 };
}

/** The calendar repeats every four centuries, and so do the rules of a zone in the far future. */
function askOffset(format: Intl.DateTimeFormat, day: number, second: number): number {
  const excess = Math.max(0, Math.ceil((day - ICU_DAYS_MAX) / FOUR_CENTURIES_DAYS));
  const known = Math.max(day - excess * FOUR_CENTURIES_DAYS, -ICU_DAYS_MAX);
  const match = GMT_OFFSET.exec(format.format((known * DAY_SECONDS + second) * 1000));
  if (match === null) throw new TypeError('ICU prints an offset in an unknown way');
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}
