/** Import, then export: the directory that comes back is the one that was imported, byte for byte. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runExport } from '../../src/cli/commands/export/export.ts';
import { runImport } from '../../src/cli/commands/import/import.ts';
import { writeDirectory } from '../../src/disk/write-directory.ts';
import { generatedApp } from '../app/generated-app.ts';
import { copyFixtureApp } from '../helpers/app-directory.ts';
import { createWorkplace, freshAppId, readTree, type Workplace } from './command-line.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const fixtures = resolve(import.meta.dirname, '../../fixtures/apps');

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place.remove());

describe('import and export', () => {
  it.each(readdirSync(fixtures))('give the app %s back as it was', async (name) => {
    const appId = freshAppId(name);
    const path = await copyFixtureApp(name, join(place.directory, name));
    expect(await importAndExport({ path, appId, appName: name, create: true })).toEqual(await readTree(path));
  });

  it('give generated apps back as they were, each in place of the one before', async () => {
    const appId = freshAppId('generated');
    let count = 0;
    await fc.assert(
      fc.asyncProperty(generatedApp, async ({ files }) => {
        const path = join(place.directory, `generated-${count++}`);
        await writeDirectory(path, files);
        const given = { path, appId, create: true, strategy: 'replace' };
        expect(await importAndExport(given)).toEqual(await readTree(path));
        // Again, unchanged: nothing is deployed.
        const again = await place.run(runImport, given);
        expect(again.stdout).toContain('nothing to do');
      }),
      { numRuns: 10 },
    );
  });
});

let exported = 0;

async function importAndExport(options: {
  path: string;
  appId: string;
  appName?: string;
  create: boolean;
  strategy?: string;
}): Promise<Record<string, string>> {
  const imported = await place.run(runImport, options);
  expect(imported, imported.stderr).toMatchObject({ status: 0 });
  const output = join(place.directory, `exported-${exported++}`);
  const finished = await place.run(runExport, { appId: options.appId, output });
  expect(finished, finished.stderr).toMatchObject({ status: 0 });
  return readTree(output);
}
