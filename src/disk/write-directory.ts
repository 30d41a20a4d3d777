/** A whole app to a directory, for export and for new apps: a fresh directory appears complete, by one rename. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import fs from 'fs-extra';
import type { AppFiles } from '../app/app.ts';
import { WebhookCliError } from '../errors.ts';
import { stageFiles, syncAll } from './stage.ts';
import { assertSafePaths } from './target-paths.ts';
import { asWriteFailure, type WriteOptions, writeFiles } from './write-files.ts';

/**
 * Into a directory that is not empty only with `overwrite`; then the given files replace their namesakes and everything
 * else in it stays.
 * @throws WebhookCliError TargetNotEmpty, UnsafeTarget, WriteFailed; then nothing was changed
 */
export async function writeDirectory(
  target: string,
  files: AppFiles,
  { overwrite = false }: WriteOptions = {},
): Promise<void> {
  assertSafePaths(files.keys());
  const path = resolve(target);
  const content = readTarget(path);
  if (content === 'full' && !overwrite) throw new WebhookCliError('TargetNotEmpty', { path: target });
  // A shell that stands in the empty directory would be left in a deleted one by a rename.
  if (content === 'full' || (content === 'empty' && path === process.cwd()))
    await writeFiles(path, files, { overwrite });
  else await createDirectory(path, files);
}

function readTarget(path: string): 'absent' | 'empty' | 'full' {
  const stats = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'absent';
  if (stats.isSymbolicLink()) throw new WebhookCliError('UnsafeTarget', { path, reason: 'it is a link' });
  if (!stats.isDirectory()) throw new WebhookCliError('UnsafeTarget', { path, reason: 'it is not a directory' });
  return fs.readdirSync(path).length === 0 ? 'empty' : 'full';
}

/** Renaming over an empty directory is allowed and atomic, over any other it fails: no race can lose files. */
async function createDirectory(path: string, files: AppFiles): Promise<void> {
  const parent = dirname(path);
  const stage = join(parent, `.${basename(path)}.webhook-cli-${randomUUID()}`);
  const missing = listMissing(parent);
  try {
    fs.mkdirSync(parent, { recursive: true });
    await stageFiles(stage, files);
    fs.renameSync(join(stage, 'new'), path);
    await syncAll([parent]);
  } catch (error) {
    fs.removeSync(stage);
    for (const directory of missing) if (fs.existsSync(directory)) fs.rmdirSync(directory);
    throw asWriteFailure(path, error);
  }
  fs.removeSync(stage);
}

/** The directories that making `path` will create, the deepest first. */
function listMissing(path: string): string[] {
  return fs.existsSync(path) ? [] : [path, ...listMissing(dirname(path))];
}
