/** The stage `$indexStats`. Nothing counts how often an index is used, so it is refused once it is known to be well formed. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { locationError, notImplemented } from '../../engine-error.ts';
import type { Stage } from '../stage.ts';

export function compileIndexStats(spec: unknown): Stage {
  const document = asDocument(spec);
  if (document === undefined || fieldCount(document) > 0) {
    throw locationError(28_803, 'The $indexStats stage specification must be an empty object');
  }
  return () => {
    throw notImplemented('$indexStats');
  };
}
