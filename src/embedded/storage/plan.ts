/**
 * Which way a query reaches its documents. Small and honest: equality, `$in` and ranges on `_id` or on the leading fields of
 * an index, a sort that an index already has, otherwise the whole collection. The compiled filter still judges every
 * candidate, so a plan may only ever be too wide.
 */
import type { Document } from '../../bson/bson.ts';
import { fieldCount, fieldEntries, hasField } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { isArrayIndex, splitPath } from '../../bson/paths.ts';
import { badValue } from '../engine-error.ts';
import type { Filter } from '../query/filter.ts';
import { numericValue } from '../wire/numbers.ts';
import type { Collection } from './collection.ts';
import type { Index, IndexField } from './index-spec.ts';
import { boundedRange, exactRange, join, type KeyRange, prefixRange } from './key-range.ts';

export interface Plan {
  /** The index to walk; `_id` is the key of the collection's own table; undefined means natural order, or its reverse. */
  readonly access: Index | '_id' | undefined;
  readonly ranges: readonly KeyRange[];
  readonly reverse: boolean;
  /** Whether the documents come in the order of the sort. */
  readonly sorted: boolean;
  /** Whether one document can come more than once. */
  readonly repeats: boolean;
}

export interface PlanQuery {
  readonly filter: Pick<Filter, 'bounds' | 'scalarBounds'>;
  readonly sort: Document | undefined;
  readonly rangesMax: number;
}

const WHOLE_COLLECTION: Plan = { access: undefined, ranges: [], reverse: false, sorted: false, repeats: false };
const ID_FIELDS: readonly IndexField[] = [{ path: '_id', direction: 1 }];

/** `{$natural: 1}` is the order of insertion, walked without an index; undefined for another sort. Throws for one that mixes. */
export function naturalPlan(sort: Document): Plan | undefined {
  if (!hasField(sort, '$natural')) return undefined;
  const direction = numericValue(sort.$natural);
  if (fieldCount(sort) > 1) throw badValue("Cannot include '$natural' in compound sort");
  if (direction !== 1 && direction !== -1) throw badValue('$natural sort cannot be set to a value other than -1 or 1.');
  return { ...WHOLE_COLLECTION, reverse: direction === -1, sorted: true };
}

export function plan(collection: Collection, query: PlanQuery): Plan {
  const sort = sortFields(query.sort);
  const candidates = [consider('_id', ID_FIELDS, false, false, query, sort)];
  for (const index of collection.indexes) {
    if (!isUsable(index)) continue;
    candidates.push(consider(index, index.spec.fields, index.multikey, index.spec.sparse, query, sort));
  }
  const best = candidates.reduce((best, candidate) => (candidate.score > best.score ? candidate : best));
  return best.score > 0 ? best.plan : WHOLE_COLLECTION;
}

/** A partial index lacks documents that a query may ask for; `a.0` has other keys than a query on it has matches. */
function isUsable({ spec }: Index): boolean {
  return spec.partial === undefined && !spec.paths.some((path) => splitPath(path).some(isArrayIndex));
}

interface Candidate {
  readonly plan: Plan;
  /** 0 when the index is of no use. */
  readonly score: number;
}

function consider(
  access: Index | '_id',
  fields: readonly IndexField[],
  multikey: boolean,
  sparse: boolean,
  query: PlanQuery,
  sort: readonly IndexField[] | undefined,
): Candidate {
  const narrowed = narrow(fields, multikey, query);
  const direction = multikey || narrowed.ranges.length > 1 ? undefined : sortDirection(fields, narrowed.fixed, sort);
  // A sparse index lacks the documents without its fields, which a bound on its first field rules out.
  const usable = !sparse || narrowed.equalities > 0 || narrowed.range;
  const score = narrowed.equalities * 4 + (narrowed.range ? 2 : 0) + (direction === undefined ? 0 : 1);
  return {
    plan: {
      access,
      ranges: narrowed.ranges,
      reverse: direction === -1,
      sorted: direction !== undefined,
      repeats: multikey,
    },
    score: usable ? score : 0,
  };
}

interface Narrowed {
  readonly ranges: readonly KeyRange[];
  /** Leading fields with equality; of these, how many from the start have one value only. */
  readonly equalities: number;
  readonly fixed: number;
  readonly range: boolean;
}

/** With several keys for one document, the fields of a key need not come from one match, so only the first is used. */
function narrow(fields: readonly IndexField[], multikey: boolean, query: PlanQuery): Narrowed {
  let prefixes: readonly Uint8Array[] = [new Uint8Array(0)];
  let equalities = 0;
  let fixed = 0;
  const known = multikey ? query.filter.bounds : query.filter.scalarBounds;
  for (const { path, direction } of multikey ? fields.slice(0, 1) : fields) {
    const bounds = known.get(path);
    const { equals } = bounds ?? {};
    if (bounds === undefined || (equals?.length ?? 0) * prefixes.length > query.rangesMax) break;
    if (equals === undefined) {
      if (bounds.lower === undefined && bounds.upper === undefined) break;
      const ranges = prefixes.map((prefix) => boundedRange(prefix, bounds, direction));
      return { ranges, equalities, fixed, range: true };
    }
    const keys = equals.map((value) => encodeKey(value, direction));
    prefixes = distinct(prefixes.flatMap((prefix) => keys.map((key) => join(prefix, key))));
    if (equals.length === 1 && fixed === equalities) fixed += 1;
    equalities += 1;
  }
  const isWholeKey = fields === ID_FIELDS && equalities === 1;
  return { ranges: prefixes.map(isWholeKey ? exactRange : prefixRange), equalities, fixed, range: false };
}

/** In key order, so that a walk through `$in` is a walk forward, and each once. */
function distinct(keys: readonly Uint8Array[]): readonly Uint8Array[] {
  const sorted = keys.toSorted(Buffer.compare);
  return sorted.filter((key, position) => position === 0 || Buffer.compare(key, sorted[position - 1] ?? key) !== 0);
}

/** The direction in which walking an index gives the sort; undefined when it does not, or when nothing is to be sorted. */
function sortDirection(
  fields: readonly IndexField[],
  fixed: number,
  sort: readonly IndexField[] | undefined,
): 1 | -1 | undefined {
  if (sort === undefined) return undefined;
  const constant = new Set(fields.slice(0, fixed).map(({ path }) => path));
  const wanted = sort.filter(({ path }) => !constant.has(path));
  const rest = fields.slice(fixed);
  const first = wanted[0];
  if (first === undefined) return 1;
  const turn = first.direction === rest[0]?.direction ? 1 : -1;
  const served = wanted.every(
    ({ path, direction }, position) => rest[position]?.path === path && rest[position]?.direction === direction * turn,
  );
  return served ? turn : undefined;
}

/** The fields of a plain sort; undefined when there is none, or when it is by something that no index holds. */
function sortFields(sort: Document | undefined): readonly IndexField[] | undefined {
  if (sort === undefined) return undefined;
  const fields: IndexField[] = [];
  for (const [path, value] of fieldEntries(sort)) {
    const number = numericValue(value);
    if (number !== 1 && number !== -1) return undefined;
    fields.push({ path, direction: number });
  }
  return fields.length === 0 ? undefined : fields;
}
