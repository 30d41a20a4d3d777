import type { Document } from '../../bson/bson.ts';
import { fieldCount } from '../../bson/fields.ts';
import { encodeResult } from '../aggregation/result.ts';
import { EngineError } from '../engine-error.ts';
import { compileProjection } from '../query/projection.ts';
import { removeDocument } from '../storage/documents.ts';
import { applyUpdate } from './apply-update.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { checkHint } from './hint.ts';
import { booleanOption, documentOption, documentsOption } from './options.ts';
import { readUpdate } from './update.ts';

const COMMAND = 'findAndModify';

export const findAndModifyCommand: Command = {
  name: COMMAND,
  options: [
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
  ],
  unsupported: ['collation', 'let'],
  writesOnly: true,
  run: findAndModify,
};

async function findAndModify(context: CommandContext): Promise<Document> {
  const { store, body } = context;
  collectionName(context);
  const remove = booleanOption(COMMAND, body, 'remove') ?? false;
  if (remove === (body.update !== undefined)) {
    const message = remove
      ? 'Cannot specify both an update and remove=true'
      : 'Either an update or remove=true must be specified';
    throw new EngineError(9, 'FailedToParse', message);
  }
  const filter = documentOption(COMMAND, body, 'query') ?? {};
  const shape = shaper(documentOption(COMMAND, body, 'fields') ?? {}, filter, store.limits.engineDocumentBytesMax);
  return store.write(() => {
    checkHint(body.hint, findCollection(context));
    const { value, ...lastErrorObject } = remove ? removeOne(context, filter) : updateOne(context, filter);
    return { lastErrorObject, value: value === undefined ? null : shape(value) };
  });
}

/** A value that is too large to be answered is refused inside the write, which is then undone. */
function shaper(fields: Document, filter: Document, bytesMax: number): (document: Document) => Document {
  const shape = compileProjection(fields, filter);
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

function removeOne(context: CommandContext, filter: Document): Modified {
  if (booleanOption(COMMAND, context.body, 'new') === true) {
    throw new EngineError(
      9,
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  }
  const collection = findCollection(context);
  const sort = documentOption(COMMAND, context.body, 'sort');
  for (const found of context.store.find(collection, { filter, sort, limit: 1 })) {
    if (collection === undefined) break;
    removeDocument(context.store.target(collection), found.rid, found);
    return { n: 1, value: found.document };
  }
  return { n: 0, value: undefined };
}

function updateOne(context: CommandContext, filter: Document): Modified {
  const { store, database, body } = context;
  const result = applyUpdate(store, database, collectionName(context), {
    filter,
    update: readUpdate(COMMAND, body, 'update'),
    multi: false,
    upsert: booleanOption(COMMAND, body, 'upsert') ?? false,
    sort: documentOption(COMMAND, body, 'sort'),
    arrayFilters: documentsOption(COMMAND, body, 'arrayFilters')?.slice(),
  });
  const value = booleanOption(COMMAND, body, 'new') === true ? result.after : result.before;
  const updatedExisting = result.matched > 0;
  if (result.upserted === undefined) return { n: result.matched, updatedExisting, value };
  return { n: 1, updatedExisting, upserted: result.upserted._id, value };
}
