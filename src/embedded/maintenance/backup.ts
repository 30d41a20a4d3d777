/** A copy of a data file as it is at one moment, made while other processes read and write it. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Limits } from '../../limits.ts';
import { asFileError, withDataFile } from './open-data-file.ts';
import { type Copy, type CopyOptions, verifyCopy } from './verify-copy.ts';

export interface BackupOptions extends CopyOptions {
  readonly limits: Limits;
}

/** 8 MB: often enough for a person who waits, and few turns of the loop. */
const PAGES_AT_ONCE = 2_000;

/**
 * Writes the copy to `target`, which must not exist, flushes it to the disk, and checks every page and every document of
 * it. What was written is removed when this fails. Throws WebhookCliError DataFileDamaged, as withDataFile, the reason of
 * `signal`, or what writing failed with.
 */
export async function backupDataFile(path: string, target: string, options: BackupOptions): Promise<Copy> {
  // Brings a file of an older format up to date, and refuses one that cannot be used, in the words that all commands have.
  withDataFile(path, options.limits, () => {});
  closeSync(openSync(target, 'wx', 0o600));
  try {
    await copy(path, target, options);
    syncFile(target);
    return await verifyCopy(target, path, options);
  } catch (error) {
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(target + ending, { force: true });
    throw error;
  }
}

async function copy(path: string, target: string, { limits, signal, onProgress }: BackupOptions): Promise<void> {
  // Not read-only: the last one to close the file merges its log, and one that may not write would leave that behind.
  const source = new DatabaseSync(path, { timeout: limits.engineBusyWaitMs });
  try {
    beginReading(source, path);
    await backup(source, target, {
      rate: PAGES_AT_ONCE,
      progress: ({ totalPages, remainingPages }) => {
        signal.throwIfAborted();
        onProgress('Copying', totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
      },
    });
  } finally {
    source.close();
  }
}

/** One read transaction around all steps: without it, each write of another process would start the copy anew. */
function beginReading(source: DatabaseSync, path: string): void {
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    throw asFileError(path, error);
  }
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
