/** The stage `$count`. */
import { Int32 } from '../../../bson/bson.ts';
import { locationError } from '../../engine-error.ts';
import type { Stage } from '../stage.ts';

/** An empty input has no count: no document, not a zero. */
export function compileCount(spec: unknown): Stage {
  if (typeof spec !== 'string') throw locationError(40_156, 'the count field must be a non-empty string');
  if (spec === '') throw locationError(40_157, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw locationError(40_158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('\0')) throw locationError(40_159, 'the count field cannot contain a null byte');
  if (spec.includes('.')) throw locationError(40_160, "the count field cannot contain '.'");
  if (spec === '_id') throw locationError(9_039_800, "the count field cannot be '_id'");
  return function* counted(documents) {
    let count = 0;
    for (const _ of documents) count += 1;
    if (count > 0) yield { [spec]: new Int32(count) };
  };
}
