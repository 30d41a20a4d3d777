import { describe, expect, it } from 'vitest';
import { renderGithub } from '../../../src/cli/app/formats/github.ts';
import { createIssueRow, createReport, dangerous, hostileText } from './reports.ts';

describe('the github format', () => {
  it('prints one workflow command an issue, with the hint in a second line of the annotation', () => {
    const issues = [createIssueRow(), createIssueRow({ severity: 'warning', code: 'WeakSecret' })];
    expect(renderGithub(createReport(issues))).toEqual([
      '::error file=values/v.json,line=3,col=7,title=TrailingComma::has a comma before the closing "}"%0Ahint: remove the comma',
      '::warning file=values/v.json,line=3,col=7,title=WeakSecret::has a comma before the closing "}"%0Ahint: remove the comma',
    ]);
  });

  it('counts paths from the repository, so that annotations land', () => {
    const [line] = renderGithub(createReport([createIssueRow()], { root: 'apps/orders' }));
    expect(line).toContain('file=apps/orders/values/v.json,');
  });

  it('leaves out a place that an issue has not', () => {
    const { line: _line, column: _column, ...placeless } = createIssueRow();
    expect(renderGithub(createReport([placeless]))[0]).toMatch(/^::error file=values\/v\.json,title=TrailingComma::/);
  });

  it('escapes percent signs in messages, and colons and commas in properties too', () => {
    const issue = createIssueRow({ file: 'values/50%:a,b.json', message: '100%: a, b', hint: 'h' });
    expect(renderGithub(createReport([issue]))).toEqual([
      '::error file=values/50%25%3Aa%2Cb.json,line=3,col=7,title=TrailingComma::100%25: a, b%0Ahint: h',
    ]);
  });

  it('cannot be made to start a second command by a name or a message', () => {
    const text = `x\n::stop-commands::y\r${hostileText}`;
    const lines = renderGithub(createReport([createIssueRow({ file: text, message: text, hint: text })]));
    expect(lines).toHaveLength(1);
    expect(lines.filter((line) => dangerous.test(line))).toEqual([]);
    // Only the line break before the hint is ours; one in a text is shown as an escape.
    expect(lines[0]?.match(/%0A/g)).toHaveLength(1);
    expect(lines[0]).toContain('::x\\n::stop-commands::y\\u000d');
  });
});
