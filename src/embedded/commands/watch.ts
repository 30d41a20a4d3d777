/**
 * `aggregate` with `$changeStream`: a cursor that waits for changes. Every batch has a token from which to go on. There is
 * no `operationTime` beside it: in a session a driver would then ask its reads to be after that time, which a standalone
 * refuses.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldValues, firstFieldName, hasField } from '../../bson/fields.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import type { Pipeline } from '../aggregation/stage.ts';
import { ChangeStream } from '../change-streams/change-stream.ts';
import { INTERNAL_DATABASES, type Scope } from '../change-streams/scope.ts';
import { type ChangeStreamSpec, parseChangeStream } from '../change-streams/specification.ts';
import { EngineError } from '../engine-error.ts';
import { notSupportedOnView } from '../storage/namespace.ts';
import type { CommandContext } from './command.ts';
import { invalidOptions } from './options.ts';
import { pipelineOptions } from './pipeline-options.ts';
import { sessionOf } from './session-id.ts';

export interface WatchRequest {
  readonly stages: readonly Document[];
  readonly batchSize: number | undefined;
  readonly expressions: ExpressionOptions;
}

export function startsChangeStream(stages: readonly Document[]): boolean {
  return firstFieldName(stages[0] ?? {}) === STAGE;
}

const STAGE = '$changeStream';

/** `name` is undefined for a stream of the whole database, or of everything. */
export function watch(context: CommandContext, request: WatchRequest, name: string | undefined): Uint8Array {
  const { store, cursors, database, body } = context;
  const spec = readStage(request.stages);
  const pipeline = followingStages(context, request);
  checkApi(body, request.stages);
  checkReadConcern(body);
  const scope = scopeOf(context, spec, name);
  const stream = new ChangeStream(store, { spec, scope, pipeline, splitsLarge: splitsLarge(request.stages) });
  return cursors.start({
    namespace: `${database}.${name ?? '$cmd.aggregate'}`,
    documents: stream.events(),
    batchSize: request.batchSize,
    session: sessionOf(body),
    check: () => stream.beginTurn(),
    awaiting: stream,
  });
}

function readStage([stage = {}]: readonly Document[]): ChangeStreamSpec {
  return parseChangeStream(stage[STAGE]);
}

/** Those that make at most one event of one, and need no other events for it. */
const FOLLOWING = new Set([
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
  '$fill',
  '$changeStreamSplitLargeEvent',
]);

function followingStages({ store, database }: CommandContext, request: WatchRequest): Pipeline | undefined {
  const stages = request.stages.slice(1);
  if (stages.length === 0) return undefined;
  const writing = stages.map(firstFieldName).find((name) => name === '$out' || name === '$merge');
  if (writing !== undefined) throw notPermitted(writing);
  const options = pipelineOptions(store, database, request.expressions, undefined);
  const pipeline = compilePipeline(stages, { ...options, continues: true, changeStream: true });
  for (const stage of stages) {
    const name = firstFieldName(stage) ?? '';
    if (FOLLOWING.has(name) && (name !== '$fill' || onlyFillsValues(asDocument(stage.$fill) ?? {}))) continue;
    throw notPermitted(name);
  }
  return pipeline;
}

function splitsLarge(stages: readonly Document[]): boolean {
  return firstFieldName(stages.at(-1) ?? {}) === '$changeStreamSplitLargeEvent';
}

function notPermitted(name: string): EngineError {
  return new EngineError(20, 'IllegalOperation', `${name} is not permitted in a ${STAGE} pipeline`);
}

/** Any other `$fill` looks at the documents around. */
function onlyFillsValues(fill: Document): boolean {
  const outputs = fieldValues(asDocument(fill.output) ?? {});
  return !hasField(fill, 'sortBy') && outputs.every((output) => !hasField(asDocument(output) ?? {}, 'method'));
}

function checkApi(body: Document, [stage = {}]: readonly Document[]): void {
  if (body.apiStrict !== true || !hasField(asDocument(stage[STAGE]) ?? {}, 'showExpandedEvents')) return;
  throw new EngineError(323, 'APIStrictError', `showExpandedEvents of ${STAGE} is not in API Version 1`);
}

function checkReadConcern(body: Document): void {
  const level: unknown = asDocument(body.readConcern)?.level;
  if (level === undefined || level === null || level === 'majority') return;
  throw invalidOptions(`${STAGE} cannot run with a readConcern other than 'majority', found: ${String(level)}`);
}

function scopeOf({ store, database }: CommandContext, spec: ChangeStreamSpec, name: string | undefined): Scope {
  if (spec.allChangesForCluster) {
    if (database === 'admin' && name === undefined) return { database: undefined, collection: undefined };
    throw invalidOptions(
      `A ${STAGE} with 'allChangesForCluster:true' may only be opened on the 'admin' database, and with no collection name`,
    );
  }
  if (INTERNAL_DATABASES.includes(database)) {
    throw new EngineError(73, 'InvalidNamespace', `${STAGE} may not be opened on the internal ${database} database`);
  }
  if (name?.startsWith('system.')) {
    throw new EngineError(73, 'InvalidNamespace', `${STAGE} may not be opened on the internal ${name} collection`);
  }
  if (name !== undefined && store.catalog.findView(database, name) !== undefined) {
    throw notSupportedOnView(`${database}.${name}`);
  }
  return { database, collection: name };
}
