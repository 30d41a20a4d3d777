/** What `explain` tells of a count, which reads no document where keys or the number of rows tell. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { isCountable } from '../storage/count-keys.ts';
import type { Plan } from '../storage/plan.ts';
import { describeCountScan, type StageDescription } from '../storage/plan-description.ts';
import type { Store } from '../storage/store.ts';
import {
  describePlanner,
  type ExplainedQuery,
  executionStats,
  explainQuery,
  stage,
  type Verbosity,
} from './explain-query.ts';

export function explainCounting(store: Store, verbosity: Verbosity, explained: ExplainedQuery): Document {
  const { collection, query } = explained;
  const prepared = store.prepare(collection, query);
  const { plan } = prepared;
  if (plan === undefined || !isCountable(plan, prepared.filter === undefined)) {
    const above = (input: StageDescription) => counting(input.nReturned, input);
    return explainQuery(store, verbosity, { ...explained, above });
  }
  const queryPlanner = describePlanner(store, explained, prepared, describe(plan, 0, 0));
  if (verbosity === 'queryPlanner') return { queryPlanner };
  const start = performance.now();
  const [counted, keys] = [store.count(collection, query), store.count(collection, { ...query, skip: 0, limit: 0 })];
  const milliseconds = performance.now() - start;
  const read = plan.kind === 'index' ? keys : 0;
  const execution = { keys: read, documents: 0, nReturned: 0, milliseconds, verbosity };
  return { queryPlanner, executionStats: executionStats(describe(plan, counted, keys), execution) };
}

function describe(plan: Plan, counted: number, keys: number): StageDescription {
  if (plan.kind === 'index') return counting(counted, describeCountScan(plan, keys));
  const statistics = { nCounted: new Int32(counted) };
  return { stage: 'RECORD_STORE_FAST_COUNT', details: {}, statistics, nReturned: 0, inputs: [] };
}

function counting(counted: number, input: StageDescription): StageDescription {
  return stage('COUNT', {}, 0, input, { nCounted: new Int32(counted) });
}
