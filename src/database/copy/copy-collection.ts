/** One collection: its documents, then a look at all of them on both sides, then its indexes. */
import type { Collection } from 'mongodb';
import type { CopyContext, CopyProgress } from './copy-context.ts';
import { copyDocuments } from './copy-documents.ts';
import { fromSource } from './copy-errors.ts';
import { type Digest, digestOf } from './digest.ts';
import { toDriverMap } from './driver-values.ts';
import { listIndexes } from './namespaces.ts';
import type { PlannedNamespace } from './plan-namespace.ts';
import { retrying } from './retrying.ts';

export interface CollectionCopy {
  readonly namespace: string;
  readonly documents: number;
  /** Those that were not at the target before. */
  readonly added: number;
  /** The same on both sides, when there are no problems. */
  readonly digest: string;
  /** The one on `_id` among them. */
  readonly indexes: number;
  readonly problems: readonly string[];
}

export async function copyCollection(planned: PlannedNamespace, context: CopyContext): Promise<CollectionCopy> {
  const { source, target } = context;
  const { database, name, namespace } = planned;
  const here = source.client.db(database).collection(name);
  const there = target.client.db(database).collection(name, DURABLE);
  const copied = await copyDocuments(here, there, planned, context);
  const found = await retrying(context, namespace, () =>
    readAll(there, { step: 'Verifying', namespace, total: copied.sent.documents }, context),
  );
  // Afterwards: loading is faster without them, and one that lets documents expire would take some of those just copied.
  const indexes = await fromSource(source, () => listIndexes(source.client.db(database), name));
  if (indexes.length > 0) {
    await target.client.db(database).command({ createIndexes: name, indexes: indexes.map(toDriverMap) });
  }
  const now = await fromSource(source, () =>
    readAll(here, { step: 'Rereading', namespace, total: copied.read.documents }, context),
  );
  const isSame = found.equals(copied.sent);
  const isUnchanged = now.equals(copied.read);
  return {
    namespace,
    documents: found.documents,
    added: copied.added,
    digest: found.hex,
    indexes: indexes.length + 1,
    problems: [
      ...copied.notWritable,
      ...(isSame ? [] : [describeOther(found.documents, copied.sent.documents)]),
      ...(isUnchanged ? [] : ['documents were changed here while they were copied']),
    ],
  };
}

function describeOther(found: number, sent: number): string {
  if (found === sent) return `the target has ${found} documents, as were sent, and not all of them are the same`;
  return `the target has other documents than were sent: ${found} of ${sent}`;
}

/** Written by most members and read from where it is written: a copy that a failover takes back would be none. */
const DURABLE = { writeConcern: { w: 'majority' }, readPreference: 'primary' } as const;

function readAll(
  collection: Collection,
  progress: Omit<CopyProgress, 'documents'>,
  { onProgress, ...context }: CopyContext,
): Promise<Digest> {
  return digestOf(collection, context, (documents) => onProgress({ ...progress, documents }));
}
