/** The stages that shape the fields of a document: `$project`, `$addFields` with its other name `$set`, `$unset`. */
import { asDocument, bsonTypeOf } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { compileAddFieldsStage, compileProjectStage, compileUnsetStage } from '../../query/projection.ts';
import type { ExpressionOptions } from '../scope.ts';
import type { Stage, StageCompiler } from '../stage.ts';

export function compileProject(spec: unknown, options: ExpressionOptions): Stage {
  const fields = asDocument(spec);
  if (fields === undefined) throw locationError(15_969, '$project specification must be an object');
  if (fieldCount(fields) === 0) throw locationError(51_272, '$project specification must have at least one field');
  const project = compileProjectStage(fields, options);
  return (documents) => Iterator.from(documents).map(project);
}

export function compileAddFields(name: string): StageCompiler {
  return (spec, options) => {
    const fields = asDocument(spec);
    if (fields === undefined)
      throw locationError(40_272, `${name} specification stage must be an object, got ${bsonTypeOf(spec)}`);
    const project = compileAddFieldsStage(fields, options);
    return (documents) => Iterator.from(documents).map(project);
  };
}

/** One path, or a list of paths. */
export function compileUnset(spec: unknown): Stage {
  const paths: readonly unknown[] = Array.isArray(spec) ? spec : [spec];
  if (!Array.isArray(spec) && typeof spec !== 'string')
    throw locationError(31_002, '$unset specification must be a string or an array');
  if (paths.length === 0)
    throw locationError(31_119, '$unset specification must be a string or an array with at least one field');
  const project = compileUnsetStage(checkedPaths(paths));
  return (documents) => Iterator.from(documents).map(project);
}

function checkedPaths(paths: readonly unknown[]): readonly string[] {
  if (!paths.every((path) => typeof path === 'string'))
    throw locationError(31_120, '$unset specification must be a string or an array containing only string values');
  if (paths.some((path) => path.includes('\0')))
    throw locationError(9_527_900, '$unset: a path must not contain a null byte');
  return paths;
}
