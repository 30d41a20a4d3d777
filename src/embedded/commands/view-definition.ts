/** What a view is made of, as `create` and `collMod` take it. */
import type { Document } from '../../bson/bson.ts';
import { isNullish } from '../../bson/bson-type.ts';
import { firstFieldName } from '../../bson/fields.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import { checkCollection, checkLength, writes } from '../aggregation/stage-rules.ts';
import { badValue, EngineError } from '../engine-error.ts';
import { invalidNamespace } from '../storage/namespace.ts';
import type { Store } from '../storage/store.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { arrayOption, wrongType } from './options.ts';
import { pipelineOptions } from './pipeline-options.ts';
import { checkViewGraph, type ViewDefinition } from './view-graph.ts';

/** Elements that are null count as absent. */
export function readViewPipeline(command: string, body: Document): readonly Document[] | undefined {
  return arrayOption(command, body, 'pipeline')
    ?.filter((stage) => !isNullish(stage))
    .map((stage, position) => {
      if (isPlainDocument(stage)) return stage;
      throw wrongType(command, `pipeline.${position}`, stage, 'object');
    });
}

/** As the catalog keeps them and listCollections gives them. */
export function viewOptions({ viewOn, pipeline }: ViewDefinition): Document {
  return { viewOn, pipeline: [...pipeline] };
}

const IMPOSSIBLE_SOURCE = /\0|\$|^\./;

/** Throws for a definition that the view of this name cannot have. */
export function checkView(store: Store, database: string, name: string, definition: ViewDefinition): void {
  const { viewOn, pipeline } = definition;
  if (viewOn === '') throw badValue("'viewOn' cannot be empty");
  if (IMPOSSIBLE_SOURCE.test(viewOn)) throw invalidNamespace(`${database}.${viewOn.slice(0, 255)}`);
  checkPipeline(store, database, name, definition);
  checkViewGraph(store.catalog, database, name, { viewOn, pipeline });
}

function checkPipeline(store: Store, database: string, name: string, { viewOn, pipeline }: ViewDefinition): void {
  checkLength(pipeline, {});
  if (writes(pipeline)) throw notInView('$out or $merge');
  checkCollection(pipeline, `${database}.${name}`, true);
  const options = pipelineOptions(store, database, { now: new Date() }, undefined);
  // A view on itself is a circle, and told so, even while there is another view of the name.
  const origin = viewOn === name ? undefined : options.source?.open(viewOn);
  compilePipeline(pipeline, { ...options, origin });
  if (firstFieldName(pipeline[0] ?? {}) === '$changeStream') throw notInView('$changeStream');
}

function notInView(stage: string): EngineError {
  return new EngineError(167, 'OptionNotSupportedOnView', `${stage} cannot be used in a view definition`);
}
