/** Where things are in a JSON text that is valid and not too deep: keys, values, repeated keys, numbers that lose digits. */
import type { Issue } from './issue.ts';
import { createIssue } from './issue-codes.ts';
import { indexArray, indexObject, type JsonMember, readText, skipSpace, tokensOf } from './json-scan.ts';
import { createLineIndex, type Position, positionAt } from './text.ts';

export type JsonPath = readonly (string | number)[];

export interface JsonPositions {
  /** Start of the value at a path; of the nearest part above it that exists when the path does not. */
  ofValue(path: JsonPath): Position;
  /** Start of the key itself, for issues that are about the key and not about its value. */
  ofKey(path: JsonPath): Position;
}

/** Looks at nothing before the first question, and at each object and array once: most files have no issue, some have many. */
export function createPositions(text: string): JsonPositions {
  const objects = new Map<number, ReadonlyMap<string, JsonMember> | undefined>();
  const arrays = new Map<number, readonly number[] | undefined>();
  let lines: ((offset: number) => Position) | undefined;
  const membersAt = (start: number) => memoized(objects, start, () => indexObject(text, start));
  const elementsAt = (start: number) => memoized(arrays, start, () => indexArray(text, start));
  const childOf = (start: number, step: string | number): number | undefined =>
    membersAt(start)?.get(String(step))?.valueStart ?? elementsAt(start)?.[Number(step)];
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
      const member = owner.found ? membersAt(owner.start)?.get(String(path.at(-1))) : undefined;
      return toPosition(member?.keyStart ?? startOf(path).start);
    },
  };
}

function memoized<Value>(known: Map<number, Value>, key: number, make: () => Value): Value | undefined {
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
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

export function findDuplicateKey(file: string, text: string): Issue | undefined {
  /** One for each object and array that is open; arrays have no keys. */
  const open: Map<string, number>[] = [];
  for (const { kind, start, end } of tokensOf(text)) {
    if (kind === 'open') open.push(new Map());
    else if (kind === 'close') open.pop();
    else if (kind === 'key') {
      const key = readText(text, start, end);
      const first = open.at(-1)?.get(key);
      if (first !== undefined) {
        const { line: firstLine, column: firstColumn } = positionAt(text, first);
        return createIssue('DuplicateKey', { file, ...positionAt(text, start) }, { key, firstLine, firstColumn });
      }
      open.at(-1)?.set(key, start);
    }
  }
  return undefined;
}

/** Whole numbers beyond 2^53 and numbers beyond the range of doubles. A large number written as 1e300 is meant as it is. */
export function findImpreciseNumber(file: string, text: string): Issue | undefined {
  for (const { kind, start, end } of tokensOf(text)) {
    if (kind !== 'number') continue;
    const number = text.slice(start, end);
    const loses = /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number));
    if (loses || !Number.isFinite(Number(number))) {
      return createIssue('NumberOutOfRange', { file, ...positionAt(text, start) }, { number });
    }
  }
  return undefined;
}

/** A text or key with half a surrogate pair: it stands for no character, and would be stored as another text than it is. */
export function findIllFormedText(file: string, text: string): Issue | undefined {
  for (const { kind, start, end } of tokensOf(text)) {
    if (kind !== 'text' && kind !== 'key') continue;
    const value = readText(text, start, end);
    if (!value.isWellFormed()) {
      return createIssue('IllFormedText', { file, ...positionAt(text, start) }, { found: JSON.stringify(value) });
    }
  }
  return undefined;
}
