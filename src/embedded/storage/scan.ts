/**
 * Rows of a collection along a plan. They are read in pieces, each by one statement that starts after the last row of the
 * piece before, so a cursor that waits for its client holds no lock and no old version of the file.
 */
import type { SQLInputValue } from 'node:sqlite';
import type { Collection } from './collection.ts';
import { blobColumn, type DataFile, numberColumn, type SqlRow } from './data-file.ts';
import { walkDistinct } from './distinct-scan.ts';
import { EVERY_KEY, type KeyRange } from './key-range.ts';
import { mergeRanges } from './merge-ranges.ts';
import type { IndexScan, Plan } from './plan.ts';
import { checkedRow, type RowPosition, type StoredRow } from './stored-row.ts';

/** What was read along a plan: keys, and documents, each once. */
export interface ScanCounts {
  keys: number;
  documents: number;
}

/** By plan, for those that want to know. */
export type ScanStatistics = Map<Plan, ScanCounts>;

const FIRST_PIECE_ROWS = 16;
const PIECE_ROWS_MAX = 1024;
const PIECE_BYTES_MAX = 1024 * 1024;

/** Each document once. */
export function scan(
  file: DataFile,
  collection: Collection,
  plan: Plan,
  statistics?: ScanStatistics,
): Iterable<StoredRow> {
  const repeats = plan.kind === 'union' || (plan.kind === 'index' && plan.repeats);
  if (!repeats && statistics === undefined) return walk(file, collection, plan, statistics);
  return distinct(file, collection, plan, repeats, statistics);
}

function* distinct(
  file: DataFile,
  collection: Collection,
  plan: Plan,
  repeats: boolean,
  statistics: ScanStatistics | undefined,
): Generator<StoredRow> {
  const counts = { keys: 0, documents: 0 };
  statistics?.set(plan, counts);
  const seen = repeats ? new Set<number>() : undefined;
  for (const row of walk(file, collection, plan, statistics)) {
    counts.keys += 1;
    if (seen?.has(row.rid) === true) continue;
    seen?.add(row.rid);
    counts.documents += 1;
    yield row;
  }
}

function walk(
  file: DataFile,
  collection: Collection,
  plan: Plan,
  statistics: ScanStatistics | undefined,
): Iterable<StoredRow> {
  switch (plan.kind) {
    case 'collection':
      return readPieces(file, naturalOrder(collection), EVERY_KEY, plan.reverse);
    case 'id':
      return findExact(file, collection, plan.key);
    case 'union':
      return walkBranches(file, collection, plan.branches, statistics);
    case 'index':
      return walkIndex(file, collection, plan);
    case 'distinct':
      return walkDistinct(file, plan.scan, {
        read: (range) => walkIndex(file, collection, { ...plan.scan, ranges: [range] }),
        find: (rid) => readRow(file, collection, rid),
      });
  }
}

function* walkBranches(
  file: DataFile,
  collection: Collection,
  branches: readonly Plan[],
  statistics: ScanStatistics | undefined,
): Generator<StoredRow> {
  for (const branch of branches) yield* scan(file, collection, branch, statistics);
}

function walkIndex(file: DataFile, collection: Collection, plan: IndexScan): Iterable<StoredRow> {
  const { access, ranges, reverse, merged } = plan;
  const source = access === '_id' ? idOrder(collection) : indexOrder(collection, access.id);
  const read = (range: KeyRange, after?: RowPosition) =>
    access === '_id' && range.exact === true
      ? findExact(file, collection, range.lower)
      : readPieces(file, source, range, reverse, after);
  const [only] = ranges;
  if (only !== undefined && ranges.length === 1) return read(only);
  if (merged) return mergeRanges(ranges, read, reverse, () => file.turn);
  return oneAfterTheOther(reverse ? ranges.toReversed() : ranges, read);
}

function* oneAfterTheOther(
  ranges: readonly KeyRange[],
  read: (range: KeyRange) => Iterable<StoredRow>,
): Generator<StoredRow> {
  for (const range of ranges) yield* read(range);
}

/** A lookup costs a quarter of a range: a `$in` of a thousand ids is a thousand of them. */
function findExact(file: DataFile, collection: Collection, key: Uint8Array): readonly StoredRow[] {
  const row = findById(file, collection, key);
  return row === undefined ? [] : [row];
}

/** One document by its `_id` key: the hottest path of all. */
export function findById(file: DataFile, collection: Collection, key: Uint8Array): StoredRow | undefined {
  const row = file.get(`SELECT rid, document, sum, id FROM c${collection.id} WHERE id = ?`, key);
  return row === undefined ? undefined : checkedRow(collection, row);
}

export function readRow(file: DataFile, collection: Collection, rid: number): StoredRow | undefined {
  const row = file.get(`SELECT rid, document, sum FROM c${collection.id} WHERE rid = ?`, rid);
  return row === undefined ? undefined : checkedRow(collection, row);
}

