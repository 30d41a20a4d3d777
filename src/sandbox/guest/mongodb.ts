/** `context.services.get('mongodb-atlas')`: databases, collections, and the methods that functions call. */
import type { Call } from './call.ts';
import { createCursor } from './cursor.ts';
import { createNotSupported } from './errors.ts';
import { startOperation } from './operations.ts';
import { jsonStringify, objectCreate, objectFreeze } from './primordials.ts';

export function createMongoClient(call: Call, system: boolean, service: string): object {
  const db = (name: unknown): object => createDatabase(call, system, service, checkName('db', name));
  return objectFreeze({
    db,
    // The name of 2017, which some sources still use.
    database: db,
    startSession: refuse('startSession'),
    admin: refuse('admin'),
  });
}

function createDatabase(call: Call, system: boolean, service: string, database: string): object {
  return objectFreeze({
    collection: (name: unknown) => createCollection(call, system, service, database, checkName('collection', name)),
    getCollectionNames: refuse('getCollectionNames'),
  });
}

/** Methods that answer a promise of their one result. */
const METHODS = [
  'findOne',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'count',
  'countDocuments',
  'distinct',
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'bulkWrite',
] as const;

const REFUSED = ['watch', 'initializeOrderedBulkOp', 'initializeUnorderedBulkOp'] as const;

function createCollection(call: Call, system: boolean, service: string, database: string, collection: string): object {
  const start = (method: string, values: readonly unknown[]): Promise<unknown> => {
    const address = jsonStringify({ facility: 'mongodb', service, database, collection, method });
    return startOperation(call, system, address, values);
  };
  const methods = objectCreate(null);
  for (const method of METHODS) methods[method] = (...values: unknown[]) => start(method, values);
  for (const method of REFUSED) methods[method] = refuse(`collection.${method}`);
  methods.find = (query?: unknown, projection?: unknown, options?: object) =>
    // The cursor's own settings come last: they are the later word.
    createCursor((chained) => start('find', [query ?? {}, projection ?? null, { ...options, ...chained }]));
  methods.aggregate = (pipeline?: unknown) => {
    return createCursor(async (chained) => {
      for (const name of ['skip', 'limit', 'sort'] as const) {
        if (chained[name] !== undefined) throw createNotSupported(`aggregate().${name}`);
      }
      return start('aggregate', [pipeline ?? []]);
    });
  };
  return objectFreeze(methods);
}

function refuse(facility: string): () => never {
  return () => {
    throw createNotSupported(facility);
  };
}

function checkName(method: string, name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new TypeError(`.${method}() takes a name, got ${typeof name === 'string' ? 'an empty string' : typeof name}`);
}
