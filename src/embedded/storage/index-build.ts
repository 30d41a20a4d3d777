/** Filling an index with what the collection holds. Call only inside a write transaction. */
import type { Collection } from './collection.ts';
import { addToIndex } from './documents.ts';
import type { Index, IndexSpec } from './index-spec.ts';
import type { Store } from './store.ts';
import { planIndex, writePlan } from './write-plan.ts';

/** Throws DuplicateKey, and CannotIndexParallelArrays; the transaction then undoes the indexes. */
export function buildIndexes(store: Store, before: Collection, specs: readonly IndexSpec[]): Collection {
  let collection = before;
  const indexes: Index[] = [];
  for (const spec of specs) {
    const added = store.catalog.addIndex(collection, spec);
    collection = added.collection;
    indexes.push(added.index);
  }
  const hasDocuments = fill(store, collection, indexes);
  store.catalog.changes.indexesAdded(collection, specs, hasDocuments);
  return collection;
}

/** Makes all indexes anew from the documents, the one on `_id` too. */
export function rebuildIndexes(store: Store, collection: Collection): void {
  store.file.execute(`REINDEX c${collection.id}`);
  for (const { id } of collection.indexes) store.file.execute(`DELETE FROM x${id}`);
  fill(store, collection, collection.indexes);
}

/** Returns whether there was anything to fill them with. */
function fill(store: Store, collection: Collection, indexes: readonly Index[]): boolean {
  if (indexes.length === 0) return false;
  const target = store.target(collection);
  const { names } = writePlan(collection);
  // A build takes the duplicates that are there, also for an index that is to take no more of them.
  const plans = indexes.map((index) => ({ ...planIndex(index), findOther: undefined }));
  let hasDocuments = false;
  for (const found of store.find(collection, { filter: {} })) {
    hasDocuments = true;
    const fields = found.fields(names);
    for (const plan of plans) addToIndex(target, plan, found.rid, fields);
  }
  return hasDocuments;
}
