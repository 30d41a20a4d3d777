/** Why a data file cannot be opened, as the error that a command ends by. */
import { WebhookCliError } from '../errors.ts';
import type { DataFileProblem } from './storage/data-file-error.ts';

export function problemError(path: string, problem: DataFileProblem): WebhookCliError {
  switch (problem.kind) {
    case 'busy':
      return new WebhookCliError('DataFileBusy', { path });
    case 'unusable':
      return new WebhookCliError('DataFileUnusable', { path, reason: problem.reason });
    case 'on a network':
      return new WebhookCliError('DataFileOnNetwork', { path, fileSystem: problem.fileSystem });
    case 'too new':
      return new WebhookCliError('DataFileTooNew', { path, version: problem.version, supported: problem.supported });
  }
}
