/** One document for each key of an index, for those who ask for the different values of its field. */
import { bracketOfType } from '../../bson/compare.ts';
import type { Collection } from './collection.ts';
import { blobColumn, type DataFile, numberColumn } from './data-file.ts';
import type { Index } from './index-spec.ts';
import { type KeyRange, prefixRange } from './key-range.ts';
import { arraysOf, hintedPlan, type IndexScan, isWalkable, type Plan, type PlanQuery } from './plan.ts';
import type { StoredRow } from './stored-row.ts';

const PIECE_KEYS = 1_000;

/** A scan of an index on the path alone, without arrays, whose ranges hold what the query asks for; undefined without one. */
export function distinctScan(
  { indexes }: Collection,
  path: string,
  chosen: Plan | undefined,
  query: PlanQuery,
): IndexScan | undefined {
  if (chosen?.kind === 'index') return chosen.exact && isOn(chosen.access, path) ? chosen : undefined;
  if (chosen?.kind !== 'collection' || query.allowed !== undefined || query.bounds.clauses.length > 0) return undefined;
  const index = indexes.find((other) => isOn(other, path) && !other.spec.hidden && other.spec.partial === undefined);
  const scan = index && hintedPlan(index, query);
  return scan?.exact === true ? scan : undefined;
}

function isOn(access: Index | '_id', path: string): boolean {
  if (access === '_id' || arraysOf(access) !== 0 || !isWalkable(access)) return false;
  return access.spec.paths.length === 1 && access.spec.paths[0] === path;
}

export interface RowReader {
  /** All rows of a range, in order. */
  read(range: KeyRange): Iterable<StoredRow>;
  find(rid: number): StoredRow | undefined;
}

export function* walkDistinct(file: DataFile, { access, ranges }: IndexScan, rows: RowReader): Generator<StoredRow> {
  if (access === '_id') return;
  const [field] = access.spec.fields;
  for (const range of ranges) {
    for (const { key, rid } of distinctKeys(file, access.id, range)) {
      // A missing field and null share a key, and the empty array and an old undefined: only the documents tell.
      if (isShared(key, field?.direction ?? 1)) yield* rows.read(prefixRange(key));
      else {
        const row = rows.find(rid);
        if (row !== undefined) yield row;
      }
    }
  }
}

function isShared(key: Uint8Array, direction: 1 | -1): boolean {
  const first = key[0] ?? 0;
  return (direction === 1 ? first : 255 - first) <= bracketOfType('null');
}

/** Each key once, with the first row that has it. */
function* distinctKeys(file: DataFile, index: number, range: KeyRange): Generator<{ key: Uint8Array; rid: number }> {
  const upper = range.upper === undefined ? '' : ' AND key < ?';
  let [from, comparison] = [range.lower, '>='];
  for (;;) {
    const sql = `SELECT key, min(rid) FROM x${index} WHERE key ${comparison} ?${upper} GROUP BY key ORDER BY key LIMIT ?`;
    const values = range.upper === undefined ? [from] : [from, range.upper];
    const groups = file.all(sql, ...values, PIECE_KEYS);
    for (const [key, rid] of groups) yield { key: blobColumn(key), rid: numberColumn(rid) };
    if (groups.length < PIECE_KEYS) return;
    [from, comparison] = [blobColumn(groups.at(-1)?.[0]), '>'];
  }
}
