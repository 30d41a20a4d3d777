/** Issues as lines for a person: `file:line:column severity code: message`, and the hint below. */
import type { ChalkInstance } from 'chalk';
import type { Issue } from '../app/issue.ts';
import type { CommandContext } from './command.ts';
import { escapeForTerminal } from './output.ts';

export interface IssueSummary {
  readonly errors: number;
  readonly warnings: number;
}

export function summarizeIssues(issues: readonly Issue[]): IssueSummary {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: issues.length - errors };
}

export function renderIssues(issues: readonly Issue[], { output }: Pick<CommandContext, 'output'>): string {
  return issues.map((issue) => renderIssue(issue, output.paint)).join('\n');
}

/** `2 errors and 1 warning`; `no errors and no warnings`. */
export function renderSummary({ errors, warnings }: IssueSummary): string {
  return `${count(errors, 'error')} and ${count(warnings, 'warning')}`;
}

export function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
}

function renderIssue(issue: Issue, paint: ChalkInstance): string {
  const { severity, code, message, hint } = issue;
  const color = severity === 'error' ? paint.red : paint.yellow;
  const place = paint.bold(escapeLine(renderPlace(issue)));
  return `${place} ${color(severity)} ${code}: ${escapeLine(message)}\n    ${paint.dim(`hint: ${escapeLine(hint)}`)}`;
}

function renderPlace({ file, line, column }: Issue): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** An issue is one line: a name with a line break in it must not look like another issue. */
function escapeLine(text: string): string {
  return escapeForTerminal(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}
