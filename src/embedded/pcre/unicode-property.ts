/** `\p{…}`: general categories, scripts and the yes-or-no properties of Unicode, and PCRE2's own. */
import { CodePointSet, complementOf, setOfRanges, unionOf } from './code-point-set.ts';
import { unsupportedPattern } from './invalid-pattern.ts';
import type { PatternReader } from './pattern-reader.ts';

const PROPERTY = /\{(\^?)\s*([\w&\-\s:=]+?)\s*\}|([A-Za-z])/y;
/** The names of properties and scripts that are not words with a capital letter each. */
const UPPER_CASE_WORDS = /^(?:ascii|id|xid|ahex|ids|idc|xids|xidc)$/;

/** Reads what follows `\p` or `\P`. */
export function readProperty(reader: PatternReader, letter: string): CodePointSet {
  const found = reader.match(PROPERTY);
  const name = found?.[2] ?? found?.[3];
  if (name === undefined) throw reader.invalid(`malformed \\${letter}`);
  const set = propertySet(name);
  if (set === undefined) throw reader.invalid(`unknown property \\${letter}{${name}}`);
  return (letter === 'P') !== (found?.[1] === '^') ? complementOf(set) : set;
}

/** The set of a property that JavaScript has by this name. */
export function unicodeSet(property: string): CodePointSet {
  const expression = new RegExp(`^\\p{${property}}$`, 'u');
  return new CodePointSet((codePoint) => expression.test(String.fromCodePoint(codePoint)));
}

let space: CodePointSet | undefined;
let word: CodePointSet | undefined;

/** The white space of Unicode, and what PCRE2 counts with it. */
export function unicodeSpace(): CodePointSet {
  space ??= unionOf([unicodeSet('Z'), setOfRanges([9, 13], [0x85, 0x85], [0x180e, 0x180e])]);
  return space;
}

export function unicodeWord(): CodePointSet {
  word ??= unionOf([unicodeSet('L'), unicodeSet('N'), setOfRanges([0x5f, 0x5f])]);
  return word;
}

function propertySet(name: string): CodePointSet | undefined {
  const plain = name.toLowerCase().replaceAll(/[\s_-]/g, '');
  const own = OWN_PROPERTIES.get(plain);
  if (own !== undefined) return own();
  if (/^[clmnpsz][a-z]?$/.test(plain)) return tried([plain.charAt(0).toUpperCase() + plain.slice(1)]);
  const [kind = '', value] = plain.split(/[:=]/);
  if (value === undefined) {
    const words = inWords(name);
    // JavaScript's long names of categories, and a property that only JavaScript has.
    if (words === 'Assigned' || tried([`General_Category=${words}`]) !== undefined) return undefined;
    return tried([`Script_Extensions=${words}`, words]);
  }
  const script = inWords(name.slice(name.search(/[:=]/) + 1));
  if (kind === 'sc' || kind === 'script') return tried([`Script=${script}`]);
  if (kind === 'scx' || kind === 'scriptextensions') return tried([`Script_Extensions=${script}`]);
  if (kind === 'bc' || kind === 'bidiclass') throw unsupportedPattern('property \\p{bidi_class:…}');
  return undefined;
}

const OWN_PROPERTIES: ReadonlyMap<string, () => CodePointSet> = new Map([
  ['any', () => new CodePointSet(() => true)],
  ['l&', () => unicodeSet('LC')],
  ['lc', () => unicodeSet('LC')],
  ['xan', () => unionOf([unicodeSet('L'), unicodeSet('N')])],
  ['xps', unicodeSpace],
  ['xsp', unicodeSpace],
  ['xwd', unicodeWord],
  ['xuc', () => setOfRanges([0x24, 0x24], [0x40, 0x40], [0x60, 0x60], [0xa0, 0xd7ff], [0xe000, 0x10ffff])],
]);

/** The first of the names that JavaScript knows. */
function tried(names: readonly string[]): CodePointSet | undefined {
  for (const name of names) {
    try {
      return unicodeSet(name);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function inWords(name: string): string {
  return name
    .trim()
    .split(/[\s_-]+/)
    .map((word) => word.toLowerCase())
    .map((word) => (UPPER_CASE_WORDS.test(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('_');
}
