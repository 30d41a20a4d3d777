/** The rule that an update never changes a document's `_id`, and where the field stands. */
import type { Document } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { hasField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { describe } from './describe.ts';

export function checkSameId(before: Document, after: Document, reason: 'replaced' | 'updated'): void {
  if (!hasField(before, '_id')) return;
  if (hasField(after, '_id') && valuesEqual(before._id, after._id)) return;
  throw new EngineError(
    66,
    'ImmutableField',
    reason === 'updated'
      ? "Performing an update on the path '_id' would modify the immutable field '_id'"
      : `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${describe(after._id)}`,
  );
}

/** A replacement without an `_id` takes over the old one, in first place. */
export function withIdOf(source: Document, replacement: Document): Document {
  if (!hasField(source, '_id')) return replacement;
  if (!hasField(replacement, '_id')) return { _id: source._id, ...replacement };
  checkSameId(source, replacement, 'replaced');
  // The old value stays, and its type with it: 1 and 1.0 are one `_id`.
  return { ...replacement, _id: source._id };
}
