/** The first `n` of the items that were added, in an order. Of items that are equal in it, those that came first. */
import type { MemoryShare } from '../memory.ts';

/** Items beyond twice `n` that are worth a sort to get rid of. */
const SURPLUS_ITEMS = 64;

interface Item<T> {
  readonly item: T;
  readonly bytes: number;
}

export class FirstInOrder<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #n: number;
  readonly #kept: (item: T) => unknown;
  readonly #share: MemoryShare;
  #items: Item<T>[] = [];
  #last: T | undefined;
  #isTrimmed = true;

  /** `kept` is the part of an item that counts as memory. */
  constructor(compare: (a: T, b: T) => number, n: number, kept: (item: T) => unknown, share: MemoryShare) {
    this.#compare = compare;
    this.#n = n;
    this.#kept = kept;
    this.#share = share;
  }

  add(item: T): void {
    if (this.#isTooLate(item)) return;
    const bytes = this.#share.weigh(this.#kept(item));
    if (!this.#share.hasRoomFor(bytes)) {
      this.#trim();
      if (this.#isTooLate(item)) return;
    }
    this.#share.keep(bytes);
    this.#items.push({ item, bytes });
    this.#isTrimmed = false;
    if (this.#items.length > this.#n * 2 + SURPLUS_ITEMS) this.#trim();
  }

  toArray(): T[] {
    this.#trim();
    return this.#items.map(({ item }) => item);
  }

  #isTooLate(item: T): boolean {
    return this.#last !== undefined && this.#compare(item, this.#last) >= 0;
  }

  #trim(): void {
    if (this.#isTrimmed) return;
    this.#isTrimmed = true;
    this.#items.sort((a, b) => this.#compare(a.item, b.item));
    for (const { bytes } of this.#items.splice(this.#n)) this.#share.keep(-bytes);
    if (this.#items.length === this.#n) this.#last = this.#items.at(-1)?.item;
  }
}
