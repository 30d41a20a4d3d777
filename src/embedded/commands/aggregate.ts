import { toDouble } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { fieldNames, firstFieldName, hasField } from '../../bson/fields.ts';
import type { PipelineWriter } from '../aggregation/data-source.ts';
import { compilePipeline } from '../aggregation/pipeline.ts';
import { encodeResult } from '../aggregation/result.ts';
import { checkCollection, readsNoCollection, writes } from '../aggregation/stage-rules.ts';
import { badValue, EngineError, failedToParse } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import type { FoundDocument } from '../storage/query.ts';
import type { Store } from '../storage/store.ts';
import { type Command, type CommandContext, collectionName } from './command.ts';
import { checkHint, hintOption } from './hint.ts';
import { expressionOptions } from './let.ts';
import {
  booleanNotNull,
  booleanOption,
  countOption,
  documentNotNull,
  documentsOption,
  missingField,
  notSupportedOption,
  unknownField,
  wrongType,
} from './options.ts';
import { pipelineOptions } from './pipeline-options.ts';
import { pipelineWriter } from './pipeline-writer.ts';
import { resolveView } from './resolve-view.ts';
import { sessionOf } from './session-id.ts';

export const aggregateCommand: Command = {
  name: 'aggregate',
  readConcern: true,
  writeConcern: true,
  options: ['pipeline', 'cursor', 'hint', 'allowDiskUse', 'bypassDocumentValidation', 'let', 'explain'],
  unsupported: ['collation'],
  run: aggregate,
};

const COMMAND = 'aggregate';
/** What the namespace of a cursor is called that reads no collection. */
const NO_COLLECTION = '$cmd.aggregate';

function aggregate(context: CommandContext): Uint8Array | Promise<Uint8Array> {
  const { store, cursors, body } = context;
  const request = readRequest(body);
  const name = targetName(context);
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

function start(
  { store, database }: CommandContext,
  request: AggregateRequest,
  name: string | undefined,
  writer?: PipelineWriter,
) {
  const { expressions } = request;
  const view = name === undefined ? undefined : resolveView(store.catalog, database, name);
  const collection = view?.collection;
  const stages = [...(view?.stages ?? []), ...request.stages];
  const options = pipelineOptions(store, database, expressions, request.allowDiskUse);
  const origin = name === undefined ? undefined : options.source?.open(name);
  const pipeline = compilePipeline(stages, { ...options, origin, ...(writer && { writer }) });
  checkCollection(request.stages, `${database}.${name}`, name !== undefined);
  checkHint(request.hint, collection);
  const filter = pipeline.leadingFilter ?? {};
  const found = readsNoCollection(stages) ? [] : decoded(store.find(collection, { filter, expressions }));
  return { documents: pipeline.run(found), collection };
}

function namespaceOf({ database }: CommandContext, name = NO_COLLECTION): string {
  return `${database}.${name}`;
}

function readRequest(body: Document) {
  const stages = readStages(body);
  const cursor = documentNotNull(COMMAND, body, 'cursor');
  const request = {
    stages,
    batchSize: cursor === undefined ? undefined : batchSizeOf(cursor),
    hint: hintOption(body.hint),
    allowDiskUse: booleanNotNull(COMMAND, body, 'allowDiskUse'),
    bypassesValidation: booleanOption(COMMAND, body, 'bypassDocumentValidation') ?? false,
    expressions: expressionOptions(COMMAND, body),
  };
  if (isExplain(body)) throw notSupportedOption(COMMAND, 'explain');
  if (cursor === undefined)
    throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
  return request;
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
  if (!isNumeric(target)) return collectionName(context);
  if (toDouble(target) === 1) return undefined;
  throw badValue("Invalid command format: the 'aggregate' field must specify a collection name or 1");
}

function checkStillThere({ catalog }: Store, collection: Collection | undefined): void {
  if (collection === undefined || catalog.find(collection.database, collection.name)?.id === collection.id) return;
  throw new EngineError(175, 'QueryPlanKilled', `collection dropped: ${collection.namespace}`);
}

function* decoded(found: Iterable<FoundDocument>): Generator<Document> {
  for (const { document } of found) yield document;
}

function* encoded(documents: Iterable<Document>, bytesMax: number): Generator<Uint8Array> {
  for (const document of documents) yield encodeResult(document, bytesMax);
}
