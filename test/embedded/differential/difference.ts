/** A difference between the engine and another server, and what explains one. */
import type { Case } from './case.ts';
import type { Outcome } from './outcome.ts';

export interface Difference {
  readonly theCase: Case;
  readonly ours: Outcome;
  readonly theirs: Outcome;
  /** What the engine answers when the collection is empty: an error of the command itself is the same. */
  oursWithoutDocuments(): Promise<Outcome>;
}

export interface ExplainedDifference {
  readonly what: string;
  readonly why: string;
  matches(difference: Difference): boolean | Promise<boolean>;
}
