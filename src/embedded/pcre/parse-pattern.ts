/** Reads a PCRE2 pattern (in the syntax of 10.42, as UTF text) into nodes. */

import { caseVariants } from './case-variants.ts';
import { ANYTHING, NOT_NEWLINE, PATTERN_SPACE, wordSet } from './character-types.ts';
import { readAlternatives } from './group-body.ts';
import { type Assertion, EMPTY, type Greed, type Node, UNBOUNDED } from './nodes.ts';
import { caselessSet, parseClass } from './parse-class.ts';
import { bare, item, parseEscape } from './parse-escape.ts';
import { parseGroup } from './parse-group.ts';
import { GroupTable, type Item, type PatternContext, type PatternOptions } from './pattern-context.ts';
import { optionsOf, readLeadingSettings } from './pattern-options.ts';
import { PatternReader } from './pattern-reader.ts';

export interface ParsedPattern {
  readonly node: Node;
  readonly groups: GroupTable;
}

const REPEAT_MAX = 65_535;

export function parsePattern(source: string, optionLetters: string): ParsedPattern {
  const parser = new PatternParser(source, optionLetters);
  const node = readAlternatives(parser);
  if (!parser.reader.ended) throw parser.reader.invalid('unmatched closing parenthesis');
  parser.groups.checkMentioned();
  return { node, groups: parser.groups };
}

class PatternParser implements PatternContext {
  readonly reader: PatternReader;
  readonly groups = new GroupTable();
  options: PatternOptions;
  depth = 0;
  lookDepth = 0;
  /** Whether the place is between `\Q` and `\E`. */
  #quoted = false;

  constructor(source: string, optionLetters: string) {
    this.reader = new PatternReader(source);
    this.options = optionsOf(optionLetters, readLeadingSettings(this.reader));
  }

  parseBranch(): Node {
    const items: Node[] = [];
    /** The item that a quantifier would apply to. */
    let last: Node | undefined;
    for (;;) {
      this.#skip();
      const { reader } = this;
      if (reader.ended || (!this.#quoted && (reader.sees('|') || reader.sees(')')))) break;
      if (!this.#quoted && reader.match(QUANTIFIER_AHEAD)) {
        if (last === undefined) throw reader.invalid('quantifier does not follow a repeatable item');
        items[items.length - 1] = this.#quantified(last);
        last = undefined;
        continue;
      }
      const { node, quantifiable } = this.#item();
      items.push(node);
      last = quantifiable ? node : undefined;
    }
    return sequenceOf(items);
  }

  /** Passes over what has no meaning of its own: comments, quotation marks, and blanks with the option `x`. */
  #skip(): void {
    const { reader, options } = this;
    for (;;) {
      if (reader.take('\\E')) this.#quoted = false;
      else if (this.#quoted) return;
      else if (reader.take('\\Q')) this.#quoted = true;
      else if (reader.take('(?#')) {
        reader.match(/[^)]*/y);
        reader.expect(')', 'missing ) after (?# comment');
      } else if (!options.extended || !this.#skipBlank()) return;
    }
  }

  #skipBlank(): boolean {
    const { reader } = this;
    if (reader.match(/#[^\n]*\n?/y)) return true;
    if (reader.ended || !PATTERN_SPACE.has(reader.source.charCodeAt(reader.at))) return false;
    reader.at += 1;
    return true;
  }

  #item(): Item {
    const { reader, options } = this;
    if (this.#quoted) return this.#character(reader.next());
    if (reader.take('\\')) return this.#escape();
    if (reader.take('(')) return parseGroup(this);
    if (reader.take('[[:<:]]')) return item(this.#assertion('wordStart'));
    if (reader.take('[[:>:]]')) return item(this.#assertion('wordEnd'));
    if (reader.take('[')) return item({ kind: 'set', set: parseClass(this) });
    if (reader.take('.')) return item({ kind: 'set', set: options.dotAll ? ANYTHING : NOT_NEWLINE });
    if (reader.take('^')) return bare(this.#assertion(options.multiline ? 'lineStart' : 'textStart'));
    if (reader.take('$')) return bare(this.#assertion(options.multiline ? 'lineEnd' : 'textEndOrLastNewline'));
    return this.#character(reader.next());
  }

  #escape(): Item {
    if (this.reader.ended) throw this.reader.invalid('\\ at end of pattern');
    const escaped = parseEscape(this);
    return typeof escaped === 'number' ? this.#character(escaped) : escaped;
  }

  #character(codePoint: number): Item {
    const cased = this.options.ignoreCase && caseVariants(codePoint).length > 1;
    return item(cased ? { kind: 'set', set: caselessSet(codePoint) } : { kind: 'character', codePoint });
  }

  #assertion(assertion: Assertion): Node {
    return { kind: 'assertion', assertion, word: wordSet(this.options.unicode) };
  }

  #quantified(body: Node): Node {
    const { reader, options } = this;
    const { min, max } = this.#readBounds();
    this.#skip();
    const mark = this.#quoted ? undefined : reader.match(/[?+]/y)?.[0];
    if (mark === '+') return repeated(body, min, max, 'possessive');
    return repeated(body, min, max, (mark === '?') === options.ungreedy ? 'greedy' : 'lazy');
  }

  #readBounds(): { min: number; max: number } {
    const { reader } = this;
    if (reader.take('*')) return { min: 0, max: UNBOUNDED };
    if (reader.take('+')) return { min: 1, max: UNBOUNDED };
    if (reader.take('?')) return { min: 0, max: 1 };
    const [, least = '0', comma, most = ''] = reader.match(/\{(\d+)(,)?(\d*)\}/y) ?? [];
    const min = Number(least);
    const open = most === '' ? UNBOUNDED : Number(most);
    const max = comma === undefined ? min : open;
    if (min > REPEAT_MAX || (max > REPEAT_MAX && max !== UNBOUNDED)) {
      throw reader.invalid('number too big in {} quantifier');
    }
    if (max < min) throw reader.invalid('numbers out of order in {} quantifier');
    return { min, max };
  }
}

const QUANTIFIER_AHEAD = /(?=[*+?]|\{\d+(?:,\d*)?\})/y;

/** An assertion is worth repeating at most once. */
function repeated(body: Node, min: number, max: number, greed: Greed): Node {
  if (body.kind !== 'look' && body.kind !== 'assertion') return { kind: 'repeat', body, min, max, greed };
  if (min > 0) return body;
  return { kind: 'repeat', body, min: 0, max: Math.min(max, 1), greed };
}

function sequenceOf(items: readonly Node[]): Node {
  const [only] = items;
  if (only === undefined) return EMPTY;
  return items.length === 1 ? only : { kind: 'sequence', items };
}
