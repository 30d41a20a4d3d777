/** Several ranges of an index, each in the order of the fields after its own prefix, as one walk in that order. */
import type { KeyRange } from './key-range.ts';
import type { StoredRow } from './stored-row.ts';

interface Head {
  readonly rows: Iterator<StoredRow>;
  readonly prefixBytes: number;
  row: StoredRow;
}

/** There are so few ranges that the least of their heads is looked for one by one. */
export function* mergeRanges(
  ranges: readonly KeyRange[],
  read: (range: KeyRange) => Iterable<StoredRow>,
  reverse: boolean,
): Generator<StoredRow> {
  let heads: Head[] = [];
  for (const range of ranges) {
    const rows = read(range)[Symbol.iterator]();
    const first = rows.next();
    if (first.done !== true) heads.push({ rows, prefixBytes: range.prefixBytes, row: first.value });
  }
  for (;;) {
    const [first, ...others] = heads;
    if (first === undefined) return;
    const head = others.reduce((best, other) => (comesBefore(other, best, reverse) ? other : best), first);
    yield head.row;
    const next = head.rows.next();
    if (next.done === true) heads = heads.filter((other) => other !== head);
    else head.row = next.value;
  }
}

function comesBefore(one: Head, other: Head, reverse: boolean): boolean {
  const order = Buffer.compare(restOf(one), restOf(other)) || one.row.rid - other.row.rid;
  return reverse ? order > 0 : order < 0;
}

function restOf({ row, prefixBytes }: Head): Uint8Array {
  return (row.key ?? new Uint8Array(0)).subarray(prefixBytes);
}
