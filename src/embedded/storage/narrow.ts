/** The part of an index that a filter leaves: bounds of its leading fields, and the ranges of keys that they make. */
import type { Bounds } from '../query/bounds.ts';
import { cutBytes, hull, type Interval, type Intervals, intersection, isPoint } from '../query/interval.ts';
import type { Predicate } from '../query/predicate.ts';
import type { IndexField } from './index-spec.ts';
import { EVERY_KEY, exactRange, intervalRange, join, type KeyRange, prefixRange } from './key-range.ts';

export interface Narrowed {
  /** Of the leading fields; the others have none. */
  readonly bounds: readonly Intervals[];
  /** In the order of keys, without overlap. */
  readonly ranges: readonly KeyRange[];
  /** How many leading fields are bound to single values. */
  readonly equalities: number;
  /** Whether a field that runs through arrays has bounds: then not every key of a document is in the ranges. */
  readonly boundsArrays: boolean;
  /** The conditions that the bounds stand for. */
  readonly used: readonly Predicate[];
  /** Whether the ranges leave out all that these conditions leave out. */
  readonly tight: boolean;
}

export interface Narrowing {
  readonly fields: readonly IndexField[];
  /** A bit for each field that runs through arrays. */
  readonly arrays: number;
  readonly bounds: Bounds;
  readonly rangesMax: number;
  /** Whether the fields are a whole key, so that a value for each makes one. */
  readonly single: boolean;
}

export function narrow({ fields, arrays, bounds, rangesMax, single }: Narrowing): Narrowed {
  const choice = new Choice(bounds);
  const fieldBounds: Intervals[] = [];
  let prefixes: readonly Uint8Array[] = [NO_BYTES];
  for (let position = 0; position < fields.length; position += 1) {
    const { path, direction } = fields[position] ?? NO_FIELD;
    const intervals = choice.at(path, hasBit(arrays, position));
    if (intervals === undefined) break;
    const tooMany = intervals.length * prefixes.length > rangesMax;
    // One range around them all.
    const kept = tooMany ? [hull(intervals)] : intervals;
    fieldBounds.push(kept);
    if (tooMany || !kept.every(isPoint)) {
      const ranges = prefixes.flatMap((prefix) => kept.map((interval) => intervalRange(prefix, interval, direction)));
      return choice.narrowed(fieldBounds, ordered(ranges), position, !tooMany);
    }
    prefixes = withPoints(prefixes, kept, direction);
  }
  const isWhole = single && fieldBounds.length === fields.length;
  return choice.narrowed(
    fieldBounds,
    ordered(prefixes.map(isWhole ? exactRange : prefixRange)),
    fieldBounds.length,
    true,
  );
}

const NO_BYTES = new Uint8Array(0);
const NO_FIELD: IndexField = { path: '', direction: 1 };

function withPoints(prefixes: readonly Uint8Array[], points: Intervals, direction: 1 | -1): readonly Uint8Array[] {
  const [prefix] = prefixes;
  const [point] = points;
  if (prefix !== undefined && point !== undefined && prefixes.length === 1 && points.length === 1) {
    return [join(prefix, pointBytes(point, direction))];
  }
  const keys = points.map((each) => pointBytes(each, direction));
  return prefixes.flatMap((start) => keys.map((key) => join(start, key)));
}

export function hasBit(bits: number, position: number): boolean {
  return ((bits >>> position) & 1) === 1;
}

/** Of a point, the bytes before which its keys begin are its key. */
function pointBytes({ lower, upper }: Interval, direction: 1 | -1): Uint8Array {
  return cutBytes(direction === 1 ? lower : upper, direction);
}

function ordered(ranges: readonly KeyRange[]): readonly KeyRange[] {
  return ranges.length < 2 ? ranges : ranges.toSorted((a, b) => Buffer.compare(a.lower, b.lower));
}

/**
 * Which conditions bound a field. With several keys for one document they must hold for one key: fields through arrays
 * are bound together only by what `$elemMatch` says of one element, and one field only by conditions on one value.
 */
class Choice {
  private readonly bounds: Bounds;
  private readonly used: Predicate[] = [];
  private arrayField: Predicate | undefined;

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  at(path: string, throughArrays: boolean): Intervals | undefined {
    const predicates = this.bounds.at(path);
    const chosen = throughArrays ? this.ofOneKey(predicates) : predicates;
    for (const predicate of chosen) this.used.push(predicate);
    // The longest last: each is walked through once for all that come before it.
    const [first, ...others] = chosen.map(({ intervals }) => intervals).sort((one, other) => one.length - other.length);
    return first && others.reduce(intersection, first);
  }

  narrowed(bounds: readonly Intervals[], ranges: readonly KeyRange[], equalities: number, tight: boolean): Narrowed {
    return { bounds, ranges, equalities, boundsArrays: this.arrayField !== undefined, used: this.used, tight };
  }

  private ofOneKey(predicates: readonly Predicate[]): readonly Predicate[] {
    const { arrayField } = this;
    const usable =
      arrayField === undefined
        ? predicates
        : predicates.filter(({ element }) => element !== undefined && element === arrayField.element);
    const [first] = usable;
    if (first === undefined) return [];
    const best = usable.reduce(
      (best, other) => (weight(other.intervals) > weight(best.intervals) ? other : best),
      first,
    );
    this.arrayField ??= best;
    return best.value === undefined ? [best] : usable.filter(({ value }) => value === best.value);
  }
}

/** How much intervals leave out: single values most, then two ends, one, the values of a type. */
export function weight(intervals: Intervals): number {
  let least = POINT;
  for (const interval of intervals) least = Math.min(least, weightOf(interval));
  return least;
}

const POINT = 8;

function weightOf(interval: Interval): number {
  if (isPoint(interval)) return POINT;
  const { lower, upper } = interval;
  if (lower.value !== undefined && upper.value !== undefined) return isOpen(lower.value) || isOpen(upper.value) ? 4 : 5;
  if (lower.value !== undefined || upper.value !== undefined) return 4;
  return lower.key[0] === upper.key[0] ? 3 : 0;
}

/** The ends of all numbers. */
function isOpen(value: unknown): boolean {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}

export const WHOLE_INDEX: Narrowed = {
  bounds: [],
  ranges: [EVERY_KEY],
  equalities: 0,
  boundsArrays: false,
  used: [],
  tight: true,
};
