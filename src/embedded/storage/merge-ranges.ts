/** Several ranges of an index, each in the order of the fields after its own prefix, as one walk in that order. */
import { join, type KeyRange } from './key-range.ts';
import type { RowPosition, StoredRow } from './stored-row.ts';

/** The rows of a range, those up to `after` left out. */
type RangeReader = (range: KeyRange, after: RowPosition | undefined) => Iterable<StoredRow>;

interface Head {
  readonly range: KeyRange;
  readonly rows: Iterator<StoredRow>;
  row: StoredRow;
}

/**
 * There are so few ranges that the least of their heads is looked for one by one. When the turn is another, they are read
 * again from there on: what has been written since a cursor's last batch it sees, and nothing that is gone.
 */
export function* mergeRanges(
  ranges: readonly KeyRange[],
  read: RangeReader,
  reverse: boolean,
  turnNow: () => number,
): Generator<StoredRow> {
  let heads = ranges.flatMap((range) => headOf(range, read(range, undefined)));
  for (;;) {
    const [first, ...others] = heads;
    if (first === undefined) return;
    const head = others.reduce((best, other) => (comesBefore(other, best, reverse) ? other : best), first);
    const turn = turnNow();
    yield head.row;
    if (turnNow() !== turn) {
      const [rest, { rid }] = [restOf(head), head.row];
      heads = ranges.flatMap((range) => headOf(range, read(range, { key: join(prefixOf(range), rest), rid })));
      continue;
    }
    const next = head.rows.next();
    if (next.done === true) heads = heads.filter((other) => other !== head);
    else head.row = next.value;
  }
}

function headOf(range: KeyRange, found: Iterable<StoredRow>): readonly Head[] {
  const rows = found[Symbol.iterator]();
  const first = rows.next();
  return first.done === true ? [] : [{ range, rows, row: first.value }];
}

function comesBefore(one: Head, other: Head, reverse: boolean): boolean {
  const order = Buffer.compare(restOf(one), restOf(other)) || one.row.rid - other.row.rid;
  return reverse ? order > 0 : order < 0;
}

function prefixOf({ lower, prefixBytes }: KeyRange): Uint8Array {
  return lower.subarray(0, prefixBytes);
}

function restOf({ row, range }: Head): Uint8Array {
  return (row.key ?? new Uint8Array(0)).subarray(range.prefixBytes);
}
