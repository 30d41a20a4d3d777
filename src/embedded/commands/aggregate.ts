import { toDouble } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { fieldNames, firstFieldName, hasField } from '../../bson/fields.ts';
import type { PipelineWriter } from '../aggregation/data-source.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import { encodeResult } from '../aggregation/result.ts';
import {
  checkCollection,
  checkStableApi,
  describesCollection,
  readsNoCollection,
  takesReadConcern,
  writes,
} from '../aggregation/stage-rules.ts';
import { badValue, EngineError, failedToParse } from '../engine-error.ts';
import type { FoundDocument } from '../storage/query.ts';
import type { Reply } from '../wire/reply.ts';
import { askedName, type Command, type CommandContext, checkStillThere } from './command.ts';
import { explainPipeline } from './explain-pipeline.ts';
import type { Verbosity } from './explain-query.ts';
import { explainReply } from './explain-reply.ts';
import { hintOption } from './hint.ts';
import { expressionOptions } from './let.ts';
import {
  booleanNotNull,
  booleanOption,
  countOption,
  documentNotNull,
  documentsOption,
  missingField,
  unknownField,
  wrongType,
} from './options.ts';
import { pipelineOptions } from './pipeline-options.ts';
import { indexReader, pipelineWriter } from './pipeline-writer.ts';
import { resolveView } from './resolve-view.ts';
import { serverSource } from './server-source.ts';
import { sessionOf } from './session-id.ts';
import { startsChangeStream, watch } from './watch.ts';

export const aggregateCommand: Command = {
  name: 'aggregate',
  readConcern: ({ pipeline }, level) => takesReadConcern(pipeline, level),
  writeConcern: true,
  options: ['pipeline', 'cursor', 'hint', 'allowDiskUse', 'bypassDocumentValidation', 'let', 'explain'],
  unsupported: ['collation'],
  run: aggregate,
  explain: explainAggregate,
};

const COMMAND = 'aggregate';
/** What the namespace of a cursor is called that reads no collection. */
const NO_COLLECTION = '$cmd.aggregate';

function aggregate(context: CommandContext): Reply | Promise<Reply> {
  const { store, cursors, body } = context;
  if (isExplain(body)) return explainReply(context, explainPlan, 'queryPlanner');
  const request = readRequest(body);
  if (!request.hasCursor) {
    throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
  }
  const name = targetName(context);
  if (startsChangeStream(request.stages)) return watch(context, request, name);
  if (writes(request.stages)) return aggregateAndWrite(context, request, name);
  const { documents, collection } = start(context, request, name);
  return cursors.start({
    namespace: namespaceOf(context, name),
    documents: encoded(documents, store.limits.engineDocumentBytesMax),
    batchSize: request.batchSize,
    session: sessionOf(body),
    check: () => checkStillThere(store, collection),
  });
}

/** What was written before a document that cannot be stays written, but for `$out`, which replaces all or nothing. */
async function aggregateAndWrite(
  context: CommandContext,
  request: AggregateRequest,
  name: string | undefined,
): Promise<Uint8Array> {
  const { store, cursors, body } = context;
  const isWhole = firstFieldName(request.stages.at(-1) ?? {}) === '$out';
  const failure = await store.write(() => {
    const { documents } = start(context, request, name, pipelineWriter(store, request.bypassesValidation));
    try {
      for (const _ of documents) break;
    } catch (error) {
      if (isWhole || !(error instanceof EngineError)) throw error;
      return error;
    }
    return undefined;
  });
  if (failure !== undefined) throw failure;
  const { batchSize } = request;
  return cursors.start({ namespace: namespaceOf(context, name), documents: [], batchSize, session: sessionOf(body) });
}

interface AggregateRequest extends ReturnType<typeof readRequest> {}

function start(context: CommandContext, request: AggregateRequest, name: string | undefined, writer?: PipelineWriter) {
  const { pipeline, query, collection } = preparePipeline(context, request, name, writer);
  const found = query === undefined ? [] : decoded(context.store.find(collection, query));
  return { documents: pipeline.runRest(found), collection };
}

/** The `explain` option may not be beside the command of that name. */
function explainAggregate(context: CommandContext, verbosity: Verbosity): Document {
  if (context.body.explain !== undefined) {
    throw failedToParse("The 'explain' option is illegal when an explain verbosity is also provided");
  }
  return explainPlan(context, verbosity);
}

