/**
 * Which integral numbers of an object were doubles when they were read. Function code must see plain numbers, and a plain 5
 * does not tell a double from an integer; a document that is passed on unchanged must. What is copied into another object, or
 * changed, is an integer again.
 */
import { createTable, objectIs, weakMapGet, weakMapSet } from './primordials.ts';

type Doubles = Record<string | number, number | undefined>;

const doublesByHolder = new WeakMap<object, Doubles>();

export function rememberDouble(holder: object, key: string | number, value: number): void {
  let doubles = storedDoublesOf(holder);
  if (doubles === undefined) {
    doubles = createTable<number>();
    weakMapSet(doublesByHolder, holder, doubles);
  }
  doubles[key] = value;
}

export function storedDoublesOf(holder: object): Doubles | undefined {
  return weakMapGet(doublesByHolder, holder);
}

/** Still the number that was read. */
export function isStoredDouble(doubles: Doubles | undefined, key: string | number, value: unknown): value is number {
  return doubles !== undefined && typeof value === 'number' && objectIs(doubles[key], value);
}
