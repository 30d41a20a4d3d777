import type { Document } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { EngineError } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { addToIndex } from '../storage/documents.ts';
import { checkNewIndex } from '../storage/index-rules.ts';
import { type IndexSpec, parseIndexSpec, printIndexSpec } from '../storage/index-spec.ts';
import type { Store } from '../storage/store.ts';
import { encodeDocument, isPlainDocument } from '../wire/codec.ts';
import { type Command, type CommandContext, collectionName, findCollection } from './command.ts';
import { countOption, documentOption, documentsOption } from './options.ts';
import { sessionOf } from './session-id.ts';

export const indexCommands: readonly Command[] = [
  {
    name: 'createIndexes',
    writeConcern: true,
    options: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
    run: createIndexes,
  },
  { name: 'listIndexes', options: ['cursor'], run: listIndexes },
  { name: 'dropIndexes', writeConcern: true, options: ['index'], run: dropIndexes },
];

const ID_INDEX = parseIndexSpec({ key: { _id: 1 }, name: '_id_' });

async function createIndexes(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  const name = collectionName(context);
  const specs = (documentsOption('createIndexes', body, 'indexes') ?? []).map((spec) =>
    checkNewIndex(parseIndexSpec(spec)),
  );
  if (specs.length === 0) throw new EngineError(2, 'BadValue', 'Must specify at least one index to create');
  return store.write(() => {
    const existing = store.catalog.find(database, name);
    const before = existing ?? store.catalog.create(database, name);
    const after = specs.reduce((collection, spec) => ensureIndex(store, collection, spec), before);
    const [numIndexesBefore, numIndexesAfter] = [before.indexes.length + 1, after.indexes.length + 1];
    const note = numIndexesBefore === numIndexesAfter ? { note: 'all indexes already exist' } : {};
    return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically: existing === undefined, ...note };
  });
}

function ensureIndex(store: Store, collection: Collection, spec: IndexSpec): Collection {
  if (isIdIndex(spec)) return collection;
  const others = collection.indexes.map((index) => index.spec);
  const sameName = others.find(({ name }) => name === spec.name);
  const sameKey = others.find(({ key, partial }) => sameDocument(key, spec.key) && samePartial(partial, spec.partial));
  if (sameName !== undefined && sameSpec(sameName, spec)) return collection;
  if (sameName !== undefined) {
    const message = `An existing index has the same name as the requested index, but another definition: ${spec.name}`;
    throw new EngineError(86, 'IndexKeySpecsConflict', message);
  }
  if (sameKey !== undefined) {
    const message = `Index already exists with a different name or other options: ${sameKey.name}`;
    throw new EngineError(85, 'IndexOptionsConflict', message);
  }
  return buildIndex(store, collection, spec);
}

function buildIndex(store: Store, before: Collection, spec: IndexSpec): Collection {
  const { collection, index } = store.catalog.addIndex(before, spec);
  const target = store.target(collection);
  for (const { rid, document } of store.find(collection, { filter: {}, sort: { _id: 1 } })) {
    addToIndex(target, index, rid, document);
  }
  return collection;
}

function isIdIndex({ paths, fields }: IndexSpec): boolean {
  return paths.length === 1 && paths[0] === '_id' && fields[0]?.direction === 1;
}

function sameSpec(one: IndexSpec, other: IndexSpec): boolean {
  return sameDocument(printIndexSpec(one), printIndexSpec(other));
}

function samePartial(one: IndexSpec['partial'], other: IndexSpec['partial']): boolean {
  return sameDocument(one?.expression ?? {}, other?.expression ?? {});
}

function sameDocument(one: Document, other: Document): boolean {
  return valuesEqual(one, other);
}

function listIndexes(context: CommandContext): Uint8Array {
  const { body, cursors, database } = context;
  const collection = requireCollection(context);
  const cursor = documentOption('listIndexes', body, 'cursor') ?? {};
  return cursors.start({
    namespace: `${database}.${collection.name}`,
    documents: [ID_INDEX, ...collection.indexes.map(({ spec }) => spec)].map((spec) =>
      encodeDocument(printIndexSpec(spec)),
    ),
    batchSize: countOption('listIndexes', cursor, 'batchSize'),
    session: sessionOf(body),
  });
}

async function dropIndexes(context: CommandContext): Promise<Document> {
  const { store, body } = context;
  collectionName(context);
  return store.write(() => {
    const before = requireCollection(context);
    let collection = before;
    for (const index of chosenIndexes(collection, body.index)) collection = store.catalog.dropIndex(collection, index);
    return { nIndexesWas: before.indexes.length + 1 };
  });
}

/** By `*`, a name, a list of names, or the key. */
function chosenIndexes(collection: Collection, chosen: unknown) {
  if (chosen === '*') return collection.indexes;
  const wanted: readonly unknown[] = Array.isArray(chosen) ? chosen : [chosen];
  return wanted.map((name) => {
    if (name === '_id_' || (isPlainDocument(name) && sameDocument(name, ID_INDEX.key))) {
      throw new EngineError(72, 'InvalidOptions', 'cannot drop _id index');
    }
    const index = collection.indexes.find(({ spec }) =>
      isPlainDocument(name) ? sameDocument(spec.key, name) : spec.name === name,
    );
    if (index !== undefined) return index;
    const message = isPlainDocument(name)
      ? "can't find index with that key"
      : `index not found with name [${String(name)}]`;
    throw new EngineError(27, 'IndexNotFound', message);
  });
}

function requireCollection(context: CommandContext): Collection {
  const collection = findCollection(context);
  if (collection !== undefined) return collection;
  throw new EngineError(26, 'NamespaceNotFound', `ns does not exist: ${context.database}.${collectionName(context)}`);
}
