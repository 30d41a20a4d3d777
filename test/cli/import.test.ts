import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runExport } from '../../src/cli/commands/export/export.ts';
import { type ImportOptions, runImport } from '../../src/cli/commands/import/import.ts';
import { writeBackAppId } from '../../src/cli/commands/import/write-back-app-id.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appWithWebhooks, copyFixtureApp, type Tree } from '../helpers/app-directory.ts';
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
const app = (changes: Tree = {}): Tree => ({ ...appWithWebhooks(appId, sources), ...changes });

const write = (tree: Tree, name = 'app') => place.write(tree, name);

const importFrom = (path: string, options: ImportOptions = {}, changes = {}) =>
  place.run(runImport, { path, create: true, ...options }, changes);

/** The live version, as files below a fresh directory. */
async function exported(): Promise<Record<string, string>> {
  const output = join(place.directory, 'exported');
  await rm(output, { recursive: true, force: true });
  expect(await place.run(runExport, { appId, output })).toMatchObject({ status: 0 });
  return readTree(output);
}

describe('import', () => {
  it('makes a directory the first deployment of a new app, and says so', async () => {
    const path = await write(app());
    const finished = await importFrom(path);
    expect(finished.status, finished.stderr).toBe(0);
    expect(finished.stdout).toMatch(new RegExp(`^Successfully imported '${appId}' as deployment 1 \\(5 added, `));
    expect(finished.stderr).toContain(`New app created: ${appId}`);
    expect(finished.stderr).toContain('+ incoming webhook api/create');
    expect(await exported()).toEqual(await readTree(path));
  });

  it('of the sample app gives back the same bytes, and leaves the directory untouched', async () => {
    const path = await copyFixtureApp('orders', join(place.directory, 'sample'));
    const before = await readTree(path);
    expect(await importFrom(path, { appId })).toMatchObject({ status: 0 });
    expect(await readTree(path)).toEqual(before);
    expect(await exported()).toEqual(before);
  });

  it('of an unchanged directory does nothing', async () => {
    const path = await write(app());
    await importFrom(path);
    const again = await importFrom(path, { create: false });
    expect(again).toMatchObject({
      status: 0,
      stdout: 'Deployed app is identical to proposed version, nothing to do.\n',
    });
  });

  it('of an export does nothing, so that export, import and export give the same bytes', async () => {
    await importFrom(
      await write(app({ 'stitch.json': `{"name":"o",  "config_version":20180301,"app_id":"${appId}"}` })),
    );
    const first = await exported();
    const again = await importFrom(join(place.directory, 'exported'));
    expect(again.stdout).toContain('nothing to do');
    expect(await exported()).toEqual(first);
  });

  it('shows the plan of a change before it deploys', async () => {
    await importFrom(await write(app()));
    const { status, stdout, stderr } = await importFrom(
      await write({ ...appWithWebhooks(appId, { create: 'exports = () => 2;\n', added: 'exports = () => 3;\n' }) }),
      { strategy: 'replace' },
    );
    expect(status).toBe(0);
    expect(stdout).toContain('as deployment 2 (1 added, 1 changed, 1 removed; ');
    expect(stderr).toContain(
      '+ incoming webhook api/added\n~ incoming webhook api/create\n- incoming webhook api/list\n',
    );
  });

  it('keeps with merge what the directory does not have, and checks what the two give together', async () => {
    await importFrom(await write(app()));
    const local = await write(appWithWebhooks(appId, { added: 'exports = () => 3;\n' }));
    expect(await importFrom(local)).toMatchObject({ status: 0 });
    const files = Object.keys(await exported()).filter((path) => path.endsWith('source.js'));
    expect(files).toEqual(
      ['added', 'create', 'list'].map((name) => `services/api/incoming_webhooks/${name}/source.js`),
    );
  });

  it('refuses a merge whose result would be broken, and deploys nothing', async () => {
    await importFrom(await write(app()));
    const renamed = Object.entries(appWithWebhooks(appId, {})).map(([path, content]) =>
      path === 'services/api/config.json'
        ? [path, { name: 'warehouse', type: 'http', config: {}, version: 1 }]
        : [path, content],
    );
    const finished = await importFrom(await write(Object.fromEntries(renamed)));
    expect(finished).toMatchObject({ status: 3 });
    expect(finished.stderr).toContain('services/api/config.json belongs to the service "api" of the deployed app');
    expect(Object.keys(await exported())).toContain('services/api/incoming_webhooks/create/source.js');
  });

  it('prints one JSON document with the plan and the deployment', async () => {
    const path = await write(app());
    expect((await importFrom(path, {}, withJson)).json).toMatchObject({
      ok: true,
      data: {
        clientAppId: appId,
        created: true,
        identical: false,
        plan: { strategy: 'merge', counts: { add: 5, change: 0, remove: 0, unchanged: 0 } },
        deployment: { number: 1, revision: 1 },
        issues: [{ code: 'AnyoneCanRunAsSystem' }, { code: 'AnyoneCanRunAsSystem' }],
      },
    });
    expect((await importFrom(path, {}, withJson)).json).toMatchObject({
      ok: true,
      data: { created: false, identical: true, plan: { changes: [] }, deployment: { number: 1 } },
    });
  });

  it('leaves secrets.json out, with a warning', async () => {
    const finished = await importFrom(await write(app({ 'secrets.json': { services: {} } })));
    expect(finished.status).toBe(0);
    expect(finished.stderr).toMatch(/secrets\.json.* warning /);
    expect(Object.keys(await exported())).not.toContain('secrets.json');
  });

  it('refuses warnings with --strict, and deploys nothing', async () => {
    const path = await write(app({ 'values/rate.json': { name: 'rate', value: 1, valeu: 2 } }));
    expect(await importFrom(path, { strict: true }, withJson)).toMatchObject({
      status: 3,
      json: {
        error: { code: 'AppInvalid' },
        data: { issues: expect.arrayContaining([expect.objectContaining({ code: 'UnknownKey', severity: 'error' })]) },
      },
    });
    expect(await importFrom(path, { create: false })).toMatchObject({ status: 7 });
  });

  it('changes nothing with --dry-run', async () => {
    const path = await write(app());
    const dry = await importFrom(path, { dryRun: true });
    expect(dry.stdout).toContain(`would create the app ${appId}`);
    expect(dry.stdout).toContain('+ incoming webhook api/create');
    expect(await importFrom(path, { create: false })).toMatchObject({ status: 7 });
  });

  it('goes to the app that --app-id names, and says that the root file names another', async () => {
    const other = freshAppId('staging');
    const finished = await importFrom(await write(app()), { appId: other });
    expect(finished).toMatchObject({ status: 0 });
    expect(finished.stderr).toContain(`stitch.json says app_id "${appId}"; importing into "${other}"`);
    expect(await place.run(runExport, { appId })).toMatchObject({ status: 7 });
  });
});

