/** The stages of a pipeline by name. */
import type { StageCompiler } from './stage.ts';
import { compileBucket } from './stages/bucket.ts';
import { compileBucketAuto } from './stages/bucket-auto.ts';
import { compileCount } from './stages/count.ts';
import { compileDensify } from './stages/densify.ts';
import { compileFill } from './stages/fill.ts';
import { compileGroup } from './stages/group.ts';
import { compileLimit, compileSkip } from './stages/limit-skip.ts';
import { compileMatch } from './stages/match.ts';
import { compileAddFields, compileProject, compileUnset } from './stages/project.ts';
import { compileReplaceRoot, compileReplaceWith } from './stages/replace-root.ts';
import { compileSetWindowFields } from './stages/set-window-fields.ts';
import { compileSort } from './stages/sort.ts';
import { compileSortByCount } from './stages/sort-by-count.ts';
import { compileUnwind } from './stages/unwind.ts';

export const STAGES: ReadonlyMap<string, StageCompiler> = new Map<string, StageCompiler>([
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
]);
