/** A whole app to a zip archive, for export. It appears complete, by one rename, or not at all. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import fs from 'fs-extra';
import type { AppFiles } from '../app/app.ts';
import { streamZip } from '../archives/write-zip.ts';
import { WebhookCliError } from '../errors.ts';
import { ownedPrefix, removeLeftovers } from '../leftovers.ts';
import type { Limits } from '../limits.ts';
import { makeParents } from './parent-directories.ts';
import { syncAll } from './stage.ts';
import { assertSafePaths } from './target-paths.ts';
import { asWriteFailure } from './write-files.ts';

export interface ArchiveOptions {
  /** The time of every entry. */
  readonly modified: Date;
  readonly limits: Limits;
  /** Replace an archive that exists. */
  readonly overwrite: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Makes the parents of `target` that are missing.
 * @throws WebhookCliError ArchiveExists, ArchiveTwins, UnsafeTarget, WriteFailed, Interrupted; then nothing was changed
 */
export async function writeArchive(target: string, files: AppFiles, options: ArchiveOptions): Promise<void> {
  assertSafePaths(files.keys());
  const path = resolve(target);
  const replaced = findReplaced(path, target, options.overwrite);
  const parent = dirname(path);
  const prefix = `.${basename(path)}.webhook-cli-`;
  const stage = join(parent, ownedPrefix(prefix) + randomUUID());
  let undo = () => {};
  try {
    undo = makeParents(parent);
    removeLeftovers(parent, prefix);
    const { modified, limits, signal } = options;
    const zip = await streamZip(files, modified, limits, signal);
    const file = fs.createWriteStream(stage, { flags: 'wx', mode: 0o644, flush: true });
    await pipeline(zip, file, signal === undefined ? {} : { signal });
    place(stage, path, target, replaced);
    await syncAll([parent]);
  } catch (error) {
    fs.removeSync(stage);
    undo();
    throw asWriteFailure(target, error, options.signal);
  }
}

function findReplaced(path: string, shown: string, overwrite: boolean): fs.Stats | undefined {
  const stats = readStats(path, shown);
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw new WebhookCliError('UnsafeTarget', { path: shown, reason: 'it is a link' });
  if (!stats.isFile()) throw new WebhookCliError('UnsafeTarget', { path: shown, reason: 'it is not a file' });
  if (!overwrite) throw new WebhookCliError('ArchiveExists', { path: shown });
  return stats;
}

function readStats(path: string, shown: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A parent that is a file, or that may not be entered.
    throw asWriteFailure(shown, error);
  }
}

/** `link` fails when somebody has made the target meanwhile, and `rename` replaces it. */
function place(stage: string, path: string, shown: string, replaced: fs.Stats | undefined): void {
  if (replaced !== undefined) {
    fs.chmodSync(stage, replaced.mode & 0o777);
    fs.renameSync(stage, path);
    return;
  }
  try {
    fs.linkSync(stage, path);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isTaken ? new WebhookCliError('ArchiveExists', { path: shown }, { cause: error }) : error;
  }
  fs.unlinkSync(stage);
}
