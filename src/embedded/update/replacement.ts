/** A replacement document takes the place of everything but the `_id`. */
import type { Document } from '../../bson/bson.ts';
import { fieldNames, hasField } from '../../bson/fields.ts';
import { valuesIdentical } from '../../bson/identical.ts';
import { EngineError } from '../engine-error.ts';
import type { Update } from './change.ts';
import { withIdOf } from './document-id.ts';
import { equalityFields } from './equality-fields.ts';

export function compileReplacement(replacement: Document): Update {
  const wrong = fieldNames(replacement).find((name) => name.startsWith('$'));
  if (wrong !== undefined) {
    throw new EngineError(
      52,
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${wrong}' in '${wrong}' is not allowed in the context of an update's replacement document.`,
    );
  }
  return {
    apply: (document) => {
      const result = withIdOf(document, replacement);
      const changed = !valuesIdentical(document, result);
      return { document: changed ? result : document, changed };
    },
    insertFrom: (filter) => {
      const fields = equalityFields(filter);
      return withIdOf(hasField(fields, '_id') ? { _id: fields._id } : {}, replacement);
    },
  };
}
