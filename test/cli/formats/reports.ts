/** Reports for the tests of the formats, with what a hostile app may put into names and messages. */
import type { Issue } from '../../../src/app/issue.ts';
import type { IssueReport } from '../../../src/cli/app/formats/issue-report.ts';

export function createIssueRow(changes: Partial<Issue> = {}): Issue {
  return {
    severity: 'error',
    code: 'TrailingComma',
    file: 'values/v.json',
    line: 3,
    column: 7,
    message: 'has a comma before the closing "}"',
    hint: 'remove the comma',
    ...changes,
  };
}

export function createReport(issues: readonly Issue[], changes: Partial<IssueReport> = {}): IssueReport {
  return { issues, files: ['stitch.json', 'values/v.json'], root: '.', ...changes };
}

/** An escape sequence, a line break, a bidirectional mark, a lone half of a pair, and what XML 1.0 cannot hold. */
export const hostileText = 'a\u001b[31m\r\nb\u202ec\ud800d\uffff<e>&"\'f%0Ag';

/** Characters that must not reach a terminal as they are; the ends of lines are ours. */
export const dangerous = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
