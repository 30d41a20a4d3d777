/** Lists and sets of a sliding window: `$push`, `$addToSet`, `$concatArrays`, `$setUnion`, `$firstN` and `$lastN`. */
import { keyText } from '../../../bson/key-encoding.ts';
import { type Memory, MemoryShare } from '../memory.ts';
import { elementsOf } from './gatherers.ts';
import { Queue, type SlidingAccumulator, type SlidingFactory } from './sliding.ts';

export const slidingPush: SlidingFactory = (memory, name) => slidingList(memory, name, present);
export const slidingConcatArrays: SlidingFactory = (memory, name) =>
  slidingList(memory, name, (value) => elementsOf(name, value));
export const slidingAddToSet: SlidingFactory = (memory, name) => slidingSet(memory, name, present);
export const slidingSetUnion: SlidingFactory = (memory, name) =>
  slidingSet(memory, name, (value) => elementsOf(name, value));

export function slidingFirstN(memory: Memory, name: string, n: number): SlidingAccumulator {
  return slidingQueue(memory, name, (values) => values.slice(0, n));
}

export function slidingLastN(memory: Memory, name: string, n: number): SlidingAccumulator {
  return slidingQueue(memory, name, (values) => values.slice(-n));
}

function slidingQueue(memory: Memory, name: string, result: (values: Queue<unknown>) => unknown[]): SlidingAccumulator {
  return slidingList(memory, name, (value) => [value ?? null], result);
}

type Spread = (value: unknown) => readonly unknown[];

/** A missing value has no place in a list. */
function present(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}

function slidingList(
  memory: Memory,
  name: string,
  spread: Spread,
  result: (values: Queue<unknown>) => unknown[] = (values) => values.slice(),
): SlidingAccumulator {
  const share = new MemoryShare(name, memory);
  const values = new Queue<unknown>();
  const weights = new Queue<number>();
  return {
    add: (value) => {
      for (const element of spread(value)) {
        weights.push(share.keepValue(element));
        values.push(element);
      }
    },
    remove: (value) => {
      for (const _ of spread(value)) {
        values.shift();
        share.keep(-(weights.shift() ?? 0));
      }
    },
    result: () => result(values),
  };
}

interface Member {
  readonly value: unknown;
  readonly bytes: number;
  count: number;
}

function slidingSet(memory: Memory, name: string, spread: Spread): SlidingAccumulator {
  const share = new MemoryShare(name, memory);
  const members = new Map<string, Member>();
  return {
    add: (value) => {
      for (const element of spread(value)) {
        const key = keyText(element);
        const known = members.get(key);
        if (known === undefined) members.set(key, { value: element, bytes: share.keepValue(element), count: 1 });
        else known.count += 1;
      }
    },
    remove: (value) => {
      for (const element of spread(value)) {
        const key = keyText(element);
        const member = members.get(key);
        if (member === undefined) continue;
        member.count -= 1;
        if (member.count > 0) continue;
        members.delete(key);
        share.keep(-member.bytes);
      }
    },
    result: () => Array.from(members.values(), (member) => member.value),
  };
}
