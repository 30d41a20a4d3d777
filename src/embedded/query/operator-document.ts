/** Which documents of a filter are operators, and not values. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { firstFieldName } from '../../bson/fields.ts';

/** A document whose first field is an operator; a DBRef's `$ref`, `$id` and `$db` are fields. */
export function operatorsOf(operand: unknown): Document | undefined {
  const document = asDocument(operand);
  const first = firstFieldName(document ?? {});
  return first?.startsWith('$') && !REFERENCE_FIELDS.has(first) ? document : undefined;
}

const REFERENCE_FIELDS = new Set(['$ref', '$id', '$db']);
