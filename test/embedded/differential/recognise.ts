/** How a row of explained differences recognises its own. */
import { isDeepStrictEqual } from 'node:util';
import { type Case, isPlain, operatorsOf, printCase } from './case.ts';
import type { Outcome } from './outcome.ts';

/** What a server says that is starting again after a fault of its own. */
export const BROKEN_OFF = /terminated|recovery mode|accepting connections|ECONN|EPIPE/;

const TYPE_MISMATCH = 14;
const CONVERSION_FAILURE = 241;

/** Whether it has made a group for missing values besides the one for null. */
export function lacksId(outcome: Outcome): boolean {
  return (
    outcome.kind === 'answered' && Array.isArray(outcome.answer) && outcome.answer.some((group) => !('_id' in group))
  );
}

export function isExpressionError(code: number): boolean {
  return code >= 10_000 || code === CONVERSION_FAILURE || code === TYPE_MISMATCH;
}

export function failsWith(outcome: Outcome, codes: readonly number[]): boolean {
  return outcome.kind === 'failed' && codes.includes(outcome.code);
}

export function says(outcome: Outcome, words: string): boolean {
  return messageOf(outcome).includes(words);
}

export function messageOf(outcome: Outcome): string {
  return outcome.kind === 'answered' ? '' : outcome.message;
}

/** Neither documents nor changes. */
export function isNothing(outcome: Outcome): boolean {
  if (outcome.kind !== 'answered') return false;
  const nothing =
    /^(\[\]|\{"n":\{"\$numberInt":"0"\}.*|\{"values":\[\]\}|\{"value":null,.*"n":\{"\$numberInt":"0"\}.*)$/;
  return nothing.test(JSON.stringify(outcome.answer));
}

/** The first operator that a message names. */
export function operatorIn(message: string): string | undefined {
  return /\$[a-z]\w+/i.exec(message)?.[0];
}

export function uses({ command }: Case, operators: readonly string[]): boolean {
  const used = operatorsOf(command);
  return operators.some((operator) => used.has(operator));
}

export function hasPath({ command }: Case, pattern: RegExp): boolean {
  const names = (value: unknown): string[] =>
    isPlain(value) || Array.isArray(value)
      ? Object.entries(value).flatMap(([name, inner]) => [name, ...names(inner)])
      : [];
  return names(command).some((name) => pattern.test(name));
}

/** Whether the answers are one when both are seen through a function on every array and document in them. */
export function agreeWhen(ours: Outcome, theirs: Outcome, simplify: (value: unknown) => unknown): boolean {
  if (ours.kind !== 'answered' || theirs.kind !== 'answered') return false;
  const seen = ({ answer, after }: typeof ours) => sorted([rebuild(answer, simplify), rebuild(after ?? [], simplify)]);
  return isDeepStrictEqual(seen(ours), seen(theirs));
}

function rebuild(value: unknown, simplify: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return simplify(value.map((item) => rebuild(item, simplify)));
  if (!isPlain(value)) return value;
  return simplify(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rebuild(inner, simplify)])));
}

/** Two lists of documents, whose order another rule looks after. */
function sorted([answer, after]: [unknown, unknown]): unknown {
  return [Array.isArray(answer) ? answer.map((item) => JSON.stringify(item)).sort() : answer, after];
}

export function withoutZeroCounts(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.filter((item) => !/^\{"\w+":\{"\$numberInt":"0"\}\}$/.test(JSON.stringify(item)));
}

export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null);
  return isPlain(value) ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null)) : value;
}

/** Zeros of every type and sign, and NaN. */
export function zerosAsOne(value: unknown): unknown {
  return /^\{"\$number\w+":"(-?0(\.0)?|NaN)"\}$/.test(JSON.stringify(value)) ? 0 : value;
}

export function withoutLastError(value: unknown): unknown {
  return isPlain(value) ? { ...value, lastErrorObject: undefined } : value;
}

export function byName(value: unknown): unknown {
  return isPlain(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

export function withoutEmptyDocuments(value: unknown): unknown {
  const isEmpty = (inner: unknown) => isPlain(inner) && Object.keys(inner).length === 0;
  if (Array.isArray(value)) return value.filter((item) => !isEmpty(item));
  return isPlain(value) ? Object.fromEntries(Object.entries(value).filter(([, inner]) => !isEmpty(inner))) : value;
}

export function withoutModified(value: unknown): unknown {
  return isPlain(value) ? { ...value, nModified: undefined } : value;
}

export function withoutLastDigit(value: unknown): unknown {
  const digits = isPlain(value) ? value.$numberDecimal : undefined;
  return typeof digits === 'string' && digits.length > 30 ? digits.slice(0, -1) : value;
}

/** Of a $project that takes fields away. */
export function hasExclusion(theCase: Case): boolean {
  return /"\$project":\{"[abc]":\{"\$numberInt":"0"\}/.test(printCase(theCase));
}
