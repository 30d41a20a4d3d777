/** A hint as commands take it: the index to walk, by name or key pattern, or the order of insertion. */
import { toDouble } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { fieldCount, getField, hasField } from '../../bson/fields.ts';
import { badValue, failedToParse } from '../engine-error.ts';
import type { Hint } from '../storage/hinted-index.ts';
import { isPlainDocument } from '../wire/codec.ts';

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
}
