/** The stages of a pipeline by name. */
import type { StageCompiler } from './stage.ts';
import { compileBucket } from './stages/bucket.ts';
import { compileBucketAuto } from './stages/bucket-auto.ts';
import { compileChangeStream, compileSplitLargeEvent } from './stages/change-stream.ts';
import { compileCollStats } from './stages/coll-stats.ts';
import { compileCount } from './stages/count.ts';
import { compileCurrentOp } from './stages/current-op.ts';
import { compileDensify } from './stages/densify.ts';
import { compileDocuments } from './stages/documents.ts';
import { compileFacet } from './stages/facet.ts';
import { compileFill } from './stages/fill.ts';
import { compileGraphLookup } from './stages/graph-lookup.ts';
import { compileGroup } from './stages/group.ts';
import { compileIndexStats } from './stages/index-stats.ts';
import { compileLimit, compileSkip } from './stages/limit-skip.ts';
import { compileListClusterCatalog } from './stages/list-cluster-catalog.ts';
import { compileListLocalSessions, compileListSessions } from './stages/list-sessions.ts';
import { compileLookup } from './stages/lookup.ts';
import { compileMatch } from './stages/match.ts';
import { compileMerge } from './stages/merge.ts';
import { compileOut } from './stages/out.ts';
import { compilePlanCacheStats } from './stages/plan-cache-stats.ts';
import { compileAddFields, compileProject, compileUnset } from './stages/project.ts';
import { compileQuerySettings } from './stages/query-settings.ts';
import { compileQueryStats } from './stages/query-stats.ts';
import { compileRedact } from './stages/redact.ts';
import { compileReplaceRoot, compileReplaceWith } from './stages/replace-root.ts';
import { compileSample } from './stages/sample.ts';
import { compileSetWindowFields } from './stages/set-window-fields.ts';
import { compileSort } from './stages/sort.ts';
import { compileSortByCount } from './stages/sort-by-count.ts';
import { compileUnionWith } from './stages/union-with.ts';
import { compileUnwind } from './stages/unwind.ts';

export const STAGES: ReadonlyMap<string, StageCompiler> = new Map<string, StageCompiler>([
  ['$changeStream', compileChangeStream],
  ['$changeStreamSplitLargeEvent', compileSplitLargeEvent],
  ['$documents', compileDocuments],
  ['$match', compileMatch],
  ['$project', compileProject],
  ['$addFields', compileAddFields('$addFields')],
  ['$set', compileAddFields('$set')],
  ['$unset', compileUnset],
  ['$group', compileGroup],
  ['$bucket', compileBucket],
  ['$bucketAuto', compileBucketAuto],
  ['$setWindowFields', compileSetWindowFields],
  ['$densify', compileDensify],
  ['$fill', compileFill],
  ['$sort', compileSort],
  ['$limit', compileLimit],
  ['$skip', compileSkip],
  ['$unwind', compileUnwind],
  ['$count', compileCount],
  ['$sortByCount', compileSortByCount],
  ['$replaceRoot', compileReplaceRoot],
  ['$replaceWith', compileReplaceWith],
  ['$facet', compileFacet],
  ['$redact', compileRedact],
  ['$sample', compileSample],
  ['$lookup', compileLookup],
  ['$unionWith', compileUnionWith],
  ['$graphLookup', compileGraphLookup],
  ['$out', compileOut],
  ['$merge', compileMerge],
  ['$collStats', compileCollStats],
  ['$currentOp', compileCurrentOp],
  ['$indexStats', compileIndexStats],
  ['$listClusterCatalog', compileListClusterCatalog],
  ['$listLocalSessions', compileListLocalSessions],
  ['$listSessions', compileListSessions],
  ['$planCacheStats', compilePlanCacheStats],
  ['$querySettings', compileQuerySettings],
  ['$queryStats', compileQueryStats],
]);
