/**
 * Two changes of one update may not touch the same path, or one path within the other; nor may one go through all elements of
 * an array, by `$[]` or `$[identifier]`, and the other through a field or an index of the same place.
 */
import { EngineError } from '../engine-error.ts';
import { ClaimedPaths } from './claimed-paths.ts';
import { filterIdentifier } from './update-path.ts';

export function checkConflicts(paths: readonly string[]): void {
  const claimed = new ClaimedPaths();
  const places: Places = new Map();
  for (const path of paths) {
    const at = claimed.claim(path) ?? findMixed(path, places);
    if (at !== undefined) {
      throw conflict(`Updating the path '${path}' would create a conflict at '${at}'`);
    }
  }
}

/** The same for the concrete paths that positional segments turn out to mean. */
export function claimTouched(path: string, touched: ClaimedPaths): void {
  const at = touched.claim(path);
  if (at !== undefined) throw conflict(`Update created a conflict at '${at}'`);
}

/** Places that changes go through, and whether they go on through elements of an array. */
type Places = Map<string, boolean>;

/** The place where the path and an earlier one go on differently. */
function findMixed(path: string, places: Places): string | undefined {
  for (let end = path.indexOf('.'); end !== -1; end = path.indexOf('.', end + 1)) {
    const place = path.slice(0, end);
    const [next = ''] = path.slice(end + 1).split('.', 1);
    const isElements = filterIdentifier(next) !== undefined;
    if ((places.get(place) ?? isElements) !== isElements) return place;
    places.set(place, isElements);
  }
  return undefined;
}

function conflict(message: string): EngineError {
  return new EngineError(40, 'ConflictingUpdateOperators', message);
}
