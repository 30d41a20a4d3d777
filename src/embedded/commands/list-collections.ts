import { type Document, UUID } from '../../bson/bson.ts';
import { compileFilter } from '../query/filter.ts';
import { checkRestrictedFilter } from '../query/restricted-filter.ts';
import type { Collection, View } from '../storage/collection.ts';
import { ID_INDEX_DEFINITION } from '../storage/index-spec.ts';
import { encodeDocument } from '../wire/codec.ts';
import type { Command, CommandContext } from './command.ts';
import { checkFields, countOption, documentOption, strictBooleanOption } from './options.ts';
import { sessionOf } from './session-id.ts';

export const listCollectionsCommand: Command = {
  name: 'listCollections',
  options: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  run: listCollections,
};

const COMMAND = 'listCollections';
const CURSOR_FIELDS = new Set(['batchSize']);

/** The filter sees what is listed, so that with names only it knows nothing else. */
function listCollections({ store, database, body, cursors }: CommandContext): Uint8Array {
  const filter = readListFilter(COMMAND, body);
  const nameOnly = strictBooleanOption(COMMAND, body, 'nameOnly') ?? false;
  strictBooleanOption(COMMAND, body, 'authorizedCollections');
  const cursor = documentOption(COMMAND, body, 'cursor') ?? {};
  checkFields(`${COMMAND}.cursor`, cursor, CURSOR_FIELDS);
  const batchSize = countOption(`${COMMAND}.cursor`, cursor, 'batchSize');
  const views = store.catalog.listViews(database);
  const all = [
    ...store.catalog.list(database).map(describeCollection),
    ...views.map(describeView),
    ...(views.length === 0 ? [] : [SYSTEM_VIEWS]),
  ];
  const listed = (nameOnly ? all.map(({ name, type }) => ({ name, type })) : all).filter((document) =>
    filter.matches(document),
  );
  return cursors.start({
    namespace: `${database}.$cmd.listCollections`,
    documents: listed.map((document) => encodeDocument(document)),
    batchSize,
    limit: listed.length,
    session: sessionOf(body),
  });
}

/** The filter of a list of collections or databases, which a server does not tell the time. */
export function readListFilter(command: string, body: Document) {
  const filter = documentOption(command, body, 'filter') ?? {};
  checkRestrictedFilter(filter, `the filter of ${command}`);
  return compileFilter(filter);
}

/** Where a server keeps the views of a database, if there are any. */
const SYSTEM_VIEWS: Document = {
  name: 'system.views',
  type: 'collection',
  options: {},
  info: { readOnly: false },
  idIndex: ID_INDEX_DEFINITION,
};

export function describeCollection({ name, uuid, options }: Collection): Document {
  return {
    name,
    type: 'collection',
    options,
    info: { readOnly: false, uuid: new UUID(uuid) },
    idIndex: ID_INDEX_DEFINITION,
  };
}

export function describeView({ name, options }: View): Document {
  return { name, type: 'view', options, info: { readOnly: true } };
}
