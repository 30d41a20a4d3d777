/** Removes the documents whose time has come, by the indexes that say so. Every process on the file may do it. */
import { EngineError } from '../engine-error.ts';
import { bracketLike, cutAt } from '../query/interval.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import { numberColumn } from './data-file.ts';
import { removeDocument } from './documents.ts';
import type { Index } from './index-spec.ts';
import { intervalRange } from './key-range.ts';
import { readRow } from './scan.ts';
import type { Store } from './store.ts';

/** Documents of one transaction: a sweep must not hold up other writes for long. */
const REMOVED_AT_ONCE = 500;

/** Returns how many documents were removed. A document that cannot be read holds up the rest of its index alone. */
export async function sweepExpired(store: Store, now: Date = new Date()): Promise<number> {
  let removed = 0;
  const failures: EngineError[] = [];
  store.catalog.refresh();
  for (const { database, name, indexes } of store.catalog.list()) {
    for (const { id } of indexes.filter(({ spec }) => spec.expireAfterSeconds !== undefined)) {
      try {
        let batch: number;
        do {
          batch = await store.write(() => removeExpired(store, database, name, id, now));
          removed += batch;
        } while (batch === REMOVED_AT_ONCE);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        failures.push(error);
      }
    }
  }
  if (failures[0] !== undefined) throw failures[0];
  return removed;
}

/** Looks the index up again each time: it may have been dropped or changed, and the name may be another collection's. */
function removeExpired(store: Store, database: string, name: string, indexId: number, now: Date): number {
  const collection = store.catalog.find(database, name);
  const index = collection?.indexes.find(({ id }) => id === indexId);
  const seconds = index?.spec.expireAfterSeconds;
  if (collection === undefined || index === undefined || seconds === undefined) return 0;
  const target = store.target(collection);
  const rows = expiredRows(store, index, new Date(now.getTime() - seconds * 1_000));
  let removed = 0;
  for (const rid of rows) {
    const row = readRow(store.file, collection, rid);
    if (row === undefined) continue;
    removeDocument(target, rid, new LazyDocument(row.bytes, undefined, true));
    removed += 1;
  }
  return removed;
}

const WHOLE_KEY = new Uint8Array(0);
/** No key begins with this byte. */
const ABOVE_ALL = Uint8Array.of(255);

/**
 * By the index itself, which no query would use while it is hidden: its keys are the dates, so an array has several and
 * the earliest decides, and a field without a date has none in this range.
 */
function expiredRows({ file }: Store, { id, spec }: Index, time: Date): number[] {
  const dates = { lower: bracketLike(time).lower, upper: cutAt(time, true) };
  const { lower, upper = ABOVE_ALL } = intervalRange(WHOLE_KEY, dates, spec.fields[0]?.direction ?? 1);
  const sql = `SELECT DISTINCT rid FROM x${id} WHERE key >= ? AND key < ? LIMIT ${REMOVED_AT_ONCE}`;
  return file.all(sql, lower, upper).map(([rid]) => numberColumn(rid));
}
