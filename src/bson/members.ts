/** What a decoded value directly consists of. */
import { Code, DBRef, type Document } from './bson.ts';
import { asDocument } from './bson-type.ts';
import { fieldValues } from './fields.ts';

export type Container = readonly unknown[] | Document;

const CONTAINER_PROTOTYPES = new Set<unknown>([
  Object.prototype,
  null,
  Array.prototype,
  Code.prototype,
  DBRef.prototype,
]);

/** Whether a value holds others: a document, an array, or code with its scope. */
export function isContainer(value: unknown): value is Container {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return CONTAINER_PROTOTYPES.has(prototype);
}

export function membersOf(container: Container): readonly unknown[] {
  if (Array.isArray(container)) return container;
  if (container instanceof Code) return [container.scope];
  return fieldValues(asDocument(container) ?? {});
}
