/** Every `source.js` of a webhook or function: it is there, it compiles, and it exports something. */
import { findSyntaxError } from '../../source/syntax.ts';
import type { App, AppFiles } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { assignsExport, findModuleKeyword, isOnlyComment } from '../source-text.ts';
import { decodeText, positionAt } from '../text.ts';

export function checkSources(app: App, files: AppFiles): Issue[] {
  return [
    ...app.services.flatMap(({ webhooks }) => webhooks.map((webhook) => ({ kind: 'incoming webhook', ...webhook }))),
    ...app.functions.map((appFunction) => ({ kind: 'function', ...appFunction })),
  ].flatMap(({ kind, name, sourcePath }) => {
    const bytes = files.get(sourcePath);
    if (bytes === undefined) return [createIssue('MissingSourceFile', { file: sourcePath }, { kind, name })];
    const { text, issues } = decodeText(sourcePath, bytes);
    return text === undefined ? issues : [...issues, ...checkSource(sourcePath, text)];
  });
}

function checkSource(file: string, text: string): Issue[] {
  if (isOnlyComment(text)) return [createIssue('EmptySource', { file, line: 1, column: 1 }, {})];
  const problem = findSyntaxError(text);
  if (problem !== undefined) return [describeProblem(file, text, problem)];
  return assignsExport(text) ? [] : [createIssue('NoExports', { file, line: 1, column: 1 }, {})];
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
