import type { Document } from '../../bson/bson.ts';
import { Long } from '../../bson/bson.ts';
import { fieldCount, fieldEntries, hasField } from '../../bson/fields.ts';
import { encodeResult } from '../aggregation/result.ts';
import { badValue, EngineError, failedToParse, notImplemented } from '../engine-error.ts';
import { compileProjection } from '../query/projection.ts';
import { queryShapeHash } from '../query/query-shape.ts';
import type { Collection } from '../storage/collection.ts';
import type { Plan } from '../storage/plan.ts';
import type { StageDescription } from '../storage/plan-description.ts';
import type { FoundDocument } from '../storage/query.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { askedName, type Command, type CommandContext, checkStillThere, findCollection } from './command.ts';
import { type ExplainedQuery, explainQuery, stage, type Verbosity } from './explain-query.ts';
import { splitProjection, withMetadata } from './found-metadata.ts';
import { hintOption } from './hint.ts';
import { expressionOptions } from './let.ts';
import { booleanNotNull, countOption, documentNotNull } from './options.ts';
import { explainView, readView } from './read-view.ts';
import { keyReader } from './returned-key.ts';
import { sessionOf } from './session-id.ts';

export const findCommand: Command = {
  name: 'find',
  options: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'noCursorTimeout',
    'allowDiskUse',
    'allowPartialResults',
    'oplogReplay',
    'let',
    'mirrored',
    'tailable',
    'awaitData',
    'showRecordId',
    'min',
    'max',
    'returnKey',
    'readOnce',
  ],
  unsupported: ['collation', 'requestResumeToken', 'resumeAfter', 'startAt'],
  readConcern: true,
  run: find,
  explain: explainFind,
};

const COMMAND = 'find';

function find(context: CommandContext): Uint8Array {
  const { body, store } = context;
  const bytesMax = store.limits.engineDocumentBytesMax;
  const name = askedName(context);
  const request = readRequest(body);
  if (store.catalog.findView(context.database, name) !== undefined) checkViewOptions(request);
  const view = readView(context, name, request);
  if (view !== undefined)
    return startCursor(context, name, request, view.collection, encoded(view.documents, bytesMax));
  const collection = findCollection(context);
  checkTailable(request, collection);
  const prepared = store.prepare(collection, request);
  const documents = project(store.run(collection, prepared), request, prepared.plan, bytesMax);
  return startCursor(context, name, request, collection, documents);
}

function explainFind(context: CommandContext, verbosity: Verbosity): Document {
  const { body, store, database } = context;
  const name = askedName(context);
  const request = readRequest(body);
  const { filter, sort, projection } = request;
  if (store.catalog.findView(database, name) !== undefined) checkViewOptions(request);
  const view = explainView(context, name, request, verbosity);
  if (view !== undefined) return view;
  const collection = findCollection(context);
  checkTailable(request, collection);
  shaper(request, undefined);
  const shape = { filter, sort, projection };
  const explained: ExplainedQuery = {
    namespace: `${database}.${name}`,
    collection,
    query: request,
    shape,
    above: (input) => describeShaping(request, input),
    returnsDocuments: true,
  };
  return { ...explainQuery(store, verbosity, explained), queryShapeHash: queryShapeHash(shape) };
}

function describeShaping({ projection, returnKey }: FindRequest, input: StageDescription): StageDescription {
  if (returnKey) return stage('RETURN_KEY', {}, input.nReturned, input);
  if (fieldCount(projection) === 0) return input;
  const isSimple = fieldEntries(projection).every(([path, value]) => !path.includes('.') && !isPlainDocument(value));
  const details = { transformBy: projection };
  return stage(isSimple ? 'PROJECTION_SIMPLE' : 'PROJECTION_DEFAULT', details, input.nReturned, input);
}

function startCursor(
  { store, cursors, database, body }: CommandContext,
  name: string,
  request: FindRequest,
  collection: Collection | undefined,
  documents: Iterable<Uint8Array>,
): Uint8Array {
  return cursors.start({
    namespace: `${database}.${name}`,
    documents,
    batchSize: request.batchSize,
    singleBatch: request.singleBatch,
    limit: request.limit,
    noTimeout: request.noCursorTimeout,
    session: sessionOf(body),
    check: () => checkStillThere(store, collection),
  });
}

interface FindRequest extends ReturnType<typeof readRequest> {}

