import { describe, expect, it } from 'vitest';
import { listIssueCodes } from '../../../src/app/issue-codes.ts';
import { listRules } from '../../../src/cli/app/formats/rule.ts';
import { renderSarif } from '../../../src/cli/app/formats/sarif.ts';
import { createIssueRow, createReport, dangerous, hostileText } from './reports.ts';
import { checkSarif, type SarifLog } from './sarif-shape.ts';

describe('the sarif format', () => {
  it('has every rule of the table, with its meaning, cause, cure and level', () => {
    const { rules } = runOf(read([])).tool.driver;
    expect(rules.map(({ id }) => id).sort()).toEqual(
      listIssueCodes()
        .map(([code]) => code)
        .sort(),
    );
    expect(rules.find(({ id }) => id === 'WeakSecret')).toMatchObject({
      shortDescription: { text: expect.stringMatching(/^The secret is so short/) },
      help: { text: expect.stringContaining('"secret": "12345"') },
      defaultConfiguration: { level: 'warning' },
    });
  });

  it('points each result to its rule and to its place', () => {
    const log = read([createIssueRow({ pointer: '/a' }), createIssueRow({ severity: 'warning', code: 'WeakSecret' })]);
    const { results, tool } = runOf(log);
    expect(results).toMatchObject([
      {
        ruleId: 'TrailingComma',
        level: 'error',
        message: { text: 'has a comma before the closing "}"\nhint: remove the comma' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'values/v.json', uriBaseId: '%SRCROOT%' },
              region: { startLine: 3, startColumn: 7 },
            },
          },
        ],
        properties: { pointer: '/a' },
      },
      { ruleId: 'WeakSecret', level: 'warning' },
    ]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex ?? -1]?.id).toBe(ruleId);
  });

  it('has no region where an issue has no line', () => {
    const { line: _line, column: _column, ...placeless } = createIssueRow();
    expect(runOf(read([placeless])).results[0]?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'values/v.json', uriBaseId: '%SRCROOT%' },
    });
  });

  it.each([
    [
      'a space, a percent sign and a letter outside ASCII',
      '.',
      'services/a b%/ü.json',
      'services/a%20b%25/%C3%BC.json',
    ],
    ['a colon in the first name, which would be a scheme', '.', 'a:b/c.json', 'a%3Ab/c.json'],
    ['a question mark and a hash', 'apps/o', 'values/a?b#c.json', 'apps/o/values/a%3Fb%23c.json'],
    ['half a surrogate pair', '.', 'values/\ud800.json', 'values/%EF%BF%BD.json'],
    ['the app root itself', 'apps/o', '.', 'apps/o'],
  ])('encodes a path as a relative URI: %s', (_title, root, file, uri) => {
    const result = runOf(read([createIssueRow({ file })], root)).results[0];
    expect(result?.locations[0]?.physicalLocation.artifactLocation).toEqual({ uri, uriBaseId: '%SRCROOT%' });
  });

  it('gives an app outside the repository as an absolute URI', () => {
    const result = runOf(read([createIssueRow()], '/srv/my apps')).results[0];
    expect(result?.locations[0]?.physicalLocation.artifactLocation).toEqual({
      uri: 'file:///srv/my%20apps/values/v.json',
    });
  });

  it('keeps texts from outside as they are, written in one line of plain characters', () => {
    const text = renderSarif(createReport([createIssueRow({ message: hostileText })]), listRules(), '1.2.3');
    expect(dangerous.test(text)).toBe(false);
    expect(runOf(JSON.parse(text)).results[0]?.message.text).toBe(`${hostileText}\nhint: remove the comma`);
  });

  it('is held to a shape that finds what is missing', () => {
    const log = read([createIssueRow()]);
    expect(() => checkSarif({ ...log, version: '2.0.0' })).toThrow();
    const [run] = log.runs;
    expect(() =>
      checkSarif({ ...log, runs: [{ ...run, results: [{ message: { text: 'x' }, level: 'bad' }] }] }),
    ).toThrow();
  });
});

/** Every document that these tests make has the shape of SARIF 2.1.0. */
function read(issues: Parameters<typeof createReport>[0], root = '.'): SarifLog {
  return checkSarif(JSON.parse(renderSarif(createReport(issues, { root }), listRules(), '1.2.3')));
}

function runOf(log: SarifLog): SarifLog['runs'][number] {
  const [run] = log.runs;
  if (run === undefined) throw new Error('the log has no run');
  return run;
}
