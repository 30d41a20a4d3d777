/** What a sliding window takes by the order of values: extremes, the first or last by a sort, percentiles. */
import { isNullish } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { type Memory, MemoryShare } from '../memory.ts';
import { compareTexts, type End, isKeyedOutput, type KeyedOutput } from './keyed-output.ts';
import { percentileNumber, percentileOf } from './percentile.ts';
import { Queue, type SlidingAccumulator, type SlidingFactory, SortedItems } from './sliding.ts';

export const slidingMin: SlidingFactory = (memory, name) => slidingExtreme(memory, name, -1);
export const slidingMax: SlidingFactory = (memory, name) => slidingExtreme(memory, name, 1);

interface Candidate {
  readonly value: unknown;
  /** Which of the values that were added it is. */
  readonly number: number;
  readonly bytes: number;
}

/** Keeps only values that can still become the extreme: each is beaten by none that came after it. */
function slidingExtreme(memory: Memory, name: string, sign: 1 | -1): SlidingAccumulator {
  const share = new MemoryShare(name, memory);
  const candidates = new Queue<Candidate>();
  let [added, removed] = [0, 0];
  return {
    add: (value) => {
      added += 1;
      if (isNullish(value)) return;
      for (let last = candidates.last(); last !== undefined; last = candidates.last()) {
        if (compareValues(last.value, value) * sign >= 0) break;
        share.keep(-last.bytes);
        candidates.pop();
      }
      candidates.push({ value, number: added, bytes: share.keepValue(value) });
    },
    remove: () => {
      removed += 1;
      const first = candidates.first();
      if (first?.number !== removed) return;
      share.keep(-first.bytes);
      candidates.shift();
    },
    result: () => candidates.first()?.value ?? null,
  };
}

export function slidingMinN(memory: Memory, name: string, n: number): SlidingAccumulator {
  return slidingExtremes(memory, name, compareValues, n);
}

export function slidingMaxN(memory: Memory, name: string, n: number): SlidingAccumulator {
  return slidingExtremes(memory, name, (a, b) => compareValues(b, a), n);
}

function slidingExtremes(
  memory: Memory,
  name: string,
  compare: (a: unknown, b: unknown) => number,
  n: number,
): SlidingAccumulator {
  const share = new MemoryShare(name, memory);
  const values = new SortedItems<unknown>(compare);
  const weights = new Queue<number>();
  return {
    add: (value) => {
      if (isNullish(value)) return;
      weights.push(share.keepValue(value));
      values.add(value);
    },
    remove: (value) => {
      if (isNullish(value)) return;
      share.keep(-(weights.shift() ?? 0));
      values.remove(value);
    },
    result: () => values.items.slice(0, n),
  };
}

export function slidingTop(memory: Memory, name: string, end: End, n: number): SlidingAccumulator {
  const share = new MemoryShare(name, memory);
  const outputs = new SortedItems<KeyedOutput>((a, b) => compareTexts(a.key, b.key));
  const weights = new Queue<number>();
  return {
    add: (value) => {
      if (!isKeyedOutput(value)) return;
      weights.push(share.keepValue(value.output));
      outputs.add(value);
    },
    remove: (value) => {
      if (!isKeyedOutput(value)) return;
      share.keep(-(weights.shift() ?? 0));
      outputs.remove(value);
    },
    result: () => {
      const kept = end === 'top' ? outputs.items.slice(0, n) : outputs.items.slice(-n);
      return kept.map(({ output }) => output);
    },
  };
}

const DOUBLE_BYTES = 8;

export function slidingPercentile(memory: Memory, name: string, shares: readonly number[]): SlidingAccumulator {
  const share = new MemoryShare(name, memory);
  const numbers = new SortedItems<number>((a, b) => a - b || 0);
  return {
    add: (value) => {
      const number = percentileNumber(value);
      if (number === undefined) return;
      share.keep(DOUBLE_BYTES);
      numbers.add(number);
    },
    remove: (value) => {
      const number = percentileNumber(value);
      if (number === undefined) return;
      share.keep(-DOUBLE_BYTES);
      numbers.remove(number);
    },
    result: () => shares.map((part) => percentileOf(numbers.items, part)),
  };
}
