/** `context.services.get('mongodb-atlas')`: databases, collections, and the methods that functions call. */
import type { Call } from './call.ts';
import { createCursor } from './cursor.ts';
import { createNotSupported } from './errors.ts';
import { startOperation } from './operations.ts';
import { jsonStringify, objectCreate, objectFreeze, objectKeys } from './primordials.ts';

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
  // By hand: writing an object as JSON would obey a `toJSON` that user code has put on a prototype.
  const place = `{"facility":"mongodb","service":${jsonStringify(service)},"database":${jsonStringify(database)},"collection":${jsonStringify(collection)}`;
  const start = (method: string, values: readonly unknown[]): Promise<unknown> => {
    return startOperation(call, system, `${place},"method":${jsonStringify(method)}}`, values);
  };
  const methods = objectCreate(null);
  // By index: user code may have patched the iteration of arrays.
  for (let index = 0; index < METHODS.length; index++) {
    const method = METHODS[index] ?? '';
    methods[method] = (...values: unknown[]) => start(method, values);
  }
  for (let index = 0; index < REFUSED.length; index++) {
    methods[REFUSED[index] ?? ''] = refuse(`collection.${REFUSED[index]}`);
  }
  methods.find = (query?: unknown, projection?: unknown, options?: object) =>
    // The cursor's own settings come last: they are the later word.
    createCursor((chained) => start('find', [query ?? {}, projection ?? null, { ...options, ...chained }]));
  methods.aggregate = (pipeline?: unknown) => {
    return createCursor(async (chained) => {
      const name = objectKeys(chained)[0];
      if (name !== undefined) throw createNotSupported(`aggregate().${name}`);
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
