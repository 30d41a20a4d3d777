/** `\d`, `\w` and their like, and the POSIX classes: of ASCII, or of Unicode after `(*UCP)`. */
import { CodePointSet, complementOf, setOfRanges, unionOf } from './code-point-set.ts';
import { unicodeSet, unicodeSpace, unicodeWord } from './unicode-property.ts';

const DIGITS = setOfRanges([0x30, 0x39]);
const SPACES = setOfRanges([9, 13], [32, 32]);
const WORD = setOfRanges([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]);
const HORIZONTAL = setOfRanges(
  [9, 9],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x180e, 0x180e],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
);
export const VERTICAL = setOfRanges([10, 13], [0x85, 0x85], [0x2028, 0x2029]);
const NEWLINE = setOfRanges([10, 10]);
export const NOT_NEWLINE = complementOf(NEWLINE);
export const ANYTHING = new CodePointSet(() => true);
/** White space that the option `x` leaves out of a pattern. */
export const PATTERN_SPACE = setOfRanges([9, 13], [32, 32], [0x85, 0x85], [0x200e, 0x200f], [0x2028, 0x2029]);

/** The set of `\d`, `\D` and so on; undefined for any other letter. */
export function characterType(letter: string, unicode: boolean): CodePointSet | undefined {
  const lower = letter.toLowerCase();
  const set = typeSet(lower, unicode);
  return set === undefined || letter === lower ? set : complementOf(set);
}

export function wordSet(unicode: boolean): CodePointSet {
  return unicode ? unicodeWord() : WORD;
}

/** The set of `[:name:]`; undefined for a name that does not exist. */
export function posixClass(
  name: string,
  { unicode, ignoreCase }: { unicode: boolean; ignoreCase: boolean },
): CodePointSet | undefined {
  if (unicode) return UNICODE_CLASSES.get(name)?.() ?? ASCII_CLASSES.get(name);
  // Without regard to case a letter of ASCII is one of either case.
  return ASCII_CLASSES.get(ignoreCase && (name === 'lower' || name === 'upper') ? 'alpha' : name);
}

function typeSet(letter: string, unicode: boolean): CodePointSet | undefined {
  switch (letter) {
    case 'd':
      return unicode ? unicodeSet('Nd') : DIGITS;
    case 's':
      return unicode ? unicodeSpace() : SPACES;
    case 'w':
      return wordSet(unicode);
    case 'h':
      return HORIZONTAL;
    case 'v':
      return VERTICAL;
    default:
      return undefined;
  }
}

const ASCII_CLASSES: ReadonlyMap<string, CodePointSet> = new Map([
  ['alpha', setOfRanges([0x41, 0x5a], [0x61, 0x7a])],
  ['lower', setOfRanges([0x61, 0x7a])],
  ['upper', setOfRanges([0x41, 0x5a])],
  ['alnum', setOfRanges([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a])],
  ['ascii', setOfRanges([0, 0x7f])],
  ['blank', setOfRanges([9, 9], [32, 32])],
  ['cntrl', setOfRanges([0, 0x1f], [0x7f, 0x7f])],
  ['digit', DIGITS],
  ['graph', setOfRanges([0x21, 0x7e])],
  ['print', setOfRanges([0x20, 0x7e])],
  ['punct', setOfRanges([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e])],
  ['space', SPACES],
  ['word', WORD],
  ['xdigit', setOfRanges([0x30, 0x39], [0x41, 0x46], [0x61, 0x66])],
]);

const UNICODE_CLASSES: ReadonlyMap<string, () => CodePointSet> = new Map([
  ['alpha', () => unicodeSet('L')],
  ['lower', () => unicodeSet('Ll')],
  ['upper', () => unicodeSet('Lu')],
  ['alnum', () => unionOf([unicodeSet('L'), unicodeSet('N')])],
  ['blank', () => HORIZONTAL],
  ['cntrl', () => unicodeSet('Cc')],
  ['digit', () => unicodeSet('Nd')],
  ['graph', () => graphSet(['Z'])],
  ['print', () => graphSet(['Zl', 'Zp'])],
  ['punct', punctuation],
  ['space', unicodeSpace],
  ['word', unicodeWord],
]);

/** What leaves a mark: no separator of these kinds, no control character; of the formatting ones all but a few. */
function graphSet(separators: readonly string[]): CodePointSet {
  const without = unionOf(separators.map(unicodeSet));
  const other = unicodeSet('C');
  const formatting = unicodeSet('Cf');
  const unseen = setOfRanges([0x61c, 0x61c], [0x180e, 0x180e], [0x2066, 0x2069]);
  return new CodePointSet((codePoint) => {
    if (without.has(codePoint)) return false;
    return !other.has(codePoint) || (formatting.has(codePoint) && !unseen.has(codePoint));
  });
}

/** With the symbols of ASCII. */
function punctuation(): CodePointSet {
  const marks = unicodeSet('P');
  const symbols = unicodeSet('S');
  return new CodePointSet((codePoint) => marks.has(codePoint) || (codePoint < 128 && symbols.has(codePoint)));
}
