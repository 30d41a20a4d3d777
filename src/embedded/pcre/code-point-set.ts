/** Sets of code points: a test, whose answers are kept by pages. */

export type CodePointTest = (codePoint: number) => boolean;

const PAGE_BITS = 8;
const PAGE_SIZE = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_SIZE - 1;

export class CodePointSet {
  /** One for each member below 256. */
  readonly table: Uint8Array;
  readonly #contains: CodePointTest;
  /** A page each for 256 code points, made when one of them is first asked for. */
  readonly #pages: (Uint8Array | undefined)[] = [];

  constructor(contains: CodePointTest) {
    this.#contains = contains;
    this.table = this.#makePage(0);
  }

  has(codePoint: number): boolean {
    const number = codePoint >>> PAGE_BITS;
    return (this.#pages[number] ?? this.#makePage(number))[codePoint & PAGE_MASK] === 1;
  }

  #makePage(number: number): Uint8Array {
    const page = new Uint8Array(PAGE_SIZE);
    const first = number << PAGE_BITS;
    for (let offset = 0; offset < PAGE_SIZE; offset += 1) if (this.#contains(first + offset)) page[offset] = 1;
    this.#pages[number] = page;
    return page;
  }
}

/** The set of pairs of first and last members, in any order. */
export function setOfRanges(...ranges: ReadonlyArray<readonly [number, number]>): CodePointSet {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const firsts = sorted.map(([first]) => first);
  // The furthest end so far, so that ranges within others do no harm.
  const lasts: number[] = [];
  for (const [, last] of sorted) lasts.push(Math.max(last, lasts.at(-1) ?? 0));
  return new CodePointSet((codePoint) => {
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((firsts[middle] ?? 0) <= codePoint) low = middle + 1;
      else high = middle;
    }
    return low > 0 && codePoint <= (lasts[low - 1] ?? 0);
  });
}

export function setOfCodePoints(codePoints: readonly number[]): CodePointSet {
  return setOfRanges(...codePoints.map((codePoint) => [codePoint, codePoint] as const));
}

export function complementOf(set: CodePointSet): CodePointSet {
  return new CodePointSet((codePoint) => !set.has(codePoint));
}

export function unionOf(sets: readonly CodePointSet[]): CodePointSet {
  const [only] = sets;
  if (sets.length === 1 && only !== undefined) return only;
  return new CodePointSet((codePoint) => sets.some((set) => set.has(codePoint)));
}
