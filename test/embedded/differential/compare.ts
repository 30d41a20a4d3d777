/** Whether two servers gave one answer. Messages never count; the order of documents counts where the command decides it. */
import { isDeepStrictEqual } from 'node:util';
import type { Case } from './case.ts';
import type { Outcome } from './outcome.ts';

/** MongoDB's UnknownError: what a server says that has no number for a fault. */
export const UNKNOWN_ERROR = 8;

export function agree({ command }: Case, one: Outcome, other: Outcome): boolean {
  if (one.kind === 'failed' && other.kind === 'failed') {
    return one.code === other.code || one.code === UNKNOWN_ERROR || other.code === UNKNOWN_ERROR;
  }
  if (one.kind !== 'answered' || other.kind !== 'answered') return one.kind === other.kind;
  if (!isDeepStrictEqual(one.after, other.after)) return false;
  if (isOrdered(command)) return isDeepStrictEqual(one.answer, other.answer);
  return isDeepStrictEqual(asMultiset(one.answer), asMultiset(other.answer));
}

/** A find without a sort, a distinct and stages that gather documents give them in any order. */
export function isOrdered(command: Case['command']): boolean {
  if (command.find !== undefined) return command.sort !== undefined;
  if (command.distinct !== undefined) return false;
  const stages: object[] = command.pipeline ?? [];
  return !stages.some((stage) => ['$group', '$sortByCount', '$unionWith'].some((name) => name in stage));
}

function asMultiset(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map((item) => JSON.stringify(item)).sort();
  if (typeof answer !== 'object' || answer === null || !('values' in answer)) return answer;
  return { ...answer, values: asMultiset(answer.values) };
}
