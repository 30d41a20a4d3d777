/** One update operator on one path: what it makes of the value that it finds there. */
import type { Document } from '../../bson/bson.ts';
import type { UpdateOptions } from './change.ts';

export interface Modifier {
  /**
   * What becomes of a path that the document lacks: it is made, or left alone where it could be made, or left alone
   * anywhere. The operators that take from arrays refuse a path through a scalar, `$unset` does not mind.
   */
  readonly lacking: 'create' | 'leave-if-viable' | 'leave';
  /** The new value; undefined leaves the field missing, or takes it away. */
  modify(current: unknown, place: Place): unknown;
  /** Whether it counts as a change also when the value stays as it was. */
  readonly rewrites?: boolean;
  /** How many elements the change only put behind an array, for the note of it; absent means that it is told whole. */
  appended?(current: unknown, value: unknown): number;
}

/** Where a modifier is applied, for its messages. */
export interface Place {
  readonly path: string;
  readonly document: Document;
}

export type ModifierCompiler = (operand: unknown, path: string, options: Pick<UpdateOptions, 'now'>) => Modifier;

export function creating(modify: Modifier['modify']): Modifier {
  return { lacking: 'create', modify };
}

export function onlyExisting(modify: Modifier['modify']): Modifier {
  return {
    lacking: 'leave-if-viable',
    modify: (current, place) => (current === undefined ? undefined : modify(current, place)),
  };
}

export const REMOVE: Modifier = { lacking: 'leave', modify: () => undefined };
