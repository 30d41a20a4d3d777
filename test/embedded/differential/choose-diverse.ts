/** Chooses cases that together use as many operators, in as many pairs, as can be. */
import { type Document, EJSON } from '../../../src/bson/bson.ts';
import { type Case, operatorsOf, parseCase, printCase } from './case.ts';
import type { Outcome } from './outcome.ts';

export interface AgreedCase {
  readonly theCase: Case;
  readonly outcome: Outcome;
}

/** Greedy: each time the case whose features are the rarest among those chosen. Answers lines of canonical EJSON. */
export function chooseDiverse(agreed: readonly AgreedCase[], count: number): string[] {
  const left = agreed.filter(isPrintedWhole).map((one) => ({ one, features: featuresOf(one) }));
  const seen = new Map<string, number>();
  const chosen: AgreedCase[] = [];
  const gain = (features: readonly string[]) =>
    features.reduce((sum, feature) => sum + 4 ** -(seen.get(feature) ?? 0), 0) / Math.sqrt(1 + features.length);
  while (chosen.length < count && left.length > 0) {
    let best = 0;
    for (const [index, { features }] of left.entries())
      if (gain(features) > gain(left[best]?.features ?? [])) best = index;
    const [taken] = left.splice(best, 1);
    if (taken === undefined) break;
    chosen.push(taken.one);
    for (const feature of taken.features) seen.set(feature, (seen.get(feature) ?? 0) + 1);
  }
  return chosen.map(print);
}

/** Not so a `$regex` with a text, which EJSON reads as a regular expression. */
function isPrintedWhole({ theCase }: AgreedCase): boolean {
  const line = printCase(theCase);
  return printCase(parseCase(line)) === line;
}

/** An operator in a case that fails may never have been asked; what counts is the error. */
function featuresOf({ theCase: { command }, outcome }: AgreedCase): string[] {
  if (outcome.kind !== 'answered') return [`error ${outcome.kind === 'failed' ? outcome.code : ''}`];
  const [name = ''] = Object.keys(command);
  const result = hasContent(outcome) ? 'some' : 'nothing';
  return [`${name} ${result}`, ...[...operatorsOf(command)].flatMap((operator) => [operator, `${operator} ${result}`])];
}

function hasContent(outcome: Outcome): boolean {
  if (outcome.kind !== 'answered') return false;
  return Array.isArray(outcome.answer)
    ? outcome.answer.length > 0
    : JSON.stringify(outcome.answer) !== '{"n":{"$numberInt":"0"}}';
}

function print({ theCase: { documents, command }, outcome }: AgreedCase): string {
  const { message: _, ...expected } = outcome as Outcome & { message?: string };
  const { documents: stored, command: asked } = EJSON.serialize({ documents, command } as Document, { relaxed: false });
  return JSON.stringify({ documents: stored, command: asked, expected });
}
