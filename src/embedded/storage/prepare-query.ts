/** What a query is before it runs: its filter compiled, its plan chosen. Explain tells of the same. */
import { type Document, ObjectId } from '../../bson/bson.ts';
import { fieldCount, hasField } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import type { Limits } from '../../limits.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { badValue } from '../engine-error.ts';
import { Bounds } from '../query/bounds.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileKeyedSort, type KeyedSort, sortTooLarge } from '../query/sort.ts';
import type { SortMemory } from '../spill/external-sort.ts';
import { numericValue } from '../wire/numbers.ts';
import type { Collection } from './collection.ts';
import { distinctScan } from './distinct-scan.ts';
import { type Hint, type Hinted, hintedIndex } from './hinted-index.ts';
import type { IndexFilters } from './index-filters.ts';
import { minMaxRange, readMinMax } from './min-max.ts';
import {
  boundedPlan,
  type CollectionScan,
  hintedPlan,
  type KeyEnds,
  otherPlans,
  type Plan,
  type PlanQuery,
  plan,
  WHOLE_COLLECTION,
} from './plan.ts';

export interface Query {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  /** Part of the shape that an index filter is for; the documents come whole. */
  readonly projection?: Document | undefined;
  readonly skip?: number | undefined;
  /** 0 or absent means all. */
  readonly limit?: number | undefined;
  /** The index to walk; absent means that the planner chooses. */
  readonly hint?: Hint | undefined;
  /** Ends of the walk, as keys of the hinted index. */
  readonly min?: Document | undefined;
  readonly max?: Document | undefined;
  /** Whether a sort may use the disk for what it cannot keep in memory; absent means yes. */
  readonly allowDiskUse?: boolean | undefined;
  /** Variables and the time for the expressions of the filter. */
  readonly expressions?: ExpressionOptions | undefined;
}

export interface PreparedQuery {
  /** Undefined when there is no collection. */
  readonly plan: Plan | undefined;
  /** Undefined when every document that the plan leads to matches. */
  readonly filter: Filter | undefined;
  /** Undefined when the documents come as they are wanted. */
  readonly sort: KeyedSort | undefined;
  readonly skip: number;
  /** 0 means all. */
  readonly limit: number;
  readonly sortMemory: SortMemory;
  /** Whether an index filter says which indexes may be used. */
  readonly isFiltered: boolean;
}

/** Throws EngineError for a malformed filter or sort at once, even when the collection does not exist. */
export function prepareQuery(
  collection: Collection | undefined,
  query: Query,
  limits: Limits,
  filters: IndexFilters,
): PreparedQuery {
  return prepare(collection, query, limits, filters).prepared;
}

/** With what the planner was asked; a look-up by `_id` alone needs none. */
function prepare(
  collection: Collection | undefined,
  query: Query,
  limits: Limits,
  filters: IndexFilters,
): { prepared: PreparedQuery; planned: PlanQuery | undefined } {
  const { sort, skip = 0, limit = 0 } = query;
  const natural = sort === undefined ? undefined : naturalScan(sort);
  const keyed = natural !== undefined || sort === undefined || isEmpty(sort) ? undefined : compileKeyedSort(sort);
  const sortMemory: SortMemory = {
    bytesMax: limits.engineSortBytesMax,
    mayUseDisk: query.allowDiskUse !== false,
    exceeded: sortTooLarge,
  };
  const ends = readMinMax(query.min, query.max);
  if (isIdOnly(query.filter) && query.hint === undefined && ends === undefined) {
    const key = encodeKey(query.filter._id, 1);
    const way: Plan | undefined = collection && { kind: 'id', key, sorted: true };
    const rest = { skip, limit, sortMemory, isFiltered: false };
    return { prepared: { plan: way, filter: undefined, sort: undefined, ...rest }, planned: undefined };
  }
  const filter = compileFilter(query.filter, query.expressions);
  const planned = planQuery(collection, query, limits, filters);
  const way = collection && choosePlan(collection, query, planned, { natural, ends });
  const prepared = {
    plan: way,
    filter: isEmpty(query.filter) ? undefined : filter,
    sort: way?.sorted === true ? undefined : keyed,
    skip,
    limit,
    sortMemory,
    isFiltered: planned.allowed !== undefined,
  };
  return { prepared, planned };
}

