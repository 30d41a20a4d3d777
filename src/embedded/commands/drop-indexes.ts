import { type Document, Int32 } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { getField } from '../../bson/fields.ts';
import { EngineError, typeMismatch } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { ID_INDEX, type Index } from '../storage/index-spec.ts';
import { namespaceNotFound } from '../storage/namespace.ts';
import { checkCollectionUuid, readUuid } from './collection-uuid.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';
import { invalidOptions, missingField } from './options.ts';

const DROP_INDEXES = { writeConcern: true, options: ['index', 'collectionUUID'], run: dropIndexes };

/** The second name is of old. */
export const dropIndexesCommands: readonly Command[] = [
  { name: 'dropIndexes', ...DROP_INDEXES },
  { name: 'deleteIndexes', ...DROP_INDEXES },
];

async function dropIndexes(context: CommandContext): Promise<Document> {
  const { store, database, body, command } = context;
  const name = askedName(context);
  const choice = readChoice(command, body);
  const uuid = readUuid(command, 'collectionUUID', body.collectionUUID);
  return store.write(() => {
    checkCollectionUuid(store.catalog, database, name, uuid);
    const before = collectionAt(store, database, name);
    if (before === undefined) throw namespaceNotFound(`${database}.${name}`);
    const nIndexesWas = new Int32(before.indexes.length + 1);
    let collection = before;
    if (choice.kind === 'all') {
      for (const index of before.indexes) collection = store.catalog.dropIndex(collection, index);
      return { nIndexesWas, msg: 'non-_id indexes dropped for collection' };
    }
    if (choice.kind === 'key') {
      store.catalog.dropIndex(collection, indexOfKey(collection, choice.key));
    } else {
      for (const chosen of choice.names) {
        collection = store.catalog.dropIndex(collection, indexOfName(collection, chosen));
      }
    }
    return { nIndexesWas };
  });
}

type Choice =
  | { readonly kind: 'all' }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'key'; readonly key: Document };

/** A name, a list of names, or a key; the name `*`, or a list that begins with it, stands for all. */
function readChoice(command: string, body: Document): Choice {
  const value = getField(body, 'index');
  if (value === undefined) throw missingField(command, 'index');
  const key = asDocument(value);
  if (key !== undefined) return { kind: 'key', key };
  const names = readNames(command, value);
  return names[0] === '*' ? { kind: 'all' } : { kind: 'names', names };
}

function readNames(command: string, value: unknown): string[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  return names.map((name) => {
    if (typeof name === 'string') return name;
    const expected = "expected types '[string, array of strings, object]'";
    throw typeMismatch(`BSON field '${command}.index' is the wrong type '${bsonTypeOf(name)}', ${expected}`);
  });
}

function indexOfName({ indexes }: Collection, name: string): Index {
  if (name === ID_INDEX.name) throw invalidOptions('cannot drop _id index');
  const index = indexes.find(({ spec }) => spec.name === name);
  if (index !== undefined) return index;
  throw indexNotFound(`index not found with name [${name}]`);
}

function indexOfKey({ indexes }: Collection, key: Document): Index {
  if (valuesEqual(key, ID_INDEX.key)) throw invalidOptions('cannot drop _id index');
  const [index, ...others] = indexes.filter(({ spec }) => valuesEqual(spec.key, key));
  if (index === undefined) throw indexNotFound("can't find index with that key");
  if (others.length === 0) return index;
  const message = `${others.length + 1} indexes found for that key, identify by name instead`;
  throw new EngineError(181, 'AmbiguousIndexKeyPattern', message);
}

function indexNotFound(message: string): EngineError {
  return new EngineError(27, 'IndexNotFound', message);
}
