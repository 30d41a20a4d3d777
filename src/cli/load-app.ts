/** The front half of every command on an app directory: find the root, read, parse, check. So they can never disagree. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { App, AppFiles } from '../app/app.ts';
import { checkApp } from '../app/check-app.ts';
import type { Issue } from '../app/issue.ts';
import { parseApp } from '../app/parse-app.ts';
import { findAppRoot } from '../disk/app-root.ts';
import { readAppDirectory } from '../disk/read-app.ts';
import type { Limits } from '../limits.ts';

export interface LoadAppOptions {
  /** A directory in the app, or its root. Absent: the current directory. */
  readonly path?: string | undefined;
  readonly cwd: string;
  readonly limits: Limits;
}

export interface LoadedApp {
  /** Absent when the root file cannot be used. Not to be deployed or served when the issues hold an error. */
  readonly app?: App;
  readonly files: AppFiles;
  readonly ignored: readonly string[];
  /** By file, then by position. */
  readonly issues: readonly Issue[];
  /** Absolute path of the app root. */
  readonly root: string;
}

/** @throws WebhookCliError NoSuchDirectory, NotADirectory, AppRootNotFound, AppUnreadable */
export async function loadApp({ path, cwd, limits }: LoadAppOptions): Promise<LoadedApp> {
  const root = findAppRoot(resolve(cwd, path ?? '.'), limits);
  const { files, ignored, issues: fileIssues } = await readAppDirectory(root, limits);
  const { app, issues } = checkFiles(files, limits);
  return {
    ...(app === undefined ? {} : { app }),
    files,
    ignored,
    issues: sortIssues([...fileIssues, ...issues]),
    root,
  };
}

/** Parse and check for files that are already at hand: also what `new` makes before it writes anything. */
export function checkFiles(files: AppFiles, limits: Limits): { app: App | undefined; issues: readonly Issue[] } {
  const { app, issues } = parseApp(files, limits);
  return { app, issues: app === undefined ? issues : [...issues, ...checkApp(app, files)] };
}

export function countErrors(issues: readonly Issue[]): number {
  return issues.filter(({ severity }) => severity === 'error').length;
}

/** A path as a person in `cwd` would type it. */
export function showPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  if (shown === '') return '.';
  return shown.startsWith('..') || isAbsolute(shown) ? path : shown;
}

function sortIssues(issues: readonly Issue[]): Issue[] {
  return issues.toSorted(
    (left, right) =>
      compareText(left.file, right.file) ||
      (left.line ?? 0) - (right.line ?? 0) ||
      (left.column ?? 0) - (right.column ?? 0) ||
      compareText(left.code, right.code),
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
