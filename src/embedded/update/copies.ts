/**
 * Copies that one application of an update has made. It may change them in place: an update of many paths would otherwise
 * copy the same document once for each of them.
 */
import type { Document } from '../../bson/bson.ts';

export class Copies {
  readonly #documents = new Set<Document>();
  readonly #arrays = new Map<readonly unknown[], unknown[]>();

  /** A copy, or the document itself when it is one. */
  ofDocument(document: Document): Document {
    if (this.#documents.has(document)) return document;
    const copy = { ...document };
    this.#documents.add(copy);
    return copy;
  }

  ofArray(array: readonly unknown[]): unknown[] {
    const known = this.#arrays.get(array);
    if (known !== undefined) return known;
    const copy = [...array];
    this.#arrays.set(copy, copy);
    return copy;
  }
}
