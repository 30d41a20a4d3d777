import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAudit } from '../../src/cli/commands/audit/audit.ts';
import { runExport } from '../../src/cli/commands/export/export.ts';
import { runImport } from '../../src/cli/commands/import/import.ts';
import { runValidate } from '../../src/cli/commands/validate/validate.ts';
import { runWebhooksList } from '../../src/cli/commands/webhooks/list.ts';
import { type EntryParts, zipBytes } from '../archives/zip-bytes.ts';
import { appWithWebhooks, type Tree } from '../helpers/app-directory.ts';
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

const sources = { create: 'exports = () => 1;\n', list: 'exports = () => [];\n' };

describe('a command on an archive', () => {
  it('validates it like the directory, and shows its name', async () => {
    const tree = { ...appWithWebhooks(appId, sources), 'README.md': 'x', 'values/a.json': '{' };
    await place.write(tree, 'orders');
    await writeZip('orders.zip', tree);
    const [fromZip, fromDirectory] = [await validate('orders.zip'), await validate('orders')];
    expect(fromZip).toMatchObject({ status: 3 });
    expect(fromZip.stdout).toContain('orders.zip');
    expect(fromZip.stdout.replaceAll('orders.zip', 'orders')).toBe(fromDirectory.stdout);
  });

  it('takes it by --path, by --from-zip and by the argument, and refuses two of them', async () => {
    await writeZip('orders.zip', appWithWebhooks(appId, sources));
    for (const options of [{ path: 'orders.zip' }, { fromZip: 'orders.zip' }, { directory: 'orders.zip' }]) {
      expect(await place.run(runValidate, options)).toMatchObject({ status: 0 });
    }
    const both = await place.run(runValidate, { path: 'orders.zip', fromZip: 'orders.zip' });
    expect(both).toMatchObject({ status: 2 });
    expect(both.stderr).toContain('--path and --from-zip cannot be given together');
    for (const options of [{ path: 'other' }, { fromZip: 'other.zip' }]) {
      const [[name, value] = []] = Object.entries(options);
      const flag = name === 'path' ? '--path' : '--from-zip';
      const differing = await place.run(runValidate, { directory: 'orders.zip', ...options });
      expect(differing).toMatchObject({ status: 2 });
      expect(differing.stderr).toContain(`the directory orders.zip and ${flag} ${value} cannot be given together`);
    }
    const same = await place.run(runValidate, { directory: 'orders.zip', path: './orders.zip' });
    expect(same).toMatchObject({ status: 0 });
  });

  it('lists and audits it like the directory', async () => {
    const tree = appWithWebhooks(appId, sources);
    await place.write(tree, 'orders');
    await writeZip('orders.zip', tree);
    const listed = (path: string) => place.run(runWebhooksList, { path, publicUrl: 'http://127.0.0.1:9090' }, withJson);
    expect(await listed('orders.zip')).toEqual(await listed('orders'));
    const audited = (path: string) => place.run(runAudit, { path, publicUrl: 'http://127.0.0.1:9090' });
    const [fromZip, fromDirectory] = [await audited('orders.zip'), await audited('orders')];
    expect(fromZip).toMatchObject({ status: 0, stdout: expect.stringContaining('create') });
    expect(fromZip.stdout.replaceAll('orders.zip', 'orders')).toBe(fromDirectory.stdout);
  });

  it('tells an archive by its content: a text file is refused whatever its name', async () => {
    await place.write({ 'text.zip': 'no archive', 'notes.txt': 'x' }, '.');
    for (const path of ['text.zip', 'notes.txt']) {
      const finished = await place.run(runValidate, { path });
      expect(finished).toMatchObject({ status: 2, stdout: '' });
      expect(finished.stderr).toContain(`error: expected an app directory or .zip, got the file ${path}`);
    }
    await writeZip('orders.export', appWithWebhooks(appId, sources));
    expect(await place.run(runValidate, { path: 'orders.export' })).toMatchObject({ status: 0 });
  });

  it.each<[string, EntryParts, string]>([
    ['UnsafeEntry', { name: '../x' }, 'has the unsafe entry "../x": its name leads out of the archive'],
    ['DuplicateEntry', { name: 'Stitch.json' }, 'has the entries "stitch.json" and "Stitch.json"'],
    ['EntryDamaged', { name: 'values/a.json', content: '{}', checksum: 7 }, 'has the damaged entry "values/a.json"'],
    ['EntryEncrypted', { name: 'values/a.json', flags: 1 }, 'has the encrypted entry "values/a.json"'],
  ])('refuses a hostile or damaged one by name, and changes nothing: %s', async (code, entry, message) => {
    const root = { name: 'stitch.json', content: JSON.stringify({ config_version: 20180301, name: 'orders' }) };
    await writeFile(join(place.directory, 'orders.zip'), zipBytes([root, entry]));
    const validated = await place.run(runValidate, { path: 'orders.zip' }, withJson);
    expect(validated).toMatchObject({ status: 3, json: { ok: false, error: { code } } });
    const imported = await place.run(runImport, { path: 'orders.zip', create: true });
    expect(imported).toMatchObject({ status: 3, stdout: '' });
    expect(imported.stderr).toContain(`error: orders.zip ${message}`);
    expect(Object.keys(await readTree(place.directory))).toEqual(['orders.zip']);
  });

  it('picks the root file that --manifest names, and leaves the others out', async () => {
    const tree = {
      'stitch.json': { config_version: 20180301, name: 'old' },
      'realm_config.json': { config_version: 20210101, name: 'new', location: 'US-VA', deployment_model: 'GLOBAL' },
    };
    await place.write(tree, 'both');
    await writeZip('both.zip', tree);
    for (const path of ['both', 'both.zip']) {
      const open = await place.run(runValidate, { path }, withJson);
      expect(open.json).toMatchObject({ data: { issues: [{ code: 'AmbiguousRootFile' }] } });
      const picked = await place.run(runValidate, { path, manifest: 'realm_config.json' }, withJson);
      expect(picked).toMatchObject({ status: 0, json: { data: { issues: [], ignored: ['stitch.json'] } } });
    }
  });

  it('refuses a root file by another name, and says when the chosen one is not there', async () => {
    await place.write(appWithWebhooks(appId, sources), 'orders');
    const validateWith = (manifest: string) => place.run(runValidate, { path: 'orders', manifest }, withJson);
    for (const manifest of ['app.json', './stitch.json']) {
      expect(await validateWith(manifest)).toMatchObject({ status: 2, json: { error: { code: 'UnknownRootFile' } } });
    }
    expect(await validateWith('realm_config.json')).toMatchObject({
      status: 3,
      json: { data: { issues: [{ code: 'ChosenRootFileMissing', message: expect.stringContaining('stitch.json') }] } },
    });
  });
});

