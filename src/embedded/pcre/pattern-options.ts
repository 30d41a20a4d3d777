/** Options of a pattern: those it is compiled with, those it begins with, and those set within it. */
import { unsupportedPattern } from './invalid-pattern.ts';
import type { PatternContext, PatternOptions } from './pattern-context.ts';
import type { PatternReader } from './pattern-reader.ts';

/** Sets what a document's `$options` name; other letters are the caller's to refuse. */
export function optionsOf(letters: string, unicode: boolean): PatternOptions {
  return {
    ignoreCase: letters.includes('i'),
    multiline: letters.includes('m'),
    dotAll: letters.includes('s'),
    extended: letters.includes('x'),
    extendedMore: false,
    namedCapturesOnly: false,
    ungreedy: false,
    unicode,
  };
}

/** Settings that mean nothing here: how PCRE2 works inside, and what is the case anyway. */
const WITHOUT_EFFECT = /^(?:UTF8?|LF|BSR_UNICODE|NO_AUTO_POSSESS|NO_DOTSTAR_ANCHOR|NO_JIT|NO_START_OPT)$/;
const OTHER_SETTINGS =
  /^(?:CRLF|CR|ANYCRLF|ANY|NUL|BSR_ANYCRLF|NOTEMPTY(?:_ATSTART)?|LIMIT_(?:MATCH|HEAP|DEPTH|RECURSION)=\d+)$/;

/** Reads settings such as `(*UCP)` at the very beginning; answers whether that one is among them. */
export function readLeadingSettings(reader: PatternReader): boolean {
  let unicode = false;
  for (;;) {
    const start = reader.at;
    const setting = reader.match(/\(\*([A-Z0-9_=]+)\)/y)?.[1];
    if (setting === undefined) return unicode;
    if (OTHER_SETTINGS.test(setting)) throw unsupportedPattern(`(*${setting})`);
    if (setting === 'UCP') unicode = true;
    else if (!WITHOUT_EFFECT.test(setting)) {
      reader.at = start;
      return unicode;
    }
  }
}

const LETTERS = /(\^?)([a-zA-Z]*)(?:(-)([a-zA-Z]*))?(?=[:)])/y;

/** Reads option letters after `(?`, which hold from here to the end of the group that the place is in. */
export function readOptionLetters(context: PatternContext): void {
  const { reader } = context;
  const [, caret, on = '', minus, off = ''] = reader.match(LETTERS) ?? [];
  if (caret === undefined) throw reader.invalid('unrecognized character after (?');
  if (caret === '^' && minus !== undefined) throw reader.invalid('invalid hyphen in option setting');
  let { options } = context;
  if (caret === '^') options = withLetters(context, options, 'imsxn', false);
  options = withLetters(context, options, on, true);
  context.options = withLetters(context, options, off, false);
}

function withLetters(
  { reader }: PatternContext,
  options: PatternOptions,
  letters: string,
  value: boolean,
): PatternOptions {
  let changed = options;
  for (const letter of letters.replaceAll('xx', 'X')) {
    const change = letterChange(letter, value);
    if (change === undefined) throw reader.invalid(`unrecognized option letter ${letter}`);
    changed = { ...changed, ...change };
  }
  return changed;
}

function letterChange(letter: string, value: boolean): Partial<PatternOptions> | undefined {
  switch (letter) {
    case 'i':
      return { ignoreCase: value };
    case 'm':
      return { multiline: value };
    case 's':
      return { dotAll: value };
    case 'n':
      return { namedCapturesOnly: value };
    case 'U':
      return { ungreedy: value };
    case 'x':
      // The single letter takes the double one back, whether it is set or unset.
      return { extended: value, extendedMore: false };
    case 'X':
      return { extended: value, extendedMore: value };
    case 'J':
      throw unsupportedPattern('option J');
    default:
      return undefined;
  }
}
