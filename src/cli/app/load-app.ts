/** The front half of every command on an app: find the root, read, parse, check. So they can never disagree. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { App, AppFiles } from '../../app/app.ts';
import { checkApp } from '../../app/check-app.ts';
import { compareText } from '../../app/compare-text.ts';
import type { Issue } from '../../app/issue.ts';
import { type ParseAppOptions, parseApp } from '../../app/parse-app.ts';
import { findAppRoot, takeAppRoot } from '../../disk/app-root.ts';
import { isArchiveFile } from '../../disk/archive-path.ts';
import { type FoundFiles, readAppDirectory } from '../../disk/read-app.ts';
import { readAppArchive } from '../../disk/read-archive.ts';
import type { Limits } from '../../limits.ts';

export interface LoadAppOptions extends ParseAppOptions {
  /** The root of the app, or a zip archive of it. Absent: found upwards from the current directory. */
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
 * @throws WebhookCliError NoSuchDirectory, NotADirectory, NoAppDirectory, AppRootNotFound, AppUnreadable; for an archive
 * also the errors of `readAppArchive`
 */
export async function loadApp({ path, cwd, limits, ...parseOptions }: LoadAppOptions): Promise<LoadedApp> {
  const given = resolve(cwd, path ?? '.');
  const isArchive = isArchiveFile(given);
  const root = isArchive ? given : locateRoot(path, given, cwd, limits);
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
    issues: sortIssues([...fileIssues, ...dropFalseAbsences(issues, fileIssues)]),
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
  return { app, issues: app === undefined ? issues : [...issues, ...checkApp(app, files, limits)] };
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

function locateRoot(path: string | undefined, given: string, cwd: string, limits: Limits): string {
  if (path === undefined) return findAppRoot(given, limits, showPath(given, cwd));
  return takeAppRoot(given, limits, (shown) => showPath(shown, cwd));
}

const absenceCodes: readonly string[] = ['MissingConfigFile', 'MissingSourceFile'];

/** A file that is there and was refused is not missing; its own error says what it is. */
function dropFalseAbsences(issues: readonly Issue[], fileIssues: readonly Issue[]): Issue[] {
  const refused = new Set(fileIssues.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  return issues.filter(({ code, file }) => !(absenceCodes.includes(code) && refused.has(file)));
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
