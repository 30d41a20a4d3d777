/** "Did you mean": the allowed name that a mistyped one is closest to. */

/** Names longer than this are no typing mistakes, and comparing them would cost more than it gives. */
const comparedLengthMax = 64;

/** The nearest candidate, or undefined when none is near. Case, `_` and `-` count for nothing. */
export function findNearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > comparedLengthMax) return undefined;
  const plain = simplify(name);
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(candidate.length / 4));
    const simple = simplify(candidate);
    // Comparing is dear, and an app of 10,000 webhooks may have the same stranger in each of them.
    if (Math.abs(simple.length - plain.length) > allowed) continue;
    const distance = editDistance(plain, simple);
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

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = at(previous, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const swapped = isSwap && row > 1 && column > 1 ? at(before, column - 2) + 1 : replaced;
      current.push(Math.min(replaced, swapped, at(previous, column) + 1, at(current, column - 1) + 1));
    }
    before = previous;
    previous = current;
  }
  return at(previous, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
