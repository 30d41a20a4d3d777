/** Gives back the space of what was removed, beside other processes that have the file open. */
import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { WebhookCliError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { type DataFile, numberColumn } from '../storage/data-file.ts';
import { withDataFile } from './open-data-file.ts';
import { sizeOf } from './statistics.ts';

export interface Compaction {
  /** The file and its write-ahead log together. */
  readonly beforeBytes: number;
  readonly afterBytes: number;
  /** False when another process still reads the old state: the file shrinks when that one has read to its end. */
  readonly isShrunk: boolean;
}

export interface CompactOptions {
  readonly limits: Limits;
  /** Says where SQLite puts its temporary files. */
  readonly env: Environment;
  /** Of the disk that a directory is on. */
  readonly freeBytes?: (directory: string) => number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Rewrites the file in one transaction: a kill or a failure leaves it as it was. Other processes read on, and their writes
 * wait. Nothing else runs in this thread meanwhile. Throws WebhookCliError NotEnoughSpace, or as withDataFile.
 */
export function compactDataFile(path: string, { limits, ...space }: CompactOptions): Compaction {
  const beforeBytes = sizeOf(path) + sizeOf(`${path}-wal`);
  return withDataFile(path, limits, (file) => {
    checkSpace(path, usedBytes(file), space);
    file.execute('VACUUM');
    const isShrunk = mergeLog(file, limits);
    return { beforeBytes, afterBytes: sizeOf(path) + sizeOf(`${path}-wal`), isShrunk };
  });
}

/**
 * The new state is in the log; merging it into the file is what makes the file smaller. SQLite waits for readers itself, but
 * gives up at once while another process merges, and one that writes a lot does so at almost every write now.
 */
function mergeLog(file: DataFile, { engineBusyWaitMs, engineBusyRetryMs }: Limits): boolean {
  const deadline = performance.now() + engineBusyWaitMs;
  while (numberColumn(file.get('PRAGMA wal_checkpoint(TRUNCATE)')?.[0]) !== 0) {
    if (performance.now() >= deadline) return false;
    pause(engineBusyRetryMs);
  }
  return true;
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function usedBytes(file: DataFile): number {
  const [pages, unused, pageBytes] = ['page_count', 'freelist_count', 'page_size'].map((pragma) =>
    numberColumn(file.get(`PRAGMA ${pragma}`)?.[0]),
  );
  return ((pages ?? 0) - (unused ?? 0)) * (pageBytes ?? 0);
}

/** SQLite writes the new file once among its temporary files and once to the log beside the old one. */
function checkSpace(
  path: string,
  neededBytes: number,
  { env, freeBytes = askFileSystem }: Omit<CompactOptions, 'limits'>,
): void {
  const [beside, temporary] = [dirname(path), temporaryDirectory(env)];
  const isOneDisk = statSync(beside).dev === statSync(temporary).dev;
  for (const directory of isOneDisk ? [beside] : [beside, temporary]) {
    const needed = isOneDisk ? 2 * neededBytes : neededBytes;
    const free = freeBytes(directory);
    if (free < needed) throw new WebhookCliError('NotEnoughSpace', { path, directory, needed, free });
  }
}

function askFileSystem(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/** The first of SQLite's places that can be written. */
function temporaryDirectory({ SQLITE_TMPDIR, TMPDIR }: Environment): string {
  const places = [SQLITE_TMPDIR, TMPDIR, '/var/tmp', '/usr/tmp', '/tmp'];
  return places.find((place) => place !== undefined && place !== '' && isWritable(place)) ?? '.';
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return statSync(directory).isDirectory();
  } catch {
    // Not there, or not for this user: SQLite takes the next one, too.
    return false;
  }
}
