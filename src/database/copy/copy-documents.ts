/** The documents of one collection, by `_id`, in batches: each is answered before the next is sent. */
import type { Collection } from 'mongodb';
import type { Document } from '../../bson/bson.ts';
import type { CopyContext } from './copy-context.ts';
import { sourceError } from './copy-errors.ts';
import { Digest } from './digest.ts';
import { NotWritable, toDriverDocument } from './driver-values.ts';
import type { PlannedNamespace } from './plan-namespace.ts';
import { findByIds, idText, type RawDocument, readBatches, showId } from './raw-documents.ts';
import { retrying } from './retrying.ts';

export interface CopiedDocuments {
  readonly read: Digest;
  /** Without those that the driver cannot write. */
  readonly sent: Digest;
  readonly added: number;
  readonly notWritable: readonly string[];
}

/** Of the documents that cannot be written so many are named, and the others counted. */
const NAMED_MAX = 10;

export async function copyDocuments(
  source: Collection,
  target: Collection,
  { namespace, options, documentsHere, documentsThere }: PlannedNamespace,
  context: CopyContext,
): Promise<CopiedDocuments> {
  const [read, sent] = [new Digest(), new Digest()];
  const notWritable: NotWritableDocuments = { named: [], count: 0 };
  let added = 0;
  // A capped collection drops its oldest documents first, so there the order of writing has a meaning.
  const order = options.capped === true ? 'natural' : '_id';
  for await (const batch of fromSourceBatches(source, order, context)) {
    const writable = batch.flatMap((raw) => prepare(raw, notWritable));
    for (const raw of batch) read.add(raw);
    for (const { raw } of writable) sent.add(raw);
    added += await retrying(context, namespace, (isRepeated) =>
      deliver(writable, target, isRepeated || documentsThere > 0),
    );
    context.onProgress({ step: 'Copying', namespace, documents: read.documents, total: documentsHere });
  }
  return { read, sent, added, notWritable: summarise(notWritable) };
}

async function* fromSourceBatches(
  collection: Collection,
  order: 'natural' | '_id',
  { source, limits, signal }: CopyContext,
): AsyncGenerator<RawDocument[]> {
  try {
    yield* readBatches(collection, { order, limits, signal });
  } catch (error) {
    throw sourceError(error, source);
  }
}

interface NotWritableDocuments {
  /** Why each of the first ones cannot be written. */
  readonly named: string[];
  count: number;
}

interface Prepared {
  readonly raw: RawDocument;
  readonly value: Document;
}

function prepare(raw: RawDocument, notWritable: NotWritableDocuments): Prepared[] {
  try {
    return [{ raw, value: toDriverDocument(raw) }];
  } catch (error) {
    if (!(error instanceof NotWritable)) throw error;
    const { named } = notWritable;
    if (named.length < NAMED_MAX) named.push(`the document ${showId(raw)} was left out: ${error.message}`);
    notWritable.count += 1;
    return [];
  }
}

/** Returns how many were not there. */
async function deliver(batch: readonly Prepared[], target: Collection, mayBeThere: boolean): Promise<number> {
  const present = mayBeThere
    ? await findByIds(
        target,
        batch.map(({ raw }) => raw),
        '_id',
      )
    : new Map<string, RawDocument>();
  const missing = batch.filter(({ raw }) => !present.has(idText(raw)));
  if (missing.length === 0) return 0;
  await target.insertMany(
    missing.map(({ value }) => value),
    { ordered: false, forceServerObjectId: true, bypassDocumentValidation: true },
  );
  return missing.length;
}

function summarise({ named, count }: NotWritableDocuments): string[] {
  return count > named.length ? [...named, `${count - named.length} more documents were left out`] : named;
}
