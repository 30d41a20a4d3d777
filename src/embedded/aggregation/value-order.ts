/** How expressions compare: by the order of BSON values, with a missing value beside BSON's undefined, less than null. */
import { compareValues } from '../../bson/compare.ts';
import { BSON_UNDEFINED } from '../../bson/legacy-types.ts';
import { isContainer } from '../../bson/members.ts';
import { checkSmallerSize } from './value-size.ts';

/** Throws ExceededMemoryLimit for values too large to be gone through; `name` is the operator's. */
export function compareOperands(name: string, a: unknown, b: unknown): number {
  // A comparison ends with the smaller of the two.
  if (isContainer(a) && isContainer(b)) checkSmallerSize(name, a, b);
  return compareValues(a === undefined ? BSON_UNDEFINED : a, b === undefined ? BSON_UNDEFINED : b);
}
