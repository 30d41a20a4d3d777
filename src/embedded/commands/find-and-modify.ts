import type { Document } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeResult } from '../aggregation/result.ts';
import { failedToParse } from '../engine-error.ts';
import { compileProjection } from '../query/projection.ts';
import { removeDocument } from '../storage/documents.ts';
import { applyUpdate, compileStatement } from './apply-update.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import type { Verbosity } from './explain-query.ts';
import { explainWrite } from './explain-write.ts';
import { hintOption } from './hint.ts';
import { expressionOptions } from './let.ts';
import { booleanOption, documentOption, documentsOption } from './options.ts';
import { readUpdate } from './update.ts';

const COMMAND = 'findAndModify';
const OPTIONS = [
  'query',
  'sort',
  'remove',
  'update',
  'new',
  'upsert',
  'fields',
  'arrayFilters',
  'hint',
  'bypassDocumentValidation',
  'bypassEmptyTsReplacement',
  'let',
];

/** The second name is the old one. */
export const findAndModifyCommands: readonly Command[] = [COMMAND, 'findandmodify'].map((name) => ({
  name,
  options: OPTIONS,
  unsupported: ['collation'],
  writesOnly: true,
  writeConcern: true,
  run: findAndModify,
  explain: explainModify,
}));

async function findAndModify(context: CommandContext): Promise<Document> {
  const { store } = context;
  collectionName(context);
  const request = readRequest(context.body);
  checkRequest(request);
  const shape = shaper(request, store.limits.engineDocumentBytesMax);
  return store.write(() => {
    const { value, ...lastErrorObject } = request.remove ? removeOne(context, request) : updateOne(context, request);
    return { lastErrorObject, value: value === undefined ? null : shape(value) };
  });
}

function explainModify(context: CommandContext, verbosity: Verbosity): Document {
  const request = readRequest(context.body);
  checkRequest(request);
  shaper(request, context.store.limits.engineDocumentBytesMax);
  const { filter, sort, hint, upsert, expressions, update, remove } = request;
  const query = { filter, sort, hint, limit: 1, expressions };
  if (remove) return explainWrite(context, verbosity, { kind: 'DELETE', query });
  compileStatement({ ...request, update: update ?? {}, multi: false, constants: undefined });
  return explainWrite(context, verbosity, { kind: 'UPDATE', query, upsert });
}

interface ModifyRequest extends ReturnType<typeof readRequest> {}

function readRequest(body: Document) {
  const flag = (option: string) => booleanOption(COMMAND, body, option) ?? false;
  return {
    filter: documentOption(COMMAND, body, 'query') ?? {},
    sort: documentOption(COMMAND, body, 'sort'),
    fields: documentOption(COMMAND, body, 'fields') ?? {},
    update: body.update === undefined ? undefined : readUpdate(body, 'update'),
    arrayFilters: documentsOption(COMMAND, body, 'arrayFilters')?.slice(),
    hint: hintOption(body.hint),
    remove: flag('remove'),
    returnsNew: flag('new'),
    upsert: flag('upsert'),
    bypassesValidation: flag('bypassDocumentValidation'),
    keepsTimestamps: flag('bypassEmptyTsReplacement'),
    expressions: expressionOptions(COMMAND, body),
  };
}

function checkRequest({ remove, update, upsert, returnsNew, arrayFilters }: ModifyRequest): void {
  if (!remove) {
    if (update === undefined) throw failedToParse('Either an update or remove=true must be specified');
    return;
  }
  if (update !== undefined) throw failedToParse('Cannot specify both an update and remove=true');
  if (upsert) throw failedToParse('Cannot specify both upsert=true and remove=true');
  if (arrayFilters !== undefined) throw failedToParse('Cannot specify arrayFilters and remove=true');
  if (!returnsNew) return;
  throw failedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
}

/** A value that is too large to be answered is refused inside the write, which is then undone. */
function shaper({ fields, filter, expressions }: ModifyRequest, bytesMax: number): (document: Document) => Document {
  const shape = compileProjection(fields, filter, expressions);
  if (fieldCount(fields) === 0) return shape;
  return (document) => {
    const shaped = shape(document);
    encodeResult(shaped, bytesMax);
    return shaped;
  };
}

interface Modified {
  readonly n: number;
  readonly updatedExisting?: boolean;
  readonly upserted?: unknown;
  readonly value: Document | undefined;
}

function removeOne(context: CommandContext, { filter, sort, hint, expressions }: ModifyRequest): Modified {
  const { store } = context;
  const collection = findCollection(context);
  for (const found of store.find(collection, { filter, sort, hint, limit: 1, expressions })) {
    if (collection === undefined) break;
    removeDocument(store.target(collection), found.rid, found);
    return { n: 1, value: found.document };
  }
  return { n: 0, value: undefined };
}

function updateOne(context: CommandContext, request: ModifyRequest): Modified {
  const { store, database } = context;
  const { update = {}, returnsNew } = request;
  const statement = { ...request, update, multi: false, constants: undefined };
  const result = applyUpdate(store, database, collectionName(context), statement);
  const value = returnsNew ? result.after : result.before;
  const updatedExisting = result.matched > 0;
  if (result.upserted === undefined) return { n: result.matched, updatedExisting, value };
  return { n: 1, updatedExisting, upserted: result.upserted._id, value };
}
