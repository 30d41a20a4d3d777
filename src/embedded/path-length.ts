/** A path with more names than a document has levels leads nowhere, and what it would create could not be stored. */
import { NESTING_LEVELS_MAX } from '../bson/nesting.ts';
import { EngineError } from './engine-error.ts';

/** Throws Overflow, as MongoDB does. */
export function checkPathLength(segments: readonly string[]): void {
  if (segments.length <= NESTING_LEVELS_MAX) return;
  throw new EngineError(15, 'Overflow', `FieldPath is too long: more than ${NESTING_LEVELS_MAX} names`);
}
