/**
 * Which way a query reaches its documents: by `_id`, along an index, along several for the branches of an `$or`, or through
 * the whole collection. A plan may only be too wide: the compiled filter judges every candidate.
 */
import type { Document } from '../../bson/bson.ts';
import { isArrayIndex, splitPath } from '../../bson/paths.ts';
import { Bounds } from '../query/bounds.ts';
import type { Intervals } from '../query/interval.ts';
import type { Collection } from './collection.ts';
import { indexOrder, sortFields } from './index-order.ts';
import type { Index, IndexField } from './index-spec.ts';
import type { KeyRange } from './key-range.ts';
import { type Narrowed, narrow, WHOLE_INDEX, weight } from './narrow.ts';
import { isImplied } from './partial-index.ts';

export type Plan = CollectionScan | IdLookup | IndexScan | DistinctScan | Union;

export interface CollectionScan {
  readonly kind: 'collection';
  readonly reverse: boolean;
  /** Whether the documents come in the order of the sort. */
  readonly sorted: boolean;
}

/** The filter asks for one `_id` and nothing else, in a type whose equal keys are equal values. */
export interface IdLookup {
  readonly kind: 'id';
  readonly key: Uint8Array;
  readonly sorted: true;
}

export interface IndexScan {
  readonly kind: 'index';
  /** `_id` is the key of the collection's own table. */
  readonly access: Access;
  readonly ranges: readonly KeyRange[];
  /** Of the leading fields, as the ranges have them, or `min` and `max` of the command. */
  readonly bounds: readonly Intervals[] | KeyEnds;
  readonly reverse: boolean;
  readonly sorted: boolean;
  /** Whether the ranges are read side by side, by the fields that follow those with single values. */
  readonly merged: boolean;
  /** Whether one document can come more than once. */
  readonly repeats: boolean;
  /** Whether the keys in the ranges are those of the matching documents and no others, one for each. */
  readonly exact: boolean;
}

/** One document for each key in the ranges. */
export interface DistinctScan {
  readonly kind: 'distinct';
  readonly scan: IndexScan;
  readonly sorted: false;
}

export interface Union {
  readonly kind: 'union';
  readonly branches: readonly Plan[];
  readonly sorted: false;
}

/** From `min`, included, to `max`, excluded; each a whole key of the index. */
export interface KeyEnds {
  readonly min: Document | undefined;
  readonly max: Document | undefined;
}

export type Access = Index | '_id';

export interface PlanQuery {
  readonly bounds: Bounds;
  readonly sort: Document | undefined;
  readonly rangesMax: number;
  /** Undefined when every index may be used. */
  readonly allowed?: ((access: Access) => boolean) | undefined;
}

export function plan(collection: Collection, query: PlanQuery): Plan {
  return planned(candidates(collection, query), collection, query);
}

/** Those that would do and are worth less. */
export function otherPlans(collection: Collection, query: PlanQuery, winner: IndexScan): readonly Plan[] {
  return candidates(collection, query)
    .map(({ plan }) => plan)
    .filter(({ access }) => access !== winner.access);
}

function planned(found: readonly Candidate[], collection: Collection, query: PlanQuery): Plan {
  const best = bestOf(found);
  if (best?.narrows === true) return best.plan;
  return unionOf(collection, query) ?? best?.plan ?? WHOLE_COLLECTION;
}

function bestOf(found: readonly Candidate[]): Candidate | undefined {
  const [first, ...others] = found;
  return first && others.reduce((best, other) => (other.score > best.score ? other : best), first);
}

export const WHOLE_COLLECTION: CollectionScan = { kind: 'collection', reverse: false, sorted: false };
const ID_FIELDS: readonly IndexField[] = [{ path: '_id', direction: 1 }];

interface Candidate {
  readonly plan: IndexScan;
  readonly score: number;
  /** Whether it reads less than the whole index. */
  readonly narrows: boolean;
}

/** The ways along an index that are of some use. */
function candidates(collection: Collection, query: PlanQuery): readonly Candidate[] {
  const sort = sortFields(query.sort);
  const found: Candidate[] = [];
  for (const access of ['_id' as const, ...collection.indexes]) {
    const candidate = isUsable(access, query) ? consider(access, query, sort) : undefined;
    if (candidate !== undefined) found.push(candidate);
  }
  return found;
}

/** A partial index lacks documents, unless the query asks for none of them. */
function isUsable(access: Access, { bounds, allowed }: PlanQuery): boolean {
  if (allowed?.(access) === false) return false;
  if (access === '_id') return true;
  const { hidden, partial } = access.spec;
  return !hidden && (partial === undefined || isImplied(partial.expression, bounds));
}

const SCORE = { unique: 1000, order: 1 };