export function countAll(file: DataFile, collection: Collection): number {
  return numberColumn(file.get(`SELECT count(*) FROM c${collection.id}`)?.[0]);
}

/** The bytes of all documents together. */
export function sizeOf(file: DataFile, collection: Collection): number {
  return numberColumn(file.get(`SELECT coalesce(sum(length(document)), 0) FROM c${collection.id}`)?.[0]);
}

/** Where rows come from: SELECT … FROM, and the columns that order them. */
interface RowSource {
  readonly collection: Collection;
  readonly select: string;
  readonly key: string | undefined;
  readonly rid: string;
}

function naturalOrder(collection: Collection): RowSource {
  return { collection, select: `SELECT rid, document, sum FROM c${collection.id}`, key: undefined, rid: 'rid' };
}

function idOrder(collection: Collection): RowSource {
  return { collection, select: `SELECT rid, document, sum, id FROM c${collection.id}`, key: 'id', rid: 'rid' };
}

function indexOrder(collection: Collection, index: number): RowSource {
  const select = `SELECT x.rid, c.document, c.sum, x.key FROM x${index} x CROSS JOIN c${collection.id} c ON c.rid = x.rid`;
  return { collection, select, key: 'x.key', rid: 'x.rid' };
}

function* readPieces(
  file: DataFile,
  source: RowSource,
  range: KeyRange,
  reverse: boolean,
  after?: RowPosition,
): Generator<StoredRow> {
  let last: RowPosition | undefined = after;
  for (let rowsMax = FIRST_PIECE_ROWS; ; rowsMax = Math.min(rowsMax * 4, PIECE_ROWS_MAX)) {
    const { turn } = file;
    const rows = readPiece(file, source, range, reverse, last, rowsMax);
    for (const row of rows.piece) {
      const stored = checkedRow(source.collection, row);
      last = stored;
      yield stored;
      // A cursor goes on: what has been written since its last batch it sees, as it does on a server.
      if (file.turn !== turn) break;
    }
    if (file.turn !== turn) rowsMax = FIRST_PIECE_ROWS / 4;
    else if (rows.complete) return;
  }
}

function readPiece(
  file: DataFile,
  source: RowSource,
  range: KeyRange,
  reverse: boolean,
  last: RowPosition | undefined,
  rowsMax: number,
): { piece: SqlRow[]; complete: boolean } {
  const { sql, values } = pieceQuery(source, range, reverse, last);
  const piece: SqlRow[] = [];
  let bytes = 0;
  for (const row of file.iterate(sql, ...values, rowsMax)) {
    piece.push(row);
    bytes += blobColumn(row[1]).length;
    if (bytes > PIECE_BYTES_MAX) return { piece, complete: false };
  }
  return { piece, complete: piece.length < rowsMax };
}

function pieceQuery(source: RowSource, range: KeyRange, reverse: boolean, last: RowPosition | undefined) {
  const { key, rid } = source;
  const conditions =
    key === undefined ? naturalConditions(rid, reverse, last) : keyConditions(key, rid, range, reverse, last);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const order = reverse ? ' DESC' : '';
  const by = (key === undefined ? [rid] : [key, rid]).map((column) => column + order);
  const values = conditions.flatMap((condition) => condition.values);
  return { sql: `${source.select}${where} ORDER BY ${by.join(', ')} LIMIT ?`, values };
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

function naturalConditions(rid: string, reverse: boolean, last: RowPosition | undefined): Condition[] {
  if (last === undefined) return [];
  return [{ sql: `${rid} ${reverse ? '<' : '>'} ?`, values: [last.rid] }];
}

/**
 * The rows of the range, those up to the last position left out. Where that is within the range, its key takes the place
 * of the end that the walk comes from: SQLite enters the index there, which it does not for a comparison of pairs.
 */
function keyConditions(
  key: string,
  rid: string,
  range: KeyRange,
  reverse: boolean,
  last: RowPosition | undefined,
): Condition[] {
  const lower = { sql: `${key} >= ?`, values: [range.lower] };
  const upper = range.upper === undefined ? [] : [{ sql: `${key} < ?`, values: [range.upper] }];
  if (last?.key === undefined) return [lower, ...upper];
  const { key: lastKey, rid: lastRid } = last;
  const beyond = { sql: `(${key}, ${rid}) ${reverse ? '<' : '>'} (?, ?)`, values: [lastKey, lastRid] };
  if (!reverse) return [{ sql: `${key} >= ?`, values: [later(lastKey, range.lower)] }, ...upper, beyond];
  const isBelow = range.upper === undefined || Buffer.compare(lastKey, range.upper) < 0;
  return [lower, ...(isBelow ? [{ sql: `${key} <= ?`, values: [lastKey] }] : upper), beyond];
}

function later(one: Uint8Array, other: Uint8Array): Uint8Array {
  return Buffer.compare(one, other) > 0 ? one : other;
}
