import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runExport } from '../../src/cli/commands/export/export.ts';
import { type ImportOptions, runImport } from '../../src/cli/commands/import/import.ts';
import { appWithWebhooks } from '../helpers/app-directory.ts';
import { createWorkplace, freshAppId, readTree, type Workplace, withJson } from './command-line.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let place: Workplace;
let appId: string;

beforeEach(async () => {
  place = await createWorkplace();
  appId = freshAppId();
});
afterEach(() => place.remove());

async function importApp(options: ImportOptions = {}): Promise<void> {
  const tree = appWithWebhooks(appId, { create: 'exports = () => 1;\n', list: 'exports = () => [];\n' });
  const path = await place.write(tree, 'app');
  expect(await place.run(runImport, { path, create: true, ...options })).toMatchObject({ status: 0 });
}

describe('export', () => {
  it('writes to a directory named for the app', async () => {
    await importApp();
    const finished = await place.run(runExport, { appId });
    expect(finished.status).toBe(0);
    expect(finished.stdout).toMatch(
      new RegExp(`^Successfully exported '${appId}' to orders \\(deployment 1; 7 files, \\d+ ms\\)`),
    );
    expect(await readTree(join(place.directory, 'orders'))).toEqual(await readTree(join(place.directory, 'app')));
  });

  it('prints one JSON document', async () => {
    await importApp();
    const finished = await place.run(runExport, { appId, output: 'out' }, withJson);
    const directory = join(place.directory, 'out');
    expect(finished.json).toMatchObject({
      ok: true,
      data: { clientAppId: appId, deployment: { number: 1, revision: 1 }, directory, files: 7 },
    });
  });

  it('needs --app-id', async () => {
    const finished = await place.run(runExport, {});
    expect(finished).toMatchObject({ status: 2 });
    expect(finished.stderr).toContain('an App ID (--app-id=[string]) must be supplied to export an app');
  });

  it('in the directory of an app takes its id and goes there, with --overwrite', async () => {
    await importApp();
    const root = join(place.directory, 'app');
    const before = await readTree(root);
    const cwd = join(root, 'services/api');
    await writeFile(join(cwd, 'config.json'), '{');
    const refused = await place.run(runExport, {}, { cwd });
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stderr).toContain(`the directory ${root} is not empty`);
    expect(refused.stderr).toContain('--overwrite');
    expect(await place.run(runExport, { overwrite: true }, { cwd })).toMatchObject({ status: 0 });
    expect(await readTree(root)).toEqual(before);
    expect(await place.run(runExport, { output: 'out' }, { cwd: root })).toMatchObject({ status: 0 });
    expect(await readTree(join(root, 'out'))).toEqual(before);
  });

  it('in the directory of another app leaves that alone', async () => {
    await importApp();
    const cwd = await place.write({ 'stitch.json': { config_version: 20180301, app_id: 'other-abcde' } }, 'other');
    expect(await place.run(runExport, { appId, overwrite: true }, { cwd })).toMatchObject({ status: 0 });
    expect((await readdir(cwd)).sort()).toEqual(['orders', 'stitch.json']);
  });

  it('in the directory of an app without an id needs --app-id', async () => {
    const cwd = await place.write({ 'stitch.json': { config_version: 20180301, name: 'x' } }, 'nameless');
    const finished = await place.run(runExport, {}, { cwd });
    expect(finished).toMatchObject({ status: 2, stderr: expect.stringContaining('must be supplied') });
  });

  it('refuses an unknown app and names near ones', async () => {
    await importApp();
    const finished = await place.run(runExport, { appId: appId.toUpperCase() });
    expect(finished).toMatchObject({ status: 7 });
    expect(finished.stderr).toContain(`did you mean "${appId}"?`);
  });

  it('leaves a target alone that is not empty, and writes into it with --overwrite', async () => {
    await importApp();
    const output = join(place.directory, 'target');
    await mkdir(output);
    await writeFile(join(output, 'mine.txt'), 'mine');
    await writeFile(join(output, 'stitch.json'), 'old');
    const refused = await place.run(runExport, { appId, output });
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stderr).toContain('--overwrite');
    expect(await readTree(output)).toEqual({ 'mine.txt': 'mine', 'stitch.json': 'old' });
    expect(await place.run(runExport, { appId, output, overwrite: true })).toMatchObject({ status: 0 });
    const files = await readTree(output);
    expect(files).toEqual({ ...(await readTree(join(place.directory, 'app'))), 'mine.txt': 'mine' });
  });

  it.each(['..', 'a/b', '.', '.git', '-rf', '~', '~root'])(
    'does not take the app name "%s" for a directory, and asks for one',
    async (name) => {
      await importApp({ appName: name });
      const asked = await place.run(runExport, { appId });
      expect(asked).toMatchObject({ status: 4, stdout: '', stderr: expect.stringContaining('give -o') });
      expect(await readdir(place.directory)).toEqual(['app']);
      expect(await place.run(runExport, { appId, output: 'out' })).toMatchObject({ status: 0 });
    },
  );
});
