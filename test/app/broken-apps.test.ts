import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../src/app/issue.ts';
import { listIssueCodes } from '../../src/app/issue-codes.ts';
import { checkFiles } from '../../src/cli/app/load-app.ts';
import { readAppDirectory } from '../../src/disk/read-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/broken-apps');
const folders = readdirSync(fixtures, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** Codes that a directory in version control cannot cause: links, permissions, odd names, sizes. Other tests cause them. */
const causedByTests = [
  'AppTooLarge',
  'CaseTwins',
  'ChangedWhileReading',
  'ChosenRootFileMissing',
  'EntriesUnchecked',
  'FileTooLarge',
  'IllegalPath',
  'LinkLeavesApp',
  'LinkRefused',
  'MoreIssues',
  'PathTooLong',
  'SecretsFileLeftOut',
  'SecretsFileReadable',
  'SourcesNotRead',
  'SpecialFile',
  'TooManyEntries',
  'TooManyFiles',
  'TooManyValues',
  'UnicodeTwins',
  'UnreadableFile',
];

describe('the broken apps', () => {
  it('are one for every code of the table, and none without a code', () => {
    const codes = listIssueCodes().map(([code]) => code);
    expect([...folders, ...causedByTests].sort()).toEqual(codes.sort());
  });

  it.each(folders)('cause exactly their issue: %s', async (code) => {
    const issues = await findIssues(join(fixtures, code));
    expect(issues.map((issue) => issue.code).sort()).toEqual([code, ...readCompanions(code)].sort());
  });

  it('lead to complete sentences without a placeholder left', async () => {
    const issues = (await Promise.all(folders.map((code) => findIssues(join(fixtures, code))))).flat();
    const texts = issues.flatMap(({ message, hint }) => [message, hint]);
    expect(texts.filter((text) => /\{\w+\}|undefined|\[object/.test(text))).toEqual([]);
  });
});

async function findIssues(root: string): Promise<Issue[]> {
  const { files, issues } = await readAppDirectory(root, DEFAULT_LIMITS);
  return [...issues, ...checkFiles(files, DEFAULT_LIMITS).issues];
}

/** Issues that come along because the smallest cause of one is also a cause of the other; one code a line. */
function readCompanions(code: string): string[] {
  const path = join(fixtures, code, 'companions.txt');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}
