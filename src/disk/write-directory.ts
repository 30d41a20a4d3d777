/** A whole app to a directory, for export and for new apps: a new directory appears complete, by one rename. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import fs from 'fs-extra';
import type { AppFiles } from '../app/app.ts';
import { WebhookCliError } from '../errors.ts';
import { ownedPrefix, removeLeftovers } from '../leftovers.ts';
import { makeParents } from './parent-directories.ts';
import { stageFiles, syncAll } from './stage.ts';
import { assertSafePaths } from './target-paths.ts';
import { asWriteFailure, type WriteOptions, writeFiles } from './write-files.ts';

/**
 * Into a directory that is not empty only with `overwrite`; then the given files replace their namesakes and everything
 * else in it stays.
 * @throws WebhookCliError TargetNotEmpty, TargetNotADirectory, UnsafeTarget, WriteFailed, Interrupted; then nothing was
 * changed
 */
export async function writeDirectory(
  target: string,
  files: AppFiles,
  { overwrite = false, signal }: WriteOptions = {},
): Promise<void> {
  assertSafePaths(files.keys());
  const path = resolve(target);
  const content = readTarget(path);
  if (content === 'full' && !overwrite) throw new WebhookCliError('TargetNotEmpty', { path: target });
  // One that exists keeps its mode and its place: a mount point takes no rename, and a shell may stand in it.
  if (content === 'absent') await createDirectory(path, files, signal);
  else await writeFiles(path, files, { overwrite, signal });
}

/** Says beforehand what `writeDirectory` would refuse. @throws WebhookCliError as `writeDirectory` does */
export function assertNewDirectory(target: string): void {
  if (readTarget(resolve(target)) === 'full') throw new WebhookCliError('TargetNotEmpty', { path: target });
}

function readTarget(path: string): 'absent' | 'empty' | 'full' {
  const stats = readStats(path);
  if (stats === undefined) return 'absent';
  if (stats.isSymbolicLink()) throw new WebhookCliError('UnsafeTarget', { path, reason: 'it is a link' });
  if (!stats.isDirectory()) throw new WebhookCliError('TargetNotADirectory', { path });
  return fs.readdirSync(path).length === 0 ? 'empty' : 'full';
}

function readStats(path: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A parent that is a file, or that may not be entered.
    throw asWriteFailure(path, error);
  }
}

/** Renaming over a directory that somebody made meanwhile fails when it holds anything: no race can lose files. */
async function createDirectory(path: string, files: AppFiles, signal: AbortSignal | undefined): Promise<void> {
  const parent = dirname(path);
  const prefix = `.${basename(path)}.webhook-cli-`;
  const stage = join(parent, ownedPrefix(prefix) + randomUUID());
  let undo = () => {};
  try {
    removeLeftovers(parent, prefix);
    undo = makeParents(parent);
    await stageFiles(stage, files, signal);
    fs.renameSync(join(stage, 'new'), path);
    await syncAll([parent]);
  } catch (error) {
    fs.removeSync(stage);
    undo();
    throw asWriteFailure(path, error, signal);
  }
  fs.removeSync(stage);
}
