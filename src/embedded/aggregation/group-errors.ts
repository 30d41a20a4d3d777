/** The server computes the expressions of a `$group` with an engine of its own, which has other numbers for some errors. */
import { EngineError, locationError } from '../engine-error.ts';

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ["can't $divide by zero", 4_848_401],
  ["can't $mod by zero", 4_848_403],
]);

/** What to throw in the place of an error that an expression of a group has thrown. */
export function groupError(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error;
  const number = NUMBERS.get(error.message);
  return number === undefined ? error : locationError(number, error.message);
}
