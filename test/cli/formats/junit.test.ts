import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../../src/cli/app/formats/junit.ts';
import { createIssueRow, createReport, dangerous, hostileText } from './reports.ts';

describe('the junit format', () => {
  it('has one case for each file, failed by each error, with the warnings as its output', () => {
    const issues = [
      createIssueRow(),
      createIssueRow({ code: 'DuplicateKey', line: 4, message: 'm', hint: 'h' }),
      createIssueRow({ severity: 'warning', code: 'WeakSecret', message: 'w', hint: 'v' }),
    ];
    expect(renderJunit(createReport(issues, { root: 'apps/orders' }))).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="webhook-cli validate" tests="2" failures="1" errors="0">',
      '  <testsuite name="apps/orders" tests="2" failures="1" errors="0" skipped="0">',
      '    <testcase classname="apps/orders" name="stitch.json" file="apps/orders/stitch.json"/>',
      '    <testcase classname="apps/orders" name="values/v.json" file="apps/orders/values/v.json">',
      '      <failure type="TrailingComma" message="TrailingComma: has a comma before the closing &quot;}&quot;">',
      'values/v.json:3:7 error TrailingComma: has a comma before the closing &quot;}&quot;',
      '    hint: remove the comma',
      '      </failure>',
      '      <failure type="DuplicateKey" message="DuplicateKey: m">',
      'values/v.json:4:7 error DuplicateKey: m',
      '    hint: h',
      '      </failure>',
      '      <system-out>',
      'values/v.json:3:7 warning WeakSecret: w',
      '    hint: v',
      '      </system-out>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
    ]);
  });

  it('fails nothing where there are only warnings', () => {
    const lines = renderJunit(createReport([createIssueRow({ severity: 'warning' })]));
    expect(lines[1]).toContain('failures="0"');
    expect(lines.filter((line) => line.includes('<failure'))).toEqual([]);
  });

  it('has a case for what could not be read, too, and all cases by path', () => {
    const lines = renderJunit(createReport([createIssueRow({ file: 'a.json' })], { files: ['c', 'b'] }));
    const names = lines.flatMap((line) => / name="(\w[\w.]*)" file=/.exec(line)?.[1] ?? []);
    expect(names).toEqual(['a.json', 'b', 'c']);
  });

  it('stays well-formed XML 1.0 whatever a name or a message holds', () => {
    const issue = createIssueRow({ file: hostileText, code: 'TrailingComma', message: hostileText, hint: ']]>' });
    const lines = renderJunit(createReport([issue, { ...issue, severity: 'warning' }], { root: hostileText }));
    expect(lines.filter((line) => dangerous.test(line) || line.includes('\uffff'))).toEqual([]);
    const shown = 'a\\u001b[31m\\u000d\\nb\\u202ec\\ud800d\\uffff&lt;e&gt;&amp;&quot;&apos;f%0Ag';
    expect(lines[2]).toContain(`<testsuite name="${shown}" `);
    expect(countTags(lines.join('\n'))).toBe(0);
  });
});

/** Opened tags that were not closed; throws at a tag that closes another one, or at a bare `<` or `&`. */
function countTags(xml: string): number {
  const open: string[] = [];
  const text = xml
    .replace(/^<\?xml [^>]*\?>/, '')
    .replaceAll(/<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g, (...found) => {
      const [, closes, name, , isEmpty] = found as string[];
      if (closes === '/' && open.pop() !== name) throw new Error(`${name} closes another tag`);
      if (closes === '' && isEmpty === '') open.push(name ?? '');
      return '';
    });
  expect(text.match(/<|&(?!(?:amp|lt|gt|quot|apos);)/)).toBeNull();
  return open.length;
}
