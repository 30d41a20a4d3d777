/** A whole app to a zip archive, for export. */
import { pipeline } from 'node:stream/promises';
import fs from 'fs-extra';
import type { AppFiles } from '../app/app.ts';
import { streamZip } from '../archives/write-zip.ts';
import type { Limits } from '../limits.ts';
import { assertSafePaths } from './target-paths.ts';
import { type WholeFileOptions, writeWholeFile } from './write-whole-file.ts';

export interface ArchiveOptions extends WholeFileOptions {
  /** The time of every entry. */
  readonly modified: Date;
  readonly limits: Limits;
}

/** @throws WebhookCliError ArchiveTwins, or as writeWholeFile; then nothing was changed */
export async function writeArchive(target: string, files: AppFiles, options: ArchiveOptions): Promise<void> {
  assertSafePaths(files.keys());
  const { modified, limits, signal } = options;
  await writeWholeFile(target, options, async (stage) => {
    const zip = await streamZip(files, modified, limits, signal);
    const file = fs.createWriteStream(stage, { flags: 'wx', mode: 0o644, flush: true });
    await pipeline(zip, file, signal === undefined ? {} : { signal });
  });
}