function readRequest(body: Document) {
  const flag = (option: string) => booleanNotNull(COMMAND, body, option) ?? false;
  return {
    filter: documentNotNull(COMMAND, body, 'filter') ?? {},
    sort: documentNotNull(COMMAND, body, 'sort'),
    projection: documentNotNull(COMMAND, body, 'projection') ?? {},
    hint: hintOption(body.hint),
    skip: countOption(COMMAND, body, 'skip'),
    limit: countOption(COMMAND, body, 'limit'),
    batchSize: countOption(COMMAND, body, 'batchSize'),
    singleBatch: flag('singleBatch'),
    tailable: flag('tailable'),
    awaitData: flag('awaitData'),
    noCursorTimeout: flag('noCursorTimeout'),
    showRecordId: flag('showRecordId'),
    returnKey: flag('returnKey'),
    readOnce: flag('readOnce'),
    min: documentNotNull(COMMAND, body, 'min'),
    max: documentNotNull(COMMAND, body, 'max'),
    allowDiskUse: booleanNotNull(COMMAND, body, 'allowDiskUse'),
    allowPartialResults: flag('allowPartialResults'),
    oplogReplay: flag('oplogReplay'),
    expressions: expressionOptions(COMMAND, body),
  };
}

/** What a view's pipeline has no stage for. */
function checkViewOptions(request: FindRequest): void {
  const { min, max, sort, singleBatch, limit } = request;
  const wrong = [
    min !== undefined && fieldCount(min) > 0 && 'min',
    max !== undefined && fieldCount(max) > 0 && 'max',
    ...VIEW_REFUSES.map((option) => request[option] && option),
    sort !== undefined && hasField(sort, '$natural') && 'sort by $natural',
    singleBatch && limit !== 1 && 'singleBatch',
  ].find((option) => option !== false);
  if (wrong === undefined) return;
  throw new EngineError(168, 'InvalidPipelineOperator', `Option ${wrong} not supported in aggregation.`);
}

const VIEW_REFUSES = [
  'returnKey',
  'showRecordId',
  'tailable',
  'noCursorTimeout',
  'allowPartialResults',
  'readOnce',
] as const;

/** Only a capped collection has an end to wait at. */
function checkTailable(
  { tailable, awaitData, singleBatch, sort }: FindRequest,
  collection: Collection | undefined,
): void {
  if (awaitData && !tailable) throw failedToParse("Cannot set 'awaitData' without also setting 'tailable'");
  if (!tailable || collection === undefined) return;
  if (sort !== undefined && fieldCount(sort) > 0) throw badValue('cannot use tailable option with a sort');
  if (singleBatch) throw badValue("cannot use tailable option with the 'singleBatch' option");
  if (collection?.options.capped === true) throw notImplemented("option 'tailable' of find");
  throw badValue('error processing query: tailable cursor requested on non capped collection');
}

/** Without a projection the stored bytes go out as they are. */
function project(
  found: Iterable<FoundDocument>,
  request: FindRequest,
  plan: Plan | undefined,
  bytesMax: number,
): Iterable<Uint8Array> {
  const { projection, showRecordId, returnKey } = request;
  if (fieldCount(projection) === 0 && !showRecordId && !returnKey) return bytesOf(found);
  return projected(found, shaper(request, plan), bytesMax);
}

function shaper(
  { projection, filter, expressions, showRecordId, returnKey }: FindRequest,
  plan: Plan | undefined,
): (found: FoundDocument) => Document {
  const split = splitProjection(projection, plan);
  const project = compileProjection(split.rest, filter, expressions);
  const shape = returnKey
    ? keyReader('returnKey', plan)
    : (found: FoundDocument) => withMetadata({ ...project(found.document) }, found, split);
  return showRecordId ? (found) => ({ ...shape(found), $recordId: Long.fromNumber(found.rid) }) : shape;
}

function* encoded(documents: Iterable<Document>, bytesMax: number): Generator<Uint8Array> {
  for (const document of documents) yield encodeResult(document, bytesMax);
}

function* bytesOf(found: Iterable<FoundDocument>): Generator<Uint8Array> {
  for (const { bytes } of found) yield bytes;
}

function* projected(
  found: Iterable<FoundDocument>,
  shape: (found: FoundDocument) => Document,
  bytesMax: number,
): Generator<Uint8Array> {
  for (const document of found) yield encodeResult(shape(document), bytesMax);
}
