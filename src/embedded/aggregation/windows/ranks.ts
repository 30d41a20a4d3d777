/** `$rank`, `$denseRank` and `$documentNumber`: places in the order, with and without those of equals. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { wholeNumber } from '../../wire/numbers.ts';
import { type FunctionSpec, requireOneSortField } from './specification.ts';
import type { WindowFunction } from './window-function.ts';

/** The rank of a document, from its position and the rank of the one before it. */
type NextRank = (position: number, rank: number, isEqual: boolean) => number;

export function compileRank(spec: FunctionSpec): WindowFunction {
  return ranking(spec, (position, rank, isEqual) => (isEqual ? rank : position + 1));
}

export function compileDenseRank(spec: FunctionSpec): WindowFunction {
  return ranking(spec, (_, rank, isEqual) => (isEqual ? rank : rank + 1));
}

export function compileDocumentNumber(spec: FunctionSpec): WindowFunction {
  return ranking(spec, (position) => position + 1);
}

function ranking(functionSpec: FunctionSpec, next: NextRank): WindowFunction {
  const { name, operand, spec, sortKey } = functionSpec;
  if (fieldCount(spec) !== 1) throw locationError(5_371_601, 'Rank style window functions take no other arguments');
  const document = asDocument(operand);
  if (document === undefined || fieldCount(document) > 0)
    throw locationError(5_371_603, `${name} must be specified with '{}' as the value`);
  requireOneSortField(functionSpec, 5_371_602);
  return {
    start(partition) {
      let rank = 0;
      let last: string | undefined;
      return (position) => {
        const key = sortKey?.(partition.at(position));
        rank = next(position, rank, key === last && position > 0);
        last = key;
        return wholeNumber(rank);
      };
    },
  };
}
