/**
 * The files of an app, as their exact bytes, from a directory or an archive: one rule says which of the entries are the
 * app's. Links are refused, never followed; a file that cannot be read or stored becomes an issue and the others are still
 * read.
 */
import { setImmediate } from 'node:timers/promises';
import type { AppFiles } from '../app/app.ts';
import type { Issue } from '../app/issue.ts';
import { createIssue } from '../app/issue-codes.ts';
import type { Limits } from '../limits.ts';
import { checkPath, checkTwins, decideFate, isNamedLikeFile } from './app-paths.ts';
import type { AppSource, SourceEntry } from './app-source.ts';
import { createDirectorySource } from './directory-source.ts';

export interface FoundFiles {
  readonly files: AppFiles;
  /** Paths that are not part of an app: relative to the root, directories with a `/` at the end. */
  readonly ignored: readonly string[];
  readonly issues: readonly Issue[];
}

export interface ReadOptions {
  /** Name of the root file to take where several lie side by side; the others are ignored then. Needs not be there. */
  readonly rootFile?: string | undefined;
}

export async function readAppDirectory(root: string, limits: Limits, options: ReadOptions = {}): Promise<FoundFiles> {
  return await readApp(createDirectorySource(root, limits), limits, options);
}

/** Waits for other work this often, so that a signal is noticed in the midst of a large app. */
const directoriesPerTurn = 256;

export async function readApp(source: AppSource, limits: Limits, { rootFile }: ReadOptions): Promise<FoundFiles> {
  const reading: Reading = {
    source,
    limits,
    rootFile: rootFile !== undefined && hasAtTop(source, rootFile) ? rootFile : undefined,
    files: new Map(),
    ignored: [],
    issues: [],
    bytes: 0,
    full: false,
  };
  const pending = [''];
  for (let count = 1; pending.length > 0 && !reading.full; count++) {
    const directory = pending.pop() ?? '';
    pending.push(...readDirectory(reading, directory).reverse());
    if (count % directoriesPerTurn === 0) await setImmediate();
  }
  return {
    files: reading.files,
    ignored: reading.ignored.sort(),
    issues: [...reading.issues, ...checkTwins(reading.files.keys())],
  };
}

function hasAtTop(source: AppSource, name: string): boolean {
  const top = source.list('');
  return 'entries' in top && top.entries.some((entry) => entry.name === name);
}

interface Reading {
  readonly source: AppSource;
  readonly limits: Limits;
  readonly rootFile: string | undefined;
  readonly files: Map<string, Uint8Array>;
  readonly ignored: string[];
  readonly issues: Issue[];
  bytes: number;
  /** Set at the first limit that counts the whole app: reading stops there. */
  full: boolean;
}

/** Reads the files of one directory and returns the directories below it. */
function readDirectory(reading: Reading, directory: string): string[] {
  const { source, issues, ignored } = reading;
  const before = source.identify(directory);
  const below: string[] = [];
  for (const entry of listSorted(reading, directory)) {
    if (reading.full) return [];
    const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
    const fate = decideFate(path, entry.kind, reading.rootFile);
    if (fate === 'ignored') ignored.push(entry.kind === 'directory' ? `${path}/` : path);
    else if (fate === 'secrets') issues.push(...source.checkSecrets(path));
    else if (visitEntry(reading, path, entry)) below.push(path);
  }
  // Whoever swaps a directory for a link while it is read cannot smuggle files in unnoticed.
  if (before !== source.identify(directory)) {
    issues.push(createIssue('ChangedWhileReading', { file: directory === '' ? '.' : directory }, {}));
  }
  return below;
}

function listSorted({ source, issues }: Reading, directory: string): readonly SourceEntry[] {
  const listed = source.list(directory);
  if ('entries' in listed) return listed.entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  issues.push(listed.issue);
  return [];
}

/** True for a directory to go into. */
function visitEntry(reading: Reading, path: string, { kind, name }: SourceEntry): boolean {
  const { source, issues } = reading;
  const problem = checkPath(path, reading.limits);
  if (problem !== undefined) issues.push(problem);
  else if (kind === 'file') readFile(reading, path);
  else if (kind === 'link') issues.push(source.describeLink(path));
  else if (kind !== 'directory') issues.push(createIssue('SpecialFile', { file: path }, { what: kind }));
  else if (isNamedLikeFile(path, name)) issues.push(createIssue('ExpectedFile', { file: path }, { name }));
  else return true;
  return false;
}

function readFile(reading: Reading, path: string): void {
  const { source, limits, files, issues } = reading;
  if (files.size >= limits.appFilesMax) {
    issues.push(createIssue('TooManyFiles', { file: path }, { max: limits.appFilesMax }));
    reading.full = true;
    return;
  }
  const result = source.read(path);
  if ('issue' in result) {
    issues.push(result.issue);
    return;
  }
  reading.bytes += result.bytes.length;
  if (reading.bytes > limits.appTotalBytesMax) {
    issues.push(createIssue('AppTooLarge', { file: path }, { max: limits.appTotalBytesMax }));
    reading.full = true;
    return;
  }
  files.set(path, result.bytes);
}
