/** The files of an app from a zip archive. Nothing is unpacked to disk. */
import { constants } from 'node:fs';
import fs from 'fs-extra';
import { accessFile } from '../archives/random-access.ts';
import { openZipArchive } from '../archives/zip-archive.ts';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { findArchiveRoot } from './archive-root.ts';
import { createArchiveSource } from './archive-source.ts';
import { type FoundFiles, type ReadOptions, readApp } from './read-app.ts';

/**
 * `name` is what messages call the archive.
 * @throws WebhookCliError AppUnreadable, ArchiveRootNotFound, ArchiveSeveralApps, and for an archive that is damaged or
 * hostile the errors of `openZipArchive`
 */
export async function readAppArchive(
  path: string,
  name: string,
  limits: Limits,
  options: ReadOptions = {},
): Promise<FoundFiles> {
  const descriptor = openArchive(path, name);
  try {
    const archive = await openZipArchive(accessFile(descriptor), name, limits);
    const source = createArchiveSource(archive, findArchiveRoot(archive, name), limits);
    const found = await readApp(source, limits, options);
    return { ...found, ignored: [...source.outside, ...found.ignored].sort() };
  } finally {
    fs.closeSync(descriptor);
  }
}

function openArchive(path: string, name: string): number {
  try {
    return fs.openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WebhookCliError('AppUnreadable', { path: name, reason }, { cause: error });
  }
}
