/** Where files may be written: below the target, never through a link, never over what is not a plain file. */
import { join } from 'node:path';
import fs from 'fs-extra';
import { WebhookCliError } from '../errors.ts';

/** Stored paths come from outside: `../x`, `/x` and `C:\x` must not reach the file system. */
export function assertSafePaths(paths: Iterable<string>): void {
  for (const path of paths) {
    const parts = path.split('/');
    const unsafe = parts.some((part) => part === '' || part === '.' || part === '..') || /[\\\0]|^[A-Za-z]:/.test(path);
    if (unsafe) throw new WebhookCliError('UnsafeTarget', { path, reason: 'the path leaves the target directory' });
  }
}

/** @throws WebhookCliError UnsafeTarget for a link or directory in the way; FileExists when it may not be replaced */
export function assertFreePath(root: string, path: string, overwrite: boolean): void {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const parent = parts.slice(0, count).join('/');
    const stats = fs.lstatSync(join(root, parent), { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isSymbolicLink()) throw new WebhookCliError('UnsafeTarget', { path, reason: `${parent} is a link` });
    if (!stats.isDirectory()) throw new WebhookCliError('UnsafeTarget', { path, reason: `${parent} is a file` });
  }
  const stats = fs.lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (stats.isSymbolicLink()) throw new WebhookCliError('UnsafeTarget', { path, reason: 'it is a link' });
  if (!stats.isFile()) throw new WebhookCliError('UnsafeTarget', { path, reason: 'it is not a file' });
  if (!overwrite) throw new WebhookCliError('FileExists', { path });
}
