/** Which app a command is about: the options that every command on an app directory takes. */
import { resolve } from 'node:path';
import { ROOT_FILES } from '../../app/layout.ts';
import { WebhookCliError } from '../../errors.ts';

export interface AppInputs {
  /** `--path`. */
  readonly path?: string;
  /** The argument; may only repeat an option. */
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
  assertSame(directory, '--path', path);
  assertSame(directory, '--from-zip', fromZip);
  if (manifest !== undefined) assertRootFileName(manifest);
  return { path: path ?? fromZip ?? directory, manifest };
}

/** To choose one of two apps silently could deploy the wrong one. */
function assertSame(directory: string | undefined, flag: string, value: string | undefined): void {
  if (directory === undefined || value === undefined || resolve(directory) === resolve(value)) return;
  throw new WebhookCliError('OptionsContradict', { first: `the directory ${directory}`, second: `${flag} ${value}` });
}

function assertRootFileName(value: string): void {
  if (ROOT_FILES.includes(value)) return;
  const reason = /[/\\]/.test(value) ? 'it is a path, not a name' : 'no root file has that name';
  throw new WebhookCliError('UnknownRootFile', { value, reason, allowed: ROOT_FILES.join(', ') });
}
