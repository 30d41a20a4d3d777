/** One case of the comparison: what a collection holds, and one command on it. */
import { type Document, EJSON } from '../../../src/bson/bson.ts';

export interface Case {
  readonly documents: readonly Document[];
  /** On the collection that `COLLECTION` names. */
  readonly command: Document;
}

export const COLLECTION = 'items';

export function printCase({ documents, command }: Case): string {
  return EJSON.stringify({ documents, command }, { relaxed: false });
}

export function parseCase(line: string): Case {
  const { documents, command } = EJSON.parse(line, { relaxed: false });
  return { documents, command };
}

/** Every name of an operator in a command: what a case is about. */
export function operatorsOf(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) operatorsOf(item, found);
  else if (isPlain(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (name.startsWith('$')) found.add(name);
      operatorsOf(inner, found);
    }
  }
  return found;
}

/** Whether a value is a document of fields, and not one of BSON's other types. */
export function isPlain(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
