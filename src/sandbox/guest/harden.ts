/** Freezes what the calls of a shared realm have in common, so that none of them can leave anything there. */
import { objectFreeze, objectGetOwnPropertyDescriptor, objectGetPrototypeOf, reflectOwnKeys } from './primordials.ts';

/**
 * Freezes every object and function that can be reached from `roots` through properties, accessors and prototypes. `open` are
 * not frozen themselves, only what they hold: the prototypes of the language, which apps may extend, and whose members an
 * object may override by assignment.
 */
export function freezeReachable(roots: readonly unknown[], open: ReadonlySet<unknown>): void {
  const seen = new Set<unknown>();
  const waiting = [...roots];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (!isObject(value) || seen.has(value)) continue;
    seen.add(value);
    waiting.push(...reachableFrom(value));
    // The engine refuses to freeze a typed array with elements.
    if (!open.has(value) && !ArrayBuffer.isView(value)) objectFreeze(value);
  }
}

function reachableFrom(value: object): unknown[] {
  const found: unknown[] = [objectGetPrototypeOf(value)];
  for (const key of reflectOwnKeys(value)) {
    const descriptor = objectGetOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined) found.push(descriptor.value, descriptor.get, descriptor.set);
  }
  return found;
}

function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

/** The prototypes of the language: of every constructor on the global object, and those that only syntax reaches. */
export function listLanguagePrototypes(): Set<unknown> {
  const found = new Set<unknown>();
  const add = (prototype: unknown): void => {
    for (let one = prototype; isObject(one) && !found.has(one); one = objectGetPrototypeOf(one)) found.add(one);
  };
  for (const holder of [globalThis, Intl]) {
    for (const key of reflectOwnKeys(holder)) {
      const value: unknown = Reflect.get(holder, key);
      if (typeof value === 'function') add(value.prototype);
    }
  }
  const iterators = [
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    'a'.matchAll(/a/g),
  ];
  for (const one of iterators) add(objectGetPrototypeOf(one));
  const makers = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const maker of makers) {
    const prototype = objectGetPrototypeOf(maker);
    add(prototype);
    if (isObject(prototype) && 'prototype' in prototype) add(prototype.prototype);
  }
  return found;
}
