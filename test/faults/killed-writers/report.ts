/**
 * What a writing process says on its stdout, a line of JSON each: what a lane of it is about to do, and that the engine has
 * acknowledged it. A lane does one thing after the other, so at most one of each is in doubt when the process is killed.
 */
import { writeSync } from 'node:fs';

/** A document and the state (`stateOf`) that it is to have; null: it is to be gone. */
export type Change = readonly [id: string, state: string | null];

export type Intent =
  | { readonly kind: 'change'; readonly changes: readonly Change[] }
  /** Adds one to the counter that all share. */
  | { readonly kind: 'count' }
  /** Takes a number that any process may take, and one only. */
  | { readonly kind: 'claim'; readonly number: number };

export type Report = { readonly lane: string } & (
  | Intent
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'counted'; readonly value: number }
  | { readonly kind: 'claimed'; readonly won: boolean }
  | { readonly kind: 'failed'; readonly message: string }
);

/** Written at once: what is said before a kill is said. */
export function say(report: Report): void {
  writeSync(1, `${JSON.stringify(report)}\n`);
}

/** Answers the reports of whole lines, and what is left of the text. */
export function parseReports(text: string): { reports: Report[]; rest: string } {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  return { reports: lines.map((line) => JSON.parse(line) as Report), rest };
}
