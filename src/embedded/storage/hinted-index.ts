/** The index that a hint names. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { fieldCount, hasField } from '../../bson/fields.ts';
import { badValue, EngineError } from '../engine-error.ts';
import { numericValue } from '../wire/numbers.ts';
import type { Collection } from './collection.ts';
import type { Access } from './plan.ts';

/** A name, or a key pattern, or `{$natural: ±1}`. */
export type Hint = string | Document;

export type Hinted =
  | { readonly kind: 'natural'; readonly direction: 1 | -1 }
  | { readonly kind: 'index'; readonly access: Access };

const ID_KEY = { _id: new Int32(1) };

/** Undefined for no hint and an empty one. Throws BadValue for an index that is not there, or is hidden. */
export function hintedIndex(hint: Hint | undefined, collection: Collection): Hinted | undefined {
  if (hint === undefined) return undefined;
  if (typeof hint !== 'string') {
    if (fieldCount(hint) === 0) return undefined;
    if (hasField(hint, '$natural')) return { kind: 'natural', direction: numericValue(hint.$natural) === -1 ? -1 : 1 };
  }
  const found: Access[] = isNamed(hint, '_id_', ID_KEY) ? ['_id'] : [];
  for (const index of collection.indexes) {
    const { name, key, hidden } = index.spec;
    if (!hidden && isNamed(hint, name, key)) found.push(index);
  }
  const [access] = found;
  if (access === undefined) {
    throw badValue('error processing query: hint provided does not correspond to an existing index');
  }
  if (found.length === 1) return { kind: 'index', access };
  throw new EngineError(27, 'IndexNotFound', 'Hint matched multiple indexes, must hint by index name');
}

function isNamed(hint: Hint, name: string, key: Document): boolean {
  return typeof hint === 'string' ? name === hint : valuesEqual(key, hint);
}
