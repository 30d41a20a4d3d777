/** MongoDB's own limits of documents and arrays within each other, the outermost one counted. */
import { isContainer, membersOf } from './members.ts';

/** Of what pipelines make, and of the names in a path. */
export const NESTING_LEVELS_MAX = 200;
/** Of what is read: a message may have one more. */
export const READ_LEVELS_MAX = 201;
/** Of what is stored, so that there is room for what a message or an event has around it. Empty ones do not count. */
export const STORED_LEVELS_MAX = 180;

/** Levels of a decoded value, which cannot be too many. An empty document or array is none. */
export function nestingLevels(value: unknown): number {
  if (!isContainer(value)) return 0;
  const members = membersOf(value);
  return members.length === 0
    ? 0
    : 1 + members.reduce<number>((most, member) => Math.max(most, nestingLevels(member)), 0);
}
