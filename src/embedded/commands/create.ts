import type { Document } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { EngineError, notImplemented } from '../engine-error.ts';
import { checkNamespace, isServerCollection } from '../storage/namespace.ts';
import type { Store } from '../storage/store.ts';
import type { Command, CommandContext } from './command.ts';
import { CREATE_OPTIONS, readCreateOptions } from './create-options.ts';
import { collectionNameOption } from './options.ts';
import { checkValidator } from './validation-options.ts';
import { checkView, viewOptions } from './view-definition.ts';
import type { ViewDefinition } from './view-graph.ts';

export const createCommand: Command = {
  name: 'create',
  writeConcern: true,
  options: CREATE_OPTIONS,
  run: create,
};

/** Creating what is there already, with the same options, is no error. */
async function create({ store, database, body }: CommandContext): Promise<Document> {
  const request = readCreateOptions(body);
  const name = collectionNameOption(body, 'create');
  if (request.kind === 'collection' && request.validator !== undefined) {
    checkValidator(request.validator, database, name);
  }
  checkNewName(database, name);
  return store.write(() => {
    if (request.kind === 'view') createView(store, database, name, request.view);
    else createCollection(store, database, name, request.options);
    return {};
  });
}

function checkNewName(database: string, name: string): void {
  if (isServerCollection(name)) throw notImplemented(`collection ${database}.${name}`);
  if (name.startsWith('system.buckets.')) {
    throw new EngineError(20, 'IllegalOperation', `${database}.${name} must be created with the option 'timeseries'`);
  }
  checkNamespace(database, name);
}

function createCollection(store: Store, database: string, name: string, options: Document): void {
  const known = store.catalog.find(database, name);
  if (known !== undefined && valuesEqual(known.options, options)) return;
  checkFree(known ?? store.catalog.findView(database, name));
  store.catalog.create(database, name, options);
}

function createView(store: Store, database: string, name: string, definition: ViewDefinition): void {
  const options = viewOptions(definition);
  const known = store.catalog.findView(database, name);
  if (known !== undefined && valuesEqual(known.options, options)) return;
  checkView(store, database, name, definition);
  checkFree(known ?? store.catalog.find(database, name));
  store.catalog.createView(database, name, options);
}

function checkFree(known: { readonly namespace: string } | undefined): void {
  if (known === undefined) return;
  throw new EngineError(48, 'NamespaceExists', `${known.namespace} already exists, with other options`);
}
