/** The stage `$unionWith`: after its input, the answer of a pipeline over another collection. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { fieldNames } from '../../../bson/fields.ts';
import { failedToParse } from '../../engine-error.ts';
import { compileNested, stagesOption, startsWithDocuments } from '../nested-pipeline.ts';
import { typeName } from '../scope.ts';
import type { PipelineCompiler, Stage, StageOptions } from '../stage.ts';
import { unknownStageField, wrongStageType } from '../stage-fields.ts';

export function compileUnionWith(spec: unknown, options: StageOptions, compilePipeline: PipelineCompiler): Stage {
  const { from, stages } = parseUnion(spec);
  const nested = compileNested('$unionWith', from, stages, options, compilePipeline);
  return function* united(documents) {
    yield* documents;
    yield* nested.run();
  };
}

function parseUnion(spec: unknown): { from: string | undefined; stages: readonly Document[] } {
  if (typeof spec === 'string') return { from: spec, stages: [] };
  const document = asDocument(spec);
  if (document === undefined) {
    throw failedToParse(`the $unionWith stage specification must be an object or string, but found ${typeName(spec)}`);
  }
  const unknown = fieldNames(document).find((name) => name !== 'coll' && name !== 'pipeline');
  if (unknown !== undefined) throw unknownStageField(`$unionWith.${unknown}`);
  const { coll, pipeline } = document;
  if (!isNullish(coll) && typeof coll !== 'string') {
    throw wrongStageType('$unionWith.coll', coll, 'string');
  }
  const stages = isNullish(pipeline) ? [] : stagesOption('$unionWith.pipeline', pipeline);
  if (isNullish(coll) && !startsWithDocuments(stages)) {
    throw failedToParse('$unionWith without a collection needs a pipeline that begins with $documents');
  }
  return { from: typeof coll === 'string' ? coll : undefined, stages };
}
