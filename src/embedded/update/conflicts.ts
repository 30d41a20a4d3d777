/** Two changes of one update may not touch the same path, or one path within the other. */
import { EngineError } from '../engine-error.ts';

export function checkConflicts(paths: readonly string[]): void {
  const claimed = new Set<string>();
  for (const path of paths) {
    const at = findOverlap(path, claimed);
    if (at !== undefined) {
      throw conflict(`Updating the path '${path}' would create a conflict at '${at}'`);
    }
    claimed.add(path);
  }
}

/** The same for the concrete paths that positional segments turn out to mean. */
export function claimTouched(path: string, touched: Set<string>): void {
  const at = findOverlap(path, touched);
  if (at !== undefined) throw conflict(`Update created a conflict at '${at}'`);
  touched.add(path);
}

/** The shorter of two overlapping paths. */
function findOverlap(path: string, claimed: ReadonlySet<string>): string | undefined {
  for (let end = path.length; end !== -1; end = path.lastIndexOf('.', end - 1)) {
    const ancestor = path.slice(0, end);
    if (claimed.has(ancestor)) return ancestor;
    if (end === 0) break;
  }
  for (const other of claimed) if (other.startsWith(`${path}.`)) return path;
  return undefined;
}

function conflict(message: string): EngineError {
  return new EngineError(40, 'ConflictingUpdateOperators', message);
}
