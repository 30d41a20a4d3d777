/** One update operator on one path: what it makes of the value that it finds there. */
import type { Document } from '../../bson/bson.ts';
import type { UpdateOptions } from './change.ts';

export interface Modifier {
  /** Whether the path is made when the document lacks it. `$unset` and the operators that take from arrays make nothing. */
  readonly creates: boolean;
  /** The new value; undefined leaves the field missing, or takes it away. */
  modify(current: unknown, place: Place): unknown;
}

/** Where a modifier is applied, for its messages. */
export interface Place {
  readonly path: string;
  readonly document: Document;
}

export type ModifierCompiler = (operand: unknown, path: string, options: Pick<UpdateOptions, 'now'>) => Modifier;

export function creating(modify: Modifier['modify']): Modifier {
  return { creates: true, modify };
}

export function onlyExisting(modify: Modifier['modify']): Modifier {
  return { creates: false, modify: (current, place) => (current === undefined ? undefined : modify(current, place)) };
}
