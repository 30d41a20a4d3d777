/** What `explain` tells of a pipeline: the query that storage answers, and the stages that follow. */
import { type Document, Int32 } from '../../bson/bson.ts';
import type { Pipeline, Stage } from '../aggregation/stage.ts';
import { writes } from '../aggregation/stage-rules.ts';
import { queryShapeHash, type ShapedQuery } from '../query/query-shape.ts';
import type { Collection } from '../storage/collection.ts';
import type { Query } from '../storage/prepare-query.ts';
import type { FoundDocument } from '../storage/query.ts';
import type { Store } from '../storage/store.ts';
import { type ExplainedQuery, explainQuery, type Verbosity } from './explain-query.ts';

export interface ExplainedPipeline {
  readonly namespace: string;
  readonly collection: Collection | undefined;
  /** Of the views that lead to the collection too. */
  readonly stages: readonly Document[];
  readonly pipeline: Pipeline;
  /** What storage answers; undefined for a pipeline that makes its documents by itself. */
  readonly query: Query | undefined;
}

export function explainPipeline(store: Store, verbosity: Verbosity, explained: ExplainedPipeline): Document {
  const { namespace, collection, stages, pipeline, query } = explained;
  const shape: ShapedQuery = { filter: {}, kind: 'aggregate', stages };
  const told = { queryShapeHash: queryShapeHash(shape) };
  const rest = stages.slice(query === undefined ? 0 : pipeline.leading.stages);
  if (query === undefined) return { ...told, stages: rest };
  const { filter, sort } = query;
  const read: ExplainedQuery = {
    namespace,
    collection,
    query,
    shape: { filter, sort, stages: rest },
    returnsDocuments: true,
  };
  if (rest.length === 0) return { ...explainQuery(store, verbosity, read), ...told };
  const counts: number[] = [];
  const consume = (found: Iterable<FoundDocument>) => runStages(readOnly(pipeline.rest, rest), found, counts);
  const start = performance.now();
  const cursor = explainQuery(store, verbosity, { ...read, consume });
  const milliseconds = Math.round(performance.now() - start);
  const ran = (at: number) => (verbosity === 'queryPlanner' ? {} : executed(counts[at] ?? 0, milliseconds));
  return {
    ...told,
    stages: [{ $cursor: cursor, ...ran(0) }, ...rest.map((stage, at) => ({ ...stage, ...ran(at + 1) }))],
  };
}

/** Explaining writes nothing. */
function readOnly(stages: readonly Stage[], specs: readonly Document[]): readonly Stage[] {
  return stages.filter((_, at) => !writes(specs.slice(at, at + 1)));
}

/** How many documents each stage gave goes to `counts`, those of the query first. */
function runStages(stages: readonly Stage[], found: Iterable<FoundDocument>, counts: number[]): number {
  let documents: Iterable<Document> = counted(decoded(found), counts, 0);
  for (const [at, stage] of stages.entries()) documents = counted(stage(documents), counts, at + 1);
  for (const _ of documents);
  return counts[0] ?? 0;
}

function* counted(documents: Iterable<Document>, counts: number[], at: number): Generator<Document> {
  counts[at] = 0;
  for (const document of documents) {
    counts[at] = (counts[at] ?? 0) + 1;
    yield document;
  }
}

function* decoded(found: Iterable<FoundDocument>): Generator<Document> {
  for (const { document } of found) yield document;
}

function executed(nReturned: number, milliseconds: number): Document {
  return { nReturned: new Int32(nReturned), executionTimeMillisEstimate: new Int32(milliseconds) };
}
