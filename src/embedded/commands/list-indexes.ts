import type { Document } from '../../bson/bson.ts';
import type { Collection } from '../storage/collection.ts';
import { ID_INDEX_DEFINITION, printIndexSpec } from '../storage/index-spec.ts';
import { namespaceNotFound } from '../storage/namespace.ts';
import { encodeDocument } from '../wire/codec.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';
import { booleanOption, checkFields, countOption, documentOption, invalidOptions } from './options.ts';
import { keepsViews } from './resolve-view.ts';
import { sessionOf } from './session-id.ts';

export const listIndexesCommand: Command = {
  name: 'listIndexes',
  options: ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo'],
  run: listIndexes,
};

const CURSOR_FIELDS = new Set(['batchSize']);

function listIndexes(context: CommandContext): Uint8Array {
  const { store, database, body, cursors } = context;
  const name = askedName(context);
  const cursor = documentOption('listIndexes', body, 'cursor') ?? {};
  checkFields('listIndexes.cursor', cursor, CURSOR_FIELDS);
  const batchSize = countOption('listIndexes.cursor', cursor, 'batchSize');
  const withUuids = booleanOption('listIndexes', body, 'includeBuildUUIDs') ?? false;
  const withInfo = booleanOption('listIndexes', body, 'includeIndexBuildInfo') ?? false;
  if (withUuids && withInfo) {
    throw invalidOptions('The includeBuildUUIDs flag and includeIndexBuildInfo flag cannot both be set to true');
  }
  const namespace = `${database}.${name}`;
  const indexes = keepsViews(store.catalog, database, name)
    ? [ID_INDEX_DEFINITION]
    : listedIndexes(collectionAt(store, database, name) ?? notThere(namespace));
  return cursors.start({
    namespace,
    // No index is ever half built here, so there is nothing to tell of its making.
    documents: (withInfo ? indexes.map((spec) => ({ spec })) : indexes).map((item) => encodeDocument(item)),
    batchSize,
    session: sessionOf(body),
  });
}

function notThere(namespace: string): never {
  throw namespaceNotFound(namespace);
}

/** The one on `_id` first. */
export function listedIndexes({ indexes }: Collection): Document[] {
  return [ID_INDEX_DEFINITION, ...indexes.map(({ spec }) => printIndexSpec(spec))];
}
