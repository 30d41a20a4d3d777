/** Reads of a view: its pipeline over what it stands on, and what the command asks for as further stages. */
import type { Document } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import type { Collection } from '../storage/collection.ts';
import type { FoundDocument } from '../storage/query.ts';
import type { CommandContext } from './command.ts';
import { checkHint, type Hint } from './hint.ts';
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
export function readView({ store, database }: CommandContext, name: string, query: ViewQuery): ViewRead | undefined {
  if (store.catalog.findView(database, name) === undefined) return undefined;
  const { collection, stages: own } = resolveView(store.catalog, database, name);
  const stages = [...own, ...stagesOf(query)];
  checkHint(query.hint, collection);
  const options = pipelineOptions(store, database, query.expressions ?? {}, query.allowDiskUse);
  const pipeline = compilePipeline(stages, options);
  const found = store.find(collection, { filter: pipeline.leadingFilter ?? {}, expressions: query.expressions });
  return { collection, documents: pipeline.run(decoded(found)) };
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
