/** Removes the documents whose time has come, by the indexes that say so. Every process on the file may do it. */

import { removeDocument } from './documents.ts';
import type { Index } from './index-spec.ts';
import type { Store } from './store.ts';

/** Documents of one transaction: a sweep must not hold up other writes for long. */
const REMOVED_AT_ONCE = 500;

/** Returns how many documents were removed. */
export async function sweepExpired(store: Store, now: Date = new Date()): Promise<number> {
  let removed = 0;
  store.catalog.refresh();
  for (const { database, name, indexes } of store.catalog.list()) {
    for (const { spec } of indexes.filter((index) => index.spec.expireAfterSeconds !== undefined)) {
      let batch: number;
      do {
        batch = await store.write(() => removeExpired(store, database, name, spec, now));
        removed += batch;
      } while (batch === REMOVED_AT_ONCE);
    }
  }
  return removed;
}

/** A date in an array counts too, and the earliest decides; a field without a date never expires. */
function removeExpired(store: Store, database: string, name: string, spec: Index['spec'], now: Date): number {
  const collection = store.catalog.find(database, name);
  const [path] = spec.paths;
  if (collection === undefined || path === undefined) return 0;
  const before = new Date(now.getTime() - (spec.expireAfterSeconds ?? 0) * 1000);
  const filter = { $and: [{ [path]: { $lt: before } }, spec.partial?.expression ?? {}] };
  const target = store.target(collection);
  const expired = [...store.find(collection, { filter, limit: REMOVED_AT_ONCE })];
  for (const found of expired) removeDocument(target, found.rid, found);
  return expired.length;
}