describe('import of an archive', () => {
  it('deploys the files of the app, and says which id it made up instead of writing it into the archive', async () => {
    const { 'stitch.json': _, ...tree } = appWithWebhooks(appId, sources);
    const path = await writeZip('orders.zip', { ...tree, 'stitch.json': { config_version: 20180301, name: appId } });
    const before = await readFile(path);
    const finished = await place.run(runImport, { path, create: true });
    expect(finished).toMatchObject({ status: 0 });
    expect(finished.stderr).toMatch(
      /warning: stitch\.json lies in an archive, which stays as it is: add the line "app_id": "[\w-]+", to stitch\.json yourself/,
    );
    expect(await readFile(path)).toEqual(before);
  });

  it('never stores secrets.json, and says so', async () => {
    const tree = { ...appWithWebhooks(appId, sources), 'secrets.json': { services: {} } };
    const path = await writeZip('orders.zip', tree);
    const finished = await place.run(runImport, { path, create: true });
    expect(finished).toMatchObject({ status: 0 });
    expect(finished.stderr).toContain('warning SecretsFileLeftOut');
    expect(await place.run(runExport, { appId, output: 'out' })).toMatchObject({ status: 0 });
    expect(Object.keys(await readTree(join(place.directory, 'out')))).not.toContain('secrets.json');
  });
});

describe('export to an archive', () => {
  it('gives one that imports as identical, holds the same bytes, and is the same the next time', async () => {
    await importDirectory();
    const first = await place.run(runExport, { appId, output: 'a/orders.zip' });
    expect(first).toMatchObject({ status: 0 });
    expect(first.stdout).toMatch(
      new RegExp(`^Successfully exported '${appId}' to a/orders.zip \\(deployment 1; 7 files, \\d+ ms\\)`),
    );
    const again = await place.run(runImport, { path: 'a/orders.zip', strategy: 'replace' });
    expect(again.stdout).toContain('Deployed app is identical to proposed version, nothing to do.');
    expect(await place.run(runExport, { appId, output: 'b.zip' })).toMatchObject({ status: 0 });
    const bytes = await Promise.all(['a/orders.zip', 'b.zip'].map((name) => readFile(join(place.directory, name))));
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it('leaves one that exists alone without --overwrite', async () => {
    await importDirectory();
    await place.write({ 'orders.zip': 'mine' }, 'old');
    const output = 'old/orders.zip';
    const refused = await place.run(runExport, { appId, output });
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stderr).toContain('give --overwrite to replace it');
    expect(await readFile(join(place.directory, output), 'utf8')).toBe('mine');
    const replaced = await place.run(runExport, { appId, output, overwrite: true }, withJson);
    expect(replaced).toMatchObject({ status: 0, json: { data: { archive: join(place.directory, output), files: 7 } } });
    expect(await place.run(runValidate, { path: output })).toMatchObject({ status: 0 });
  });

  it('writes into a directory that has such a name', async () => {
    await importDirectory();
    await mkdir(join(place.directory, 'orders.zip'));
    expect(await place.run(runExport, { appId, output: 'orders.zip' })).toMatchObject({ status: 0 });
    expect((await stat(join(place.directory, 'orders.zip/stitch.json'))).isFile()).toBe(true);
  });
});

async function importDirectory(): Promise<void> {
  const path = await place.write(appWithWebhooks(appId, sources), 'app');
  expect(await place.run(runImport, { path, create: true })).toMatchObject({ status: 0 });
}

function validate(path: string) {
  return place.run(runValidate, { path });
}

/** The same bytes as `writeTree` writes. */
async function writeZip(name: string, tree: Tree): Promise<string> {
  const entries = Object.entries(tree).map(([path, content]) => ({
    name: path,
    content: typeof content === 'string' ? content : `${JSON.stringify(content, null, 4)}\n`,
  }));
  const path = join(place.directory, name);
  await writeFile(path, zipBytes(entries));
  return path;
}
