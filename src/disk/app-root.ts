/** Where an app directory begins: the nearest directory upwards that holds a root file. */
import { dirname, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { type Candidate, holdsRootFile } from './root-file-look.ts';

/**
 * Looks in the directory and its parents, at most `appRootSearchLevels` directories. `shown` is the path as messages have it.
 * @throws WebhookCliError NoSuchDirectory, NotADirectory, AppUnreadable, AppRootNotFound
 */
export function findAppRoot(directory: string, limits: Limits, shown = directory): string {
  const start = resolve(directory);
  assertDirectory(start, shown);
  let current = start;
  for (let level = 0; level < limits.appRootSearchLevels; level++) {
    if (holdsRootFile((name) => findCandidate(join(current, name)))) return current;
    const parent = dirname(current);
    if (parent === current) break;
    current = parent;
  }
  throw new WebhookCliError('AppRootNotFound', { path: directory, levels: limits.appRootSearchLevels });
}

function assertDirectory(path: string, shown: string): void {
  const stats = readStats(path, shown);
  if (stats === undefined) throw new WebhookCliError('NoSuchDirectory', { path: shown });
  if (!stats.isDirectory()) throw new WebhookCliError('NotADirectory', { path: shown });
}

function readStats(path: string, shown: string): fs.Stats | undefined {
  try {
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WebhookCliError('AppUnreadable', { path: shown, reason }, { cause: error });
  }
}

function findCandidate(path: string): Candidate | undefined {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  return stats && { isFile: stats.isFile(), bytes: stats.size, readText: () => readText(path) };
}

function readText(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    // Unreadable here means that the directory is not chosen; reading the app reports the file by name.
    return '';
  }
}
