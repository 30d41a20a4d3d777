/** Names of databases and collections, and what a command gets that meets a view where it wants a collection. */
import { EngineError } from '../engine-error.ts';

const RESERVED_COLLECTION = /^$|\0|\$|^\.|^system\./;
const RESERVED_DATABASE = /^$|[\0/\\. "$]/;
const DATABASE_BYTES_MAX = 63;
const NAMESPACE_BYTES_MAX = 255;

/** Throws InvalidNamespace for names that MongoDB refuses, and for `system.` collections, which this engine has none of. */
export function checkNamespace(database: string, collection: string): void {
  const namespace = `${database}.${collection}`;
  if (
    !isDatabaseName(database) ||
    RESERVED_COLLECTION.test(collection) ||
    Buffer.byteLength(namespace) > NAMESPACE_BYTES_MAX
  ) {
    throw invalidNamespace(namespace);
  }
}

export function isDatabaseName(name: string): boolean {
  return !RESERVED_DATABASE.test(name) && Buffer.byteLength(name) <= DATABASE_BYTES_MAX;
}

export function invalidNamespace(namespace: string): EngineError {
  return new EngineError(73, 'InvalidNamespace', `Invalid namespace specified: '${namespace}'`);
}

export function notSupportedOnView(namespace: string): EngineError {
  return new EngineError(166, 'CommandNotSupportedOnView', `Namespace ${namespace} is a view, not a collection`);
}
