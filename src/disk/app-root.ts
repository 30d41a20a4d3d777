/** Where an app directory begins: a given directory itself, or the nearest one upwards that holds a root file. */
import { dirname, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { ROOT_FILES } from '../app/layout.ts';
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
  const root = searchUpwards(start, limits);
  if (root !== undefined) return root;
  throw new WebhookCliError('AppRootNotFound', { path: directory, levels: limits.appRootSearchLevels });
}

/**
 * For a directory that somebody named: it is taken at its word, so that a folder of an app never stands for the app.
 * `show` makes the path that messages have.
 * @throws WebhookCliError NoSuchDirectory, NotADirectory, AppUnreadable, NoAppDirectory
 */
export function takeAppRoot(directory: string, limits: Limits, show = (path: string) => path): string {
  const root = resolve(directory);
  assertDirectory(root, show(root));
  if (isAppRoot(root)) return root;
  const around = searchUpwards(root, limits);
  throw new WebhookCliError('NoAppDirectory', {
    path: show(root),
    reason: describeLack(root),
    suggestion: around === undefined ? '' : `did you mean ${show(around)}? `,
  });
}

function searchUpwards(start: string, limits: Limits): string | undefined {
  let current = start;
  for (let level = 0; level < limits.appRootSearchLevels; level++) {
    if (isAppRoot(current)) return current;
    const parent = dirname(current);
    if (parent === current) break;
    current = parent;
  }
  return undefined;
}

function isAppRoot(directory: string): boolean {
  return holdsRootFile((name) => findCandidate(join(directory, name)));
}

/** A service has a `config.json` too: to say that it has none would be false. */
function describeLack(directory: string): string {
  const present = ROOT_FILES.filter((name) => findCandidate(join(directory, name)) !== undefined);
  const absent = ROOT_FILES.filter((name) => !present.includes(name));
  const lack = `it has no ${absent.slice(0, -1).join(', ')} or ${absent.at(-1)}`;
  return present.length === 0 ? lack : `${lack}, and its ${present.join(', ')} has no config_version`;
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
