/** A point in time, or a reading of a clock somewhere, as a day and the milliseconds of that day. Exact for every date of BSON. */
import { ObjectId, Timestamp } from '../../../../bson/bson.ts';
import { WideDate } from '../../../../bson/legacy-types.ts';
import { fitsLong } from '../../../../bson/number-ranges.ts';

export interface Moment {
  /** Whole days since 1970, less than zero before it. */
  readonly day: number;
  /** Milliseconds of the day, 0 to 86,399,999. */
  readonly millis: number;
}

export const DAY_MS = 86_400_000;
const MILLIS_MAX = 8_640_000_000_000_000;

/** Of a date, a timestamp or an ObjectId; undefined for any other value. */
export function momentOf(value: unknown): Moment | undefined {
  if (value instanceof WideDate) return momentOfBigMillis(value.millis);
  if (value instanceof Date) return momentOfMillis(0, value.getTime());
  if (value instanceof Timestamp) return momentOfMillis(0, value.getHighBitsUnsigned() * 1000);
  return value instanceof ObjectId ? momentOfMillis(0, objectIdMillis(value)) : undefined;
}

/** The server takes the seconds of an ObjectId as a number with a sign. */
export function objectIdMillis(id: ObjectId): number {
  return ((id.getTimestamp().getTime() / 1000) | 0) * 1000;
}

/** A day and any number of milliseconds from its start. */
export function momentOfMillis(day: number, millis: number): Moment {
  const days = Math.floor(millis / DAY_MS);
  return { day: day + days, millis: millis - days * DAY_MS };
}

/** The same moment, `millis` later; a day's worth at most is added exactly. */
export function moved(moment: Moment, millis: number): Moment {
  return momentOfMillis(moment.day, moment.millis + millis);
}

export function momentOfBigMillis(millis: bigint): Moment {
  const day = millis / BigInt(DAY_MS) - (millis < 0n ? 1n : 0n);
  return momentOfMillis(Number(day), Number(millis - day * BigInt(DAY_MS)));
}

export function bigMillisOf({ day, millis }: Moment): bigint {
  return BigInt(day) * BigInt(DAY_MS) + BigInt(millis);
}

/** Undefined when the moment is beyond the dates of BSON. */
export function dateOfMoment(moment: Moment): Date | undefined {
  const millis = moment.day * DAY_MS + moment.millis;
  if (Math.abs(millis) <= MILLIS_MAX) return new Date(millis);
  return Number.isSafeInteger(moment.day) ? dateOfBigMillis(bigMillisOf(moment)) : undefined;
}

export function dateOfBigMillis(millis: bigint): Date | undefined {
  if (millis >= -BigInt(MILLIS_MAX) && millis <= BigInt(MILLIS_MAX)) return new Date(Number(millis));
  return fitsLong(millis) ? new WideDate(millis) : undefined;
}

export function hourOf(millis: number): number {
  return Math.floor(millis / 3_600_000);
}

export function minuteOf(millis: number): number {
  return Math.floor(millis / 60_000) % 60;
}

export function secondOf(millis: number): number {
  return Math.floor(millis / 1000) % 60;
}

/** Negative when `a` is before `b`. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.day === b.day ? a.millis - b.millis : a.day - b.day;
}
