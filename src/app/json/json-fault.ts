/** Why a text is no JSON, and where: the mistakes that people make get their own issues. */
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { findGrammarFault } from './json-grammar.ts';
import { positionAt } from './text.ts';

/** `cause` is what the engine's parser threw. */
export function explainInvalidJson(file: string, text: string, cause: unknown): Issue {
  const message = cause instanceof Error ? cause.message : String(cause);
  const offset = findGrammarFault(text) ?? text.length;
  const place = { file, ...positionAt(text, offset) };
  const found = text[offset];
  if (found === undefined || offset >= text.trimEnd().length) return createIssue('UnfinishedJson', place, {});
  if (/^\/[/*]/.test(text.slice(offset, offset + 2))) return createIssue('JsonComment', place, {});
  if (found === "'") return createIssue('SingleQuotes', place, {});
  if ((found === '}' || found === ']') && text.slice(0, offset).trimEnd().endsWith(',')) {
    const comma = text.lastIndexOf(',', offset);
    return createIssue('TrailingComma', { file, ...positionAt(text, comma) }, { bracket: found });
  }
  return createIssue('InvalidJson', place, { reason: reasonOf(message) });
}

/** The engine's own words, without the place, which it names in some of its messages only. */
function reasonOf(message: string): string {
  const reason = message.replace(/( in JSON)? at position.*$/s, '').replace(/, .* is not valid JSON$/s, '');
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}
