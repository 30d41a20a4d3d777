/** The accumulators of `$group`. Each is made once per group, fed a value per document and then asked for its result. */
import { Int32 } from '../../bson/bson.ts';
import { isNullish } from '../../bson/bson-type.ts';
import { compareValues } from '../../bson/compare.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import type { Memory } from './memory.ts';
import { RunningSum } from './running-sum.ts';

export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** What the accumulators of a group keep counts as `memory`. */
export type AccumulatorFactory = (memory: Memory) => Accumulator;

export const ACCUMULATORS: ReadonlyMap<string, AccumulatorFactory> = new Map<string, AccumulatorFactory>([
  ['$sum', createSum],
  ['$avg', createAverage],
  ['$min', (memory) => createExtreme(-1, memory)],
  ['$max', (memory) => createExtreme(1, memory)],
  ['$first', createFirst],
  ['$last', createLast],
  ['$push', createPush],
  ['$addToSet', createSet],
  ['$count', createCount],
]);

function createSum(): Accumulator {
  const sum = new RunningSum();
  return { add: (value) => sum.add(value), result: () => sum.total() };
}

function createAverage(): Accumulator {
  const sum = new RunningSum();
  return { add: (value) => sum.add(value), result: () => sum.average() };
}

/** Null and missing values do not count; a group of nothing else has null. */
function createExtreme(sign: 1 | -1, memory: Memory): Accumulator {
  let extreme: unknown = null;
  let bytes = 0;
  return {
    add: (value) => {
      if (isNullish(value)) return;
      if (extreme !== null && compareValues(value, extreme) * sign <= 0) return;
      bytes = memory.replaceValue(bytes, value);
      extreme = value;
    },
    result: () => extreme,
  };
}

function createFirst(memory: Memory): Accumulator {
  let first: unknown;
  let isEmpty = true;
  return {
    add: (value) => {
      if (!isEmpty) return;
      memory.keepValue(value);
      first = value;
      isEmpty = false;
    },
    result: () => first ?? null,
  };
}

function createLast(memory: Memory): Accumulator {
  let last: unknown;
  let bytes = 0;
  return {
    add: (value) => {
      bytes = memory.replaceValue(bytes, value);
      last = value;
    },
    result: () => last ?? null,
  };
}

function createPush(memory: Memory): Accumulator {
  const values: unknown[] = [];
  return {
    add: (value) => {
      if (value === undefined) return;
      memory.keepValue(value);
      values.push(value);
    },
    result: () => values,
  };
}

function createSet(memory: Memory): Accumulator {
  const values = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = Buffer.from(encodeKey(value, 1)).toString('latin1');
      if (values.has(key)) return;
      memory.keep(key.length);
      memory.keepValue(value);
      values.set(key, value);
    },
    result: () => [...values.values()],
  };
}

function createCount(): Accumulator {
  let count = 0;
  return {
    add: () => {
      count += 1;
    },
    result: () => new Int32(count),
  };
}
