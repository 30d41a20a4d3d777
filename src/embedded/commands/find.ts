import type { Document } from '../../bson/bson.ts';
import { Long } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeResult } from '../aggregation/result.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { badValue, EngineError, failedToParse, notImplemented } from '../engine-error.ts';
import { compileProjection } from '../query/projection.ts';
import type { Collection } from '../storage/collection.ts';
import type { FoundDocument } from '../storage/query.ts';
import type { Store } from '../storage/store.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { checkHint, hintOption } from './hint.ts';
import { expressionOptions } from './let.ts';
import { booleanNotNull, countOption, documentNotNull } from './options.ts';
import { readView } from './read-view.ts';
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
  ],
  unsupported: ['collation', 'min', 'max', 'returnKey', 'readOnce', 'requestResumeToken', 'resumeAfter', 'startAt'],
  readConcern: true,
  run: find,
};

const COMMAND = 'find';

function find(context: CommandContext): Uint8Array {
  const { body, store } = context;
  const bytesMax = store.limits.engineDocumentBytesMax;
  const name = collectionName(context);
  const request = readRequest(body);
  const view = readView(context, name, request);
  if (view !== undefined)
    return startCursor(context, name, request, view.collection, encoded(view.documents, bytesMax));
  const collection = findCollection(context);
  checkTailable(request, collection);
  checkHint(request.hint, collection);
  const { filter, sort, skip, limit, allowDiskUse, expressions } = request;
  const found = store.find(collection, { filter, sort, skip, limit, allowDiskUse, expressions });
  return startCursor(context, name, request, collection, project(found, request, bytesMax));
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
    allowDiskUse: booleanNotNull(COMMAND, body, 'allowDiskUse'),
    allowPartialResults: flag('allowPartialResults'),
    oplogReplay: flag('oplogReplay'),
    expressions: expressionOptions(COMMAND, body),
  };
}

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

function checkStillThere({ catalog }: Store, collection: Collection | undefined): void {
  if (collection === undefined || catalog.find(collection.database, collection.name)?.id === collection.id) return;
  throw new EngineError(175, 'QueryPlanKilled', `collection dropped: ${collection.namespace}`);
}

/** Without a projection the stored bytes go out as they are. */
function project(
  found: Iterable<FoundDocument>,
  { projection, filter, expressions, showRecordId }: FindRequest,
  bytesMax: number,
): Iterable<Uint8Array> {
  if (fieldCount(projection) === 0 && !showRecordId) return bytesOf(found);
  return projected(found, shaper(projection, filter, expressions, showRecordId), bytesMax);
}

function shaper(projection: Document, filter: Document, expressions: ExpressionOptions, showRecordId: boolean) {
  const shape = compileProjection(projection, filter, expressions);
  if (!showRecordId) return ({ document }: FoundDocument) => shape(document);
  return ({ document, rid }: FoundDocument) => ({ ...shape(document), $recordId: Long.fromNumber(rid) });
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
