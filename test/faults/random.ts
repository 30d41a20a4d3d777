/** Random choices that a seed repeats exactly: a failing run is named by one number. */
export interface Random {
  /** Whole number from 0 up to, without, `end`. */
  below(end: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** Undefined when there is nothing to pick from. */
  pickAny<Item>(items: readonly Item[]): Item | undefined;
  /** True once in `times`. */
  oneIn(times: number): boolean;
  shuffle<Item>(items: readonly Item[]): Item[];
}

export function createRandom(seed: number): Random {
  const next = splitMix(seed);
  const below = (end: number): number => next() % Math.max(1, end);
  return {
    below,
    pick: ([first, ...others]) => others[below(others.length + 1) - 1] ?? first,
    pickAny: (items) => items[below(items.length)],
    oneIn: (times) => below(times) === 0,
    shuffle(items) {
      const shuffled = [...items];
      for (let left = shuffled.length - 1; left > 0; left--) {
        const [moved] = shuffled.splice(below(left + 1), 1);
        if (moved !== undefined) shuffled.push(moved);
      }
      return shuffled;
    },
  };
}

/** Unsigned 32-bit numbers: a counter whose bits are mixed, so that neighbouring seeds have nothing in common. */
function splitMix(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}
