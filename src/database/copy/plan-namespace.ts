/** What a copy has to do for one collection or view: looks at the target, and changes nothing. */
import type { Collection } from 'mongodb';
import { compareValues } from '../../bson/compare.ts';
import { fieldEntries, getField } from '../../bson/fields.ts';
import { WebhookCliError } from '../../errors.ts';
import type { CopyContext } from './copy-context.ts';
import { fromSource } from './copy-errors.ts';
import { findNamespace, type Namespace } from './namespaces.ts';
import { findByIds, idText, type RawDocument, readBatches, showId } from './raw-documents.ts';

export interface PlannedNamespace extends Namespace {
  /** `replace`: it is dropped and made anew. `keep`: it is there, with this many documents that need not be copied. */
  readonly action: 'create' | 'replace' | 'keep';
  readonly documentsThere: number;
  readonly documentsHere: number;
}

/** Throws WebhookCliError CopyIsSource and TargetHasOther. */
export async function planNamespace(
  namespace: Namespace,
  overwrite: boolean,
  context: CopyContext,
): Promise<PlannedNamespace> {
  const { target } = context;
  const documentsHere = await countHere(namespace, context);
  const found = await findNamespace(target.client.db(namespace.database), namespace.name);
  if (found === undefined) return { ...namespace, action: 'create', documentsHere, documentsThere: 0 };
  if (namespace.uuid !== undefined && found.uuid === namespace.uuid) {
    throw new WebhookCliError('CopyIsSource', { hosts: target.description, namespace: namespace.namespace });
  }
  if (overwrite) return { ...namespace, action: 'replace', documentsHere, documentsThere: 0 };
  const difference = describeDifference(namespace, found);
  if (difference !== undefined) throw otherData(namespace, difference, context);
  const documentsThere = namespace.kind === 'view' ? 0 : await countSame(namespace, context);
  return { ...namespace, action: 'keep', documentsHere, documentsThere };
}

async function countHere({ kind, database, name }: Namespace, { source }: CopyContext): Promise<number> {
  if (kind === 'view') return 0;
  return fromSource(source, () => source.client.db(database).collection(name).estimatedDocumentCount());
}

/** The target may show more options than were asked for: a server adds those that it has defaults for. */
function describeDifference({ kind, options }: Namespace, found: Namespace): string | undefined {
  if (kind !== found.kind) return `it is a ${found.kind} there, and a ${kind} here`;
  const different = fieldEntries(options).find(
    ([name, value]) => compareValues(value, getField(found.options, name)) !== 0,
  );
  return different === undefined ? undefined : `its option ${different[0]} is another one there`;
}

/** How many documents the target has, all of which the source has too. */
async function countSame({ database, name, ...rest }: Namespace, context: CopyContext): Promise<number> {
  const { source, target, limits, signal, onProgress } = context;
  const here = source.client.db(database).collection(name);
  const there = target.client.db(database).collection(name);
  let documents = 0;
  for await (const batch of readBatches(there, { order: 'natural', limits, signal })) {
    const other = await fromSource(source, () => findOther(batch, here));
    if (other !== undefined) throw otherData(rest, other, context);
    documents += batch.length;
    onProgress({ step: 'Comparing', namespace: rest.namespace, documents });
  }
  return documents;
}

/** The first of the target's documents that is missing in the source, or another one there. */
async function findOther(documents: readonly RawDocument[], source: Collection): Promise<string | undefined> {
  const found = await findByIds(source, documents);
  for (const document of documents) {
    const same = found.get(idText(document));
    if (same === undefined) return `it has a document ${showId(document)} that is not in the data file`;
    if (Buffer.compare(same, document) !== 0) return `its document ${showId(document)} is another one in the data file`;
  }
  return undefined;
}

function otherData({ namespace }: Pick<Namespace, 'namespace'>, reason: string, { target }: CopyContext) {
  return new WebhookCliError('TargetHasOther', { hosts: target.description, namespace, reason });
}
