/** "Did you mean": the allowed name that a mistyped one is closest to. */

/** Names longer than this are no typing mistakes, and comparing them would cost more than it gives. */
const comparedLengthMax = 64;
/** More mistakes than this make another name, however long it is. */
const mistakesMax = 4;

/** The nearest candidate, or undefined when none is near. Case, `_` and `-` count for nothing. */
export function findNearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > comparedLengthMax) return undefined;
  const plain = simplify(name);
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const allowed = Math.min(mistakesMax, Math.max(1, Math.floor(candidate.length / 4)));
    const simple = simplify(candidate);
    // Comparing is dear, and an app of 10,000 webhooks may have the same stranger in each of them.
    if (Math.abs(simple.length - plain.length) > allowed) continue;
    const distance = editDistance(plain, simple, allowed);
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** `; did you mean "…"?` or nothing, to be appended to a message. */
export function renderSuggestion(name: string, candidates: Iterable<string>): string {
  const nearest = findNearestName(name, candidates);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[_\-\s]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours; infinite when there are more than `max`. */
function editDistance(left: string, right: string, max: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: max + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    // Cells further from the diagonal stand for more mistakes than `max`, and stay empty.
    for (let column = Math.max(1, row - max); column <= Math.min(right.length, row + max); column++) {
      const replaced = at(previous, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swapped = isSwap && row > 1 && column > 1 ? at(before, column - 2) + 1 : replaced;
      current[column] = Math.min(replaced, swapped, at(previous, column) + 1, at(current, column - 1) + 1);
    }
    // A swap reaches back over one row.
    if (isBeyond(current, max) && isBeyond(previous, max)) return Number.POSITIVE_INFINITY;
    before = previous;
    previous = current;
  }
  return at(previous, right.length);
}

function isBeyond(row: readonly number[], max: number): boolean {
  return row.every((distance) => distance > max);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