/** For the different values of a field, of which an index may have each once. */
export function prepareDistinct(
  collection: Collection | undefined,
  path: string,
  query: Query,
  limits: Limits,
  filters: IndexFilters,
): PreparedQuery {
  const { prepared, planned } = prepare(collection, query, limits, filters);
  if (collection === undefined || planned === undefined || query.hint !== undefined) return prepared;
  const scan = planned.bounds.complete ? distinctScan(collection, path, prepared.plan, planned) : undefined;
  return scan === undefined ? prepared : { ...prepared, plan: { kind: 'distinct', scan, sorted: false } };
}

/** The plans along other indexes that would do, for people. */
export function rejectedPlans(
  collection: Collection | undefined,
  query: Query,
  { plan: winner }: PreparedQuery,
  limits: Limits,
  filters: IndexFilters,
): readonly Plan[] {
  if (collection === undefined || winner?.kind !== 'index' || query.hint !== undefined) return [];
  return otherPlans(collection, planQuery(collection, query, limits, filters), winner);
}

function planQuery(
  collection: Collection | undefined,
  query: Query,
  { engineIndexRangesMax: rangesMax }: Limits,
  filters: IndexFilters,
): PlanQuery {
  const bounds = new Bounds(query.filter);
  return { bounds, sort: query.sort, rangesMax, allowed: collection && filters.allowed(collection, query) };
}

function choosePlan(
  collection: Collection,
  query: Query,
  planned: PlanQuery,
  { natural, ends }: { natural: CollectionScan | undefined; ends: KeyEnds | undefined },
): Plan {
  // An index filter takes the place of a hint.
  const hinted = planned.allowed === undefined ? hintedIndex(query.hint, collection) : undefined;
  if (natural !== undefined) checkAgreement(natural, hinted);
  if (ends !== undefined) {
    const { access, range } = minMaxRange(ends, hinted);
    return boundedPlan(access, range, ends, query.sort);
  }
  if (natural !== undefined) return natural;
  if (hinted === undefined) return plan(collection, planned);
  if (hinted.kind === 'index') return hintedPlan(hinted.access, planned);
  return { ...WHOLE_COLLECTION, reverse: hinted.direction === -1 };
}

/** `{$natural: 1}` is the order of insertion, walked without an index; undefined for another sort. Throws for one that mixes. */
function naturalScan(sort: Document): CollectionScan | undefined {
  if (!hasField(sort, '$natural')) return undefined;
  const direction = numericValue(sort.$natural);
  if (fieldCount(sort) > 1) throw badValue("Cannot include '$natural' in compound sort");
  if (direction !== 1 && direction !== -1) throw badValue('$natural sort cannot be set to a value other than -1 or 1.');
  return { ...WHOLE_COLLECTION, reverse: direction === -1, sorted: true };
}

function checkAgreement({ reverse }: CollectionScan, hinted: Hinted | undefined): void {
  if (hinted === undefined) return;
  if (hinted.kind === 'index') throw badValue('index hint not allowed with $natural sort order');
  if ((hinted.direction === -1) !== reverse) {
    throw badValue('$natural hint must be in the same direction as $natural sort order');
  }
}

/** `{_id: ObjectId}` and `{_id: 'text'}` need no filter: equal keys are equal values. */
function isIdOnly(filter: Document): boolean {
  const id: unknown = filter._id;
  return (typeof id === 'string' || id instanceof ObjectId) && fieldCount(filter) === 1;
}

function isEmpty(document: Document): boolean {
  return fieldCount(document) === 0;
}
