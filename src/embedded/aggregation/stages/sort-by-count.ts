/** The stage `$sortByCount`: a `$group` and a `$sort`. */
import { asDocument } from '../../../bson/bson-type.ts';
import { firstFieldName } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import type { Stage, StageOptions } from '../stage.ts';
import { compileGroup } from './group.ts';
import { compileSort } from './sort.ts';

export function compileSortByCount(spec: unknown, options: StageOptions): Stage {
  const isPath = typeof spec === 'string' && spec.startsWith('$');
  const isExpression = firstFieldName(asDocument(spec) ?? {})?.startsWith('$');
  if (!isPath && !isExpression) {
    throw locationError(
      40_149,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  }
  const group = compileGroup({ _id: spec, count: { $sum: 1 } }, options);
  const sort = compileSort({ count: -1 }, options);
  return (documents) => sort(group(documents));
}
