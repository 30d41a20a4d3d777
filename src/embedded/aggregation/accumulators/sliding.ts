/** Accumulators of a window that slides: what was added first is taken away first. */
import type { Memory } from '../memory.ts';

export interface SlidingAccumulator {
  add(value: unknown): void;
  /** Takes away the oldest value, which is handed in again. */
  remove(value: unknown): void;
  result(): unknown;
}

export type SlidingFactory = (memory: Memory, name: string) => SlidingAccumulator;

/** A list whose first elements go as new ones come. */
export class Queue<T> {
  #items: T[] = [];
  #head = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    this.#head += 1;
    // The places of those that have gone are given back when they are half of all.
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  pop(): T | undefined {
    return this.length === 0 ? undefined : this.#items.pop();
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  first(): T | undefined {
    return this.#items[this.#head];
  }

  last(): T | undefined {
    return this.length === 0 ? undefined : this.#items.at(-1);
  }

  /** Places count from the oldest; a negative one from the newest. */
  slice(start = 0, end = this.length): T[] {
    const from = start < 0 ? Math.max(0, this.length + start) : start;
    return this.#items.slice(this.#head + from, this.#head + Math.min(end, this.length));
  }
}

/** Items in an order, found by halving. Equal ones in the order in which they came. */
export class SortedItems<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #items: T[] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  add(item: T): void {
    this.#items.splice(this.#place(item, 1), 0, item);
  }

  /** Takes away the oldest of those that are equal to the item. */
  remove(item: T): void {
    this.#items.splice(this.#place(item, 0), 1);
  }

  get items(): readonly T[] {
    return this.#items;
  }

  /** The place before all that are greater or, with a limit of 0, not less. */
  #place(item: T, limit: 0 | 1): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#items[middle];
      if (other !== undefined && this.#compare(other, item) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
