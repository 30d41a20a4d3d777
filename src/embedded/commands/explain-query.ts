/** What `explain` tells of a query: the plan that would run, and with the verbosity for it, what running it took. */

import { type Document, Int32, Long } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { parsedQuery } from '../query/parsed-query.ts';
import { planCacheKey, planCacheShapeHash, type ShapedQuery } from '../query/query-shape.ts';
import type { Collection } from '../storage/collection.ts';
import { describePlan, type PlanRun, type StageDescription, totalsOf } from '../storage/plan-description.ts';
import type { PreparedQuery, Query } from '../storage/prepare-query.ts';
import type { FoundDocument, QueryStatistics } from '../storage/query.ts';
import type { Store } from '../storage/store.ts';
import { wholeNumber } from '../wire/numbers.ts';

export type Verbosity = 'queryPlanner' | 'executionStats' | 'allPlansExecution';

export interface ExplainedQuery {
  readonly namespace: string;
  readonly collection: Collection | undefined;
  readonly query: Query;
  /** Where the command prepares it in a way of its own. */
  readonly prepared?: PreparedQuery;
  readonly shape: ShapedQuery;
  /** The stages above those that find documents. */
  readonly above?: ((input: StageDescription) => StageDescription) | undefined;
  /** Whether the command itself answers with documents, and does not only count or change them. */
  readonly returnsDocuments: boolean;
  /** Reads as many documents as the command does; absent means all. Returns how many it has read. */
  readonly consume?: ((found: Iterable<FoundDocument>) => number) | undefined;
}

/** `queryPlanner`, and `executionStats` unless it is not asked for. */
export function explainQuery(store: Store, verbosity: Verbosity, explained: ExplainedQuery): Document {
  const prepared = explained.prepared ?? store.prepare(explained.collection, explained.query);
  const describe = (run: PlanRun, returned: number) => {
    const stages = describeStages(prepared, explained, run, returned);
    return explained.above?.(stages) ?? stages;
  };
  const queryPlanner = describePlanner(store, explained, prepared, describe(NOT_RUN, 0));
  if (verbosity === 'queryPlanner') return { queryPlanner };
  const statistics: QueryStatistics = { scans: new Map(), matched: 0 };
  const start = performance.now();
  const returned = (explained.consume ?? countAll)(store.measure(explained.collection, prepared, statistics));
  const milliseconds = performance.now() - start;
  const nReturned = explained.returnsDocuments ? returned : 0;
  const stages = describe(statistics, returned);
  return {
    queryPlanner,
    executionStats: executionStats(stages, { ...totalsOf(statistics), nReturned, milliseconds, verbosity }),
  };
}

function countAll(found: Iterable<unknown>): number {
  let count = 0;
  for (const _ of found) count += 1;
  return count;
}

const NOT_RUN: PlanRun = { scans: new Map(), matched: 0 };

export interface Execution {
  readonly keys: number;
  readonly documents: number;
  readonly nReturned: number;
  readonly milliseconds: number;
  readonly verbosity: Verbosity;
}

export function executionStats(
  stages: StageDescription,
  { keys, documents, nReturned, milliseconds, verbosity }: Execution,
): Document {
  return {
    executionSuccess: true,
    nReturned: wholeNumber(nReturned),
    executionTimeMillis: new Int32(Math.round(milliseconds)),
    totalKeysExamined: wholeNumber(keys),
    totalDocsExamined: wholeNumber(documents),
    executionStages: printExecution(stages, Math.round(milliseconds)),
    // One plan is chosen by its worth and none is tried.
    ...(verbosity === 'allPlansExecution' ? { allPlansExecution: [] } : {}),
  };
}

export function describePlanner(
  store: Store,
  { namespace, collection, query, shape }: ExplainedQuery,
  prepared: PreparedQuery,
  winner: StageDescription,
): Document {
  const hash = planCacheShapeHash(shape);
  const parsed = parsedQuery(query.filter);
  const filter = fieldCount(query.filter) === 0 ? undefined : parsed;
  return {
    namespace,
    parsedQuery: parsed,
    indexFilterSet: prepared.isFiltered,
    queryHash: hash,
    planCacheShapeHash: hash,
    planCacheKey: planCacheKey(shape, collection?.indexes.map(({ spec }) => spec.name) ?? []),
    optimizationTimeMillis: new Int32(0),
    maxIndexedOrSolutionsReached: false,
    maxIndexedAndSolutionsReached: false,
    maxScansToExplodeReached: false,
    prunedSimilarIndexes: false,
    winningPlan: { isCached: false, ...printPlan(winner) },
    rejectedPlans: store.rejected(collection, query, prepared).map((plan) => ({
      isCached: false,
      ...printPlan(describePlan(plan, { filter, sort: query.sort }, NOT_RUN)),
    })),
  };
}

/** Sort, skip and limit above what finds the documents. */
function describeStages(
  { plan, filter, sort, skip, limit, sortMemory }: PreparedQuery,
  { query }: ExplainedQuery,
  run: PlanRun,
  returned: number,
): StageDescription {
  const parsed = filter === undefined ? undefined : parsedQuery(query.filter);
  let stages = describePlan(plan, { filter: parsed, sort: query.sort }, run);
  const wanted = limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
  if (sort !== undefined) {
    const limitAmount = limit === 0 ? {} : { limitAmount: Long.fromNumber(wanted) };
    const details = {
      sortPattern: query.sort ?? {},
      memLimit: Long.fromNumber(sortMemory.bytesMax),
      ...limitAmount,
      type: 'simple',
    };
    stages = stage('SORT', details, Math.min(run.matched, wanted), stages);
  }
  if (skip > 0) {
    const left = Math.max(0, stages.nReturned - skip);
    stages = stage('SKIP', { skipAmount: Long.fromNumber(skip) }, left, stages);
  }
  return limit > 0 && sort === undefined
    ? stage('LIMIT', { limitAmount: Long.fromNumber(limit) }, returned, stages)
    : stages;
}

/** One more stage above another. */
export function stage(
  name: string,
  details: Document,
  nReturned: number,
  input: StageDescription,
  statistics: Document = {},
): StageDescription {
  return { stage: name, details, statistics, nReturned, inputs: [input] };
}

export function printPlan({ stage, details, inputs }: StageDescription): Document {
  return { stage, ...details, ...printInputs(inputs.map(printPlan)) };
}

function printExecution({ stage, details, statistics, nReturned, inputs }: StageDescription, millis: number): Document {
  return {
    stage,
    ...details,
    nReturned: wholeNumber(nReturned),
    executionTimeMillisEstimate: new Int32(millis),
    ...statistics,
    ...printInputs(inputs.map((input) => printExecution(input, millis))),
  };
}

function printInputs(inputs: readonly Document[]): Document {
  const [only] = inputs;
  if (only === undefined) return {};
  return inputs.length === 1 ? { inputStage: only } : { inputStages: inputs };
}
