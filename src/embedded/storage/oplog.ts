/**
 * The oplog: every change, in the transaction that makes it, so that change streams can tell of it. An insert holds the
 * whole document and not where it is stored: it may be changed or gone before anybody reads the entry.
 */
import type { Document } from '../../bson/bson.ts';
import type { Limits } from '../../limits.ts';
import { encodeDocument } from '../wire/codec.ts';
import type { Collection } from './collection.ts';
import { blobColumn, type DataFile, numberColumn, type SqlRow, textColumn } from './data-file.ts';
import {
  OPLOG_KINDS,
  type OplogContent,
  type OplogEntry,
  type OplogKind,
  type OplogPlace,
  seqOf,
} from './oplog-entry.ts';

const INSERT =
  'INSERT INTO oplog (seq, place, wall, kind, database, name, uuid, body, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
/** What an entry takes beside its documents. */
const ENTRY_BYTES = 80;
/** Entries are removed when there are this many parts of the limit too many, and then all of these at once. */
const TRIMMED_PART = 1 / 16;

const NUMBERS = new Map<OplogKind, number>(OPLOG_KINDS.map((kind, at) => [kind, at + 1]));

/** The documents that a collection with images keeps of a change. */
export interface Images {
  readonly before: Document;
  readonly after?: Document;
}

export interface OplogRange {
  readonly from: number;
  readonly to: number;
  readonly among: number;
  readonly entriesMax: number;
}

export interface OplogCondition {
  readonly sql: string;
  readonly values: readonly string[];
}

export class Oplog {
  private readonly file: DataFile;
  private readonly bytesMax: number;
  /** The write transaction for which the rest of this is right. */
  private transaction = -1;
  private last = 0;
  private place = 0;
  private firstPlace = 0;

  constructor(file: DataFile, limits: Limits) {
    this.file = file;
    this.bytesMax = limits.engineOplogBytesMax;
  }

  inserted(collection: Collection, document: Uint8Array): void {
    this.append('insert', collection, { body: document, before: undefined, after: undefined });
  }

  updated(collection: Collection, update: { _id: unknown; updateDescription: Document }, images: Images): void {
    const kept = keepsImages(collection);
    const before = kept ? encodeDocument(images.before) : undefined;
    const after = kept && images.after !== undefined ? encodeDocument(images.after) : undefined;
    this.append('update', collection, { body: encodeDocument(update), before, after });
  }

  replaced(collection: Collection, document: Uint8Array, images: Images): void {
    const before = keepsImages(collection) ? encodeDocument(images.before) : undefined;
    this.append('replace', collection, { body: document, before, after: undefined });
  }

  deleted(collection: Collection, _id: unknown, before: Uint8Array): void {
    const image = keepsImages(collection) ? before : undefined;
    this.append('delete', collection, { body: encodeDocument({ _id }), before: image, after: undefined });
  }

  /** A change of something else than a document. */
  noted(kind: OplogKind, place: OplogPlace, body: Document): void {
    this.append(kind, place, { body: encodeDocument(body), before: undefined, after: undefined });
  }

  /** The last entry, or the last one that is gone. */
  head(): number {
    return this.lastRow()?.seq ?? this.gone();
  }

  /** The last entry that is gone, 0 when none is. */
  gone(): number {
    return numberColumn(this.file.get('SELECT seq FROM oplog_start')?.[0]);
  }

  /**
   * The entries between two numbers, both included, that a condition on the columns lets through: at most so many, among
   * at most so many.
   */
  read({ from, to, among, entriesMax }: OplogRange, condition: OplogCondition): OplogEntry[] {
    const sql = `SELECT * FROM (
        SELECT seq, wall, kind, database, name, uuid FROM oplog WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?
      ) WHERE ${condition.sql} LIMIT ?`;
    return this.file.all(sql, from, to, among, ...condition.values, entriesMax).map(readEntry);
  }

  /** The last of the entries that `read` looks at in a range. */
  endOf({ from, to, among }: OplogRange): number {
    const row = this.file.get(
      'SELECT seq FROM oplog WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT 1 OFFSET ?',
      from,
      to,
      among - 1,
    );
    return row === undefined ? to : numberColumn(row[0]);
  }

  /** Undefined when the entry is gone. */
  content(seq: number): OplogContent | undefined {
    const row = this.file.get('SELECT body, before, after FROM oplog WHERE seq = ?', seq);
    if (row === undefined) return undefined;
    return { body: blobColumn(row[0]), before: optionalBlob(row[1]), after: optionalBlob(row[2]) };
  }

  /** To be called before a commit: removes the oldest entries when there are too many bytes of them. */
  trim(): void {
    if (this.transaction !== this.file.transactions) return;
    if (this.place - this.firstPlace <= this.bytesMax * (1 + TRIMMED_PART)) return;
    const kept = this.file.get(
      'SELECT seq, place FROM oplog WHERE place >= ? ORDER BY seq LIMIT 1',
      this.place - this.bytesMax,
    );
    if (kept === undefined) return;
    const seq = numberColumn(kept[0]);
    // There may be none before it: what was counted may have been undone, or be one entry larger than all may be.
    this.file.run('UPDATE oplog_start SET seq = coalesce((SELECT max(seq) FROM oplog WHERE seq < ?), seq)', seq);
    this.file.run('DELETE FROM oplog WHERE seq < ?', seq);
    this.firstPlace = numberColumn(kept[1]);
  }

  private append(kind: OplogKind, { database, name, uuid }: OplogPlace, content: OplogContent): void {
    if (this.transaction !== this.file.transactions) this.start();
    const { body, before, after } = content;
    const now = Date.now();
    // A clock that goes back, or another process whose clock is ahead, must not put an entry before one that was read.
    this.last = Math.max(seqOf(Math.floor(now / 1000), 1), this.last + 1);
    this.place += ENTRY_BYTES + body.length + (before?.length ?? 0) + (after?.length ?? 0);
    this.file.change(
      INSERT,
      this.last,
      this.place,
      now,
      NUMBERS.get(kind) ?? 0,
      database,
      name,
      uuid ?? null,
      body,
      before ?? null,
      after ?? null,
    );
  }

  /** Between two transactions other processes may have added and removed entries. */
  private start(): void {
    const last = this.lastRow();
    this.last = last?.seq ?? this.gone();
    this.place = last?.place ?? 0;
    const first = this.file.get('SELECT place FROM oplog ORDER BY seq LIMIT 1');
    this.firstPlace = first === undefined ? 0 : numberColumn(first[0]);
    this.transaction = this.file.transactions;
  }

  private lastRow(): { seq: number; place: number } | undefined {
    const row = this.file.get('SELECT seq, place FROM oplog ORDER BY seq DESC LIMIT 1');
    return row === undefined ? undefined : { seq: numberColumn(row[0]), place: numberColumn(row[1]) };
  }
}

function keepsImages({ options }: Collection): boolean {
  return options.changeStreamPreAndPostImages?.enabled === true;
}

function readEntry(row: SqlRow): OplogEntry {
  const kind = OPLOG_KINDS[numberColumn(row[2]) - 1];
  if (kind === undefined) throw new TypeError(`unknown kind ${row[2]} in the oplog`);
  return {
    seq: numberColumn(row[0]),
    wallMs: numberColumn(row[1]),
    kind,
    database: textColumn(row[3]),
    name: textColumn(row[4]),
    uuid: optionalBlob(row[5]),
  };
}

function optionalBlob(value: SqlRow[number] | undefined): Uint8Array | undefined {
  return value === null || value === undefined ? undefined : blobColumn(value);
}
