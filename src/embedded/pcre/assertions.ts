/** Conditions on a position. */
import type { CodePointSet } from './code-point-set.ts';
import { FAIL, type Machine, type Operation, previousPosition } from './machine.ts';
import type { Assertion } from './nodes.ts';
import { isNewlineAt } from './operations.ts';

export function assert(assertion: Assertion, word: CodePointSet): Operation {
  const holds = POSITIONS[assertion];
  return (machine, at) => (holds(machine, at, word) ? at : FAIL);
}

type PositionTest = (machine: Machine, at: number, word: CodePointSet) => boolean;

const POSITIONS: Readonly<Record<Assertion, PositionTest>> = {
  textStart: (_, at) => at === 0,
  textEnd: ({ text }, at) => at === text.length,
  textEndOrLastNewline: ({ text }, at) => at === text.length || (at === text.length - 1 && isNewlineAt(text, at)),
  // No line begins after a newline that ends the text.
  lineStart: ({ text }, at) => at === 0 || (at < text.length && isNewlineAt(text, at - 1)),
  lineEnd: ({ text }, at) => at === text.length || isNewlineAt(text, at),
  searchStart: ({ searchStart }, at) => at === searchStart,
  wordBoundary: ({ text }, at, word) => isWordBefore(text, at, word) !== isWordAt(text, at, word),
  noWordBoundary: ({ text }, at, word) => isWordBefore(text, at, word) === isWordAt(text, at, word),
  wordStart: ({ text }, at, word) => !isWordBefore(text, at, word) && isWordAt(text, at, word),
  wordEnd: ({ text }, at, word) => isWordBefore(text, at, word) && !isWordAt(text, at, word),
};

function isWordAt(text: string, at: number, word: CodePointSet): boolean {
  const codePoint = text.codePointAt(at);
  return codePoint !== undefined && word.has(codePoint);
}

function isWordBefore(text: string, at: number, word: CodePointSet): boolean {
  return at > 0 && isWordAt(text, previousPosition(text, at), word);
}
