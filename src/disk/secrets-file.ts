/** `secrets.json` beside the root file: old exports came with one for import. It is looked at, and never read as a file. */
import fs from 'fs-extra';
import type { Issue } from '../app/issue.ts';
import { createIssue } from '../app/issue-codes.ts';

const othersMayRead = 0o044;

export function checkSecretsFile(absolutePath: string, path: string): Issue[] {
  const issues = [createIssue('SecretsFileLeftOut', { file: path }, {})];
  const mode = (fs.lstatSync(absolutePath, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
  // Windows has no such modes; the figures it gives would always look wide open.
  if (process.platform !== 'win32' && (mode & othersMayRead) !== 0) {
    issues.push(createIssue('SecretsFileReadable', { file: path }, { mode: mode.toString(8).padStart(4, '0') }));
  }
  return issues;
}
