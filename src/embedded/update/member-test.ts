/** Whether a value equals one of several: by comparing with each when they are few, by its key when they are many. */
import { bracketOf, valuesEqual } from '../../bson/compare.ts';
import { keyText } from '../../bson/key-encoding.ts';

const COMPARED_MAX = 8;

export function memberTest(members: readonly unknown[]): (value: unknown) => boolean {
  if (members.length <= COMPARED_MAX) return (value) => members.some((member) => valuesEqual(member, value));
  const brackets = new Set(members.map(bracketOf));
  const keys = new Set(members.map(keyText));
  // A key is not made of a value, large as it may be, that is of another kind than all members.
  return (value) => brackets.has(bracketOf(value)) && keys.has(keyText(value));
}
