/** Which documents a command means, in which order: plan, scan, filter, sort, skip, limit. */
import type { Filter } from '../query/filter.ts';
import type { KeyedSort } from '../query/sort.ts';
import { ExternalSort, type SortMemory, type SpillCodec } from '../spill/external-sort.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import type { Collection } from './collection.ts';
import type { DataFile } from './data-file.ts';
import type { Plan } from './plan.ts';
import type { PlanUsage } from './plan-usage.ts';
import type { PreparedQuery } from './prepare-query.ts';
import { type ScanStatistics, scan } from './scan.ts';
import type { StoredRow } from './stored-row.ts';

/** A document that a query found. */
export class FoundDocument extends LazyDocument {
  readonly rid: number;
  /** The key of the index that led to it. */
  readonly key: Uint8Array | undefined;

  constructor(row: StoredRow) {
    // Bytes were found sound when they were stored, and their checksum says that they are the same.
    super(row.bytes, undefined, true);
    this.rid = row.rid;
    this.key = row.key;
  }
}

/** What a run notes beside its documents. */
export interface QueryNotes {
  readonly checkTime: () => void;
  readonly usage?: PlanUsage;
  readonly statistics?: QueryStatistics;
}

export interface QueryStatistics {
  readonly scans: ScanStatistics;
  /** Documents that fulfilled the filter. */
  matched: number;
}

export function runQuery(
  file: DataFile,
  collection: Collection | undefined,
  prepared: PreparedQuery,
  notes: QueryNotes,
): Iterable<FoundDocument> {
  const { plan, filter, sort, skip, limit } = prepared;
  if (collection === undefined || plan === undefined) return [];
  if (notes.usage !== undefined) noteUsage(notes.usage, collection, plan);
  const found = matching(scan(file, collection, plan, notes.statistics?.scans), filter, notes);
  if (sort === undefined) return slice(found, skip, limit);
  const wanted = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
  return slice(sorted(found, sort, wanted, prepared.sortMemory), skip, limit);
}

function noteUsage(usage: PlanUsage, collection: Collection, plan: Plan): void {
  if (plan.kind === 'union') for (const branch of plan.branches) noteUsage(usage, collection, branch);
  else if (plan.kind === 'distinct') usage.note(collection, plan.scan.access);
  else usage.note(collection, plan.kind === 'index' ? plan.access : plan.kind === 'id' ? '_id' : undefined);
}

/** Rows between two looks at the clock: some tenths of a millisecond. */
const ROWS_BETWEEN_CHECKS = 64;

function* matching(
  rows: Iterable<StoredRow>,
  filter: Filter | undefined,
  { checkTime, statistics }: QueryNotes,
): Generator<FoundDocument> {
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (count % ROWS_BETWEEN_CHECKS === 0) checkTime();
    const found = new FoundDocument(row);
    if (filter !== undefined && !filter.matches(found.document)) continue;
    if (statistics !== undefined) statistics.matched += 1;
    yield found;
  }
}

/** Of a row: its object and that of its bytes. */
const ROW_BYTES = 192;

/** Keeps the bytes of the documents and not what they decode to, and of these only the `wanted` first. */
function* sorted(
  found: Iterable<FoundDocument>,
  keyed: KeyedSort,
  wanted: number,
  memory: SortMemory,
): Generator<FoundDocument> {
  const sort = new ExternalSort(ROW_CODEC, memory, wanted);
  try {
    for (const document of found) {
      const { rid, bytes, key } = document;
      const weight = bytes.length + (key?.length ?? 0) + ROW_BYTES;
      sort.add(keyed.key(document.fields(keyed.names)), { rid, bytes, key }, weight);
    }
    for (const { value } of sort.sorted()) yield new FoundDocument(value);
  } finally {
    sort.close();
  }
}

const HEAD_BYTES = 12;

/** Row number and length of the key, key, document. */
const ROW_CODEC: SpillCodec<StoredRow> = {
  encode: ({ rid, bytes, key = NO_KEY }) => {
    const encoded = Buffer.allocUnsafe(HEAD_BYTES + key.length + bytes.length);
    encoded.writeDoubleLE(rid);
    encoded.writeUInt32LE(key.length, 8);
    encoded.set(key, HEAD_BYTES);
    encoded.set(bytes, HEAD_BYTES + key.length);
    return encoded;
  },
  decode: (encoded) => {
    const view = new DataView(encoded.buffer, encoded.byteOffset);
    const end = HEAD_BYTES + view.getUint32(8, true);
    const key = end === HEAD_BYTES ? undefined : encoded.subarray(HEAD_BYTES, end);
    return { rid: view.getFloat64(0, true), bytes: encoded.subarray(end), key };
  },
};

const NO_KEY = new Uint8Array(0);

function* slice<T>(items: Iterable<T>, skip: number, limit: number): Generator<T> {
  let position = 0;
  for (const item of items) {
    position += 1;
    if (position <= skip) continue;
    yield item;
    if (limit > 0 && position >= skip + limit) return;
  }
}
