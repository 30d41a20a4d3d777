import { join } from 'node:path';
import type { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResourceKind } from '../../src/app/app.ts';
import { ObjectId } from '../../src/bson/bson.ts';
import { runExport } from '../../src/cli/commands/export/export.ts';
import { type ImportOptions, runImport } from '../../src/cli/commands/import/import.ts';
import { openDatabase } from '../../src/database/database.ts';
import { DEFAULT_LIMITS as limits } from '../../src/limits.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { appWithWebhooks, writeTree } from '../helpers/app-directory.ts';
import { createWorkplace, freshAppId, type Workplace, withJson } from './command-line.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let place: Workplace;
let appId: string;

beforeEach(async () => {
  place = await createWorkplace();
  appId = freshAppId();
});
afterEach(() => place.remove());

/** What another program, or an older release, left in the registry. */
async function inRegistry(work: (registry: Registry, client: MongoClient) => Promise<unknown>): Promise<void> {
  const uri = process.env.MONGODB_URI === '' ? undefined : process.env.MONGODB_URI;
  const { client, close } = await openDatabase({ uri, dataDirectory: place.dataDirectory, limits, appName: 'test' });
  const registry = createRegistry(client, { now: () => new Date(), newId: () => new ObjectId(), limits });
  await registry.prepare();
  await work(registry, client).finally(close);
}

const newApp = () => ({ clientAppId: appId, name: 'orders', location: 'US-VA', deploymentModel: 'GLOBAL' });

async function deployed(files: readonly (readonly [path: string, kind: ResourceKind, text: string])[]): Promise<void> {
  await inRegistry(async (registry) => {
    await registry.deploy({
      app: await registry.createApp(newApp()),
      files: new Map(files.map(([path, , text]) => [path, Buffer.from(text)])),
      entries: files.map(([path, kind]) => ({ path, kind, resource: path })),
      origin: 'import',
    });
  });
}

async function importLocal(strategy: string) {
  const path = await writeTree(join(place.directory, 'app'), appWithWebhooks(appId, { ping: 'exports = () => 1;\n' }));
  return place.run(runImport, { path, strategy }, withJson);
}

describe('merging with what the registry holds', () => {
  it('refuses another layout and points to replace, which goes through', async () => {
    await deployed([['realm_config.json', 'app', '{"config_version":20210101,"name":"orders"}']]);
    expect(await importLocal('merge')).toMatchObject({
      status: 3,
      json: { error: { code: 'MergeLayoutDiffers', hint: 'use --strategy replace' } },
    });
    expect(await importLocal('replace')).toMatchObject({ status: 0 });
  });

  it('refuses a result with errors, lists them, and leaves what was live', async () => {
    await deployed([['values/broken.json', 'value', '{']]);
    const finished = await importLocal('merge');
    expect(finished).toMatchObject({ status: 3, json: { error: { code: 'MergedAppInvalid' } } });
    expect(finished.json).toMatchObject({ data: { issues: [{ file: 'values/broken.json', severity: 'error' }, {}] } });
    expect(await place.run(runExport, { appId, output: 'out' }, withJson)).toMatchObject({
      status: 0,
      json: { data: { deployment: { number: 1 }, files: 1 } },
    });
  });
});

describe('a damaged deployment', () => {
  const damage = () =>
    inRegistry(async (registry, client) => {
      const root = (await registry.findApp(appId))?.live?.root ?? [];
      const trees = client.db('webhook_cli').collection<{ _id: string }>('trees');
      await trees.updateMany({ _id: { $in: [...root] } }, { $set: { 'entries.0.resource': 'damaged' } });
    });

  it('is replaced by an import that says so, also by one of the same files, and never merged with', async () => {
    await deployed([['values/v.json', 'value', '{"name":"v","value":1}']]);
    await damage();
    expect(await importLocal('merge')).toMatchObject({ status: 1, json: { error: { code: 'RegistryRecordDamaged' } } });
    for (const number of [2, 3]) {
      const replaced = await importLocal('replace');
      expect(replaced).toMatchObject({
        status: 0,
        json: {
          data: {
            plan: { counts: { add: 4, change: 0, remove: 0 }, unreadable: expect.stringContaining('is damaged') },
            deployment: { number },
          },
        },
      });
      expect(replaced.stderr).toContain('! what is deployed cannot be read, so everything counts as added: ');
      expect(await place.run(runExport, { appId, output: `out-${number}` })).toMatchObject({ status: 0 });
      await damage();
    }
  });
});

describe('an app that is renamed', () => {
  const nameInRegistry = async () => {
    let name: string | undefined;
    await inRegistry(async (registry) => {
      name = (await registry.findApp(appId))?.name;
    });
    return name;
  };
  const importNamed = async (name: string, source: string, options: ImportOptions = {}) => {
    const tree = {
      ...appWithWebhooks(appId, { ping: source }),
      'stitch.json': { app_id: appId, config_version: 20180301, name },
    };
    const path = await writeTree(join(place.directory, 'app'), tree);
    expect(await place.run(runImport, { path, create: true, ...options })).toMatchObject({ status: 0 });
  };

  it('in its root file has the new name in the registry too', async () => {
    await importNamed('before', 'exports = () => 1;');
    expect(await nameInRegistry()).toBe('before');
    await importNamed('after', 'exports = () => 1;');
    expect(await nameInRegistry()).toBe('after');
  });

  it('with --app-name keeps that name until the root file changes', async () => {
    await importNamed('orders', 'exports = () => 1;', { appName: 'staging' });
    await importNamed('orders', 'exports = () => 2;');
    expect(await nameInRegistry()).toBe('staging');
    await importNamed('sales', 'exports = () => 2;');
    expect(await nameInRegistry()).toBe('sales');
  });
});

describe('an app that was never deployed', () => {
  it('cannot be exported, and takes a first import', async () => {
    await inRegistry((registry) => registry.createApp(newApp()));
    expect(await place.run(runExport, { appId }, withJson)).toMatchObject({
      status: 7,
      json: { error: { code: 'AppNeverDeployed' } },
    });
    expect(await importLocal('merge')).toMatchObject({ status: 0, json: { data: { deployment: { number: 1 } } } });
  });
});

describe('a registry of a newer release', () => {
  it('is refused by name before anything is written', async () => {
    const { dataDirectory } = place;
    // Always an engine of its own: the mark would lock out every other test of a shared server.
    const settings = { registryUri: undefined, dataDirectory, limits };
    const { client, close } = await openDatabase({ uri: undefined, dataDirectory, limits, appName: 'test' });
    await client
      .db('webhook_cli')
      .collection<{ _id: string; version: number; lowest_reader: number }>('meta')
      .insertOne({ _id: 'schema', version: 7, lowest_reader: 7 });
    await close();
    const path = await writeTree(join(place.directory, 'app'), appWithWebhooks(appId, {}));
    const refused = { status: 1, json: { error: { code: 'RegistryTooNew' } } };
    expect(await place.run(runImport, { path, create: true }, { ...withJson, settings })).toMatchObject(refused);
    expect(await place.run(runExport, { appId }, { ...withJson, settings })).toMatchObject(refused);
  });
});
