/**
 * Issues as SARIF 2.1.0, the format of code scanning services and editors.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Issue } from '../../../app/issue.ts';
import { escapeForTerminal } from '../../output.ts';
import { describeIssue, type IssueReport, locateFile } from './issue-report.ts';
import type { Rule } from './rule.ts';

/** One line: a JSON document. */
export function renderSarif(report: IssueReport, rules: readonly Rule[], version: string): string {
  const ruleIndexes = new Map(rules.map(({ code }, index) => [code, index]));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'webhook-cli', version, rules: rules.map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        results: report.issues.map((issue) => describeResult(issue, ruleIndexes.get(issue.code), report)),
      },
    ],
  };
  // What is escaped here can only stand in texts, and the escapes are those of JSON: the values stay the same.
  return escapeForTerminal(JSON.stringify(log));
}

function describeRule({ code, severity, meaning, cause, example, cure }: Rule) {
  return {
    id: code,
    shortDescription: { text: meaning },
    fullDescription: { text: cause },
    help: {
      text: `Example:\n${example}\n\nCure:\n${cure}`,
      markdown: `Example:\n\`\`\`\n${example}\n\`\`\`\nCure:\n\`\`\`\n${cure}\n\`\`\``,
    },
    defaultConfiguration: { level: severity },
  };
}

function describeResult(issue: Issue, ruleIndex: number | undefined, report: IssueReport) {
  const { code, severity, file, line, column, pointer } = issue;
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: severity,
    message: { text: describeIssue(issue).join('\n') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locateArtifact(locateFile(report, file)),
          ...(line === undefined ? {} : { region }),
        },
      },
    ],
    ...(pointer === undefined ? {} : { properties: { pointer } }),
  };
}

/** `%SRCROOT%` is the name that services give to the checkout. */
function locateArtifact(path: string): { uri: string; uriBaseId?: string } {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  const segments = path.split('/').map((segment) => encodeURIComponent(segment.toWellFormed()));
  return { uri: segments.join('/'), uriBaseId: '%SRCROOT%' };
}
