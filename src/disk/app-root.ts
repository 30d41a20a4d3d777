/** Where an app directory begins: the nearest directory upwards that holds a root file. */
import { dirname, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { LAYOUTS } from '../app/layout.ts';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';

/**
 * Looks in the directory and its parents, at most `appRootSearchLevels` directories.
 * @throws WebhookCliError NoSuchDirectory, NotADirectory, AppUnreadable, AppRootNotFound
 */
export function findAppRoot(directory: string, limits: Limits): string {
  const start = resolve(directory);
  assertDirectory(start, directory);
  let current = start;
  for (let level = 0; level < limits.appRootSearchLevels; level++) {
    if (LAYOUTS.some(({ rootFile }) => isRootFile(join(current, rootFile)))) return current;
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

/**
 * Services, webhooks and functions have a `config.json` of their own: only one with a `config_version` is a root file.
 * The other names are used for nothing else.
 */
function isRootFile(path: string): boolean {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (!path.endsWith('/config.json') && !path.endsWith('\\config.json')) return true;
  return stats.isFile() && stats.size <= rootFileBytesMax && readText(path).includes('"config_version"');
}

const rootFileBytesMax = 1024 * 1024;

function readText(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    // Unreadable here means that the directory is not chosen; reading the app reports the file by name.
    return '';
  }
}
