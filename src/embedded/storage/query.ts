/** Which documents a command means, in which order: plan, scan, filter, sort, skip, limit. */
import { type Document, ObjectId } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import type { Limits } from '../../limits.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileKeyedSort, type KeyedSort, sortTooLarge } from '../query/sort.ts';
import { ExternalSort, type SortMemory, type SpillCodec } from '../spill/external-sort.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import type { Collection } from './collection.ts';
import type { DataFile } from './data-file.ts';
import { naturalPlan, plan } from './plan.ts';
import { findById, type StoredRow, scan } from './scan.ts';

export interface Query {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number | undefined;
  /** 0 or absent means all. */
  readonly limit?: number | undefined;
  /** Whether a sort may use the disk for what it cannot keep in memory; absent means yes. */
  readonly allowDiskUse?: boolean | undefined;
  /** Variables and the time for the expressions of the filter. */
  readonly expressions?: ExpressionOptions | undefined;
}

/** A document that a query found. */
export class FoundDocument extends LazyDocument {
  readonly rid: number;

  constructor(row: StoredRow) {
    // Bytes were found sound when they were stored, and their checksum says that they are the same.
    super(row.bytes, undefined, true);
    this.rid = row.rid;
  }
}

/** Throws EngineError for a malformed filter or sort at once, even when the collection does not exist. */
export function findDocuments(
  file: DataFile,
  collection: Collection | undefined,
  query: Query,
  limits: Limits,
  checkTime: () => void,
): Iterable<FoundDocument> {
  const { sort, skip = 0, limit = 0 } = query;
  const natural = sort === undefined ? undefined : naturalPlan(sort);
  const keyed = natural !== undefined || sort === undefined || isEmpty(sort) ? undefined : compileKeyedSort(sort);
  if (isObjectIdOnly(query.filter)) return slice(findOne(file, collection, query.filter._id), skip, limit);
  const filter = compileFilter(query.filter, query.expressions);
  if (collection === undefined) return [];
  const way = natural ?? plan(collection, { filter, sort, rangesMax: limits.engineIndexRangesMax });
  const found = matching(scan(file, collection, way), isEmpty(query.filter) ? undefined : filter, checkTime);
  if (keyed === undefined || way.sorted) return slice(found, skip, limit);
  const wanted = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
  const memory: SortMemory = {
    bytesMax: limits.engineSortBytesMax,
    mayUseDisk: query.allowDiskUse !== false,
    exceeded: sortTooLarge,
  };
  return slice(sorted(found, keyed, wanted, memory), skip, limit);
}

/** `{_id: ObjectId}` and `{_id: 'text'}` need no filter: equal keys are equal values. */
function isObjectIdOnly(filter: Document): boolean {
  const id: unknown = filter._id;
  return (typeof id === 'string' || id instanceof ObjectId) && fieldCount(filter) === 1;
}

function isEmpty(document: Document): boolean {
  return fieldCount(document) === 0;
}

function findOne(file: DataFile, collection: Collection | undefined, id: unknown): FoundDocument[] {
  const row = collection === undefined ? undefined : findById(file, collection, encodeKey(id, 1));
  return row === undefined ? [] : [new FoundDocument(row)];
}

/** Rows between two looks at the clock: some tenths of a millisecond. */
const ROWS_BETWEEN_CHECKS = 64;

function* matching(
  rows: Iterable<StoredRow>,
  filter: Filter | undefined,
  checkTime: () => void,
): Generator<FoundDocument> {
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (count % ROWS_BETWEEN_CHECKS === 0) checkTime();
    const found = new FoundDocument(row);
    if (filter === undefined || filter.matches(found.document)) yield found;
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
      const { rid, bytes } = document;
      sort.add(keyed.key(document.fields(keyed.names)), { rid, bytes }, bytes.length + ROW_BYTES);
    }
    for (const { value } of sort.sorted()) yield new FoundDocument(value);
  } finally {
    sort.close();
  }
}

const RID_BYTES = 8;

const ROW_CODEC: SpillCodec<StoredRow> = {
  encode: ({ rid, bytes }) => {
    const encoded = Buffer.allocUnsafe(RID_BYTES + bytes.length);
    encoded.writeDoubleLE(rid);
    encoded.set(bytes, RID_BYTES);
    return encoded;
  },
  decode: (encoded) => ({
    rid: new DataView(encoded.buffer, encoded.byteOffset).getFloat64(0, true),
    bytes: encoded.subarray(RID_BYTES),
  }),
};

function* slice<T>(items: Iterable<T>, skip: number, limit: number): Generator<T> {
  let position = 0;
  for (const item of items) {
    position += 1;
    if (position <= skip) continue;
    yield item;
    if (limit > 0 && position >= skip + limit) return;
  }
}