function explainPlan(context: CommandContext, verbosity: Verbosity): Document {
  const { store } = context;
  const request = readRequest(context.body);
  const name = targetName(context);
  const writer = writes(request.stages) ? indexReader(store) : undefined;
  const prepared = preparePipeline(context, request, name, writer);
  return explainPipeline(store, verbosity, { ...prepared, namespace: namespaceOf(context, name) });
}

function preparePipeline(
  context: CommandContext,
  request: AggregateRequest,
  name: string | undefined,
  writer: PipelineWriter | undefined,
) {
  const { store, database } = context;
  const { expressions } = request;
  const view = name === undefined ? undefined : resolveView(store.catalog, database, name);
  const collection = view?.collection;
  const stages = describesCollection(request.stages) ? request.stages : [...(view?.stages ?? []), ...request.stages];
  const reads = pipelineOptions(store, database, expressions, request.allowDiskUse);
  const options = { ...reads, server: serverSource(context) };
  const origin = name === undefined ? undefined : options.source?.open(name);
  const pipeline = compilePipeline(stages, { ...options, origin, ...(writer && { writer }) });
  checkCollection(request.stages, `${database}.${name}`, name !== undefined);
  const isWithout = readsNoCollection(stages) || describesCollection(stages);
  const { filter = {}, sort, skip, limit } = pipeline.leading;
  const { hint, allowDiskUse } = request;
  const query = { filter, sort, skip, limit, hint, allowDiskUse, expressions };
  return { pipeline, stages, collection, query: isWithout ? undefined : query };
}

function namespaceOf({ database }: CommandContext, name = NO_COLLECTION): string {
  return `${database}.${name}`;
}

function readRequest(body: Document) {
  const stages = readStages(body);
  if (body.apiStrict === true) {
    checkStableApi(stages);
    if (hasField(body, 'explain'))
      throw new EngineError(323, 'APIStrictError', "aggregate has no 'explain' in API Version 1");
  }
  const cursor = documentNotNull(COMMAND, body, 'cursor');
  return {
    stages,
    hasCursor: cursor !== undefined,
    batchSize: cursor === undefined ? undefined : batchSizeOf(cursor),
    hint: hintOption(body.hint),
    allowDiskUse: booleanNotNull(COMMAND, body, 'allowDiskUse'),
    bypassesValidation: booleanOption(COMMAND, body, 'bypassDocumentValidation') ?? false,
    expressions: expressionOptions(COMMAND, body),
  };
}

function readStages(body: Document): readonly Document[] {
  const stages = documentsOption(COMMAND, body, 'pipeline');
  if (stages !== undefined) return stages;
  throw hasField(body, 'pipeline') ? wrongType(COMMAND, 'pipeline', null, 'array') : missingField(COMMAND, 'pipeline');
}

function batchSizeOf(cursor: Document): number | undefined {
  const unknown = fieldNames(cursor).find((option) => option !== 'batchSize');
  if (unknown !== undefined) throw unknownField('aggregate.cursor', unknown);
  return countOption('aggregate.cursor', cursor, 'batchSize');
}

function isExplain(body: Document): boolean {
  const { explain } = body;
  if (explain === undefined || explain === false) return false;
  if (explain !== true) throw wrongType(COMMAND, 'explain', explain, 'bool');
  if (hasField(body, 'writeConcern'))
    throw failedToParse("Aggregation explain does not support the 'writeConcern' option");
  return true;
}

/** The collection's or view's name; undefined for an aggregation of the database, whose number must be 1. */
function targetName(context: CommandContext): string | undefined {
  const target: unknown = context.body.aggregate;
  if (!isNumeric(target)) return askedName(context);
  if (toDouble(target) === 1) return undefined;
  throw badValue("Invalid command format: the 'aggregate' field must specify a collection name or 1");
}

function* decoded(found: Iterable<FoundDocument>): Generator<Document> {
  for (const { document } of found) yield document;
}

function* encoded(documents: Iterable<Document>, bytesMax: number): Generator<Uint8Array> {
  for (const document of documents) yield encodeResult(document, bytesMax);
}
