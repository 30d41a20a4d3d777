/** Dates from text in whatever form they are written. */
import { type ParsedDate, unparsable } from './parsed-date.ts';
import { TEXT_RULES, type TextRule } from './text-rules.ts';

/** Throws ConversionFailure for a text that is no date. */
export function parseText(text: string): ParsedDate {
  const trimmed = text.slice(0, TEXT_LENGTH_MAX + 1).replace(OUTER_SPACE, '');
  if (trimmed === '') throw unparsable('it is empty', text);
  if (text.length > TEXT_LENGTH_MAX) throw unparsable(`it has more than ${TEXT_LENGTH_MAX} characters`, text);
  const parsed: ParsedDate = {};
  for (let at = 0; at < trimmed.length; ) {
    const { rule, match } = longestMatch(trimmed, at);
    if (rule === undefined || match === undefined) throw unparsable(`unexpected character at ${at}`, text);
    rule.read(match.groups ?? {}, parsed, text);
    at += match[0].length;
  }
  return parsed;
}

/** No date is as long, and every rule is tried at every place. */
const TEXT_LENGTH_MAX = 1_000;
const OUTER_SPACE = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g;

function longestMatch(text: string, at: number): { rule?: TextRule; match?: RegExpExecArray } {
  let longest: { rule?: TextRule; match?: RegExpExecArray } = {};
  for (const rule of TEXT_RULES) {
    rule.pattern.lastIndex = at;
    const match = rule.pattern.exec(text);
    if (match === null || match[0].length <= (longest.match?.[0].length ?? 0)) continue;
    longest = { rule, match };
    if (rule.pattern.lastIndex === text.length) break;
  }
  return longest;
}
