/** Window functions that are accumulators, or work like them: the documents of a window are added and taken away. */

import type { Accumulator } from '../accumulators/accumulator.ts';
import { Queue, type SlidingAccumulator } from '../accumulators/sliding.ts';
import { Memory, MemoryShare } from '../memory.ts';
import type { Expression } from '../scope.ts';
import { rootScope } from '../scope.ts';
import type { WindowBounds } from './bounds.ts';
import { createFraming, type Frame } from './frame.ts';
import type { Partition } from './partition.ts';
import type { WindowFunction } from './window-function.ts';

export interface WindowedAccumulator {
  readonly evaluate: Expression;
  readonly bounds: WindowBounds;
  /** What the documents are sorted by, where a range asks for it. */
  readonly sortValue: Expression;
  /** For a window that only grows. */
  create(memory: Memory): Pick<Accumulator, 'add' | 'result'>;
  slide(memory: Memory): SlidingAccumulator;
}

export function accumulatedFunction(windowed: WindowedAccumulator): WindowFunction {
  const grows = windowed.bounds.lower === 'unbounded';
  return {
    start(partition, { groupBytesMax }) {
      const memory = new Memory(groupBytesMax ?? Number.POSITIVE_INFINITY);
      const framing = framingOf(windowed, partition);
      const follow = grows
        ? growing(windowed.create(memory))
        : sliding(windowed.slide(memory), new MemoryShare('$setWindowFields', memory));
      const value = (position: number) => windowed.evaluate(rootScope(partition.at(position)));
      return (position) => follow(framing(position), value);
    },
  };
}

export function framingOf(
  { bounds, sortValue }: Pick<WindowedAccumulator, 'bounds' | 'sortValue'>,
  partition: Partition,
): (position: number) => Frame {
  return createFraming(bounds, partition.length, (position) => sortValue(rootScope(partition.at(position))));
}

type Follow = (frame: Frame, value: (position: number) => unknown) => unknown;

function growing(accumulator: Pick<Accumulator, 'add' | 'result'>): Follow {
  let added: number | undefined;
  let result: { readonly value: unknown } | undefined;
  return ({ start, end }, value) => {
    added ??= start;
    if (end > added) result = undefined;
    for (; added < end; added += 1) accumulator.add(value(added));
    // What many documents of one window share is computed once.
    result ??= { value: accumulator.result() };
    return result.value;
  };
}

/** The values of the window are kept to be taken away again, also those of which the accumulator keeps nothing. */
function sliding(accumulator: SlidingAccumulator, share: MemoryShare): Follow {
  const values = new Queue<unknown>();
  const weights = new Queue<number>();
  let [first, added] = [0, 0];
  let result: { readonly value: unknown } | undefined;
  return ({ start, end }, value) => {
    if (start !== first || end !== added) result = undefined;
    // What an empty window passes over never enters it.
    if (values.length === 0) added = Math.max(added, start);
    for (; added < end; added += 1) {
      const next = value(added);
      values.push(next);
      weights.push(share.keepValue(next));
      accumulator.add(next);
    }
    while (values.length > end - start) {
      share.keep(-(weights.shift() ?? 0));
      accumulator.remove(values.shift());
    }
    first = start;
    result ??= { value: accumulator.result() };
    return result.value;
  };
}
