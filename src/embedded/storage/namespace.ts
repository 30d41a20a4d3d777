/** Names of databases and collections, and what a command gets that meets a view where it wants a collection. */
import { EngineError } from '../engine-error.ts';

const IMPOSSIBLE_COLLECTION = /^$|\0|^\./;
/** Of the server's own collections, clients may make that of stored functions. */
const RESERVED_COLLECTION = /\$|^system\.(?!js$)/;
const SERVER_COLLECTION = /^system\.(?:profile|users|views)$/;
const RESERVED_DATABASE = /^$|[\0/\\. "$]/;
export const DATABASE_BYTES_MAX = 63;
export const NAMESPACE_BYTES_MAX = 255;

/** Throws InvalidNamespace for names that no collection may have that a client makes. */
export function checkNamespace(database: string, collection: string): void {
  const namespace = `${database}.${collection}`;
  if (
    !isDatabaseName(database) ||
    IMPOSSIBLE_COLLECTION.test(collection) ||
    RESERVED_COLLECTION.test(collection) ||
    Buffer.byteLength(namespace) > NAMESPACE_BYTES_MAX
  ) {
    throw invalidNamespace(namespace);
  }
}

/** Throws InvalidNamespace for names that nothing can have; others may be asked for, and not be there. */
export function checkPossibleNamespace(database: string, collection: string): void {
  if (!isDatabaseName(database) || IMPOSSIBLE_COLLECTION.test(collection))
    throw invalidNamespace(`${database}.${collection}`);
}

/** A collection that a server makes for itself, or on a client's wish, and that this engine has none of. */
export function isServerCollection(name: string): boolean {
  return SERVER_COLLECTION.test(name);
}

export function isDatabaseName(name: string): boolean {
  return !RESERVED_DATABASE.test(name) && Buffer.byteLength(name) <= DATABASE_BYTES_MAX;
}

export function invalidNamespace(namespace: string): EngineError {
  return new EngineError(73, 'InvalidNamespace', `Invalid namespace specified: '${namespace}'`);
}

export function namespaceNotFound(namespace: string): EngineError {
  return new EngineError(26, 'NamespaceNotFound', `ns does not exist: ${namespace}`);
}

export function notSupportedOnView(namespace: string): EngineError {
  return new EngineError(166, 'CommandNotSupportedOnView', `Namespace ${namespace} is a view, not a collection`);
}
