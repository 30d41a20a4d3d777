/** The rules of `_id`: first in its document, made when it is missing, never changed. */
import { type Document, ObjectId } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { hasField } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';

/** The document itself when `_id` is first in it already. */
export function withIdFirst(document: Document): Document {
  for (const first in document) {
    if (first === '_id') return document;
    break;
  }
  return hasField(document, '_id') ? { _id: document._id, ...document } : { _id: new ObjectId(), ...document };
}

/** What an update made of a document, with the `_id` that it had. */
export function withSameId(before: Document, after: Document): Document {
  if (!hasField(after, '_id')) return { _id: before._id, ...after };
  if (!valuesEqual(before._id, after._id)) {
    const message = "Performing an update on the path '_id' would modify the immutable field '_id'";
    throw new EngineError(66, 'ImmutableField', message);
  }
  return withIdFirst(after);
}