describe('what an import prints of names from outside', () => {
  it('cannot look like a line of its own, nor drive a terminal', async () => {
    const name = 'a\n+ app fake\u001b[2J';
    const tree = app({ 'stitch.json': { app_id: appId, config_version: 20180301, name } });
    await writeFile(join(await write(tree), 'left-\u001b]0;out'), '');
    const finished = await importFrom(join(place.directory, 'app'));
    expect(finished.status).toBe(0);
    expect(finished.stderr).toContain('+ app a\\n+ app fake\\u001b[2J\n');
    expect(finished.stderr).toContain('left-\\u001b]0;out');
    expect(finished.stdout + finished.stderr).not.toContain('\u001b');
  });
});

describe('two imports that make the same app at once', () => {
  it('end with one that made it and one that conflicts or updates it', async () => {
    const path = await write(app());
    const both = await Promise.all([importFrom(path), importFrom(path)]);
    const statuses = both.map(({ status }) => status).sort();
    expect(
      [
        [0, 0],
        [0, 6],
      ],
      both.map(({ stderr }) => stderr).join(),
    ).toContainEqual(statuses);
    expect(await exported()).toEqual(await readTree(path));
  });
});

describe('import of a directory without app_id', () => {
  const text = '{\r\n  "config_version": 20180301,\r\n  "name" : "nameless app"\r\n}';
  const tree = () => app({ 'stitch.json': text });

  it('makes an id from the name, and inserts one line that holds it', async () => {
    const name = freshAppId('nameless');
    const path = await write(app({ 'stitch.json': text.replace('nameless app', name) }));
    const finished = await importFrom(path, {}, withJson);
    const { clientAppId } = (finished.json as { data: { clientAppId: string } }).data;
    expect(clientAppId).toMatch(new RegExp(`^${name}-[a-z]{5}$`));
    const line = `\r\n  "app_id": "${clientAppId}",`;
    const expected = text.replace('nameless app', name).replace('{', `{${line}`);
    expect(await readFile(join(path, 'stitch.json'), 'utf8')).toBe(expected);
    appId = clientAppId;
    expect((await exported())['stitch.json']).toBe(expected);
    expect((await importFrom(path, { create: false })).stdout).toContain('nothing to do');
  });

  it('that begins with a byte-order mark gets the id behind it', async () => {
    const name = freshAppId('marked');
    const path = await write(app({ 'stitch.json': `\ufeff${text.replace('nameless app', name)}` }));
    expect(await importFrom(path)).toMatchObject({ status: 0 });
    const written = await readFile(join(path, 'stitch.json'), 'utf8');
    expect(written).toMatch(new RegExp(`^\ufeff\\{\\r\\n  "app_id": "${name}-[a-z]{5}",\\r\\n`));
  });

  it('needs --app-id or --create, and says so', async () => {
    const finished = await importFrom(await write(tree()), { create: false });
    expect(finished.status).toBe(4);
    expect(finished.stderr).toContain('--app-id, or --create');
  });

  it('takes --app-id and leaves the file as it is', async () => {
    const path = await write(tree());
    expect(await importFrom(path, { appId })).toMatchObject({ status: 0 });
    expect(await readFile(join(path, 'stitch.json'), 'utf8')).toBe(text);
  });

  it('refuses to make a second app of that name', async () => {
    const name = freshAppId('twice');
    const unnamed = { 'stitch.json': text.replace('nameless app', name) };
    expect(await importFrom(await write(app(unnamed)))).toMatchObject({ status: 0 });
    const again = await importFrom(await write(app(unnamed)));
    expect(again).toMatchObject({ status: 6 });
    expect(again.stderr).toMatch(new RegExp(`app already exists with name "${name}": ${name}-[a-z]{5}`));
  });

  it('writes nothing back with --dry-run', async () => {
    const path = await write(app({ 'stitch.json': text.replace('nameless app', freshAppId('dry')) }));
    const before = await readTree(path);
    expect(await importFrom(path, { dryRun: true })).toMatchObject({ status: 0 });
    expect(await readTree(path)).toEqual(before);
  });
});

