/** Where a match can begin, so that a search need not try at every position. */
import { ANYTHING, NOT_NEWLINE } from './character-types.ts';
import { type CodePointSet, setOfCodePoints, unionOf } from './code-point-set.ts';
import { leastLength } from './lengths.ts';
import { type Node, UNBOUNDED } from './nodes.ts';
import { isNewlineAt } from './operations.ts';

export interface Start {
  /** The first position from a given one on at which a match may begin, or -1; `first` when it is that of the search. */
  next(text: string, at: number, first: boolean): number;
}

/** With more alternatives than this it is no help to look at the first character. */
const FIRST_SETS_MAX = 100;

export function startOf(node: Node): Start {
  if (isAnchored(node)) return { next: (_, at) => (at === 0 ? 0 : -1) };
  const items = node.kind === 'sequence' ? node.items : [node];
  const [leading] = items;
  if (leading?.kind === 'repeat' && leading.max === UNBOUNDED && leading.body.kind === 'set') {
    // From further on in the line such a repetition finds nothing that it would not have found from here.
    if (leading.body.set === ANYTHING) return { next: (_, at, first) => (first ? at : -1) };
    if (leading.body.set === NOT_NEWLINE) return { next: nextLine };
  }
  const prefix = leadingText(items);
  if (prefix !== '') return { next: (text, at) => text.indexOf(prefix, at) };
  const first = firstOf(node);
  if (first === undefined || first.mayBeEmpty || first.sets.length > FIRST_SETS_MAX)
    return { next: (text, at) => (at <= text.length ? at : -1) };
  const set = unionOf(first.sets);
  return { next: (text, at) => nextMember(set, text, at) };
}

/** The longest text that every match has in it. */
export function requiredText(node: Node): string {
  let longest = '';
  let text = '';
  for (const item of node.kind === 'sequence' ? node.items : [node]) {
    text = item.kind === 'character' ? text + String.fromCodePoint(item.codePoint) : '';
    if (text.length > longest.length) longest = text;
  }
  return longest;
}

function isAnchored(node: Node): boolean {
  switch (node.kind) {
    case 'assertion':
      return node.assertion === 'textStart';
    case 'sequence':
      return node.items[0] !== undefined && isAnchored(node.items[0]);
    case 'choice':
      return node.branches.every(isAnchored);
    case 'capture':
    case 'atomic':
      return isAnchored(node.body);
    default:
      return false;
  }
}

function leadingText(items: readonly Node[]): string {
  let text = '';
  for (const item of items) {
    if (item.kind !== 'character') break;
    text += String.fromCodePoint(item.codePoint);
  }
  return text;
}

function nextLine(text: string, at: number, first: boolean): number {
  if (first || (at > 0 && isNewlineAt(text, at - 1))) return at <= text.length ? at : -1;
  const newline = text.indexOf('\n', at);
  return newline === -1 ? -1 : newline + 1;
}

function nextMember(set: CodePointSet, text: string, start: number): number {
  const { table } = set;
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 256) {
      if (table[unit] === 1) return at;
      continue;
    }
    const codePoint = text.codePointAt(at) ?? unit;
    if (set.has(codePoint)) return at;
    if (codePoint > 0xffff) at += 1;
  }
  return -1;
}

interface First {
  readonly sets: readonly CodePointSet[];
  readonly mayBeEmpty: boolean;
}

const NOTHING: First = { sets: [], mayBeEmpty: true };

/** The code points that a node's matches may begin with; undefined if they cannot be told. */
function firstOf(node: Node): First | undefined {
  switch (node.kind) {
    case 'character':
      return { sets: [setOfCodePoints([node.codePoint])], mayBeEmpty: false };
    case 'set':
      return { sets: [node.set], mayBeEmpty: false };
    case 'sequence':
      return firstOfSequence(node.items);
    case 'choice':
      return firstOfChoice(node.branches);
    case 'capture':
    case 'atomic':
      return firstOf(node.body);
    case 'repeat': {
      const body = firstOf(node.body);
      return body === undefined
        ? undefined
        : { sets: body.sets, mayBeEmpty: body.mayBeEmpty || leastLength(node) === 0 };
    }
    case 'reference':
    case 'call':
    case 'condition':
      return undefined;
    default:
      return NOTHING;
  }
}

function firstOfSequence(items: readonly Node[]): First | undefined {
  const sets: CodePointSet[] = [];
  for (const item of items) {
    const first = firstOf(item);
    if (first === undefined) return undefined;
    sets.push(...first.sets);
    if (!first.mayBeEmpty) return { sets, mayBeEmpty: false };
  }
  return { sets, mayBeEmpty: true };
}

function firstOfChoice(branches: readonly Node[]): First | undefined {
  const sets: CodePointSet[] = [];
  let mayBeEmpty = false;
  for (const branch of branches) {
    const first = firstOf(branch);
    if (first === undefined) return undefined;
    sets.push(...first.sets);
    mayBeEmpty ||= first.mayBeEmpty;
  }
  return { sets, mayBeEmpty };
}
