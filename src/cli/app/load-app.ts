/** The front half of every command on an app: find the root, read, parse, check. So they can never disagree. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { App, AppFiles } from '../../app/app.ts';
import { checkApp } from '../../app/check-app.ts';
import type { Issue } from '../../app/issue.ts';
import { type ParseAppOptions, parseApp } from '../../app/parse-app.ts';
import { findAppRoot } from '../../disk/app-root.ts';
import { isArchiveFile } from '../../disk/archive-path.ts';
import { type FoundFiles, readAppDirectory } from '../../disk/read-app.ts';
import { readAppArchive } from '../../disk/read-archive.ts';
import type { Limits } from '../../limits.ts';

export interface LoadAppOptions extends ParseAppOptions {
  /** A directory in the app, its root, or a zip archive of it. Absent: the current directory. */
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
  /** Absolute path of the app root, or of the archive. */
  readonly root: string;
  /** Nothing can be written back to an archive. */
  readonly isArchive: boolean;
}

/**
 * @throws WebhookCliError NoSuchDirectory, NotADirectory, AppRootNotFound, AppUnreadable; for an archive also the errors of
 * `readAppArchive`
 */
export async function loadApp({ path, cwd, limits, ...parseOptions }: LoadAppOptions): Promise<LoadedApp> {
  const given = resolve(cwd, path ?? '.');
  const isArchive = isArchiveFile(given);
  const root = isArchive ? given : findAppRoot(given, limits, showPath(given, cwd));
  const read = { rootFile: parseOptions.manifest };
  const {
    files,
    ignored,
    issues: fileIssues,
  }: FoundFiles = isArchive
    ? await readAppArchive(root, showPath(root, cwd), limits, read)
    : await readAppDirectory(root, limits, read);
  const { app, issues } = checkFiles(files, limits, parseOptions);
  return {
    ...(app === undefined ? {} : { app }),
    files,
    ignored,
    issues: sortIssues([...fileIssues, ...issues]),
    root,
    isArchive,
  };
}

/** Parse and check for files that are already at hand: also what `new` makes before it writes anything. */
export function checkFiles(
  files: AppFiles,
  limits: Limits,
  options: ParseAppOptions = {},
): { app: App | undefined; issues: readonly Issue[] } {
  const { app, issues } = parseApp(files, limits, options);
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
