/** Which app a command is about: the options that every command on an app directory takes. */
import { ROOT_FILES } from '../../app/layout.ts';
import { WebhookCliError } from '../../errors.ts';

export interface AppInputs {
  /** `--path`; beats the argument. */
  readonly path?: string;
  /** The argument. */
  readonly directory?: string;
  /** The same as `path`. */
  readonly fromZip?: string;
  /** Name of the root file, where several lie side by side. */
  readonly manifest?: string;
}

/** For `loadApp`. Throws OptionsContradict, UnknownRootFile. */
export function resolveAppInputs({ path, directory, fromZip, manifest }: AppInputs) {
  if (path !== undefined && fromZip !== undefined) {
    throw new WebhookCliError('OptionsContradict', { first: '--path', second: '--from-zip' });
  }
  if (manifest !== undefined) assertRootFileName(manifest);
  return { path: path ?? fromZip ?? directory, manifest };
}

function assertRootFileName(value: string): void {
  if (ROOT_FILES.includes(value)) return;
  const reason = /[/\\]/.test(value) ? 'it is a path, not a name' : 'no root file has that name';
  throw new WebhookCliError('UnknownRootFile', { value, reason, allowed: ROOT_FILES.join(', ') });
}
