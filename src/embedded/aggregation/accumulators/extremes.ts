/** `$min`, `$max`, `$minN` and `$maxN`. Null and missing values do not count. */
import { isNullish } from '../../../bson/bson-type.ts';
import { compareValues } from '../../../bson/compare.ts';
import { type Memory, MemoryShare } from '../memory.ts';
import type { Accumulator } from './accumulator.ts';
import { FirstInOrder } from './first-in-order.ts';

export function createMin(memory: Memory, name: string): Accumulator {
  return new Extreme(-1, new MemoryShare(name, memory));
}

export function createMax(memory: Memory, name: string): Accumulator {
  return new Extreme(1, new MemoryShare(name, memory));
}

/** A group of nothing but null has null. */
class Extreme implements Accumulator {
  private readonly sign: 1 | -1;
  private readonly share: MemoryShare;
  private extreme: unknown = null;
  private bytes = 0;

  constructor(sign: 1 | -1, share: MemoryShare) {
    this.sign = sign;
    this.share = share;
  }

  add(value: unknown): void {
    if (isNullish(value)) return;
    if (this.extreme !== null && compareValues(value, this.extreme) * this.sign <= 0) return;
    this.bytes = this.share.replaceValue(this.bytes, value);
    this.extreme = value;
  }

  result(): unknown {
    return this.extreme;
  }

  partial(): unknown {
    return this.extreme;
  }

  merge(partial: unknown): void {
    this.add(partial);
  }
}

export function createMinN(share: MemoryShare, n: number): Accumulator {
  return createExtremes(compareValues, share, n);
}

export function createMaxN(share: MemoryShare, n: number): Accumulator {
  return createExtremes((a, b) => compareValues(b, a), share, n);
}

function createExtremes(compare: (a: unknown, b: unknown) => number, share: MemoryShare, n: number): Accumulator {
  const values = new FirstInOrder<unknown>(compare, n, (value) => value, share);
  const add = (value: unknown) => {
    if (!isNullish(value)) values.add(value);
  };
  return {
    add,
    result: () => values.toArray(),
    partial: () => values.toArray(),
    merge: (partial) => mergeEach(partial, add),
  };
}

/** A partial result that is the list of what was gathered. */
export function mergeEach(partial: unknown, add: (value: unknown) => void): void {
  if (Array.isArray(partial)) for (const value of partial) add(value);
}
