/** Writes of a field below documents, as `$unwind` and the joins do them: an array or a value on the way is replaced. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { getField, removeField, setField } from '../../bson/fields.ts';

/** A copy with another value at the path; undefined takes the field away. */
export function withNestedField(document: Document, segments: readonly string[], value: unknown): Document {
  const [name = '', ...rest] = segments;
  const copy = { ...document };
  const replaced = rest.length === 0 ? value : withNestedField(asDocument(getField(document, name)) ?? {}, rest, value);
  if (replaced === undefined) removeField(copy, name);
  else setField(copy, name, replaced);
  return copy;
}
