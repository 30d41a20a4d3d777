/** About how many bytes of memory a decoded value takes: what a command keeps is bounded by it. */
import { Binary } from './bson.ts';
import { isContainer, membersOf } from './members.ts';

/** Of every value, also as a member of another: its object, its place there, its name. */
const VALUE_BYTES = 32;

/** Ends as soon as the weight is beyond `most`, for a value of many shared parts may have no end. */
export function weightOf(value: unknown, most: number): number {
  let weight = VALUE_BYTES + ownBytes(value);
  const rest = isContainer(value) ? [value] : [];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    for (const member of membersOf(next)) {
      weight += VALUE_BYTES + ownBytes(member);
      if (weight > most) return weight;
      // Most members hold nothing: only those that do are kept for later.
      if (isContainer(member)) rest.push(member);
    }
  }
  return weight;
}

function ownBytes(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return value instanceof Binary ? value.position : 0;
}