function consider(access: Access, query: PlanQuery, sort: readonly IndexField[] | undefined): Candidate | undefined {
  const fields = fieldsOf(access);
  const [leading] = fields;
  if (sort === undefined && (leading === undefined || !query.bounds.has(leading.path))) return undefined;
  const narrowed = narrowIndex(access, query);
  const scan = indexScan(access, narrowed, query, sort);
  const weights = narrowed.bounds.map(weight);
  // A sparse index lacks the documents without its fields, which a condition that needs one of them rules out.
  if (isSparse(access) && !narrowed.used.some(({ needsField }) => needsField)) return undefined;
  const narrows = isSparse(access) || weights.some((weight) => weight > 0);
  const isOne = narrows && isWholeUniqueKey(access, narrowed);
  const score = weights.reduce(
    (sum, weight) => sum + weight,
    (scan.sorted ? SCORE.order : 0) + (isOne ? SCORE.unique : 0),
  );
  return narrows || scan.sorted ? { plan: scan, score, narrows } : undefined;
}

/** Of an array, elements without the fields have no keys in it: not all of the elements by which a document sorts. */
function isSparse(access: Access): boolean {
  return access !== '_id' && access.spec.sparse;
}

function isWholeUniqueKey(access: Access, { equalities, ranges }: Narrowed): boolean {
  return (access === '_id' || access.spec.unique) && equalities === fieldsOf(access).length && ranges.length === 1;
}

/** A way along one index whatever it is worth, as a hint asks for it. */
export function hintedPlan(access: Access, query: PlanQuery): IndexScan {
  return indexScan(access, narrowIndex(access, query), query, sortFields(query.sort));
}

/** Between two keys, as `min` and `max` ask for it. */
export function boundedPlan(access: Access, range: KeyRange, bounds: KeyEnds, sort: Document | undefined): IndexScan {
  const order = indexOrder(
    fieldsOf(access),
    arraysOf(access),
    { ...WHOLE_INDEX, boundsArrays: true },
    sortFields(sort),
  );
  return {
    kind: 'index',
    access,
    ranges: [range],
    bounds,
    reverse: order?.direction === -1,
    sorted: order !== undefined,
    merged: false,
    repeats: arraysOf(access) !== 0,
    exact: false,
  };
}

function indexScan(
  access: Access,
  narrowed: Narrowed,
  { bounds }: PlanQuery,
  sort: readonly IndexField[] | undefined,
): IndexScan {
  const arrays = arraysOf(access);
  const held = isSparse(access) ? { ...narrowed, boundsArrays: true } : narrowed;
  const order = isWalkable(access) ? indexOrder(fieldsOf(access), arrays, held, sort) : undefined;
  return {
    kind: 'index',
    access,
    ranges: narrowed.ranges,
    bounds: narrowed.bounds,
    reverse: order?.direction === -1,
    sorted: order !== undefined,
    merged: order?.merged === true,
    repeats: arrays !== 0,
    exact: arrays === 0 && isExact(bounds, narrowed),
  };
}

/** Whether the bounds say all that the filter says. */
function isExact(bounds: Bounds, { used, tight }: Narrowed): boolean {
  if (!tight || !bounds.complete || bounds.alternatives.length > 0 || used.length < bounds.clauses.length) return false;
  return used.every(({ exact }) => exact);
}

function narrowIndex(access: Access, { bounds, rangesMax }: PlanQuery): Narrowed {
  if (!isWalkable(access)) return WHOLE_INDEX;
  const single = access === '_id';
  return narrow({ fields: fieldsOf(access), arrays: arraysOf(access), bounds, rangesMax, single });
}

/** `a.0` has other keys than a query on it has matches. */
export function isWalkable(access: Access): boolean {
  return access === '_id' || !access.spec.paths.some((path) => splitPath(path).some(isArrayIndex));
}

export function fieldsOf(access: Access): readonly IndexField[] {
  return access === '_id' ? ID_FIELDS : access.spec.fields;
}

export function arraysOf(access: Access): number {
  return access === '_id' ? 0 : access.multikey;
}

/** Every branch of the first `$or` whose branches are all answered by indexes; a document may come from several. */
function unionOf(
  collection: Collection,
  query: PlanQuery,
  depth = 0,
  left = { branches: BRANCHES_IN_ALL_MAX },
): Union | undefined {
  for (const branches of query.bounds.alternatives) {
    if (branches.length > Math.min(BRANCHES_MAX, left.branches) || depth > BRANCH_DEPTH_MAX) continue;
    left.branches -= branches.length;
    const plans = branches.map((branch) => planBranch(collection, branch, query, depth, left));
    const usable = plans.filter((plan) => plan !== undefined);
    if (usable.length === plans.length) return { kind: 'union', branches: usable, sorted: false };
  }
  return undefined;
}

const BRANCHES_MAX = 100;
const BRANCH_DEPTH_MAX = 2;
/** Looked at for one query, those of an `$or` that turns out to be of no use included. */
const BRANCHES_IN_ALL_MAX = 1_000;

function planBranch(
  collection: Collection,
  branch: Document,
  { bounds, rangesMax, allowed }: PlanQuery,
  depth: number,
  left: { branches: number },
): Plan | undefined {
  const query = { bounds: new Bounds(branch, bounds), sort: undefined, rangesMax, allowed };
  const best = bestOf(candidates(collection, query).filter(({ narrows }) => narrows));
  return best?.plan ?? unionOf(collection, query, depth + 1, left);
}
