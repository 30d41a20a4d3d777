/** `db backup`: a checked copy of the data file as it is at one moment, while it is used. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeWholeFile } from '../../../disk/write-whole-file.ts';
import { backupDataFile } from '../../../embedded/maintenance/backup.ts';
import { EXIT_CODES } from '../../../error-definition.ts';
import { WebhookCliError } from '../../../errors.ts';
import { showPath } from '../../app/load-app.ts';
import type { CommandContext } from '../../command.ts';
import { startStopwatch } from '../../stopwatch.ts';
import { findDataFile } from './embedded-file.ts';
import { pacedProgress } from './paced-progress.ts';
import { renderBytes } from './render-bytes.ts';

export interface DbBackupOptions {
  readonly file: string;
  readonly overwrite?: boolean;
}

export async function runDbBackup(
  { file, overwrite = false }: DbBackupOptions,
  context: CommandContext,
): Promise<number> {
  const { settings, cwd, output, signal } = context;
  if (file === '') throw new WebhookCliError('WrongUsage', { reason: 'db backup needs the name of a file' });
  const dataFile = findDataFile('db backup', settings);
  const target = resolve(cwd, file);
  assertNotItself(target, dataFile);
  const stopwatch = startStopwatch();
  output.progress(`Backing up ${dataFile}…`);
  const progress = pacedProgress(context);
  const copy = await writeWholeFile(target, { overwrite, signal }, (stage) =>
    backupDataFile(dataFile, stage, {
      limits: settings.limits,
      signal,
      onProgress: (step, share) => progress(() => `${step} ${dataFile}: ${Math.floor(share * 100)} %`),
    }),
  );
  const bytes = statSync(target).size;
  const durationMs = Math.round(stopwatch.elapsedMs());
  output.result(
    `Backed up ${dataFile} to ${showPath(target, cwd)} (${copy.collections} collections, ${copy.documents} documents, all checked; ${renderBytes(bytes)}, ${durationMs} ms)`,
    { dataFile, backup: target, ...copy, bytes, durationMs },
  );
  return EXIT_CODES.done;
}

/** To replace the data file, or the log beside it, is to lose what is written meanwhile. */
function assertNotItself(target: string, dataFile: string): void {
  // SQLite puts the log beside the file itself, not beside a link to it.
  const file = realpathSync(dataFile);
  const place = existsSync(dirname(target)) ? join(realpathSync(dirname(target)), basename(target)) : target;
  for (const own of ['', '-wal', '-shm', '-journal'].map((ending) => file + ending)) {
    if (place !== own && !(existsSync(target) && isSameFile(target, own))) continue;
    throw new WebhookCliError('BackupIsDataFile', { path: target });
  }
}

function isSameFile(target: string, own: string): boolean {
  const [first, second] = [target, own].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}
