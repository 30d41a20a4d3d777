/** Keys of values for which documents of the same fields are the same, in whatever order: that is how a schema compares. */

import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldEntries, setField } from '../../../bson/fields.ts';
import { keyText } from '../../../bson/key-encoding.ts';

export function unorderedKey(value: unknown): string {
  return keyText(inNameOrder(value));
}

function inNameOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inNameOrder);
  const document = asDocument(value);
  if (document === undefined) return value;
  const ordered: Document = {};
  const entries = fieldEntries(document).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  for (const [name, field] of entries) setField(ordered, name, inNameOrder(field));
  return ordered;
}
