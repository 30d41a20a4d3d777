/** What is about to be written, as a value: shown, checked and written by the same code whatever it is. */
import { isAbsolute, relative, resolve } from 'node:path';
import type { App, AppFiles } from '../../../app/app.ts';
import type { Issue } from '../../../app/issue.ts';
import type { NewId } from '../../../app/scaffold/scaffold.ts';
import { WebhookCliError } from '../../../errors.ts';
import { loadApp, showPath } from '../../app/load-app.ts';
import type { CommandContext } from '../../command.ts';
import { quoteIfNeeded } from '../../shell-word.ts';
import type { NewKind, NewOptions } from './kinds.ts';

export interface Draft {
  readonly kind: NewKind;
  readonly name: string;
  /** After "Created" or "Would create": `service store of type http`. */
  readonly what: string;
  /** Absolute path of the app root. */
  readonly root: string;
  /** The app as it is; absent for a new one. */
  readonly existing?: LoadedFiles;
  readonly created: AppFiles;
  readonly changed: AppFiles;
  readonly url?: string;
  /** A call that the new webhook accepts, once it is imported and served. */
  readonly curl?: string;
  /** What there is to know about that call, or why there is none. */
  readonly note?: string;
  /** Commands to go on with. */
  readonly next: readonly string[];
}

export interface LoadedFiles {
  readonly files: AppFiles;
  readonly issues: readonly Issue[];
}

export interface UsableApp {
  readonly app: App;
  readonly existing: LoadedFiles;
  readonly root: string;
}

/** An app with errors can still grow, but not one whose root file says nothing. @throws WebhookCliError AppInvalid */
export async function loadUsableApp(
  { path }: NewOptions,
  { cwd, settings }: Pick<CommandContext, 'cwd' | 'settings'>,
): Promise<UsableApp> {
  const { app, files, issues, root, isArchive } = await loadApp({ path, cwd, limits: settings.limits });
  if (isArchive) throw new WebhookCliError('ArchiveNotWritable', { path: showPath(root, cwd) });
  if (app === undefined) {
    throw new WebhookCliError('AppInvalid', { root: showPath(root, cwd), errors: 'a root file that cannot be used' });
  }
  return { app, existing: { files, issues }, root: resolve(root) };
}

/** A command to go on with, as it is typed where the person stands: inside the app it finds its root by itself. */
export function nextCommand(command: string, root: string, { cwd }: Pick<CommandContext, 'cwd'>): string {
  const inside = relative(root, cwd);
  if (!inside.startsWith('..') && !isAbsolute(inside)) return `webhook-cli ${command}`;
  return `webhook-cli ${command} --path ${quoteIfNeeded(showPath(root, cwd))}`;
}

/** 24 hex digits, as every exported resource has them: the time first, so that newer ones sort later. */
export function createNewId({ now, randomBytes }: CommandContext): NewId {
  return () => {
    const seconds = Math.floor(now().getTime() / 1000).toString(16);
    return seconds.padStart(8, '0') + Buffer.from(randomBytes(8)).toString('hex');
  };
}
