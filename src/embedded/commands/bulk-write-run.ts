/** One operation of a `bulkWrite`, inside a write. */
import { insertDocument } from '../storage/documents.ts';
import type { Store } from '../storage/store.ts';
import { applyUpdate } from './apply-update.ts';
import type { BulkOperation } from './bulk-write-operations.ts';
import { checkCollectionUuid } from './collection-uuid.ts';
import { deleteMatching } from './delete.ts';
import { checkMulti } from './update.ts';

export interface BulkResult {
  readonly kind: BulkOperation['kind'];
  readonly n: number;
  /** Of an update alone. */
  readonly nModified?: number;
  readonly upserted?: { readonly _id: unknown };
}

/** Throws EngineError and leaves nothing half done. */
export function runOperation(store: Store, operation: BulkOperation, bypassesValidation: boolean): BulkResult {
  const { kind, namespace } = operation;
  const { database, name } = namespace;
  checkCollectionUuid(store.catalog, database, name, namespace.uuid);
  if (kind === 'insert') {
    insertDocument(store.target(store.catalog.ensure(database, name), bypassesValidation), operation.document);
    return { kind, n: 1 };
  }
  if (kind === 'delete') {
    return { kind, n: store.undoable(() => deleteMatching(store, database, name, operation.statement)) };
  }
  checkMulti(operation.statement);
  const { matched, modified, upserted } = applyUpdate(store, database, name, operation.statement);
  if (upserted === undefined) return { kind, n: matched, nModified: modified };
  return { kind, n: 1, nModified: 0, upserted: { _id: upserted._id } };
}
