/** A class between brackets. */
import { allVariants, caseVariants } from './case-variants.ts';
import { characterType, posixClass } from './character-types.ts';
import { type CodePointSet, complementOf, setOfRanges, unionOf } from './code-point-set.ts';
import { unsupportedPattern } from './invalid-pattern.ts';
import { readCharacterEscape } from './parse-escape.ts';
import type { PatternContext } from './pattern-context.ts';
import type { PatternReader } from './pattern-reader.ts';
import { readProperty } from './unicode-property.ts';

/** A class's member: a character, which may begin a range, or a set. */
type Member = number | CodePointSet;
type Range = readonly [number, number];

/** Each costs time for every character that the class is asked for. */
const SETS_MAX = 100;

const POSIX_SHAPE = /\[([:.=])((?:\\[\]\\]|(?!\[\1|\]|\1\]).)*)\1\]/y;
/** With more code points than this a range is compared with every letter that has variants, not each with all letters. */
const RANGE_SCANNED_MAX = 64;

/** Reads a class, the bracket of which is read already. */
export function parseClass(context: PatternContext): CodePointSet {
  const { reader, options } = context;
  reader.at -= 1;
  if (reader.match(POSIX_SHAPE)) throw reader.invalid('POSIX named classes are supported only within a class');
  reader.at += 1;
  const negated = reader.take('^');
  const ranges: Range[] = [];
  const sets: CodePointSet[] = [];
  const members = new ClassReader(context);
  let member = members.next(true);
  while (member !== undefined) {
    if (typeof member === 'number') ranges.push(members.rangeFrom(member));
    else {
      if (sets.length === SETS_MAX) throw unsupportedPattern(`more than ${SETS_MAX} sets in a class`);
      sets.push(member);
      members.checkNoRangeFromSet();
    }
    member = members.next(false);
  }
  const folded = options.ignoreCase ? ranges.flatMap(withVariants) : ranges;
  const union = unionOf([setOfRanges(...folded), ...sets]);
  return negated ? complementOf(union) : union;
}

/** A character and its other cases. */
export function caselessSet(codePoint: number): CodePointSet {
  return setOfRanges(...caseVariants(codePoint).map((variant): Range => [variant, variant]));
}

function withVariants(range: Range): readonly Range[] {
  const [first, last] = range;
  const variants: Range[] = [range];
  const add = (family: readonly number[]) => {
    for (const variant of family) if (variant < first || variant > last) variants.push([variant, variant]);
  };
  if (last - first < RANGE_SCANNED_MAX) {
    for (let codePoint = first; codePoint <= last; codePoint += 1) add(caseVariants(codePoint));
    return variants;
  }
  for (const [codePoint, family] of allVariants()) if (codePoint >= first && codePoint <= last) add(family);
  return variants;
}

class ClassReader {
  readonly #context: PatternContext;
  readonly #reader: PatternReader;
  #quoted = false;

  constructor(context: PatternContext) {
    this.#context = context;
    this.#reader = context.reader;
  }

  /** The next member, or undefined once the closing bracket is read. A bracket that comes first is a member. */
  next(first: boolean): Member | undefined {
    const reader = this.#reader;
    this.#skipQuotesAndBlanks();
    if (reader.ended) throw reader.invalid('missing terminating ] for character class');
    if (this.#quoted) return reader.next();
    if (!first && reader.take(']')) return undefined;
    if (reader.sees('[')) {
      const posix = this.#posix();
      if (posix !== undefined) return posix;
    }
    return reader.take('\\') ? this.#escape() : reader.next();
  }

  /** The range that begins with the character, or the character alone. */
  rangeFrom(start: number): Range {
    const reader = this.#reader;
    this.#skipQuotesAndBlanks();
    if (this.#quoted || !reader.sees('-')) return [start, start];
    const hyphen = reader.at;
    reader.at += 1;
    this.#skipQuotesAndBlanks();
    if (!this.#quoted && reader.sees(']')) {
      reader.at = hyphen;
      return [start, start];
    }
    const end = this.next(true);
    if (typeof end !== 'number') throw reader.invalid('invalid range in character class');
    if (end < start) throw reader.invalid('range out of order in character class');
    return [start, end];
  }

  checkNoRangeFromSet(): void {
    const reader = this.#reader;
    if (reader.sees('-') && !reader.sees('-]') && reader.at + 1 < reader.source.length) {
      throw reader.invalid('invalid range in character class');
    }
  }

  #skipQuotesAndBlanks(): void {
    const reader = this.#reader;
    for (;;) {
      if (reader.take('\\E')) this.#quoted = false;
      else if (!this.#quoted && reader.take('\\Q')) this.#quoted = true;
      else if (this.#quoted || !this.#context.options.extendedMore || reader.match(/[ \t]/y) === undefined) return;
    }
  }

  #posix(): CodePointSet | undefined {
    const reader = this.#reader;
    const found = reader.match(POSIX_SHAPE);
    if (found === undefined) return undefined;
    const [, kind, text = ''] = found;
    if (kind !== ':') throw reader.invalid('POSIX collating elements are not supported');
    const { unicode, ignoreCase } = this.#context.options;
    const set = posixClass(text.replace(/^\^/, ''), { unicode, ignoreCase });
    if (set === undefined) throw reader.invalid('unknown POSIX class name');
    return text.startsWith('^') ? complementOf(set) : set;
  }

  #escape(): Member {
    const reader = this.#reader;
    if (reader.ended) throw reader.invalid('\\ at end of pattern');
    const plain = reader.match(/[89]/y);
    if (plain !== undefined) return plain[0].charCodeAt(0);
    const character = readCharacterEscape(reader);
    if (character !== undefined) return character;
    const letter = String.fromCodePoint(reader.next());
    if (letter === 'b') return 8;
    if (letter === 'p' || letter === 'P') return readProperty(reader, letter);
    const type = characterType(letter, this.#context.options.unicode);
    if (type === undefined) throw reader.invalid('escape sequence is invalid in character class');
    return type;
  }
}
