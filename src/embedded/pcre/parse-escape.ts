/** A backslash and what follows it, outside of a class. The letters that stand for one character are read for classes too. */
import { characterType, NOT_NEWLINE, VERTICAL, wordSet } from './character-types.ts';
import { InvalidPattern, unsupportedPattern } from './invalid-pattern.ts';
import type { Assertion, GroupKey, Node } from './nodes.ts';
import type { Item, PatternContext } from './pattern-context.ts';
import type { PatternReader } from './pattern-reader.ts';
import { readProperty } from './unicode-property.ts';

const REFERENCE_NUMBER_MAX = 65_535;
/** Below this a number after a backslash is a group's, never an octal code. */
const REFERENCE_DIGITS_FIRST = 10;

/** Reads an escape, the backslash of which is read already; a character is left to the options in force. */
export function parseEscape(context: PatternContext): Item | number {
  const { reader } = context;
  const reference = readNumberedReference(context);
  if (reference !== undefined) return reference;
  const character = readCharacterEscape(reader);
  if (character !== undefined) return character;
  const letter = String.fromCodePoint(reader.next());
  const { unicode } = context.options;
  const type = characterType(letter, unicode);
  if (type !== undefined) return item({ kind: 'set', set: type });
  const assertion = ASSERTIONS.get(letter);
  if (assertion !== undefined) return bare({ kind: 'assertion', assertion, word: wordSet(unicode) });
  switch (letter) {
    case 'p':
    case 'P':
      return item({ kind: 'set', set: readProperty(reader, letter) });
    case 'N':
      return item({ kind: 'set', set: NOT_NEWLINE });
    case 'R':
      return item(LINE_BREAK);
    case 'K':
      if (context.lookDepth > 0) throw reader.invalid('\\K is not allowed in lookarounds');
      return bare({ kind: 'keepOut' });
    case 'g':
      return item(parseG(context));
    case 'k':
      return item(parseK(context));
    case 'X':
    case 'C':
      throw unsupportedPattern(`escape \\${letter}`);
    default:
      throw reader.invalid(`unrecognized character follows \\`);
  }
}

const ASSERTIONS: ReadonlyMap<string, Assertion> = new Map([
  ['A', 'textStart'],
  ['z', 'textEnd'],
  ['Z', 'textEndOrLastNewline'],
  ['G', 'searchStart'],
  ['b', 'wordBoundary'],
  ['B', 'noWordBoundary'],
]);

/** A line break of any kind, of which none is taken in halves. */
const LINE_BREAK: Node = {
  kind: 'atomic',
  body: {
    kind: 'choice',
    branches: [
      {
        kind: 'sequence',
        items: [
          { kind: 'character', codePoint: 13 },
          { kind: 'character', codePoint: 10 },
        ],
      },
      { kind: 'set', set: VERTICAL },
    ],
  },
};

export function item(node: Node): Item {
  return { node, quantifiable: true };
}

/** A node that no quantifier may follow. */
export function bare(node: Node): Item {
  return { node, quantifiable: false };
}

/** Reads an escape of one character; leaves any other one unread. */
export function readCharacterEscape(reader: PatternReader): number | undefined {
  const octal = reader.match(/[0-7]{1,3}/y);
  if (octal !== undefined) return checkedCodePoint(reader, Number.parseInt(octal[0], 8));
  const named = reader.match(/N\{U\+([0-9a-fA-F]+)\}/y) ?? reader.match(/x\{([0-9a-fA-F]+)\}/y);
  if (named?.[1] !== undefined) return checkedCodePoint(reader, Number.parseInt(named[1], 16));
  if (reader.match(/N\{(?!\d+(?:,\d*)?\})/y)) throw reader.invalid('\\N{name} is not supported');
  if (reader.sees('x{')) throw reader.invalid('malformed \\x{}');
  const hexadecimal = reader.match(/x([0-9a-fA-F]{0,2})/y);
  if (hexadecimal !== undefined) return Number.parseInt(`0${hexadecimal[1] ?? ''}`, 16);
  if (reader.take('o')) return readBracedOctal(reader);
  if (reader.take('c')) return readControl(reader);
  const letter = reader.match(/[aefnrt]/y);
  if (letter !== undefined) return CONTROL_LETTERS.get(letter[0]);
  return reader.match(/(?![a-zA-Z0-9])(?=[\s\S])/y) === undefined ? undefined : reader.next();
}

