/** The app directory that a person stands in, told by its root file alone: its other files may be broken. */
import { ROOT_FILES } from '../../app/layout.ts';
import { parseApp } from '../../app/parse-app.ts';
import { findAppRoot } from '../../disk/app-root.ts';
import { readBytes } from '../../disk/read-file.ts';
import { WebhookCliError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';

export interface AppHere {
  readonly root: string;
  readonly clientAppId: string;
}

/** Undefined outside an app, and where the root file cannot be used or names no id. @throws WebhookCliError AppUnreadable */
export function findAppHere(cwd: string, limits: Limits): AppHere | undefined {
  const root = findRoot(cwd, limits);
  if (root === undefined) return undefined;
  const files = new Map<string, Uint8Array>();
  for (const name of ROOT_FILES) {
    const read = readBytes(root, name, limits.appFileBytesMax);
    if ('bytes' in read) files.set(name, read.bytes);
  }
  const clientAppId = parseApp(files, limits).app?.clientAppId;
  return clientAppId === undefined ? undefined : { root, clientAppId };
}

function findRoot(cwd: string, limits: Limits): string | undefined {
  try {
    return findAppRoot(cwd, limits);
  } catch (error) {
    if (error instanceof WebhookCliError && error.code === 'AppRootNotFound') return undefined;
    throw error;
  }
}
