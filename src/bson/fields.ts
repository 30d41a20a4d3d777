/**
 * Fields of decoded documents, in their order. JavaScript moves keys that are array indexes to the front of an object, so a
 * document holds such a name behind a zero character, which no BSON name can contain. Only this file knows of it: whoever
 * lists, reads or writes fields whose names come from outside goes through here. A document written as a literal may hold
 * such names as they are; reading finds both.
 */
import type { Document } from './bson.ts';

const INDEX_MARK = '\0';
const ZERO = 48;
const NINE = 57;
/** The largest key that JavaScript takes for an array index. */
const INDEX_MAX = 0xffff_fffe;
const INDEX_DIGITS_MAX = 10;

/** The names of a document's fields. */
export function fieldNames(document: Document): string[] {
  const keys = Object.keys(document);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    if (key.charCodeAt(0) === 0) keys[at] = key.slice(1);
  }
  return keys;
}

export function firstFieldName(document: Document): string | undefined {
  return fieldNames(document)[0];
}

export function fieldEntries(document: Document): [string, unknown][] {
  const entries: [string, unknown][] = Object.entries(document);
  for (const entry of entries) {
    if (entry[0].charCodeAt(0) === 0) entry[0] = entry[0].slice(1);
  }
  return entries;
}

export function fieldValues(document: Document): unknown[] {
  return Object.values(document);
}

export function fieldCount(document: Document): number {
  return Object.keys(document).length;
}

/** A field's own value: a name such as `constructor` must not reach what every JavaScript object inherits. */
export function getField(document: Document, name: string): unknown {
  if (Object.hasOwn(document, name)) return document[name];
  if (!isIndexKey(name)) return undefined;
  const key = INDEX_MARK + name;
  return Object.hasOwn(document, key) ? document[key] : undefined;
}

export function hasField(document: Document, name: string): boolean {
  return Object.hasOwn(document, name) || (isIndexKey(name) && Object.hasOwn(document, INDEX_MARK + name));
}

/** Writes a field of a document under construction; one that is there keeps its place. */
export function setField(document: Document, name: string, value: unknown): void {
  if (name === '__proto__') {
    // Plain assignment would change the prototype.
    Object.defineProperty(document, name, { value, writable: true, enumerable: true, configurable: true });
  } else if (isIndexKey(name) && !Object.hasOwn(document, name)) {
    document[INDEX_MARK + name] = value;
  } else {
    document[name] = value;
  }
}

/** Takes a field from a document under construction. */
export function removeField(document: Document, name: string): void {
  delete document[name];
  if (isIndexKey(name)) delete document[INDEX_MARK + name];
}

/** Whether JavaScript would take the name for an array index and move it to the front. */
export function isIndexKey(name: string): boolean {
  const first = name.charCodeAt(0);
  if (!(first >= ZERO && first <= NINE) || name.length > INDEX_DIGITS_MAX) return false;
  if (first === ZERO) return name.length === 1;
  for (let at = 1; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code < ZERO || code > NINE) return false;
  }
  return Number(name) <= INDEX_MAX;
}
