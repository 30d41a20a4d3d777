/**
 * Issues as workflow commands of GitHub's runner, which shows them beside the lines of a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import type { Issue } from '../../../app/issue.ts';
import { escapeForTerminal } from '../../output.ts';
import { describeIssue, type IssueReport, locateFile } from './issue-report.ts';

/** One line an issue. */
export function renderGithub(report: IssueReport): string[] {
  return report.issues.map((issue) => {
    const message = describeIssue(issue).map(escapeForTerminal).join('\n');
    return `::${issue.severity} ${renderProperties(issue, report)}::${escapeMessage(message)}`;
  });
}

function renderProperties(issue: Issue, report: IssueReport): string {
  const properties = {
    file: locateFile(report, issue.file),
    line: issue.line,
    col: issue.column,
    title: issue.code,
  };
  return Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(escapeForTerminal(String(value)))}`)
    .join(',');
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
