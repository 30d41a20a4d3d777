/** Quick looks at a source as text, where a full analysis of 10,000 sources would cost seconds. */
import { analyzeSource } from '../source/analysis.ts';

/** String literals first, so that `"http://…"` does not begin a comment. */
const literalOrComment =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n\r]*/g;

export function withoutComments(source: string): string {
  return source.replaceAll(literalOrComment, (match) => (match.startsWith('/') ? ' ' : match));
}

export function isOnlyComment(source: string): boolean {
  return withoutComments(source).trim() === '';
}

const assignsExports = /(?:^|[;{}\s,(])exports\s*=(?!=)/;

/**
 * Whether a source that compiles assigns `exports`, as the old platform asked for: `exports = …`, with or without `var`.
 * The parser has the last word: a source is never refused on the strength of a regular expression.
 */
export function assignsExport(source: string): boolean {
  const code = source.replaceAll(literalOrComment, ' ');
  return assignsExports.test(code) || analyzeSource(source).assignsExports;
}

/** The module keyword that begins a statement, if any: sources are scripts. */
export function findModuleKeyword(source: string): { readonly keyword: string; readonly offset: number } | undefined {
  const match = /^[ \t]*(export\s+default|export|import)\b(?!\s*[.(=])/m.exec(source);
  const keyword = match?.[1];
  if (match === null || keyword === undefined) return undefined;
  return { keyword: keyword.replaceAll(/\s+/g, ' '), offset: match.index + match[0].length - keyword.length };
}
