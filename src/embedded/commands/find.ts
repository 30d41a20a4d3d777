import type { Document } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeResult } from '../aggregation/result.ts';
import { compileProjection } from '../query/projection.ts';
import type { FoundDocument } from '../storage/query.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { checkHint } from './hint.ts';
import { booleanOption, countOption, documentOption } from './options.ts';
import { sessionOf } from './sessions.ts';

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
  ],
  unsupported: ['collation', 'let', 'min', 'max', 'returnKey', 'showRecordId', 'tailable', 'awaitData'],
  run: find,
};

function find(context: CommandContext): Uint8Array {
  const { body, database, store, cursors } = context;
  const collection = findCollection(context);
  checkHint(body.hint, collection);
  const filter = documentOption('find', body, 'filter') ?? {};
  const found = store.find(collection, {
    filter,
    sort: documentOption('find', body, 'sort'),
    skip: countOption('find', body, 'skip'),
    limit: countOption('find', body, 'limit'),
  });
  return cursors.start({
    namespace: `${database}.${collectionName(context)}`,
    documents: project(
      found,
      documentOption('find', body, 'projection') ?? {},
      filter,
      store.limits.engineDocumentBytesMax,
    ),
    batchSize: countOption('find', body, 'batchSize'),
    singleBatch: booleanOption('find', body, 'singleBatch'),
    session: sessionOf(body),
  });
}

/** Without a projection the stored bytes go out as they are. */
function project(
  found: Iterable<FoundDocument>,
  projection: Document,
  filter: Document,
  bytesMax: number,
): Iterable<Uint8Array> {
  if (fieldCount(projection) === 0) return bytesOf(found);
  const shape = compileProjection(projection, filter);
  return projected(found, shape, bytesMax);
}

function* bytesOf(found: Iterable<FoundDocument>): Generator<Uint8Array> {
  for (const { bytes } of found) yield bytes;
}

function* projected(
  found: Iterable<FoundDocument>,
  shape: (document: Document) => Document,
  bytesMax: number,
): Generator<Uint8Array> {
  for (const { document } of found) yield encodeResult(shape(document), bytesMax);
}
