/** A replacement document takes the place of everything but the `_id`. */
import type { Document } from '../../bson/bson.ts';
import { fieldNames, hasField } from '../../bson/fields.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import { EngineError } from '../engine-error.ts';
import { withTimestamps } from '../timestamps.ts';
import type { Update, UpdateOptions } from './change.ts';
import { withIdOf } from './document-id.ts';
import { equalityFields } from './equality-fields.ts';

export function compileReplacement(sent: Document, { keepsTimestamps = false }: UpdateOptions): Update {
  const replacement = keepsTimestamps ? sent : withTimestamps(sent);
  const wrong = fieldNames(sent).find((name) => name.startsWith('$'));
  if (wrong !== undefined) {
    throw new EngineError(
      52,
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${wrong}' in '${wrong}' is not allowed in the context of an update's replacement document.`,
    );
  }
  return {
    apply: (document) => {
      // One that names no `_id` counts as a change even when it changes nothing else.
      if (valuesIdentical(document, replacement)) return { document, changed: false };
      return { document: withIdOf(document, replacement), changed: true };
    },
    insertFrom: (filter) => {
      const fields = equalityFields(filter, true);
      return withIdOf(hasField(fields, '_id') ? { _id: fields._id } : {}, replacement);
    },
  };
}
