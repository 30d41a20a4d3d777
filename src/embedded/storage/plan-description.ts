/** A plan as `explain` tells of it: a tree of the server's stages, made from the very plan that runs. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { setField } from '../../bson/fields.ts';
import { intervalTexts } from './interval-text.ts';
import { hasBit } from './narrow.ts';
import { type Access, arraysOf, fieldsOf, type IndexScan, type KeyEnds, type Plan } from './plan.ts';
import type { ScanStatistics } from './scan.ts';

export interface StageDescription {
  readonly stage: string;
  readonly details: Document;
  /** What it did, when it ran. */
  readonly statistics: Document;
  readonly nReturned: number;
  readonly inputs: readonly StageDescription[];
}

/** What is known of a run; zeros for a plan that has not run. */
export interface PlanRun {
  readonly scans: ScanStatistics;
  readonly matched: number;
}

export interface DescribedQuery {
  /** As it was parsed; undefined when everything matches. */
  readonly filter: Document | undefined;
  readonly sort: Document | undefined;
}

/** How the documents that match are reached. */
export function describePlan(plan: Plan | undefined, query: DescribedQuery, run: PlanRun): StageDescription {
  const filter = query.filter === undefined ? {} : { filter: query.filter };
  const nReturned = run.matched;
  switch (plan?.kind) {
    case undefined:
      return { stage: 'EOF', details: { type: 'nonExistentNamespace' }, statistics: {}, nReturned: 0, inputs: [] };
    case 'collection': {
      const statistics = { docsExamined: new Int32(countsOf(plan, run).documents) };
      const details = { ...filter, direction: plan.reverse ? 'backward' : 'forward' };
      return { stage: 'COLLSCAN', details, statistics, nReturned, inputs: [] };
    }
    case 'id':
      return describeIdLookup(countsOf(plan, run), nReturned);
    case 'distinct': {
      const { keys, documents } = countsOf(plan, run);
      const scan = describeIndexScan(plan.scan, { keys, documents });
      return fetched({}, documents, nReturned, { ...scan, stage: 'DISTINCT_SCAN' });
    }
    case 'union': {
      const counts = countsOf(plan, run);
      const inputs = plan.branches.map((branch) => describeBranch(branch, run));
      const or = { stage: 'OR', details: {}, statistics: dropped(counts), nReturned: counts.documents, inputs };
      return fetched(filter, counts.documents, nReturned, or);
    }
    case 'index': {
      const counts = countsOf(plan, run);
      const walk = describeIndexScan(plan, counts);
      const merge = { stage: 'SORT_MERGE', details: { sortPattern: query.sort ?? {} }, statistics: {} };
      const input = plan.merged ? { ...merge, nReturned: counts.documents, inputs: [walk] } : walk;
      return fetched(plan.exact ? {} : filter, counts.documents, nReturned, input);
    }
  }
}

/** Keys and documents that were read in all. */
export function totalsOf({ scans }: PlanRun): { keys: number; documents: number } {
  let [keys, documents] = [0, 0];
  for (const [plan, counts] of scans) {
    if (plan.kind !== 'collection' && plan.kind !== 'union') keys += counts.keys;
    // A document that comes from several branches is looked at once.
    if (plan.kind !== 'union') documents += counts.documents;
  }
  return { keys, documents };
}

/** An index scan by itself, whose keys tell all that is asked. */
export function describeCountScan(plan: IndexScan, keys: number): StageDescription {
  const { details, inputs } = describeIndexScan(plan, { keys, documents: keys });
  return { stage: 'COUNT_SCAN', details, statistics: { keysExamined: new Int32(keys) }, nReturned: keys, inputs };
}

interface Counts {
  readonly keys: number;
  readonly documents: number;
}

function countsOf(plan: Plan, { scans }: PlanRun): Counts {
  return scans.get(plan) ?? { keys: 0, documents: 0 };
}

function describeIdLookup({ keys, documents }: Counts, nReturned: number): StageDescription {
  return {
    stage: 'EXPRESS_IXSCAN',
    details: { keyPattern: '{ _id: 1 }', indexName: '_id_' },
    statistics: { keysExamined: new Int32(keys), docsExamined: new Int32(documents) },
    nReturned,
    inputs: [],
  };
}

function describeBranch(branch: Plan, run: PlanRun): StageDescription {
  const counts = countsOf(branch, run);
  if (branch.kind === 'index') return describeIndexScan(branch, counts);
  return describePlan(branch, { filter: undefined, sort: undefined }, { ...run, matched: counts.documents });
}

function fetched(filter: Document, examined: number, nReturned: number, input: StageDescription): StageDescription {
  const statistics = { docsExamined: new Int32(examined), alreadyHasObj: new Int32(0) };
  return { stage: 'FETCH', details: filter, statistics, nReturned, inputs: [input] };
}

function describeIndexScan(plan: IndexScan, counts: Counts): StageDescription {
  const { access, reverse, bounds } = plan;
  return {
    stage: 'IXSCAN',
    details: {
      ...describeIndex(access),
      direction: reverse ? 'backward' : 'forward',
      indexBounds: describeBounds(access, bounds, reverse),
    },
    statistics: { keysExamined: new Int32(counts.keys), seeks: new Int32(plan.ranges.length), ...dropped(counts) },
    nReturned: counts.documents,
    inputs: [],
  };
}

function dropped({ keys, documents }: Counts): Document {
  return { dupsTested: new Int32(keys), dupsDropped: new Int32(keys - documents) };
}

const ID_KEY: Document = { _id: new Int32(1) };

function describeIndex(access: Access): Document {
  const arrays = arraysOf(access);
  const own = access === '_id' ? undefined : access.spec;
  return {
    keyPattern: own?.key ?? ID_KEY,
    indexName: own?.name ?? '_id_',
    isMultiKey: arrays !== 0,
    ...multiKeyPaths(access),
    isUnique: own?.unique ?? true,
    isSparse: own?.sparse ?? false,
    isPartial: own?.partial !== undefined,
    indexVersion: new Int32(2),
  };
}

/** Which part of a dotted path is an array is not known, and then nothing is said of it. */
function multiKeyPaths(access: Access): Document {
  const arrays = arraysOf(access);
  const paths: Document = {};
  for (const [position, { path }] of fieldsOf(access).entries()) {
    const isArray = hasBit(arrays, position);
    if (isArray && path.includes('.')) return {};
    setField(paths, path, isArray ? [path] : []);
  }
  return { multiKeyPaths: paths };
}

const WHOLE_FIELD: Readonly<Record<1 | -1, readonly string[]>> = {
  1: ['[MinKey, MaxKey]'],
  [-1]: ['[MaxKey, MinKey]'],
};

function describeBounds(access: Access, bounds: IndexScan['bounds'], reverse: boolean): Document {
  if (!isIntervals(bounds)) return describeEnds(bounds);
  const texts: Document = {};
  for (const [position, { path, direction }] of fieldsOf(access).entries()) {
    const walked = reverse === (direction === 1) ? -1 : 1;
    const intervals = bounds[position];
    setField(texts, path, intervals === undefined ? WHOLE_FIELD[walked] : intervalTexts(intervals, walked));
  }
  return texts;
}

function isIntervals(bounds: IndexScan['bounds']): bounds is Exclude<IndexScan['bounds'], KeyEnds> {
  return Array.isArray(bounds);
}

function describeEnds({ min, max }: KeyEnds): Document {
  return {
    ...(min === undefined ? {} : { startKey: min, startKeyInclusive: true }),
    ...(max === undefined ? {} : { endKey: max, endKeyInclusive: false }),
  };
}
