/** Every source of a webhook or function: it is there, it compiles, it exports something, and what it uses is there. */
import type { Limits } from '../../limits.ts';
import { findSyntaxError } from '../../source/syntax.ts';
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { decodeText, positionAt } from '../json/text.ts';
import { SourceCalls } from './source-calls.ts';
import { assignsExport, codeOnly, findModuleKeyword, ParseBudget } from './source-text.ts';

export function checkSources(app: App, files: AppFiles, limits: Limits): Issue[] {
  const budget = new ParseBudget(limits.checkedSourceCharactersMax);
  const calls = new SourceCalls(app, files, budget);
  const issues = [...listSources(app)].flatMap(({ kind, name, sourcePath }) => {
    const bytes = files.get(sourcePath);
    if (bytes === undefined) return [createIssue('MissingSourceFile', { file: sourcePath }, { kind, name })];
    const decoded = decodeText(sourcePath, bytes);
    if (decoded.text === undefined) return decoded.issues;
    const found = checkSource(sourcePath, decoded.text, budget);
    return [...decoded.issues, ...(found === undefined ? calls.check(sourcePath, decoded.text) : [found])];
  });
  return [...issues, ...calls.unread];
}

function* listSources(app: App): Generator<{ kind: string; name: string; sourcePath: string }> {
  for (const { webhooks } of app.services) {
    for (const { name, sourcePath } of webhooks) yield { kind: 'incoming webhook', name, sourcePath };
  }
  for (const { name, sourcePath } of app.functions) yield { kind: 'function', name, sourcePath };
}

function checkSource(file: string, text: string, budget: ParseBudget): Issue | undefined {
  const place = { file, line: 1, column: 1 };
  if (text.trim() === '') return createIssue('EmptySource', place, {});
  const problem = findSyntaxError(text);
  if (problem !== undefined) return describeProblem(file, text, problem);
  const code = codeOnly(text);
  if (code.trim() === '') return createIssue('CommentedOut', place, {});
  return assignsExport(text, code, budget) ? undefined : createIssue('NoExports', place, {});
}

/** Module syntax is the most likely reason that a source of today does not compile as a script. */
function describeProblem(
  file: string,
  text: string,
  problem: { line: number; column: number; message: string },
): Issue {
  const { line, column, message } = problem;
  const found = findModuleKeyword(text);
  if (found !== undefined && /export|import/i.test(message)) {
    return createIssue('ModuleSyntax', { file, ...positionAt(text, found.offset) }, { keyword: found.keyword });
  }
  return createIssue('SourceSyntax', { file, line, column }, { reason: message });
}
