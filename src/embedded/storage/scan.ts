/**
 * Rows of a collection along a plan. They are read in pieces, each by one statement that starts after the last row of the
 * piece before, so a cursor that waits for its client holds no lock and no old version of the file.
 */
import type { SQLInputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { EngineError } from '../engine-error.ts';
import type { Collection } from './collection.ts';
import { blobColumn, type DataFile, numberColumn, type SqlRow } from './data-file.ts';
import { EVERY_KEY, type KeyRange } from './key-range.ts';
import type { Plan } from './plan.ts';

export interface StoredRow {
  readonly rid: number;
  readonly bytes: Uint8Array;
}

const FIRST_PIECE_ROWS = 16;
const PIECE_ROWS_MAX = 1024;
const PIECE_BYTES_MAX = 1024 * 1024;

export function* scan(file: DataFile, collection: Collection, plan: Plan): Generator<StoredRow> {
  const seen = plan.repeats ? new Set<number>() : undefined;
  for (const row of walk(file, collection, plan)) {
    if (seen?.has(row.rid) === true) continue;
    seen?.add(row.rid);
    yield row;
  }
}

function* walk(file: DataFile, collection: Collection, plan: Plan): Generator<StoredRow> {
  const { access, reverse } = plan;
  if (access === undefined) return yield* readPieces(file, naturalOrder(collection), EVERY_KEY, reverse);
  const source = access === '_id' ? idOrder(collection) : indexOrder(collection, access.id);
  for (const range of plan.ranges) {
    if (access === '_id' && range.exact === true) yield* findExact(file, collection, range.lower);
    else yield* readPieces(file, source, range, reverse);
  }
}

/** A lookup costs a quarter of a range: a `$in` of a thousand ids is a thousand of them. */
function* findExact(file: DataFile, collection: Collection, key: Uint8Array): Generator<StoredRow> {
  const row = findById(file, collection, key);
  if (row !== undefined) yield row;
}

/** One document by its `_id` key: the hottest path of all. */
export function findById(file: DataFile, collection: Collection, key: Uint8Array): StoredRow | undefined {
  const row = file.get(`SELECT rid, document, sum FROM c${collection.id} WHERE id = ?`, key);
  return row === undefined ? undefined : checkedRow(collection, row);
}

export function readRow(file: DataFile, collection: Collection, rid: number): StoredRow | undefined {
  const row = file.get(`SELECT rid, document, sum FROM c${collection.id} WHERE rid = ?`, rid);
  return row === undefined ? undefined : checkedRow(collection, row);
}

/** A bit that the disk turned is reported, never handed out as data. Measured: 1 µs for a document of 1 KB. */
function checkedRow(collection: Collection, row: SqlRow): StoredRow {
  const bytes = blobColumn(row[1]);
  if (crc32(bytes) === row[2]) return { rid: numberColumn(row[0]), bytes };
  const message = `a document of ${collection.namespace} is damaged in the data file (row ${String(row[0])})`;
  throw new EngineError(301, 'DataCorruptionDetected', message);
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

function* readPieces(file: DataFile, source: RowSource, range: KeyRange, reverse: boolean): Generator<StoredRow> {
  let last: SqlRow | undefined;
  for (let rowsMax = FIRST_PIECE_ROWS; ; rowsMax = Math.min(rowsMax * 4, PIECE_ROWS_MAX)) {
    const { turn } = file;
    const rows = readPiece(file, source, range, reverse, last, rowsMax);
    for (const row of rows.piece) {
      last = row;
      yield checkedRow(source.collection, row);
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
  last: SqlRow | undefined,
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

function pieceQuery(source: RowSource, range: KeyRange, reverse: boolean, last: SqlRow | undefined) {
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

function naturalConditions(rid: string, reverse: boolean, last: SqlRow | undefined): Condition[] {
  if (last === undefined) return [];
  return [{ sql: `${rid} ${reverse ? '<' : '>'} ?`, values: [numberColumn(last[0])] }];
}

/**
 * The rows of the range, those of earlier pieces left out. The last row's key takes the place of the end of the range that
 * the walk comes from: SQLite enters the index there, which it does not for a comparison of pairs.
 */
function keyConditions(
  key: string,
  rid: string,
  range: KeyRange,
  reverse: boolean,
  last: SqlRow | undefined,
): Condition[] {
  const lower = { sql: `${key} >= ?`, values: [range.lower] };
  const upper = range.upper === undefined ? [] : [{ sql: `${key} < ?`, values: [range.upper] }];
  if (last === undefined) return [lower, ...upper];
  const [lastKey, lastRid] = [blobColumn(last[3]), numberColumn(last[0])];
  const beyond = { sql: `(${key}, ${rid}) ${reverse ? '<' : '>'} (?, ?)`, values: [lastKey, lastRid] };
  if (reverse) return [lower, { sql: `${key} <= ?`, values: [lastKey] }, beyond];
  return [{ sql: `${key} >= ?`, values: [lastKey] }, ...upper, beyond];
}
