/** An update written as a pipeline, of the stages that make one document from one document. */
import type { Document } from '../../bson/bson.ts';
import { firstFieldName } from '../../bson/fields.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import { KNOWN_STAGES } from '../aggregation/known-names.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import { checkWeight } from '../aggregation/result.ts';
import { EngineError } from '../engine-error.ts';
import type { Update, UpdateOptions } from './change.ts';
import { withIdOf } from './document-id.ts';
import { equalityFields } from './equality-fields.ts';

/** Storage has the exact limit. */
const RESULT_BYTES_MAX = 16 * 1024 * 1024;

const ALLOWED_STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']);

export function compilePipelineUpdate(stages: readonly Document[], { now, variables }: UpdateOptions): Update {
  for (const stage of stages) checkStage(firstFieldName(stage));
  const pipeline = compilePipeline(stages, { ...(now && { now }), ...(variables && { variables }) });
  const run = (document: Document): Document => {
    for (const result of pipeline.run([document])) {
      checkWeight(result, RESULT_BYTES_MAX);
      return withIdOf(document, result);
    }
    return document;
  };
  return {
    apply: (document) => {
      const result = run(document);
      const changed = !valuesIdentical(document, result);
      return { document: changed ? result : document, changed };
    },
    insertFrom: (filter) => run(equalityFields(filter)),
  };
}

function checkStage(name: string | undefined): void {
  // What is no stage at all, the pipeline refuses.
  if (name === undefined || ALLOWED_STAGES.has(name) || !KNOWN_STAGES.has(name)) return;
  throw new EngineError(72, 'InvalidOptions', `${name} is not allowed to be used within an update`);
}
