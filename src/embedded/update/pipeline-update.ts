/** An update written as a pipeline, of the stages that make one document from one document. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldValues, firstFieldName, hasField } from '../../bson/fields.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import { KNOWN_STAGES } from '../aggregation/known-names.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import { checkWeight } from '../aggregation/result.ts';
import { EngineError } from '../engine-error.ts';
import type { Update, UpdateOptions } from './change.ts';
import { editsBetween } from './document-edits.ts';
import { withIdOf } from './document-id.ts';
import { equalityFields } from './equality-fields.ts';

/** Storage has the exact limit. */
const RESULT_BYTES_MAX = 16 * 1024 * 1024;

const ALLOWED_STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']);

export function compilePipelineUpdate(
  stages: readonly Document[],
  { now, clusterTime, variables }: UpdateOptions,
): Update {
  for (const stage of stages) checkStage(stage);
  const pipeline = compilePipeline(stages, {
    ...(now && { now }),
    ...(clusterTime && { clusterTime }),
    ...(variables && { variables }),
  });
  const run = (document: Document): Document => {
    for (const result of pipeline.run([document])) {
      checkWeight(result, RESULT_BYTES_MAX);
      return result;
    }
    return document;
  };
  return {
    apply: (document) => {
      const made = run(document);
      const result = withIdOf(document, made);
      // One that has lost its `_id` counts as a change even when it changes nothing else.
      if (valuesIdentical(document, made)) return { document, changed: false };
      return { document: result, changed: true, edits: editsBetween(document, result) };
    },
    insertFrom: (filter) => {
      const base = equalityFields(filter);
      return withIdOf(base, run(base));
    },
  };
}

function checkStage(stage: Document): void {
  const name = firstFieldName(stage);
  if (name === '$fill' && !fillsByMethod(stage.$fill)) return;
  // What is no stage at all, the pipeline refuses.
  if (name === undefined || ALLOWED_STAGES.has(name) || !KNOWN_STAGES.has(name)) return;
  throw new EngineError(72, 'InvalidOptions', `${name} is not allowed to be used within an update`);
}

/** By values alone, it is an `$addFields`. */
function fillsByMethod(spec: unknown): boolean {
  const output = asDocument(asDocument(spec)?.output) ?? {};
  return fieldValues(output).some((fill) => hasField(asDocument(fill) ?? {}, 'method'));
}
