/** The issue table as lists and documents show it. */
import { listIssueCodes } from '../../../app/issue-codes.ts';

export interface Rule {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The first sentence of `cause`. */
  readonly meaning: string;
  /** With `{placeholders}` for the details. */
  readonly message: string;
  readonly hint: string;
  readonly cause: string;
  readonly example: string;
  readonly cure: string;
}

/** By code, so that a new code moves no other. */
export function listRules(): Rule[] {
  return listIssueCodes()
    .map(([code, { severity, message, hint, about }]) => {
      return { code, severity, meaning: firstSentence(about.cause), message, hint, ...about };
    })
    .toSorted((left, right) => (left.code < right.code ? -1 : 1));
}

/** A full stop inside, as in `stitch.json`, is followed by no space. */
function firstSentence(text: string): string {
  return text.split(/(?<=[.!?]) /, 1)[0] ?? text;
}
