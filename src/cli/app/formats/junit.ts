/**
 * Issues as JUnit XML, which most build servers show: one test case a file, failed by its errors. Warnings are printed with
 * the case and fail nothing.
 */
import type { Issue } from '../../../app/issue.ts';
import { escapeForTerminal } from '../../output.ts';
import { describeIssue, type IssueReport, locateFile } from './issue-report.ts';

/** The lines of the document. */
export function renderJunit(report: IssueReport): string[] {
  const issuesByFile = groupByFile(report);
  const cases = [...issuesByFile.keys()].toSorted();
  const failures = cases.filter((file) => issuesByFile.get(file)?.some(isError)).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="webhook-cli validate" ${counts}>`,
    `  <testsuite name="${escapeXml(report.root)}" ${counts} skipped="0">`,
    ...cases.flatMap((file) => renderCase(report, file, issuesByFile.get(file) ?? [])),
    '  </testsuite>',
    '</testsuites>',
  ];
}

/** Files without an issue too: a case that passes. */
function groupByFile({ files, issues }: IssueReport): ReadonlyMap<string, readonly Issue[]> {
  const groups = new Map<string, Issue[]>();
  for (const file of files) groups.set(file, []);
  for (const issue of issues) {
    const group = groups.get(issue.file);
    if (group === undefined) groups.set(issue.file, [issue]);
    else group.push(issue);
  }
  return groups;
}

function renderCase(report: IssueReport, file: string, issues: readonly Issue[]): string[] {
  const name = escapeXml(file);
  const attributes = `classname="${escapeXml(report.root)}" name="${name}" file="${escapeXml(locateFile(report, file))}"`;
  if (issues.length === 0) return [`    <testcase ${attributes}/>`];
  const warnings = issues.filter((issue) => !isError(issue)).flatMap(renderDetails);
  return [
    `    <testcase ${attributes}>`,
    ...issues.filter(isError).flatMap((issue) => renderFailure(issue)),
    ...(warnings.length === 0 ? [] : ['      <system-out>', ...warnings, '      </system-out>']),
    '    </testcase>',
  ];
}

function renderFailure(issue: Issue): string[] {
  const { code, message } = issue;
  const attributes = `type="${escapeXml(code)}" message="${escapeXml(`${code}: ${message}`)}"`;
  return [`      <failure ${attributes}>`, ...renderDetails(issue), '      </failure>'];
}

function renderDetails(issue: Issue): string[] {
  const { severity, code, file, line, column } = issue;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const [message, hint] = describeIssue(issue);
  return [`${place} ${severity} ${code}: ${message}`, `    ${hint}`].map(escapeXml);
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}

/** XML 1.0 has no way to write most control characters, not even as references, so they are shown as escapes. */
function escapeXml(text: string): string {
  return escapeForTerminal(text).replaceAll(/[&<>"'\ufffe\uffff]/g, (character) => references[character] ?? '');
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\ufffe': '\\ufffe',
  '\uffff': '\\uffff',
};
