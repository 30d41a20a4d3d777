/**
 * A hint may only name what is there, and the planner goes on choosing. So a hint that would change an answer is refused: an
 * index that lacks documents leaves them out on a server, and a reverse walk turns their order round.
 */
import { toDouble } from '../../bson/arithmetic.ts';
import { type Document, Int32 } from '../../bson/bson.ts';
import { bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { fieldCount, getField, hasField } from '../../bson/fields.ts';
import { badValue, failedToParse, notImplemented } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { isPlainDocument } from '../wire/codec.ts';

export type Hint = string | Document;

/** A name or a key pattern; throws FailedToParse for anything else that is there. */
export function hintOption(hint: unknown): Hint | undefined {
  if (hint === undefined || typeof hint === 'string') return hint;
  if (!isPlainDocument(hint)) {
    throw failedToParse(`Hint must be a string or an object, not of type ${bsonTypeOf(hint)}`);
  }
  if (hasField(hint, '$natural')) checkNatural(hint);
  return hint;
}

function checkNatural(hint: Document): void {
  if (fieldCount(hint) > 1) throw badValue("Cannot include '$natural' in compound hint");
  const direction = getField(hint, '$natural');
  const exact = isNumeric(direction) ? toDouble(direction) : undefined;
  if (exact !== 1 && exact !== -1) throw badValue('$natural hint cannot be set to a value other than -1 or 1.');
  if (exact === -1) throw notImplemented('a hint of {$natural: -1}');
}

export function checkHint(hint: Hint | undefined, collection: Collection | undefined): void {
  if (hint === undefined || collection === undefined) return;
  if (isPlainDocument(hint) && (fieldCount(hint) === 0 || '$natural' in hint)) return;
  if (isNamed(hint, '_id_', { _id: new Int32(1) })) return;
  const index = collection.indexes.find(({ spec: { name, key } }) => isNamed(hint, name, key));
  if (index === undefined) {
    throw badValue('error processing query: hint provided does not correspond to an existing index');
  }
  const { name, sparse, partial } = index.spec;
  if (sparse || partial !== undefined) throw notImplemented(`a hint of the sparse or partial index ${name}`);
}

function isNamed(hint: Hint, name: string, key: Document): boolean {
  return typeof hint === 'string' ? name === hint : valuesEqual(key, hint);
}
