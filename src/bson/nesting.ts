/** How deep a decoded value is nested, found without recursion, so that no depth can exhaust the stack. */
import { isContainer, membersOf } from './members.ts';

/** MongoDB's own limit of documents and arrays within each other, the outermost one counted. */
export const NESTING_LEVELS_MAX = 200;

/** Of a value as it was decoded: parts that occur in many places would be looked at in each. */
export function isNestedTooDeep(value: unknown): boolean {
  let level = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > NESTING_LEVELS_MAX) return true;
    level = level.flatMap((container) => membersOf(container).filter(isContainer));
  }
  return false;
}
