import { Binary, type Document } from '../../bson/bson.ts';
import { getField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import {
  checkPossibleNamespace,
  invalidNamespace,
  NAMESPACE_BYTES_MAX,
  namespaceNotFound,
  notSupportedOnView,
} from '../storage/namespace.ts';
import { checkCollectionUuid, readUuid } from './collection-uuid.ts';
import { type Command, type CommandContext, checkAdmin } from './command.ts';
import { invalidOptions, strictBooleanOption, stringOption, wrongType } from './options.ts';

export const renameCollectionCommand: Command = {
  name: 'renameCollection',
  writeConcern: true,
  options: ['to', 'dropTarget', 'stayTemp', 'collectionUUID'],
  run: renameCollection,
};

const COMMAND = 'renameCollection';

interface Place {
  readonly database: string;
  readonly name: string;
}

async function renameCollection({ store, database, body }: CommandContext): Promise<Document> {
  const request = readRequest(body);
  checkAdmin(COMMAND, database);
  checkNames(request.source, request.target);
  return store.write(() => {
    const collection = findSource(store.catalog, request);
    store.catalog.rename(collection, request.target.database, request.target.name);
    return {};
  });
}

interface RenameRequest extends ReturnType<typeof readRequest> {}

/** What is renamed. Throws when it may not take the place of what has the new name. */
function findSource(catalog: Catalog, { source, target, dropTarget, uuid }: RenameRequest): Collection {
  checkCollectionUuid(catalog, source.database, source.name, uuid);
  if (dropTarget instanceof Uint8Array) checkCollectionUuid(catalog, target.database, target.name, dropTarget);
  const collection = catalog.find(source.database, source.name);
  if (collection === undefined) {
    const isView = catalog.findView(source.database, source.name) !== undefined;
    throw isView ? notSupportedOnView(print(source)) : namespaceNotFound(print(source));
  }
  const replaced = catalog.find(target.database, target.name);
  const isTaken = replaced === undefined ? catalog.findView(target.database, target.name) : dropTarget === false;
  if (isTaken === undefined || isTaken === false) return collection;
  throw new EngineError(48, 'NamespaceExists', `target namespace ${print(target)} exists, as a collection or a view`);
}

function readRequest(body: Document) {
  const source = splitNamespace(stringOption(COMMAND, body, COMMAND));
  const target = splitNamespace(stringOption(COMMAND, body, 'to'));
  // A temporary collection is one like any other here.
  strictBooleanOption(COMMAND, body, 'stayTemp');
  const dropTarget = readDropTarget(getField(body, 'dropTarget'));
  const uuid = readUuid(COMMAND, 'collectionUUID', getField(body, 'collectionUUID'));
  if (dropTarget instanceof Uint8Array && source.database !== target.database)
    throw invalidOptions('A UUID in dropTarget is not allowed for a rename across databases');
  return { source, target, dropTarget, uuid };
}

/** A UUID allows the drop of that collection alone. */
function readDropTarget(value: unknown): boolean | Uint8Array {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  if (!(value instanceof Binary)) throw wrongType(COMMAND, 'dropTarget', value, 'bool or binData');
  const uuid = value.sub_type === Binary.SUBTYPE_UUID ? readUuid(COMMAND, 'dropTarget', value) : undefined;
  if (uuid === undefined) throw new EngineError(207, 'InvalidUUID', 'dropTarget must be a boolean or a UUID');
  return uuid;
}

function splitNamespace(namespace: string): Place {
  const dot = namespace.indexOf('.');
  return { database: namespace.slice(0, dot < 0 ? undefined : dot), name: dot < 0 ? '' : namespace.slice(dot + 1) };
}

/** Throws for names that no collection has or may get by this command. */
function checkNames(source: Place, target: Place): void {
  for (const place of [source, target]) checkName(place);
  if (print(source) === print(target)) throw illegal(`Can't rename a collection to itself: ${print(source)}`);
}

function checkName(place: Place): void {
  const namespace = print(place);
  const { database, name } = place;
  if (namespace.includes('\0')) throw invalidNamespace(namespace);
  if (namespace.includes('$')) throw illegal(`Invalid namespace, with a '$': ${namespace}`);
  checkPossibleNamespace(database, name);
  if (Buffer.byteLength(namespace) > NAMESPACE_BYTES_MAX) throw illegal(`Fully qualified namespace is too long`);
  if (name.startsWith('system.')) throw illegal(`renaming system collection ${namespace} is not allowed`);
  if (database === 'local' && name.startsWith('oplog.')) throw illegal(`can't rename the oplog, ${namespace}`);
}

function print({ database, name }: Place): string {
  return `${database}.${name}`;
}

function illegal(message: string): EngineError {
  return new EngineError(20, 'IllegalOperation', message);
}
