/** Step 5: the user that the function runs as. A mode that is not offered is refused by name and never becomes the system user. */
import type { RunAs } from '../../app/app.ts';
import { WebhookCliError } from '../../errors.ts';

export interface ExecutionUser {
  readonly user: Readonly<Record<string, unknown>>;
  readonly runningAsSystem: boolean;
}

const SYSTEM: ExecutionUser = {
  user: Object.freeze({ id: '', type: 'system', data: {}, custom_data: {}, identities: [] }),
  runningAsSystem: true,
};

/** Throws `RunAsNotSupported`. */
export function resolveUser(runAs: RunAs): ExecutionUser {
  if (runAs.mode === 'system') return SYSTEM;
  throw new WebhookCliError('RunAsNotSupported', { mode: runAs.mode });
}
