/** Ranges of index keys, bytewise: from `lower`, included, to `upper`, excluded. */
import { cutBytes, type Interval, successor } from '../query/interval.ts';

export interface KeyRange {
  readonly lower: Uint8Array;
  /** Undefined means to the end. */
  readonly upper: Uint8Array | undefined;
  /** How many bytes at the start are the same in all keys of it. */
  readonly prefixBytes: number;
  /** `lower` is the only key in it. */
  readonly exact?: true;
}

export const EVERY_KEY: KeyRange = { lower: new Uint8Array(0), upper: undefined, prefixBytes: 0 };

/** All keys that begin with these bytes. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  if (prefix.length === 0) return EVERY_KEY;
  return { lower: prefix, upper: successor(prefix), prefixBytes: prefix.length };
}

/** One whole key. */
export function exactRange(key: Uint8Array): KeyRange {
  return { ...prefixRange(key), exact: true };
}

/** The keys after a prefix whose next value is within the interval. */
export function intervalRange(prefix: Uint8Array, interval: Interval, direction: 1 | -1): KeyRange {
  const [first, last] = direction === 1 ? [interval.lower, interval.upper] : [interval.upper, interval.lower];
  return {
    lower: join(prefix, cutBytes(first, direction)),
    upper: join(prefix, cutBytes(last, direction)),
    prefixBytes: prefix.length,
  };
}

export function join(prefix: Uint8Array, key: Uint8Array): Uint8Array {
  return prefix.length === 0 ? key : Buffer.concat([prefix, key]);
}
