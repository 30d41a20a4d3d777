/** The stage `$sort`. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { compileKeyedSort } from '../../query/sort.ts';
import { sortDocuments } from '../document-sort.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compileSort(spec: unknown, options: StageOptions): Stage {
  const sort = asDocument(spec);
  if (sort === undefined) throw locationError(15_973, 'the $sort key specification must be an object');
  if (fieldCount(sort) === 0) throw locationError(15_976, '$sort stage must have at least one sort key');
  const { key } = compileKeyedSort(sort);
  return function* sorted(documents) {
    for (const { value } of sortDocuments(documents, key, options, options.wanted)) yield value;
  };
}
