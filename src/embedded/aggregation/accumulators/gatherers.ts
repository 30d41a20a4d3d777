/** `$push`, `$addToSet`, `$concatArrays`, `$setUnion` and `$mergeObjects`. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { fieldEntries, setField } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';
import { locationError, typeMismatch } from '../../engine-error.ts';
import { type Memory, MemoryShare } from '../memory.ts';
import { typeName } from '../scope.ts';
import type { Accumulator } from './accumulator.ts';
import { mergeEach } from './extremes.ts';

export function createPush(memory: Memory, name: string): Accumulator {
  return createList(new MemoryShare(name, memory), (value, add) => {
    if (value !== undefined) add(value);
  });
}

export function createConcatArrays(memory: Memory, name: string): Accumulator {
  return createList(new MemoryShare(name, memory), (value, add) => elementsOf(name, value).forEach(add));
}

type Spread = (value: unknown, add: (value: unknown) => void) => void;

function createList(share: MemoryShare, spread: Spread): Accumulator {
  const values: unknown[] = [];
  const add = (value: unknown) => {
    share.keepValue(value);
    values.push(value);
  };
  return {
    add: (value) => spread(value, add),
    result: () => values.slice(),
    partial: () => values,
    merge: (partial) => mergeEach(partial, add),
  };
}

export function createAddToSet(memory: Memory, name: string): Accumulator {
  return createSet(new MemoryShare(name, memory), (value, add) => {
    if (value !== undefined) add(value);
  });
}

export function createSetUnion(memory: Memory, name: string): Accumulator {
  return createSet(new MemoryShare(name, memory), (value, add) => elementsOf(name, value).forEach(add));
}

function createSet(share: MemoryShare, spread: Spread): Accumulator {
  const values = new Map<string, unknown>();
  const add = (value: unknown) => {
    const key = keyText(value);
    if (values.has(key)) return;
    share.keep(key.length);
    share.keepValue(value);
    values.set(key, value);
  };
  return {
    add: (value) => spread(value, add),
    result: () => [...values.values()],
    partial: () => [...values.values()],
    merge: (partial) => mergeEach(partial, add),
  };
}

/** A missing value adds nothing; anything else that is no array is a mistake. */
export function elementsOf(name: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw typeMismatch(`${name} requires array inputs, but input is of type ${typeName(value)}`);
}

export function createMergeObjects(memory: Memory, name: string): Accumulator {
  const share = new MemoryShare(name, memory);
  const merged: Document = {};
  const weights = new Map<string, number>();
  const add = (value: unknown) => {
    if (isNullish(value)) return;
    const document = asDocument(value);
    if (document === undefined) {
      throw locationError(5_911_200, `${name} only supports objects, but input is of type ${typeName(value)}`);
    }
    for (const [field, inner] of fieldEntries(document)) {
      const before = weights.get(field);
      if (before === undefined) share.keep(field.length);
      weights.set(field, share.replaceValue(before ?? 0, inner));
      setField(merged, field, inner);
    }
  };
  return { add, merge: add, result: () => ({ ...merged }), partial: () => merged };
}
