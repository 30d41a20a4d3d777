/** The stage `$match`. */
import { asDocument } from '../../../bson/bson-type.ts';
import { locationError } from '../../engine-error.ts';
import { compileFilter } from '../../query/filter.ts';
import { checkPlacement, NOT_IN_MATCH } from '../../query/placement.ts';
import type { ExpressionOptions } from '../scope.ts';
import type { Stage } from '../stage.ts';

export function compileMatch(spec: unknown, options: ExpressionOptions): Stage {
  const filter = asDocument(spec);
  if (filter === undefined) throw locationError(15_959, 'the match filter must be an expression in an object');
  checkPlacement(filter, NOT_IN_MATCH);
  const { matches } = compileFilter(filter, options);
  return (documents) => Iterator.from(documents).filter(matches);
}
