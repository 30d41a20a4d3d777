/** The stage `$unionWith`: after its input, the answer of a pipeline over another collection. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldNames } from '../../../bson/fields.ts';
import { failedToParse, locationError, typeMismatch } from '../../engine-error.ts';
import { compileNested, stagesOption, startsWithDocuments } from '../nested-pipeline.ts';
import { typeName } from '../scope.ts';
import type { PipelineCompiler, Stage, StageOptions } from '../stage.ts';

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
  if (unknown !== undefined) throw locationError(40_415, `BSON field '$unionWith.${unknown}' is an unknown field.`);
  const { coll, pipeline } = document;
  if (coll !== undefined && typeof coll !== 'string') {
    throw typeMismatch(`BSON field '$unionWith.coll' is the wrong type '${typeName(coll)}', expected type 'string'`);
  }
  const stages = pipeline === undefined ? [] : stagesOption('$unionWith.pipeline', pipeline);
  if (coll === undefined && !startsWithDocuments(stages)) {
    throw failedToParse('$unionWith without a collection needs a pipeline that begins with $documents');
  }
  return { from: coll, stages };
}
