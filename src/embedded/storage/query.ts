/** Which documents a command means, in which order: plan, scan, filter, sort, skip, limit. */
import { type Document, ObjectId } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import type { Limits } from '../../limits.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileSort, sortTooLarge } from '../query/sort.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import type { Collection } from './catalog.ts';
import type { DataFile } from './data-file.ts';
import { naturalPlan, plan } from './plan.ts';
import { findById, type StoredRow, scan } from './scan.ts';

export interface Query {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number | undefined;
  /** 0 or absent means all. */
  readonly limit?: number | undefined;
}

/** A document that a query found. */
export class FoundDocument extends LazyDocument {
  readonly rid: number;

  constructor(row: StoredRow) {
    super(row.bytes);
    this.rid = row.rid;
  }
}

type Compare = (a: Document, b: Document) => number;

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
  const compare = natural !== undefined || sort === undefined || isEmpty(sort) ? undefined : compileSort(sort);
  if (isObjectIdOnly(query.filter)) return slice(findOne(file, collection, query.filter._id), skip, limit);
  const filter = compileFilter(query.filter);
  if (collection === undefined) return [];
  const way = natural ?? plan(collection, { filter, sort, rangesMax: limits.engineIndexRangesMax });
  const found = matching(scan(file, collection, way), isEmpty(query.filter) ? undefined : filter, checkTime);
  if (compare === undefined || way.sorted) return slice(found, skip, limit);
  const kept = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
  return slice(sorted(found, compare, kept, limits.engineSortBytesMax), skip, limit);
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

/** Keeps only the `kept` least, so that a sort with a limit needs little memory. */
function* sorted(
  found: Iterable<FoundDocument>,
  compare: Compare,
  kept: number,
  bytesMax: number,
): Generator<FoundDocument> {
  const order = (a: FoundDocument, b: FoundDocument) => compare(a.document, b.document);
  let documents: FoundDocument[] = [];
  let bytes = 0;
  const trim = () => {
    documents = documents.sort(order).slice(0, kept);
    bytes = documents.reduce((sum, document) => sum + document.bytes.length, 0);
  };
  for (const document of found) {
    documents.push(document);
    bytes += document.bytes.length;
    if (documents.length > kept * 2 + 1000 || bytes > bytesMax) trim();
    if (bytes > bytesMax) throw sortTooLarge(bytesMax);
  }
  trim();
  yield* documents;
}

function* slice<T>(items: Iterable<T>, skip: number, limit: number): Generator<T> {
  let position = 0;
  for (const item of items) {
    position += 1;
    if (position <= skip) continue;
    yield item;
    if (limit > 0 && position >= skip + limit) return;
  }
}
