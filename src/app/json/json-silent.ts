/** What the engine's parser passes over in silence: depth, amount, repeated keys, numbers that lose digits, half characters. */
import type { Limits } from '../../limits.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { type JsonToken, readText, tokensOf } from './json-scan.ts';
import { positionAt } from './text.ts';

/** Before the text is parsed: such values would take all memory, or all stack of what walks through them. */
export function findExcess(file: string, text: string, limits: Limits): Issue | undefined {
  const { jsonDepthMax, jsonValuesMax } = limits;
  let depth = 0;
  let values = 0;
  for (const { kind, start } of tokensOf(text)) {
    if (kind === 'close') depth--;
    if (kind === 'open' && ++depth > jsonDepthMax) {
      return createIssue('TooDeep', { file, ...positionAt(text, start) }, { max: jsonDepthMax });
    }
    if (kind !== 'close' && kind !== 'key' && ++values > jsonValuesMax) {
      return createIssue('TooManyValues', { file, ...positionAt(text, start) }, { max: jsonValuesMax });
    }
  }
  return undefined;
}

/** The first of the other faults, in a text that parses. */
export function findSilentFault(file: string, text: string): Issue | undefined {
  /** Where its keys begin, for each object and array that is open; arrays have none. */
  const open: Map<string, number>[] = [];
  for (const token of tokensOf(text)) {
    if (token.kind === 'open') open.push(new Map());
    else if (token.kind === 'close') open.pop();
    else {
      const fault = token.kind === 'word' ? checkNumber(file, text, token) : checkText(file, text, token, open.at(-1));
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

/** Whole numbers beyond 2^53 and numbers beyond the range of doubles. A large number written as 1e300 is meant as it is. */
function checkNumber(file: string, text: string, { start, end }: JsonToken): Issue | undefined {
  const number = text.slice(start, end);
  const value = Number(number);
  const loses = Math.abs(value) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(number);
  if (!loses && Math.abs(value) !== Number.POSITIVE_INFINITY) return undefined;
  return createIssue('NumberOutOfRange', { file, ...positionAt(text, start) }, { number });
}

/** Half a surrogate pair stands for no character: stored, the text would become another one. */
function checkText(
  file: string,
  text: string,
  token: JsonToken,
  keys: Map<string, number> | undefined,
): Issue | undefined {
  const value = readText(text, token);
  if (!value.isWellFormed()) {
    return createIssue('IllFormedText', { file, ...positionAt(text, token.start) }, { found: JSON.stringify(value) });
  }
  if (token.kind !== 'key') return undefined;
  const first = keys?.get(value);
  keys?.set(value, token.start);
  if (first === undefined) return undefined;
  const { line: firstLine, column: firstColumn } = positionAt(text, first);
  return createIssue(
    'DuplicateKey',
    { file, ...positionAt(text, token.start) },
    { key: value, firstLine, firstColumn },
  );
}