const CONTROL_LETTERS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['e', 27],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
]);

function readBracedOctal(reader: PatternReader): number {
  const digits = reader.match(/\{([0-7]+)\}/y)?.[1];
  if (digits === undefined) throw reader.invalid('malformed \\o{}');
  return checkedCodePoint(reader, Number.parseInt(digits, 8));
}

function readControl(reader: PatternReader): number {
  const character = reader.match(/[ -~]/y)?.[0];
  if (character === undefined) throw reader.invalid('\\c must be followed by a printable ASCII character');
  return (character.toUpperCase().codePointAt(0) ?? 0) ^ 0x40;
}

function checkedCodePoint(reader: PatternReader, codePoint: number): number {
  if (codePoint > 0x10_ffff) throw reader.invalid('character code point value is too large');
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) throw reader.invalid('disallowed Unicode code point');
  return codePoint;
}

/** A backslash and a number: a group's, unless it has two digits and there are not so many groups yet. */
function readNumberedReference(context: PatternContext): Item | undefined {
  const { reader, groups } = context;
  const start = reader.at;
  const digits = reader.match(/[1-9]\d*/y)?.[0];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (number < REFERENCE_DIGITS_FIRST || digits >= '8' || number <= groups.count) {
    return item(referenceTo(context, number));
  }
  reader.at = start;
  return undefined;
}

/** `\g`: a reference, or between angle brackets or quotes a call. */
function parseG(context: PatternContext): Node {
  const { reader } = context;
  const called = reader.match(/<([^>]*)>|'([^']*)'/y);
  if (called !== undefined) return parseCallTarget(context, called[1] ?? called[2] ?? '');
  const found = reader.match(/\{([^}]*)\}|([+-]?\d+)/y);
  const target = found?.[1] ?? found?.[2];
  if (target === undefined) throw reader.invalid('a name or number must follow \\g');
  const number = relativeNumber(context, target);
  return referenceTo(context, number ?? checkedName(reader, target));
}

function parseK(context: PatternContext): Node {
  const { reader } = context;
  const found = reader.match(/\{([^}]*)\}|<([^>]*)>|'([^']*)'/y);
  const name = found?.[1] ?? found?.[2] ?? found?.[3];
  if (name === undefined) throw reader.invalid('\\k is not followed by a name');
  return referenceTo(context, checkedName(reader, name));
}

export function referenceTo(context: PatternContext, group: GroupKey): Node {
  mentionGroup(context, group);
  if (group === 0) throw context.reader.invalid('a reference to group 0');
  return { kind: 'reference', group, ignoreCase: context.options.ignoreCase };
}

/** The group that a call names: a number, a relative number, or a name; 0 is the whole pattern. */
export function parseCallTarget(context: PatternContext, target: string): Node {
  const group = relativeNumber(context, target) ?? checkedName(context.reader, target);
  if (group !== 0) mentionGroup(context, group);
  return { kind: 'call', group };
}

export function mentionGroup({ reader, groups }: PatternContext, group: GroupKey): void {
  const { at } = reader;
  groups.mention(group, () => new InvalidPattern(`reference to the group ${group}, which does not exist,`, at));
}

/** A number, which with a sign counts from here; undefined for a name. */
export function relativeNumber({ reader, groups }: PatternContext, text: string): number | undefined {
  const [, sign, digits] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (number > REFERENCE_NUMBER_MAX) throw reader.invalid('the number of a group is too large');
  if (sign === '') return number;
  if (number === 0) throw reader.invalid('(?+0) and (?-0) have no meaning');
  const absolute = sign === '+' ? groups.count + number : groups.count + 1 - number;
  if (absolute < 1) throw reader.invalid('reference to a group that does not exist');
  return absolute;
}

const GROUP_NAME = /^[\p{L}_][\p{L}\p{Nd}_]{0,31}$/u;

export function checkedName(reader: PatternReader, name: string): string {
  if (!GROUP_NAME.test(name)) throw reader.invalid(`"${name}" is no name of a group`);
  return name;
}