describe('import refuses', () => {
  it('an unknown app without --create, also with --yes, and names near ones', async () => {
    await importFrom(await write(app()));
    const mistyped = `${appId.slice(0, -1)}${appId.endsWith('q') ? 'r' : 'q'}`;
    const finished = await importFrom(join(place.directory, 'app'), { appId: mistyped, create: false });
    expect(finished).toMatchObject({ status: 7, stdout: '' });
    expect(finished.stderr).toContain(`Unable to find app with ID: "${mistyped}"`);
    expect(finished.stderr).toContain(`did you mean "${appId}"?`);
    expect(finished.stderr).toContain('--create');
  });

  it('an id that cannot stand in a URL', async () => {
    const finished = await importFrom(await write(app()), { appId: '../orders' });
    expect(finished).toMatchObject({ status: 2 });
    expect(finished.stderr).toContain('--app-id cannot be "../orders"');
  });

  it('an unknown strategy, with the three that it knows', async () => {
    const finished = await importFrom(await write(app()), { strategy: 'replaces' });
    expect(finished).toMatchObject({ status: 2 });
    expect(finished.stderr).toContain(
      'unknown import strategy "replaces"; accepted values are [merge|replace|replace-by-name]',
    );
  });

  it('to go on unconfirmed where it cannot ask', async () => {
    const path = await write(app());
    const finished = await importFrom(path, {}, { assumeYes: false });
    expect(finished).toMatchObject({ status: 4, stdout: '' });
    expect(finished.stderr).toContain('give --yes');
    expect(await importFrom(path, { create: false })).toMatchObject({ status: 7 });
  });

  it('an app with errors before the registry is touched', async () => {
    const path = await write(app({ 'services/api/incoming_webhooks/create/source.js': 'exports = (;' }));
    const finished = await importFrom(path, {}, withJson);
    expect(finished).toMatchObject({ status: 3, json: { ok: false, error: { code: 'AppInvalid' } } });
    expect((finished.json as { data: { issues: unknown[] } }).data.issues.length).toBeGreaterThan(0);
    await expect(readdir(place.dataDirectory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('a directory that does not exist', async () => {
    expect(await importFrom(join(place.directory, 'nowhere'))).toMatchObject({ status: 7 });
  });

  it('to deploy when it is interrupted', async () => {
    const path = await write(app());
    await expect(importFrom(path, {}, { signal: AbortSignal.abort('SIGINT') })).resolves.toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('interrupted'),
    });
    expect(await place.run(runExport, { appId })).toMatchObject({ status: 7 });
  });

  it('a registry that cannot be reached, without printing its password', async () => {
    const path = await write(app());
    const registryUri = 'mongodb://ada:canary@127.0.0.1:1/?serverSelectionTimeoutMS=200';
    const { DEFAULT_LIMITS: limits } = await import('../../src/limits.ts');
    const settings = { registryUri, dataDirectory: place.dataDirectory, limits: { ...limits, databaseConnectMs: 300 } };
    const finished = await importFrom(path, {}, { settings });
    expect(finished).toMatchObject({ status: 5 });
    expect(finished.stderr).toContain('127.0.0.1:1');
    expect(finished.stderr).not.toContain('canary');
  });
});

describe('a root file that cannot take the id', () => {
  const newTarget = () => {
    const warnings: string[] = [];
    const output = { ...withJson.output, warning: (text: string) => void warnings.push(text) };
    const target = {
      kind: 'new' as const,
      writeBack: true,
      app: { clientAppId: appId, name: 'orders', location: 'US-VA', deploymentModel: 'GLOBAL' },
    };
    return [target, warnings, output] as const;
  };

  it('because it has an empty app_id keeps its bytes; the id is printed, and the import goes on', async () => {
    const name = freshAppId('empty');
    const path = await write(app({ 'stitch.json': `{"config_version": 20180301, "app_id": "", "name": "${name}"}` }));
    const before = await readTree(path);
    const finished = await importFrom(path);
    expect(finished).toMatchObject({ status: 0 });
    expect(finished.stderr).toMatch(new RegExp(`write "${name}-[a-z]{5}" there yourself`));
    expect(await readTree(path)).toEqual(before);
  });

  it('because somebody edited it while the plan was shown is left as edited, and the line to add is printed', async () => {
    const path = await write(app({ 'stitch.json': '{"name": "orders"}' }));
    const files = new Map([['stitch.json', await readFile(join(path, 'stitch.json'))]]);
    const edited = '{"name": "orders", "location": "IE"}';
    await writeFile(join(path, 'stitch.json'), edited);
    const [target, warnings, output] = newTarget();
    expect(
      await writeBackAppId(
        target,
        { path: 'stitch.json', files, root: path, isArchive: false },
        DEFAULT_LIMITS,
        output,
      ),
    ).toBe(files);
    expect(warnings).toEqual([expect.stringMatching(/changed since it was read.* add the line "app_id": "orders-/)]);
    expect(await readFile(join(path, 'stitch.json'), 'utf8')).toBe(edited);
  });

  it('because its directory cannot be written is deployed as it is, and the id is printed', async () => {
    const files = new Map([['stitch.json', Buffer.from('{"name": "orders"}')]]);
    const [target, warnings, output] = newTarget();
    const gone = join(place.directory, 'gone');
    const file = { path: 'stitch.json', files, root: gone, isArchive: false };
    expect(await writeBackAppId(target, file, DEFAULT_LIMITS, output)).toBe(files);
    expect(warnings).toEqual([expect.stringContaining(`add the line "app_id": "${appId}", to stitch.json yourself`)]);
  });
});
