/** The stages `$limit` and `$skip`. */
import { locationError } from '../../engine-error.ts';
import { wholeLong } from '../../query/long-value.ts';
import type { Stage } from '../stage.ts';

export function compileLimit(spec: unknown): Stage {
  const limit = wholeNumber('$limit', 5_107_201, spec);
  if (limit === 0) throw locationError(15_958, 'the limit must be positive');
  return (documents) => Iterator.from(documents).take(limit);
}

export function compileSkip(spec: unknown): Stage {
  const skip = wholeNumber('$skip', 5_107_200, spec);
  return (documents) => Iterator.from(documents).drop(skip);
}

function wholeNumber(name: string, code: number, spec: unknown): number {
  const value = wholeLong(spec);
  if (value === undefined) {
    throw locationError(code, `invalid argument to ${name} stage: Expected an integer`);
  }
  if (value >= 0n) return Number(value);
  const message = `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${value}`;
  throw locationError(code, message);
}
