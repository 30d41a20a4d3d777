/** A data file, open for one piece of work beside whatever else has it open. */
import { WebhookCliError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { problemError } from '../problem-error.ts';
import { DataFile } from '../storage/data-file.ts';
import { DataFileError } from '../storage/data-file-error.ts';
import { isBusy } from '../storage/sqlite-errors.ts';

/** Throws WebhookCliError DataFileBusy, DataFileUnusable, DataFileTooNew or DataFileOnNetwork. */
export function withDataFile<T>(path: string, limits: Limits, work: (file: DataFile) => T): T {
  try {
    const file = new DataFile(path, limits);
    try {
      return work(file);
    } finally {
      file.close();
    }
  } catch (error) {
    throw asFileError(path, error);
  }
}

/** The error that a command ends by when SQLite, or the opening of the file, failed. */
export function asFileError(path: string, error: unknown): WebhookCliError {
  if (error instanceof WebhookCliError) return error;
  if (error instanceof DataFileError) return problemError(path, error.problem);
  if (isBusy(error)) return new WebhookCliError('DataFileBusy', { path }, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new WebhookCliError('DataFileUnusable', { path, reason }, { cause: error });
}
