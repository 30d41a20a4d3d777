/** Sorts the documents of a pipeline within the memory that a stage may use, with the disk where that is not enough. */
import type { Document } from '../../bson/bson.ts';
import { weightOf } from '../../bson/weight.ts';
import { sortTooLarge } from '../query/sort.ts';
import { ExternalSort, type SortedItem, type SpillCodec } from '../spill/external-sort.ts';
import { DOCUMENT_CODEC } from './spilled-document.ts';
import type { StageOptions } from './stage.ts';

/** The first `wanted` documents in the order of their keys, with these. Stable. */
export function sortDocuments(
  documents: Iterable<Document>,
  key: (document: Document) => string,
  options: StageOptions,
  wanted?: number,
): Generator<SortedItem<Document>> {
  return sortSpilling(documents, { key, codec: DOCUMENT_CODEC, weighed: (document) => document }, options, wanted);
}

interface Sorting<T> {
  readonly codec: SpillCodec<T>;
  key(value: T): string;
  /** The part of a value that weighs. */
  weighed(value: T): unknown;
}

export function* sortSpilling<T>(
  values: Iterable<T>,
  { codec, key, weighed }: Sorting<T>,
  { sortBytesMax = Number.POSITIVE_INFINITY, allowDiskUse = true }: StageOptions,
  wanted = Number.POSITIVE_INFINITY,
): Generator<SortedItem<T>> {
  const memory = { bytesMax: sortBytesMax, mayUseDisk: allowDiskUse, exceeded: sortTooLarge };
  const sort = new ExternalSort(codec, memory, wanted);
  const isBounded = Number.isFinite(sortBytesMax);
  try {
    for (const value of values) sort.add(key(value), value, isBounded ? weightOf(weighed(value), sortBytesMax) : 0);
    yield* sort.sorted();
  } finally {
    sort.close();
  }
}
