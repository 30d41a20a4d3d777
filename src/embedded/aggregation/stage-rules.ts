/** Where in a pipeline a stage may stand, and in which pipelines within other stages. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldNames, firstFieldName } from '../../bson/fields.ts';
import { EngineError, locationError } from '../engine-error.ts';
import type { PipelineStage, StageOptions } from './stage.ts';

export const STAGES_MAX = 1_000;
/** Pipelines within each other. */
const DEPTH_MAX = 20;

/** Stages that make documents of their own, and so have nothing before them. */
const FIRST = new Set(
  `$changeStream $collStats $currentOp $documents $geoNear $indexStats $listCatalog $listClusterCatalog
  $listLocalSessions $listSampledQueries $listSearchIndexes $listSessions $planCacheStats $querySettings $queryStats
  $rankFusion $scoreFusion $search $searchMeta $shardedDataDistribution $vectorSearch`.split(/\s+/),
);

/** Those of them that read no collection. */
const WITHOUT_COLLECTION = new Set([
  '$changeStream',
  '$currentOp',
  '$documents',
  '$listClusterCatalog',
  '$listLocalSessions',
  '$listSampledQueries',
  '$querySettings',
  '$queryStats',
  '$shardedDataDistribution',
]);

const LAST = new Set(['$out', '$merge']);

const REFUSED: Readonly<Record<PipelineStage, { readonly code: number; readonly stages: ReadonlySet<string> }>> = {
  $facet: { code: 40_600, stages: new Set([...FIRST, ...LAST, '$facet', '$changeStreamSplitLargeEvent']) },
  $lookup: {
    code: 51_047,
    stages: new Set([...LAST, '$changeStream', '$changeStreamSplitLargeEvent', '$listSampledQueries']),
  },
  // It has a view's pipeline within it, and none of its own.
  $graphLookup: { code: 0, stages: new Set() },
  $unionWith: {
    code: 31_441,
    stages: new Set([...LAST, '$changeStream', '$changeStreamSplitLargeEvent', '$listSampledQueries']),
  },
};

/** Before the stages are read. */
export function checkLength(stages: readonly Document[], { within = [] }: StageOptions): void {
  if (within.length > DEPTH_MAX) {
    const message = `Maximum number of nested sub-pipelines exceeded. Limit is ${DEPTH_MAX}`;
    throw new EngineError(232, 'MaxSubPipelineDepthExceeded', message);
  }
  if (stages.length > STAGES_MAX) {
    throw locationError(7_749_501, `Pipeline length must be no longer than ${STAGES_MAX} stages.`);
  }
}

/** Stages of a database that say so before anything else of the pipeline that they are within. */
const OF_DATABASE = new Set(['$currentOp', '$listClusterCatalog', '$listLocalSessions']);

/** Of one stage, before it is read. */
export function checkPlace(name: string, { within = [], origin }: StageOptions): void {
  if (within.length > 0 && origin !== undefined && OF_DATABASE.has(name)) throw needsDatabase(name, origin.name);
  if (name === '$listSampledQueries') {
    throw new EngineError(20, 'IllegalOperation', `${name} is not supported on a standalone server`);
  }
  for (const place of within) {
    const { code, stages } = REFUSED[place];
    if (stages.has(name)) throw locationError(code, `${name} is not allowed to be used within a ${place} stage`);
  }
}

/** Of all stages, once each has been read. */
export function checkOrder(stages: readonly Document[], { continues = false }: StageOptions): void {
  for (const [at, stage] of stages.entries()) {
    const name = firstFieldName(stage) ?? '';
    if ((at > 0 || continues) && FIRST.has(name)) throw notFirst(name);
    if (at < stages.length - 1 && LAST.has(name)) {
      throw locationError(40_601, `${name} can only be the final stage in the pipeline`);
    }
    if (at < stages.length - 1 && name === '$changeStreamSplitLargeEvent') {
      throw locationError(7_182_802, `${name} must be the last stage in the pipeline`);
    }
  }
}

function notFirst(name: string): EngineError {
  const code = name === '$geoNear' ? 40_603 : name === '$rankFusion' || name === '$scoreFusion' ? 10_170_100 : 40_602;
  return locationError(code, `${name} is only valid as the first stage in a pipeline`);
}

/** Whether the pipeline makes its documents by itself; throws where it has to and does not, or must not and does. */
export function checkCollection(stages: readonly Document[], namespace: string, hasCollection: boolean): void {
  const name = firstFieldName(stages[0] ?? {});
  const isWithout = name !== undefined && WITHOUT_COLLECTION.has(name);
  if (isWithout && hasCollection && name !== '$changeStream') {
    throw needsDatabase(name, namespace);
  }
  if (isWithout || hasCollection) return;
  const stage = name === undefined ? 'an empty pipeline' : `'${name}'`;
  throw new EngineError(73, 'InvalidNamespace', `{aggregate: 1} is not valid for ${stage}; a collection is required.`);
}

function needsDatabase(name: string, namespace: string): EngineError {
  const message = `${name} can only be run as { aggregate: 1 }, not on ${namespace}`;
  if (name === '$listClusterCatalog') return locationError(9_621_301, message);
  return new EngineError(73, 'InvalidNamespace', message);
}

/** Stages that read with no other concern than `local`. */
const LOCAL_ONLY = new Set(['$currentOp', '$listClusterCatalog', '$listLocalSessions', '$planCacheStats']);

/** Whether a pipeline may be read with a read concern that is another than `local`. */
export function takesReadConcern(stages: unknown, level: string): boolean {
  if (!Array.isArray(stages)) return true;
  return !stages.some((stage: unknown) => {
    const name = firstFieldName(asDocument(stage) ?? {}) ?? '';
    return LOCAL_ONLY.has(name) || (level === 'linearizable' && LAST.has(name));
  });
}

/** Stages that are not part of version 1 of the stable API. */
const OUTSIDE_OF_API = new Set(
  `$currentOp $indexStats $listClusterCatalog $listLocalSessions $listSampledQueries $listSearchIndexes $listSessions
  $planCacheStats $querySettings $queryStats $search $searchMeta $shardedDataDistribution $vectorSearch`.split(/\s+/),
);

/** For a client that asks for nothing outside of the stable API. */
export function checkStableApi(stages: readonly Document[]): void {
  for (const stage of stages) {
    const name = firstFieldName(stage) ?? '';
    const isOutside = name === '$collStats' ? countsMore(stage) : OUTSIDE_OF_API.has(name);
    if (isOutside) throw new EngineError(323, 'APIStrictError', `stage ${name} is not allowed with 'apiStrict: true'`);
  }
}

/** Of `$collStats` the API has the count alone. */
function countsMore({ $collStats: spec }: Document): boolean {
  const document = asDocument(spec);
  return document !== undefined && fieldNames(document).some((name) => name !== 'count');
}

/** Whether the first stage takes the place of a collection. */
export function readsNoCollection(stages: readonly Document[]): boolean {
  return WITHOUT_COLLECTION.has(firstFieldName(stages[0] ?? {}) ?? '');
}

/** Whether the first stage tells of the collection or view itself, and so takes no documents of it. */
export function describesCollection(stages: readonly Document[]): boolean {
  return firstFieldName(stages[0] ?? {}) === '$collStats';
}

export function writes(stages: readonly Document[]): boolean {
  return stages.some((stage) => LAST.has(firstFieldName(stage) ?? ''));
}
