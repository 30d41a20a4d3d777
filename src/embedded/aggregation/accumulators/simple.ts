/** Accumulators of one expression. */
import type { Memory } from '../memory.ts';
import type { Accumulator } from './accumulator.ts';
import { createDeviation } from './deviation.ts';
import { createFirst, createLast } from './ends.ts';
import { createMax, createMin } from './extremes.ts';
import { createAddToSet, createConcatArrays, createMergeObjects, createPush, createSetUnion } from './gatherers.ts';
import { createAverage, createSum } from './numbers.ts';
import type { SlidingFactory } from './sliding.ts';
import { slidingAddToSet, slidingConcatArrays, slidingPush, slidingSetUnion } from './sliding-lists.ts';
import { slidingAverage, slidingDeviation, slidingSum } from './sliding-numbers.ts';
import { slidingMax, slidingMin } from './sliding-order.ts';

export type SimpleAccumulator = (memory: Memory, name: string) => Accumulator;

export const SIMPLE_ACCUMULATORS: ReadonlyMap<string, SimpleAccumulator> = new Map<string, SimpleAccumulator>([
  ['$sum', createSum],
  ['$avg', createAverage],
  ['$min', createMin],
  ['$max', createMax],
  ['$first', createFirst],
  ['$last', createLast],
  ['$push', createPush],
  ['$addToSet', createAddToSet],
  ['$concatArrays', createConcatArrays],
  ['$setUnion', createSetUnion],
  ['$mergeObjects', createMergeObjects],
  ['$stdDevPop', () => createDeviation('population')],
  ['$stdDevSamp', () => createDeviation('sample')],
]);

/** The same for windows that slide. `$first` and `$last` are looked up there, and objects are not merged. */
export const SLIDING_ACCUMULATORS: ReadonlyMap<string, SlidingFactory> = new Map<string, SlidingFactory>([
  ['$sum', slidingSum],
  ['$avg', slidingAverage],
  ['$min', slidingMin],
  ['$max', slidingMax],
  ['$push', slidingPush],
  ['$addToSet', slidingAddToSet],
  ['$concatArrays', slidingConcatArrays],
  ['$setUnion', slidingSetUnion],
  ['$stdDevPop', () => slidingDeviation('population')],
  ['$stdDevSamp', () => slidingDeviation('sample')],
]);
