/** Counts without reading a document, where the keys of an index or the rows of a collection tell all. */
import type { Collection } from './collection.ts';
import { type DataFile, numberColumn } from './data-file.ts';
import type { KeyRange } from './key-range.ts';
import type { IndexScan, Plan } from './plan.ts';
import type { PreparedQuery } from './prepare-query.ts';
import { countAll } from './scan.ts';

/** Undefined when the documents have to be looked at. */
export function countByKeys(file: DataFile, collection: Collection, prepared: PreparedQuery): number | undefined {
  const { plan, filter, skip, limit } = prepared;
  if (plan === undefined || !isCountable(plan, filter === undefined)) return undefined;
  const all = plan.kind === 'index' ? countRanges(file, collection, plan) : countAll(file, collection);
  const rest = Math.max(0, all - skip);
  return limit === 0 ? rest : Math.min(rest, limit);
}

export function isCountable(plan: Plan, wantsAll: boolean): plan is Extract<Plan, { kind: 'index' | 'collection' }> {
  return plan.kind === 'index' ? plan.exact : plan.kind === 'collection' && wantsAll;
}

function countRanges(file: DataFile, collection: Collection, { access, ranges }: IndexScan): number {
  const [table, key] = access === '_id' ? [`c${collection.id}`, 'id'] : [`x${access.id}`, 'key'];
  return ranges.reduce((sum, range) => sum + countRange(file, table, key, range), 0);
}

function countRange(file: DataFile, table: string, key: string, { lower, upper }: KeyRange): number {
  const row =
    upper === undefined
      ? file.get(`SELECT count(*) FROM ${table} WHERE ${key} >= ?`, lower)
      : file.get(`SELECT count(*) FROM ${table} WHERE ${key} >= ? AND ${key} < ?`, lower, upper);
  return numberColumn(row?.[0]);
}
