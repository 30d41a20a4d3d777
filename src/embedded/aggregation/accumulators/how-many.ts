/** The `n` of the accumulators that give several values: an expression of the group's `_id`. */
import type { Document } from '../../../bson/bson.ts';
import { locationError } from '../../engine-error.ts';
import { compileExpression } from '../expression.ts';
import { type ExpressionOptions, rootScope } from '../scope.ts';
import { wholeLong } from '../whole-number.ts';

export type HowMany = (group: Document) => number;

export function compileHowMany(name: string, spec: unknown, options: ExpressionOptions): HowMany {
  const evaluate = compileExpression(spec, options);
  return (group) => {
    const n = wholeLong(evaluate(rootScope(group)));
    if (n !== undefined && n > 0) return n;
    throw locationError(7_548_606, `parameter 'n' of ${name} must be coercible to a positive 64-bit integer`);
  };
}
