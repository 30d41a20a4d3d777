/** Issues as lines for a person: `file:line:column severity code: message`, and the hint below. */
import type { Issue } from '../../app/issue.ts';
import { type Line, paint } from '../output.ts';

export interface IssueSummary {
  readonly errors: number;
  readonly warnings: number;
}

export function summarizeIssues(issues: readonly Issue[]): IssueSummary {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: issues.length - errors };
}

export function renderIssues(issues: readonly Issue[]): Line[] {
  return issues.flatMap((issue) => {
    const { severity, code, message, hint } = issue;
    const color = severity === 'error' ? paint.red : paint.yellow;
    return [
      [paint.bold(renderPlace(issue)), ' ', color(severity), ` ${code}: ${message}`],
      ['    ', paint.dim(`hint: ${hint}`)],
    ];
  });
}

/** `2 errors and 1 warning`; `no errors and no warnings`. */
export function renderSummary({ errors, warnings }: IssueSummary): string {
  return `${count(errors, 'error')} and ${count(warnings, 'warning')}`;
}

export function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
}

function renderPlace({ file, line, column }: Issue): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
