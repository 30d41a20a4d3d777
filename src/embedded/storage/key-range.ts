/** Ranges of index keys, bytewise: from `lower`, included, to `upper`, excluded. */
import { encodeKey } from '../../bson/key-encoding.ts';
import type { FieldBounds } from '../query/filter.ts';

export interface KeyRange {
  readonly lower: Uint8Array;
  /** Undefined means to the end. */
  readonly upper: Uint8Array | undefined;
  /** `lower` is the only key in it. */
  readonly exact?: true;
}

export const EVERY_KEY: KeyRange = { lower: new Uint8Array(0), upper: undefined };

/** All keys that begin with these bytes. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  return { lower: prefix, upper: successor(prefix) };
}

/** One whole key. */
export function exactRange(key: Uint8Array): KeyRange {
  return { ...prefixRange(key), exact: true };
}

/** The keys after a prefix whose next value is within the bounds. Only values of one type bracket are meant by a range. */
export function boundedRange(prefix: Uint8Array, { lower, upper }: FieldBounds, direction: 1 | -1): KeyRange {
  const any = lower ?? upper;
  if (any === undefined) return prefixRange(prefix);
  const bracket = prefixRange(join(prefix, encodeKey(any.value, direction).subarray(0, 1)));
  const [first, last] = direction === 1 ? [lower, upper] : [upper, lower];
  return {
    lower:
      first === undefined ? bracket.lower : startOf(join(prefix, encodeKey(first.value, direction)), first.inclusive),
    upper: last === undefined ? bracket.upper : endOf(join(prefix, encodeKey(last.value, direction)), last.inclusive),
  };
}

function startOf(key: Uint8Array, inclusive: boolean): Uint8Array {
  return inclusive ? key : (successor(key) ?? key);
}

function endOf(key: Uint8Array, inclusive: boolean): Uint8Array | undefined {
  return inclusive ? successor(key) : key;
}

export function join(prefix: Uint8Array, key: Uint8Array): Uint8Array {
  return prefix.length === 0 ? key : Buffer.concat([prefix, key]);
}

/** The least bytes that are greater than everything that begins with the prefix; undefined when there are none. */
function successor(prefix: Uint8Array): Uint8Array | undefined {
  const last = prefix.findLastIndex((byte) => byte !== 0xff);
  if (last === -1) return undefined;
  // A copy: `slice` of a Buffer would share its memory.
  const bytes = new Uint8Array(prefix.subarray(0, last + 1));
  bytes[last] = (bytes[last] ?? 0) + 1;
  return bytes;
}
