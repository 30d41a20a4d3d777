/** Documents of a collection as the bytes that are stored, in batches that fit into one message. */
import type { Collection } from 'mongodb';
import { EJSON } from '../../bson/bson.ts';
import { decode } from '../../bson/decode.ts';
import { keyText } from '../../bson/key-encoding.ts';
import type { Limits } from '../../limits.ts';
import { NotWritable, toDriverValue } from './driver-values.ts';

export type RawDocument = Uint8Array;

export interface ReadOptions {
  /** By `_id`, or as the collection has them. */
  readonly order: '_id' | 'natural';
  readonly limits: Limits;
  /** Its reason is thrown between two batches. */
  readonly signal: AbortSignal;
}

export async function* readBatches(
  collection: Collection,
  { order, limits, signal }: ReadOptions,
): AsyncGenerator<RawDocument[]> {
  const cursor = collection.find({}, { raw: true, ...(order === '_id' ? { sort: { _id: 1 } } : {}) });
  try {
    let batch: RawDocument[] = [];
    let bytes = 0;
    for await (const document of cursor) {
      const raw = asRaw(document);
      if (
        batch.length >= limits.copyBatchDocumentsMax ||
        (batch.length > 0 && bytes + raw.length > limits.copyBatchBytesMax)
      ) {
        signal.throwIfAborted();
        yield batch;
        [batch, bytes] = [[], 0];
      }
      batch.push(raw);
      bytes += raw.length;
    }
    signal.throwIfAborted();
    if (batch.length > 0) yield batch;
  } finally {
    await cursor.close();
  }
}

/** Those of the collection that have the `_id` of one of these, by `idText`; whole, or no more of them than that. */
export async function findByIds(
  collection: Collection,
  documents: readonly RawDocument[],
  part: 'whole' | '_id' = 'whole',
): Promise<ReadonlyMap<string, RawDocument>> {
  if (documents.length === 0) return new Map();
  const ids = documents.flatMap(writableId);
  const options = part === '_id' ? { raw: true, projection: { _id: 1 } } : { raw: true };
  const found = await collection.find({ _id: { $in: ids as never[] } }, options).toArray();
  return new Map(found.map(asRaw).map((document) => [idText(document), document]));
}

/** None for one that the driver cannot write: it is not to be found. */
function writableId(document: RawDocument): unknown[] {
  try {
    return [toDriverValue(idOf(document))];
  } catch (error) {
    if (error instanceof NotWritable) return [];
    throw error;
  }
}

/** The same for ids that a unique index takes for one. */
export function idText(document: RawDocument): string {
  return keyText(idOf(document));
}

const ID = new Set(['_id']);

export function idOf(document: RawDocument): unknown {
  return decode(document, { only: ID })._id;
}

/** With `raw`, the driver gives bytes in the place of each document, and its types do not say so. */
export function asRaw(document: unknown): RawDocument {
  if (document instanceof Uint8Array) return document;
  throw new TypeError(`expected the bytes of a document from the driver, got ${typeof document}`);
}

const SHOWN_CHARACTERS_MAX = 100;

/** The `_id`, for a message. */
export function showId(document: RawDocument): string {
  const text = EJSON.stringify({ _id: idOf(document) });
  return text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`;
}
