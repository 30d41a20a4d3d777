/**
 * Reads a PCRE pattern and writes the JavaScript pattern (flag `u`) of the same meaning. What JavaScript lacks, or means
 * differently in a way that cannot be written out, is refused by name.
 */
import { locationError, notImplemented } from '../engine-error.ts';

export interface TranslatedPattern {
  readonly pattern: string;
  readonly flags: string;
}

const INVALID_REGEX = 51_091;
const END_OF_TEXT = '(?![\\s\\S])';
const START_OF_TEXT = '(?<![\\s\\S])';
/** PCRE's white space is that of ASCII, JavaScript's that of Unicode. */
const SPACE = ' \\t-\\r';
const INLINE_OPTIONS = /^\(\?([imsx]+)\)/;

/** Parts of a pattern that JavaScript cannot express, looked for where they would begin. */
const UNSUPPORTED_GROUPS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\(\?>/y, 'atomic group (?>'],
  [/^\(\?\|/y, 'branch reset group (?|'],
  [/^\(\?\(/y, 'conditional group (?('],
  [/^\(\?(?:R|[+-]?\d|&|P>)/y, 'recursion'],
  [/^\(\*/y, 'verb (*'],
  [/^\(\?[a-zA-Z]*-?[a-zA-Z]+\)/y, 'option setting within the pattern'],
  [/^\(\?(?!i?-?i?:)[a-zA-Z]*-?[a-zA-Z]+:/y, 'option group other than (?i:'],
];

interface Options {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
}

/** A translated piece, and where the pattern goes on. */
interface Piece {
  readonly text: string;
  readonly next: number;
}

export function translatePcre(source: string, optionLetters: string): TranslatedPattern {
  const inline = INLINE_OPTIONS.exec(source);
  const letters = optionLetters + (inline?.[1] ?? '');
  const options: Options = {
    ignoreCase: letters.includes('i'),
    multiline: letters.includes('m'),
    dotAll: letters.includes('s'),
    extended: letters.includes('x'),
  };
  let pattern = '';
  let at = inline?.[0].length ?? 0;
  while (at < source.length) {
    const piece = translateAt(source, at, options);
    pattern += piece.text;
    at = piece.next;
  }
  return { pattern, flags: options.ignoreCase ? 'iu' : 'u' };
}

function translateAt(source: string, at: number, options: Options): Piece {
  const character = source[at] ?? '';
  if (options.extended && /\s/.test(character)) return { text: '', next: at + 1 };
  if (options.extended && character === '#') return skipComment(source, at);
  switch (character) {
    case '\\':
      return translateEscape(source, at, false);
    case '[':
      return translateClass(source, at);
    case '(':
      return translateGroup(source, at);
    case '.':
      return { text: options.dotAll ? '[\\s\\S]' : '[^\\n]', next: at + 1 };
    case '^':
      return { text: options.multiline ? '(?<![^\\n])' : START_OF_TEXT, next: at + 1 };
    case '$':
      return { text: options.multiline ? '(?![^\\n])' : `(?=\\n?${END_OF_TEXT})`, next: at + 1 };
    case '{':
    case '}':
    case ']':
      return translateBrace(source, at);
    case '*':
    case '+':
    case '?':
      return translateQuantifier(source, at, character);
    default:
      return { text: character, next: at + 1 };
  }
}

function skipComment(source: string, at: number): Piece {
  const end = source.indexOf('\n', at);
  return { text: '', next: end === -1 ? source.length : end + 1 };
}

/** A brace that is no quantifier, and a bracket without its opening one, stand for themselves. */
function translateBrace(source: string, at: number): Piece {
  const quantifier = /^\{\d+(?:,\d*)?\}/.exec(source.slice(at, at + 32))?.[0];
  if (quantifier === undefined) return { text: `\\${source[at]}`, next: at + 1 };
  return translateQuantifier(source, at, quantifier);
}

function translateQuantifier(source: string, at: number, quantifier: string): Piece {
  const next = at + quantifier.length;
  if (source[next] === '+') throw notImplemented(`regular expression: possessive quantifier ${quantifier}+`);
  return source[next] === '?' ? { text: `${quantifier}?`, next: next + 1 } : { text: quantifier, next };
}

function translateGroup(source: string, at: number): Piece {
  const rest = source.slice(at, at + 64);
  if (rest.startsWith('(?#')) {
    const end = source.indexOf(')', at);
    if (end === -1) throw invalid('missing ) after (?# comment');
    return { text: '', next: end + 1 };
  }
  for (const [unsupported, name] of UNSUPPORTED_GROUPS) {
    unsupported.lastIndex = 0;
    if (unsupported.test(rest)) throw notImplemented(`regular expression: ${name}`);
  }
  if (rest.startsWith('(?P<')) return { text: '(?<', next: at + 4 };
  const opening = /^\((?:\?(?:[:=!]|<[=!]|<\w+>|i:|-i:))?/.exec(rest)?.[0] ?? '(';
  return { text: opening, next: at + opening.length };
}

function translateClass(source: string, at: number): Piece {
  let text = '[';
  let index = at + 1;
  if (source[index] === '^') {
    text += '^';
    index += 1;
  }
  const first = index;
  while (index < source.length) {
    const character = source[index] ?? '';
    // A bracket that comes first is a member of the class.
    if (character === ']' && index > first) return { text: `${text}]`, next: index + 1 };
    if (/^\[[:.=]/.test(source.slice(index, index + 2))) {
      throw notImplemented('regular expression: POSIX class [: within brackets');
    }
    const piece = character === '\\' ? translateEscape(source, index, true) : translateMember(character, index);
    text += piece.text;
    index = piece.next;
  }
  throw invalid('missing terminating ] for character class');
}

function translateMember(character: string, index: number): Piece {
  const escaped = '[]{}()|/^$.*+?'.includes(character) ? `\\${character}` : character;
  return { text: escaped, next: index + 1 };
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\\x07',
  e: '\\x1b',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  d: '\\d',
  D: '\\D',
};

function translateEscape(source: string, at: number, inClass: boolean): Piece {
  const letter = source[at + 1];
  if (letter === undefined) throw invalid('\\ at end of pattern');
  const next = at + 2;
  const simple = SIMPLE_ESCAPES[letter];
  if (simple !== undefined) return { text: simple, next };
  if (letter === 'x') return translateHex(source, next);
  if (letter === 'p' || letter === 'P') return translateProperty(source, next, letter);
  if (letter === 'Q') return translateQuoted(source, next);
  if (letter === 'k' && source[next] === '<' && !inClass) return { text: '\\k', next };
  if (/[1-9]/.test(letter) && !inClass) return translateReference(source, at);
  const text = inClass ? escapeInClass(letter) : escapeOutside(letter);
  if (text !== undefined) return { text, next };
  if (/[a-zA-Z0-9]/.test(letter)) throw notImplemented(`regular expression: escape \\${letter}`);
  // Any other character stands for itself; JavaScript lets only some of them be escaped.
  return { text: '^$\\.*+?()[]{}|/-'.includes(letter) && (inClass || letter !== '-') ? `\\${letter}` : letter, next };
}

function escapeInClass(letter: string): string | undefined {
  return {
    s: SPACE,
    w: '0-9A-Z_a-z',
    b: '\\x08',
    W: '\\x00-/:-@\\[-^`{-\\u{10ffff}',
    S: '\\x00-\\x08\\x0e-\\x1f!-\\u{10ffff}',
  }[letter];
}

function escapeOutside(letter: string): string | undefined {
  return {
    s: `[${SPACE}]`,
    S: `[^${SPACE}]`,
    w: '[0-9A-Z_a-z]',
    W: '[^0-9A-Z_a-z]',
    b: '\\b',
    B: '\\B',
    A: START_OF_TEXT,
    z: END_OF_TEXT,
    Z: `(?=\\n?${END_OF_TEXT})`,
    h: '[ \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]',
    N: '[^\\n]',
  }[letter];
}

function translateHex(source: string, at: number): Piece {
  const [whole = '', braced, plain] =
    /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{0,2}))/.exec(source.slice(at, at + 10)) ?? [];
  return { text: `\\u{${braced ?? (plain === '' ? '0' : (plain ?? '0'))}}`, next: at + whole.length };
}

function translateProperty(source: string, at: number, letter: string): Piece {
  const [whole, negated, braced, short] = /^(?:\{(\^?)(\w+)\}|([A-Z]))/.exec(source.slice(at, at + 64)) ?? [];
  const name = braced ?? short;
  if (whole === undefined || name === undefined) throw invalid(`malformed \\${letter}`);
  const positive = (letter === 'p') !== (negated === '^');
  const property = /^(?:[CLMNPSZ][a-z]?|Any)$/.test(name) ? name : `Script=${name}`;
  return { text: `\\${positive ? 'p' : 'P'}{${property}}`, next: at + whole.length };
}

function translateQuoted(source: string, at: number): Piece {
  const end = source.indexOf('\\E', at);
  const quoted = source.slice(at, end === -1 ? source.length : end);
  return { text: quoted.replaceAll(/[\^$\\.*+?()[\]{}|/]/g, '\\$&'), next: end === -1 ? source.length : end + 2 };
}

function translateReference(source: string, at: number): Piece {
  const [whole = ''] = /^\\\d+/.exec(source.slice(at, at + 8)) ?? [];
  // From two digits on PCRE decides between a reference and an octal code by the number of groups.
  if (whole.length > 2) throw notImplemented(`regular expression: reference ${whole}`);
  return { text: whole, next: at + whole.length };
}

function invalid(reason: string): Error {
  return locationError(INVALID_REGEX, `Regular expression is invalid: ${reason}`);
}
