/** Where keys and values are in a JSON text that is valid and not too deep. */
import { indexContents, type JsonContents, skipSpace } from './json-scan.ts';
import { createLineIndex, type Position } from './text.ts';

export type JsonPath = readonly (string | number)[];

export interface JsonPositions {
  /** Start of the value at a path; of the nearest part above it that exists when the path does not. */
  ofValue(path: JsonPath): Position;
  /** Start of the key itself, for issues that are about the key and not about its value. */
  ofKey(path: JsonPath): Position;
}

/** Looks at nothing before the first question, and at each object and array once: most files have no issue, some have many. */
export function createPositions(text: string): JsonPositions {
  const contents = new Map<number, JsonContents>();
  let lines: ((offset: number) => Position) | undefined;
  const contentsAt = (start: number): JsonContents => {
    const known = contents.get(start) ?? indexContents(text, start);
    contents.set(start, known);
    return known;
  };
  const childOf = (start: number, step: string | number): number | undefined => {
    const { members, elements } = contentsAt(start);
    return members.get(String(step))?.valueStart ?? elements[Number(step)];
  };
  const startOf = (path: JsonPath): { start: number; found: boolean } => {
    let start = skipSpace(text, 0);
    for (const step of path) {
      const next = childOf(start, step);
      if (next === undefined) return { start, found: false };
      start = next;
    }
    return { start, found: true };
  };
  const toPosition = (offset: number): Position => {
    lines ??= createLineIndex(text);
    return lines(offset);
  };
  return {
    ofValue: (path) => toPosition(startOf(path).start),
    ofKey(path) {
      const owner = startOf(path.slice(0, -1));
      const member = owner.found ? contentsAt(owner.start).members.get(String(path.at(-1))) : undefined;
      return toPosition(member?.keyStart ?? startOf(path).start);
    },
  };
}

/** For a part of the text: paths begin there. */
export function positionsBelow(positions: JsonPositions, at: JsonPath): JsonPositions {
  return {
    ofValue: (path) => positions.ofValue([...at, ...path]),
    ofKey: (path) => positions.ofKey([...at, ...path]),
  };
}

export function toJsonPointer(path: JsonPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
