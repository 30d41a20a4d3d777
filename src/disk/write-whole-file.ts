/** One file that appears complete, by one rename, or not at all. */
import { randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import fs from 'fs-extra';
import { WebhookCliError } from '../errors.ts';
import { ownedPrefix, removeLeftovers } from '../leftovers.ts';
import { makeParents } from './parent-directories.ts';
import { syncAll } from './stage.ts';
import { asWriteFailure } from './write-files.ts';

export interface WholeFileOptions {
  /** Replace a file that exists; its permissions stay. */
  readonly overwrite: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `write` makes the file under another name beside `target`, and flushes it to the disk. Parents of `target` that are
 * missing are made.
 * @throws WebhookCliError OutputExists, UnsafeTarget, WriteFailed, Interrupted, or one that `write` throws; then nothing
 * was changed
 */
export async function writeWholeFile<Result>(
  target: string,
  { overwrite, signal }: WholeFileOptions,
  write: (stage: string) => Promise<Result>,
): Promise<Result> {
  const path = resolve(target);
  const replaced = findReplaced(path, target, overwrite);
  const parent = dirname(path);
  const prefix = `.${basename(path)}.webhook-cli-`;
  const stage = join(parent, ownedPrefix(prefix) + randomUUID());
  let undo = () => {};
  try {
    undo = makeParents(parent);
    removeLeftovers(parent, prefix);
    const result = await write(stage);
    place(stage, path, target, replaced);
    await syncAll([parent]);
    return result;
  } catch (error) {
    fs.removeSync(stage);
    undo();
    throw asWriteFailure(target, error, signal);
  }
}

function findReplaced(path: string, shown: string, overwrite: boolean): fs.Stats | undefined {
  const stats = readStats(path, shown);
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw new WebhookCliError('UnsafeTarget', { path: shown, reason: 'it is a link' });
  if (!stats.isFile()) throw new WebhookCliError('UnsafeTarget', { path: shown, reason: 'it is not a file' });
  if (!overwrite) throw new WebhookCliError('OutputExists', { path: shown });
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
    fs.unlinkSync(stage);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EEXIST') throw new WebhookCliError('OutputExists', { path: shown }, { cause: error });
    if (!WITHOUT_LINKS.has(code)) throw error;
    // A moment passes between the look and the step.
    findReplaced(path, shown, false);
    fs.renameSync(stage, path);
  }
}

/** What `link` fails with where there are no links, as on the FAT of a memory stick. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);
