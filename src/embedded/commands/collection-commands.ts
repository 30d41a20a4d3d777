import { type Document, UUID } from '../../bson/bson.ts';
import { EngineError } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import type { Collection } from '../storage/collection.ts';
import { encodeDocument } from '../wire/codec.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { booleanOption, countOption, documentOption } from './options.ts';
import { sessionOf } from './session-id.ts';

export const collectionCommands: readonly Command[] = [
  {
    name: 'create',
    writeConcern: true,
    options: ['idIndex', 'autoIndexId'],
    unsupported: [
      'capped',
      'size',
      'max',
      'validator',
      'validationLevel',
      'validationAction',
      'collation',
      'viewOn',
      'pipeline',
      'timeseries',
      'expireAfterSeconds',
      'clusteredIndex',
      'changeStreamPreAndPostImages',
      'storageEngine',
      'indexOptionDefaults',
      'encryptedFields',
    ],
    run: create,
  },
  { name: 'drop', writeConcern: true, run: drop },
  { name: 'listCollections', options: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'], run: listCollections },
];

async function create(context: CommandContext): Promise<Document> {
  const { store, database } = context;
  const name = collectionName(context);
  return store.write(() => {
    if (findCollection(context) !== undefined) {
      throw new EngineError(48, 'NamespaceExists', `Collection ${database}.${name} already exists.`);
    }
    store.catalog.create(database, name);
    return {};
  });
}

async function drop(context: CommandContext): Promise<Document> {
  const { store } = context;
  collectionName(context);
  return store.write(() => {
    const collection = findCollection(context);
    if (collection === undefined) return {};
    store.catalog.drop(collection);
    return { nIndexesWas: collection.indexes.length + 1, ns: collection.namespace };
  });
}

function listCollections({ store, database, body, cursors }: CommandContext): Uint8Array {
  const filter = compileFilter(documentOption('listCollections', body, 'filter') ?? {});
  const nameOnly = booleanOption('listCollections', body, 'nameOnly') ?? false;
  const described = store.catalog
    .list(database)
    .map(describe)
    .filter((document) => filter.matches(document));
  const cursor = documentOption('listCollections', body, 'cursor') ?? {};
  return cursors.start({
    namespace: `${database}.$cmd.listCollections`,
    documents: described.map(({ name, type, ...rest }) => encodeDocument({ name, type, ...(nameOnly ? {} : rest) })),
    batchSize: countOption('listCollections', cursor, 'batchSize'),
    session: sessionOf(body),
  });
}

function describe({ name, uuid }: Collection): Document {
  return {
    name,
    type: 'collection',
    options: {},
    info: { readOnly: false, uuid: new UUID(uuid) },
    idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
  };
}
