/**
 * Intervals of one field's values, as an index holds them. An end is a cut between keys: before or after everything that
 * begins with some bytes, which may be one value's key, the beginning of texts, or a type's bracket.
 */
import { bracketOf } from '../../bson/compare.ts';
import { encodeKey } from '../../bson/key-encoding.ts';

export interface Cut {
  /** Of an ascending key. */
  readonly key: Uint8Array;
  readonly after: boolean;
  /** The value whose key it is, for people; undefined for the edge of a bracket. */
  readonly value: unknown;
}

export interface Interval {
  readonly lower: Cut;
  readonly upper: Cut;
}

/** In ascending order, without overlap. */
export type Intervals = readonly Interval[];

const LOWEST = Uint8Array.of(1);
const HIGHEST = Uint8Array.of(127);

/** From MinKey to MaxKey. */
export const EVERY_VALUE: Interval = {
  lower: { key: LOWEST, after: false, value: undefined },
  upper: { key: HIGHEST, after: true, value: undefined },
};

export function cutAt(value: unknown, after: boolean): Cut {
  return { key: encodeKey(value, 1), after, value };
}

/** The interval of one value. */
export function pointAt(value: unknown): Interval {
  const key = encodeKey(value, 1);
  return { lower: { key, after: false, value }, upper: { key, after: true, value } };
}

export function isPoint({ lower, upper }: Interval): boolean {
  return lower.key === upper.key && lower.value !== undefined && Object.is(lower.value, upper.value);
}

/** All values of the type's bracket. */
export function bracketLike(value: unknown): Interval {
  return bracketInterval(bracketOf(value));
}

export function bracketInterval(bracket: number): Interval {
  const key = Uint8Array.of(bracket);
  return { lower: { key, after: false, value: undefined }, upper: { key, after: true, value: undefined } };
}

/** The bytes before which, or from which on, the keys of the cut's side begin, for a field of that direction. */
export function cutBytes({ key, after }: Cut, direction: 1 | -1): Uint8Array {
  if (direction === 1) return after ? successor(key) : key;
  const turned = key.map((byte) => 255 - byte);
  return after ? turned : successor(turned);
}

/** The least bytes that are greater than everything that begins with these, of which one is less than 255. */
export function successor(prefix: Uint8Array): Uint8Array {
  let last = prefix.length - 1;
  while (prefix[last] === 0xff) last -= 1;
  const bytes = new Uint8Array(last + 1);
  for (let at = 0; at < last; at += 1) bytes[at] = prefix[at] ?? 0;
  bytes[last] = (prefix[last] ?? 0) + 1;
  return bytes;
}

export function compareCuts(a: Cut, b: Cut): number {
  return Buffer.compare(cutBytes(a, 1), cutBytes(b, 1));
}

export function intersection(a: Intervals, b: Intervals): Intervals {
  const common: Interval[] = [];
  let [at, other] = [0, 0];
  for (;;) {
    const [left, right] = [a[at], b[other]];
    if (left === undefined || right === undefined) return common;
    const lower = compareCuts(left.lower, right.lower) >= 0 ? left.lower : right.lower;
    const leftEndsFirst = compareCuts(left.upper, right.upper) <= 0;
    const upper = leftEndsFirst ? left.upper : right.upper;
    if (compareCuts(lower, upper) < 0) common.push(isPoint(left) ? left : isPoint(right) ? right : { lower, upper });
    if (leftEndsFirst) at += 1;
    else other += 1;
  }
}

export function union(intervals: Intervals): Intervals {
  const sorted = intervals.toSorted((a, b) => compareCuts(a.lower, b.lower) || compareCuts(a.upper, b.upper));
  const merged: Interval[] = [];
  for (const interval of sorted) {
    const last = merged.at(-1);
    if (last === undefined || compareCuts(last.upper, interval.lower) < 0) merged.push(interval);
    else if (isPoint(interval) && isPoint(last) && compareCuts(last.upper, interval.lower) === 0) merged.push(interval);
    else if (compareCuts(last.upper, interval.upper) < 0) {
      merged[merged.length - 1] = { lower: last.lower, upper: interval.upper };
    }
  }
  return merged;
}

/** Whether each value of the one is a value of the other. */
export function isWithin(inner: Intervals, outer: Intervals): boolean {
  return inner.every(({ lower, upper }) =>
    outer.some((whole) => compareCuts(whole.lower, lower) <= 0 && compareCuts(upper, whole.upper) <= 0),
  );
}

/** One interval around all of them, of which there is one at least. */
export function hull(intervals: Intervals): Interval {
  const [first = EVERY_VALUE] = intervals;
  return { lower: first.lower, upper: (intervals.at(-1) ?? first).upper };
}
