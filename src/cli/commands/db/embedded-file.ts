/** The data file of the embedded database, for the commands that are for it alone. */
import { statSync } from 'node:fs';
import { dataFilePath } from '../../../database/database.ts';
import { WebhookCliError } from '../../../errors.ts';
import { hideCredentials } from '../../settings/hide-credentials.ts';
import type { Settings } from '../../settings/settings.ts';

/** Throws WrongUsage when the settings name a registry: whoever set it may mean the data over there. */
export function assertEmbedded(command: string, { registryUri }: Settings): void {
  if (registryUri === undefined) return;
  const reason = `${command} is for the embedded database, and the settings name ${hideCredentials(registryUri)}: use the tools of that deployment, or take that setting away (\`webhook-cli config show\` prints where it is)`;
  throw new WebhookCliError('WrongUsage', { reason });
}

/** The path of a file that is there. Throws WrongUsage and NoDataFile. */
export function findDataFile(command: string, settings: Settings): string {
  assertEmbedded(command, settings);
  const path = dataFilePath(settings.dataDirectory);
  if (!isThere(path)) throw new WebhookCliError('NoDataFile', { path });
  return path;
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WebhookCliError('DataFileUnusable', { path, reason }, { cause: error });
  }
}
