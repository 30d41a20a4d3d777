/** Quick looks at a source as text, where a full analysis of 10,000 sources would cost seconds. */
import { analyzeSource } from '../../source/analysis.ts';

/**
 * The code of a source: comments become a blank and texts empty ones. Linear in the length of the source, whatever it holds.
 * Regular expressions are not told apart from code, so a quote or a `//` in one hides the rest of its line.
 */
export function codeOnly(source: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = findOpener(source, 0); at !== -1; at = findOpener(source, from)) {
    parts.push(source.slice(from, at));
    const opener = source[at];
    if (opener === '/') {
      const end = endOfComment(source, at);
      parts.push(end === undefined ? '/' : ' ');
      from = end ?? at + 1;
    } else {
      parts.push('""');
      from = endOfText(source, at);
    }
  }
  parts.push(source.slice(from));
  return parts.join('');
}

/**
 * How much text the checks of one app may parse: dense sources take seconds for a million characters, and hostile ones must not
 * hold a check for minutes.
 */
export class ParseBudget {
  #left: number;

  constructor(charactersMax: number) {
    this.#left = charactersMax;
  }

  /** Whether there is room to parse the text, at so many times the cost of a mere parse; the room is then spent. */
  takes({ length }: string, times = 1): boolean {
    if (length > sourceCharactersMax || length * times > this.#left) return false;
    this.#left -= length * times;
    return true;
  }
}

/** The tree of a dense source takes a thousand times its length: a larger one could take all memory there is. */
const sourceCharactersMax = 1024 * 1024;

/**
 * Whether a source that compiles assigns `exports`. The parser has the last word, because a pattern alone refuses no source; one
 * that there is no room for has the benefit of the doubt.
 */
export function assignsExport(source: string, code: string, budget: ParseBudget): boolean {
  if (assignment.test(code)) return true;
  // A name can be written with escapes, as `\u0065xports`.
  if (!source.includes('exports') && !source.includes('\\u')) return false;
  return !budget.takes(source, ANALYSIS_COST) || analyzeSource(source).assignsExports;
}

/** In parses: finding out the scopes of 2 MB of small functions takes ten seconds and 2 GB. */
const ANALYSIS_COST = 4;

/** As the old platform asked for: `exports = …`, with or without `var`. */
const assignment = /(?:^|[;{}\s,(])exports\s*=(?!=)/;

/** The module keyword that begins a statement, if any: sources are scripts. */
export function findModuleKeyword(source: string): { readonly keyword: string; readonly offset: number } | undefined {
  const match = /^[ \t]*(export\s+default|export|import)\b(?!\s*[.(=])/m.exec(source);
  const keyword = match?.[1];
  if (match === null || keyword === undefined) return undefined;
  return { keyword: keyword.replaceAll(/\s+/g, ' '), offset: match.index + match[0].length - keyword.length };
}

function findOpener(source: string, from: number): number {
  opener.lastIndex = from;
  return opener.exec(source)?.index ?? -1;
}

const opener = /["'`/]/g;

/** Undefined when the slash begins none. */
function endOfComment(source: string, at: number): number | undefined {
  const next = source[at + 1];
  const close = next === '/' ? source.indexOf('\n', at) : next === '*' ? source.indexOf('*/', at + 2) : undefined;
  if (close === undefined) return undefined;
  if (close === -1) return source.length;
  return next === '/' ? close : close + 2;
}

/** A text without an end is taken to end with its line, a template with the source: going back would take for ever. */
function endOfText(source: string, at: number): number {
  const quote = source.charCodeAt(at);
  for (let index = at + 1; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === quote) return index + 1;
    if (code === BACKSLASH) index++;
    else if (code === LINE_FEED && quote !== BACKTICK) return index;
  }
  return source.length;
}

const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const BACKTICK = 0x60;
