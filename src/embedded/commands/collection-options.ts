/** The options of a collection as the catalog keeps them and listCollections gives them. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, isNullish } from '../../bson/bson-type.ts';
import { fieldCount } from '../../bson/fields.ts';

/** In the order of the server. What asks for nothing is left out. */
const NAMES = [
  'changeStreamPreAndPostImages',
  'storageEngine',
  'indexOptionDefaults',
  'validator',
  'validationLevel',
  'validationAction',
] as const;

export type CollectionOptions = { readonly [name in (typeof NAMES)[number]]?: unknown };

export function printOptions(options: CollectionOptions): Document {
  const printed: Document = {};
  for (const name of NAMES) {
    const value = options[name];
    if (!asksForNothing(value)) printed[name] = value;
  }
  return printed;
}

function asksForNothing(value: unknown): boolean {
  return isNullish(value) || fieldCount(asDocument(value) ?? { value }) === 0;
}
