/** Reads of a view: its pipeline over what it stands on, and what the command asks for as further stages. */
import type { Document } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import type { Collection } from '../storage/collection.ts';
import type { Hint } from '../storage/hinted-index.ts';
import type { FoundDocument } from '../storage/query.ts';
import type { CommandContext } from './command.ts';
import { explainPipeline } from './explain-pipeline.ts';
import type { Verbosity } from './explain-query.ts';
import { pipelineOptions } from './pipeline-options.ts';
import { resolveView } from './resolve-view.ts';

export interface ViewQuery {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number | undefined;
  /** 0 or absent means all. */
  readonly limit?: number | undefined;
  readonly projection?: Document;
  readonly hint?: Hint | undefined;
  readonly allowDiskUse?: boolean | undefined;
  readonly expressions?: ExpressionOptions;
}

export interface ViewRead {
  /** What the view stands on at last. */
  readonly collection: Collection | undefined;
  readonly documents: Iterable<Document>;
}

/** Undefined for a name that is no view's. */
export function readView(context: CommandContext, name: string, query: ViewQuery): ViewRead | undefined {
  const prepared = prepareView(context, name, query);
  if (prepared === undefined) return undefined;
  const { collection, pipeline } = prepared;
  return { collection, documents: pipeline.runRest(decoded(context.store.find(collection, prepared.query))) };
}

/** Undefined for a name that is no view's. */
export function explainView(
  context: CommandContext,
  name: string,
  query: ViewQuery,
  verbosity: Verbosity,
): Document | undefined {
  const prepared = prepareView(context, name, query);
  if (prepared === undefined) return undefined;
  const namespace = prepared.collection?.namespace ?? `${context.database}.${name}`;
  return explainPipeline(context.store, verbosity, { ...prepared, namespace });
}

function prepareView({ store, database }: CommandContext, name: string, query: ViewQuery) {
  if (store.catalog.findView(database, name) === undefined) return undefined;
  const { collection, stages: own } = resolveView(store.catalog, database, name);
  const stages = [...own, ...stagesOf(query)];
  const options = pipelineOptions(store, database, query.expressions ?? {}, query.allowDiskUse);
  const pipeline = compilePipeline(stages, options);
  const { hint, allowDiskUse, expressions } = query;
  const { filter = {}, sort, skip, limit } = pipeline.leading;
  return { collection, stages, pipeline, query: { filter, sort, skip, limit, hint, allowDiskUse, expressions } };
}

function stagesOf({ filter, sort = {}, skip = 0, limit = 0, projection = {} }: ViewQuery): Document[] {
  return [
    ...(fieldCount(filter) === 0 ? [] : [{ $match: filter }]),
    ...(fieldCount(sort) === 0 ? [] : [{ $sort: sort }]),
    ...(skip === 0 ? [] : [{ $skip: skip }]),
    ...(limit === 0 ? [] : [{ $limit: limit }]),
    ...(fieldCount(projection) === 0 ? [] : [{ $project: projection }]),
  ];
}

function* decoded(found: Iterable<FoundDocument>): Generator<Document> {
  for (const { document } of found) yield document;
}
