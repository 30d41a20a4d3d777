/** `$first`, `$last`, `$firstN` and `$lastN`: by the order in which the documents come. */
import { type Memory, MemoryShare } from '../memory.ts';
import type { Accumulator } from './accumulator.ts';
import { mergeEach } from './extremes.ts';
import { Queue } from './sliding.ts';

export function createFirst(memory: Memory, name: string): Accumulator {
  return new First(new MemoryShare(name, memory));
}

class First implements Accumulator {
  private readonly share: MemoryShare;
  private first: readonly unknown[] = NOTHING;

  constructor(share: MemoryShare) {
    this.share = share;
  }

  add(value: unknown): void {
    if (this.first !== NOTHING) return;
    this.share.keepValue(value);
    this.first = [value ?? null];
  }

  result(): unknown {
    return this.first[0] ?? null;
  }

  partial(): unknown {
    return this.first;
  }

  merge(partial: unknown): void {
    mergeEach(partial, (value) => this.add(value));
  }
}

const NOTHING: readonly unknown[] = [];

export function createLast(memory: Memory, name: string): Accumulator {
  return new Last(new MemoryShare(name, memory));
}

class Last implements Accumulator {
  private readonly share: MemoryShare;
  private last: unknown = null;
  private bytes = 0;

  constructor(share: MemoryShare) {
    this.share = share;
  }

  add(value: unknown): void {
    this.bytes = this.share.replaceValue(this.bytes, value);
    this.last = value ?? null;
  }

  result(): unknown {
    return this.last;
  }

  partial(): unknown {
    return this.last;
  }

  merge(partial: unknown): void {
    this.add(partial);
  }
}

export function createFirstN(share: MemoryShare, n: number): Accumulator {
  const values: unknown[] = [];
  const add = (value: unknown) => {
    if (values.length >= n) return;
    share.keepValue(value);
    values.push(value ?? null);
  };
  return {
    add,
    result: () => values.slice(),
    partial: () => values,
    merge: (partial) => mergeEach(partial, add),
  };
}

export function createLastN(share: MemoryShare, n: number): Accumulator {
  const values = new Queue<unknown>();
  const weights = new Queue<number>();
  const add = (value: unknown) => {
    if (values.length === n) {
      values.shift();
      share.keep(-(weights.shift() ?? 0));
    }
    weights.push(share.keepValue(value));
    values.push(value ?? null);
  };
  const result = () => values.slice();
  return { add, result, partial: result, merge: (partial) => mergeEach(partial, add) };
}
