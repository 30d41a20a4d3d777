import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResourceKind } from '../../src/app/app.ts';
import { ObjectId } from '../../src/bson/bson.ts';
import { runExport } from '../../src/cli/commands/export.ts';
import { runImport } from '../../src/cli/commands/import.ts';
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
async function inRegistry(work: (registry: Registry) => Promise<unknown>): Promise<void> {
  const uri = process.env.MONGODB_URI === '' ? undefined : process.env.MONGODB_URI;
  const { client, close } = await openDatabase({ uri, dataDirectory: place.dataDirectory, limits, appName: 'test' });
  const registry = createRegistry(client, { now: () => new Date(), newId: () => new ObjectId(), limits });
  await registry.prepare();
  await work(registry).finally(close);
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
    await deployed([['realm_config.json', 'app', '{}']]);
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
