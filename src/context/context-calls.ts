/** Answers what functions ask of the database: looks up the client and the method, runs it, maps its failure. */
import type { MongoClient } from 'mongodb';
import { EJSON } from '../bson/bson.ts';
import type { Limits } from '../limits.ts';
import type { CallScope, ContextCall, ContextCallHandler } from '../sandbox/sandbox.ts';
import { BULK_METHODS } from './mongodb/bulk-write.ts';
import { FIND_AND_MODIFY_METHODS } from './mongodb/find-and-modify.ts';
import { checkCollection, checkDatabase } from './mongodb/guard.ts';
import type { CollectionMethod } from './mongodb/method.ts';
import { MongoDBError, toMongoDBError } from './mongodb/mongodb-error.ts';
import { READ_METHODS } from './mongodb/read-methods.ts';
import { WRITE_METHODS } from './mongodb/write-methods.ts';

export interface ContextCallOptions {
  /** The client of a linked data source, by service name. */
  readonly clientFor: (service: string) => MongoClient | undefined;
  readonly registryDatabase: string;
  readonly limits: Limits;
}

/** Rejects with a `MongoDBError`, whose name, message and code the function sees. */
export function createContextCallHandler(options: ContextCallOptions): ContextCallHandler {
  return async (call, scope) => {
    try {
      return await answerCall(call, scope, options);
    } catch (error) {
      throw toMongoDBError(error);
    }
  };
}

/** The methods that `collection` has in a function. */
export const COLLECTION_METHODS: ReadonlyMap<string, CollectionMethod> = new Map([
  ...READ_METHODS,
  ...WRITE_METHODS,
  ...FIND_AND_MODIFY_METHODS,
  ...BULK_METHODS,
]);

async function answerCall(call: ContextCall, scope: CallScope, options: ContextCallOptions): Promise<string> {
  // Rules decide what other users may do, and there are none yet: fail closed.
  if (!scope.runningAsSystem) throw new MongoDBError('only functions that run as the system user can use MongoDB yet');
  const method = COLLECTION_METHODS.get(call.method);
  if (method === undefined) throw new MongoDBError(`the collection method "${call.method}" is not supported`);
  checkDatabase(call.database, options.registryDatabase);
  checkCollection(call.collection);
  const client = options.clientFor(call.service);
  if (client === undefined) throw new MongoDBError(`service "${call.service}" has no data source`);
  const args: unknown = EJSON.parse(call.args, { relaxed: false });
  if (!Array.isArray(args)) throw new MongoDBError('the arguments must be a list');
  const database = client.db(call.database);
  const collection = database.collection(call.collection);
  return method({ database, collection, args, limits: options.limits, registryDatabase: options.registryDatabase });
}
