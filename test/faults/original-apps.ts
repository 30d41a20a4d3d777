/** What mutations start from: the apps of the project, good and broken, and generated ones. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import type { AppFiles } from '../../src/app/app.ts';
import { readAppDirectory } from '../../src/disk/read-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { generatedApp } from '../app/generated-app.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures');

export async function readOriginals(): Promise<AppFiles[]> {
  const good = await readFolder('apps');
  const generated = fc.sample(generatedApp, { seed: 1, numRuns: 50 }).map(({ files }) => files);
  // The good ones hold the most and are few; the broken ones are small and many.
  return [...(await readFolder('broken-apps')), ...generated, ...Array.from({ length: 10 }, () => good).flat()];
}

export async function readFolder(folder: 'apps' | 'broken-apps'): Promise<AppFiles[]> {
  const entries = readdirSync(join(fixtures, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const directories = entries.map(({ name }) => join(fixtures, folder, name));
  const read = await Promise.all(directories.map((directory) => readAppDirectory(directory, DEFAULT_LIMITS)));
  return read.map(({ files }) => files);
}
