/** A stable sort in bounded memory: what does not fit goes to sorted runs in a temporary file, which are merged at the end. */
import type { EngineError } from '../engine-error.ts';
import { SortedRuns } from './sorted-runs.ts';

export interface SortedItem<T> {
  readonly key: string;
  readonly value: T;
}

/** How values become bytes and back. */
export interface SpillCodec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

export interface SortMemory {
  readonly bytesMax: number;
  readonly mayUseDisk: boolean;
  /** What is thrown when more is needed and the disk may not be used. */
  readonly exceeded: (bytesMax: number) => EngineError;
}

/** Of an item: its object, its place in the list, its key's header. */
const ITEM_BYTES = 64;
/** Items beyond twice the wanted ones that are worth a sort to get rid of. */
const SURPLUS_ITEMS = 1_000;
/** The same of the memory: wanted items that just fit would otherwise be sorted again for each further one. */
const SURPLUS_SHARE = 1 / 8;

interface WeighedItem<T> extends SortedItem<T> {
  readonly bytes: number;
}

export class ExternalSort<T> {
  readonly #codec: SpillCodec<T>;
  readonly #memory: SortMemory;
  /** How many of the first items are asked for. */
  readonly #wanted: number;
  readonly #fullBytes: number;
  #items: WeighedItem<T>[] = [];
  #bytes = 0;
  /** The key of the last item that can still be wanted. */
  #lastKey: string | undefined;
  #runs: SortedRuns | undefined;

  constructor(codec: SpillCodec<T>, memory: SortMemory, wanted = Number.POSITIVE_INFINITY) {
    this.#codec = codec;
    this.#memory = memory;
    this.#wanted = wanted;
    this.#fullBytes = memory.bytesMax * (Number.isFinite(wanted) ? 1 + SURPLUS_SHARE : 1);
  }

  /** `bytes` is what the value weighs in memory. */
  add(key: string, value: T, bytes: number): void {
    if (this.#lastKey !== undefined && key >= this.#lastKey) return;
    const weight = bytes + key.length + ITEM_BYTES;
    this.#items.push({ key, value, bytes: weight });
    this.#bytes += weight;
    if (this.#bytes <= this.#fullBytes && this.#items.length <= this.#wanted * 2 + SURPLUS_ITEMS) return;
    this.#trim();
    if (this.#bytes > this.#memory.bytesMax) this.#spill();
  }

  /** All items in order. To be asked for once, and `close` to be called afterwards, however far they were read. */
  *sorted(): Generator<SortedItem<T>> {
    this.#trim();
    if (this.#runs === undefined) {
      yield* this.#items;
      return;
    }
    if (this.#items.length > 0) this.#spill();
    for (const { key, bytes } of this.#runs.merged()) yield { key, value: this.#codec.decode(bytes) };
  }

  close(): void {
    this.#items = [];
    this.#runs?.close();
  }

  #trim(): void {
    this.#items.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    if (this.#items.length < this.#wanted) return;
    this.#items.length = this.#wanted;
    this.#lastKey = this.#items.at(-1)?.key;
    this.#bytes = this.#items.reduce((sum, item) => sum + item.bytes, 0);
  }

  #spill(): void {
    const { mayUseDisk, exceeded, bytesMax } = this.#memory;
    if (!mayUseDisk) throw exceeded(bytesMax);
    this.#runs ??= new SortedRuns();
    this.#runs.write(this.#encoded());
    this.#items = [];
    this.#bytes = 0;
  }

  *#encoded() {
    for (const { key, value } of this.#items) yield { key, bytes: this.#codec.encode(value) };
  }
}
