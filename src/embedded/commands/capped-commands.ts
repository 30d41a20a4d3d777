/** Commands that make capped collections, of which there are none here: what is malformed gets the server's error first. */
import type { Document } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { getField } from '../../bson/fields.ts';
import { badValue, EngineError, notImplemented, typeMismatch } from '../engine-error.ts';
import {
  checkNamespace,
  checkPossibleNamespace,
  invalidNamespace,
  isServerCollection,
  namespaceNotFound,
} from '../storage/namespace.ts';
import { CAPPED_BYTES_MAX } from './capped-option.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';
import { clampedWhole } from './option-numbers.ts';
import { invalidOptions } from './options.ts';
import { keepsViews } from './resolve-view.ts';

export const cappedCommands: readonly Command[] = [
  { name: 'convertToCapped', writeConcern: true, lenient: true, run: convertToCapped },
  { name: 'cloneCollectionAsCapped', writeConcern: true, lenient: true, run: cloneCollectionAsCapped },
];

/** A server gives the collection a longer name while it converts it. */
const CONVERTED_BYTES_MAX = 230;

function convertToCapped(context: CommandContext): never {
  const { store, database, body } = context;
  const name = askedName(context);
  checkSize(body);
  if (keepsViews(store.catalog, database, name))
    throw badValue('The views of a database cannot be kept in a capped collection');
  if (collectionAt(store, database, name) === undefined) throw namespaceNotFound(`${database}.${name}`);
  if (Buffer.byteLength(`${database}.${name}`) > CONVERTED_BYTES_MAX) throw invalidNamespace(`${database}.${name}`);
  throw notImplemented("command 'convertToCapped'");
}

function cloneCollectionAsCapped({ store, database, body }: CommandContext): never {
  const source = textField(body, 'cloneCollectionAsCapped');
  const target = textField(body, 'toCollection');
  checkSize(body);
  checkSource(database, source);
  checkTarget(database, target);
  if (collectionAt(store, database, source) === undefined) throw namespaceNotFound(`${database}.${source}`);
  if (collectionAt(store, database, target) !== undefined)
    throw new EngineError(48, 'NamespaceExists', `cloneCollectionAsCapped failed - target ${target} already exists`);
  throw notImplemented("command 'cloneCollectionAsCapped'");
}

function textField(body: Document, field: string): string {
  const value = getField(body, field);
  if (typeof value === 'string') return value;
  throw typeMismatch(`"${field}" had the wrong type. Expected string, found ${bsonTypeOf(value)}`);
}

function checkSize(body: Document): void {
  const size = clampedWhole(getField(body, 'size')) ?? 0;
  if (size < 1) throw invalidOptions('Capped collection size must be greater than zero');
  if (size > CAPPED_BYTES_MAX) throw badValue(`Capped collection size must be at most ${CAPPED_BYTES_MAX}`);
}

function checkSource(database: string, name: string): void {
  checkPossibleNamespace(database, name);
  if (name.includes('$')) checkNamespace(database, name);
}

function checkTarget(database: string, name: string): void {
  if (name.startsWith('system.buckets.'))
    throw new EngineError(20, 'IllegalOperation', `${database}.${name} is for the buckets of a time-series collection`);
  if (!isServerCollection(name)) checkNamespace(database, name);
}
