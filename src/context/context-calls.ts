/** Answers what functions ask of the database: looks up the client and the method, runs it, maps its failure. */
import type { MongoClient } from 'mongodb';
import { EJSON } from '../bson/bson.ts';
import type { Limits } from '../limits.ts';
import type { CallScope, ContextCall, ContextCallHandler, SandboxDeployment } from '../sandbox/sandbox.ts';
import { BULK_METHODS } from './mongodb/bulk-write.ts';
import { FIND_AND_MODIFY_METHODS } from './mongodb/find-and-modify.ts';
import { checkCollection, checkDatabase, isDocument } from './mongodb/guard.ts';
import type { CollectionMethod } from './mongodb/method.ts';
import { MongoDBError, toMongoDBError } from './mongodb/mongodb-error.ts';
import { READ_METHODS } from './mongodb/read-methods.ts';
import { WRITE_METHODS } from './mongodb/write-methods.ts';

export interface ContextCallOptions {
  /** The client of a linked data source of the deployment that the call runs on, by service name. */
  readonly clientFor: (service: string, deployment: SandboxDeployment) => MongoClient | undefined;
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
  const client = options.clientFor(call.service, scope.deployment);
  if (client === undefined) throw new MongoDBError(`service "${call.service}" has no data source`);
  const args = readArguments(call);
  const database = client.db(call.database);
  const collection = database.collection(call.collection);
  return method({ database, collection, args, limits: options.limits, registryDatabase: options.registryDatabase });
}

function readArguments({ method, args: text }: ContextCall): unknown[] {
  const args: unknown = EJSON.parse(text, { relaxed: false });
  if (!Array.isArray(args)) throw new MongoDBError('the arguments must be a list');
  // Looked for in the text first: a walk through every document would be paid by each call.
  if (text.includes(TYPE_MARK) && args.some(hasTypeMark)) {
    throw new MongoDBError(`${method}: a document has the key "${TYPE_MARK}", which cannot be stored or looked for`);
  }
  return args;
}

/** By this key the driver tells BSON values from documents; from outside it would pass for a type, and its refusal speaks of versions. */
const TYPE_MARK = '_bsontype';

function hasTypeMark(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasTypeMark);
  return isDocument(value) && (Object.hasOwn(value, TYPE_MARK) || Object.values(value).some(hasTypeMark));
}
