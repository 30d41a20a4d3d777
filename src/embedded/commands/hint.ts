/** A hint may only name what is there. It changes no answer: the planner goes on choosing, and no plan leaves documents out. */
import { Int32 } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { fieldCount } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import type { Collection } from '../storage/catalog.ts';
import { isPlainDocument } from '../wire/codec.ts';

export function checkHint(hint: unknown, collection: Collection | undefined): void {
  if (hint === undefined || collection === undefined) return;
  if (isPlainDocument(hint) && (fieldCount(hint) === 0 || '$natural' in hint)) return;
  const indexes = [{ name: '_id_', key: { _id: new Int32(1) } }, ...collection.indexes.map(({ spec }) => spec)];
  const known = indexes.some(({ name, key }) => (typeof hint === 'string' ? name === hint : valuesEqual(key, hint)));
  if (known) return;
  throw new EngineError(
    2,
    'BadValue',
    'error processing query: hint provided does not correspond to an existing index',
  );
}
