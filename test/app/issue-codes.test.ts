import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listIssueCodes } from '../../src/app/issue-codes.ts';
import { listRules } from '../../src/cli/app/formats/rule.ts';

const table = listIssueCodes();
const fixtures = resolve(import.meta.dirname, '../../fixtures/broken-apps');

describe('the table of issues', () => {
  it('explains every code in whole sentences', () => {
    const incomplete = table.filter(
      ([, { about }]) => !/^[A-Z"]/.test(about.cause) || !/[\w")][.!]$/.test(about.cause),
    );
    expect(incomplete.map(([code, { about }]) => `${code}: ${about.cause}`)).toEqual([]);
  });

  it('has an example for every code, and another text that cures it', () => {
    const idle = table.filter(
      ([
        ,
        {
          about: { example, cure },
        },
      ]) => [example.trim(), ''].includes(cure.trim()) || example.trim() === '',
    );
    expect(idle.map(([code]) => code)).toEqual([]);
  });

  it('has meanings that fit in two lines of a terminal', () => {
    const long = listRules().filter(({ meaning }) => meaning.length > 160);
    expect(long.map(({ code, meaning }) => `${code}: ${meaning}`)).toEqual([]);
  });

  it('has one message and one cause for each code', () => {
    const texts = table.flatMap(([, { message, about }]) => [message, about.cause]);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });
});

describe('fixtures/broken-apps/README.md', () => {
  // After a change of the table: npx vitest run test/app/issue-codes.test.ts -u
  it('lists the codes of the table and no others, each with its folder if it has one', async () => {
    await expect(renderDocument()).toMatchFileSnapshot(join(fixtures, 'README.md'));
  });
});

function renderDocument(): string {
  const folders = new Set(readdirSync(fixtures));
  const rows = listRules().map(({ code, severity, meaning }) => {
    const name = folders.has(code) ? `[${code}](${code}/)` : code;
    return `| ${name} | ${severity} | ${meaning.replaceAll('|', '\\|')} |`;
  });
  return [
    '# Broken apps',
    '',
    'Every issue that `validate` and `import` can find in an app directory. A code with a link has a folder here: the smallest app',
    'that causes exactly that issue, or with those in its `companions.txt`. The others need what version control cannot hold, such',
    'as links, odd names or very large files; tests cause them. `webhook-cli explain CODE` tells more about each.',
    '',
    'An error keeps an app from being imported; a warning does not, unless `--strict` is given.',
    '',
    '| code | severity | meaning |',
    '| ---- | -------- | ------- |',
    ...rows,
    '',
  ].join('\n');
}
