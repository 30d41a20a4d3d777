/**
 * A directory on disk as the source of an app. Reading is synchronous: for 20,000 small files that is three times as fast
 * as the thread pool.
 */
import { join } from 'node:path';
import fs from 'fs-extra';
import { createIssue } from '../app/issue-codes.ts';
import type { Limits } from '../limits.ts';
import type { AppSource, SourceKind } from './app-source.ts';
import { describeLink, readBytes } from './read-file.ts';
import { checkSecretsFile } from './secrets-file.ts';

export function createDirectorySource(root: string, limits: Limits): AppSource {
  return {
    list: (directory) => listEntries(root, directory),
    read: (path) => readBytes(root, path, limits.appFileBytesMax),
    describeLink: (path) => describeLink(root, path),
    checkSecrets: (path) => checkSecretsFile(join(root, path), path),
    identify: (directory) => identify(root, directory),
  };
}

function listEntries(root: string, directory: string): ReturnType<AppSource['list']> {
  try {
    const entries = fs.readdirSync(join(root, directory), { withFileTypes: true });
    return { entries: entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) })) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { issue: createIssue('UnreadableFile', { file: directory === '' ? '.' : directory }, { reason }) };
  }
}

function kindOf(entry: fs.Dirent): SourceKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isSocket()) return 'socket';
  return entry.isFIFO() ? 'pipe' : 'device';
}

function identify(root: string, directory: string): string {
  const path = join(root, directory);
  // The root itself may be reached through a link: the user named it. Nothing below may.
  const stats =
    directory === '' ? fs.statSync(path, { throwIfNoEntry: false }) : fs.lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 'gone' : `${stats.dev}:${stats.ino}`;
}
