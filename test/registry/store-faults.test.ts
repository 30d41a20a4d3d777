import { MongoNetworkError, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AppRecord } from '../../src/registry/apps.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { clientWith, type Intercept } from './client-with.ts';
import { entriesFor, filesFrom, openStore, type Store } from './store.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let store: Store;
let appCount = 0;

beforeAll(async () => {
  store = await openStore();
  await store.registry.prepare();
});
afterAll(() => store.remove());

const batches = { registryBlobsPerBatch: 3, registryTreeEntriesMax: 4 };

function versionOf(text: string): Map<string, Uint8Array> {
  return filesFrom(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`file-${index}`, `${text} ${index}`])));
}

async function appWith(files: ReadonlyMap<string, Uint8Array>): Promise<AppRecord> {
  const clientAppId = `faults-${appCount++}`;
  const app = await store.registry.createApp({
    clientAppId,
    name: 'faults',
    location: 'US-VA',
    deploymentModel: 'GLOBAL',
  });
  await deployTo(store.createRegistry({ limits: batches }), app, files);
  return reload(app);
}

const deployTo = (registry: Registry, app: AppRecord, files: ReadonlyMap<string, Uint8Array>) =>
  registry.deploy({ app, files, entries: entriesFor(files), origin: 'import' });

async function reload(app: AppRecord): Promise<AppRecord> {
  const found = await store.registry.findApp(app.clientAppId);
  if (found === undefined) throw new Error('the app is gone');
  return found;
}

async function textOf(app: AppRecord): Promise<Set<string>> {
  const files = await store.registry.readFiles(await reload(app));
  expect(files.size).toBe(12);
  return new Set([...files.values()].map((bytes) => Buffer.from(bytes).toString().replace(/ \d+$/, '')));
}

function registryWith(intercept: Intercept): Registry {
  return store.createRegistry({ client: clientWith(store.client, intercept), limits: batches });
}

/** Fails the n-th call of the store; counts them when n is beyond. */
function failing(n: number): { intercept: Intercept; calls: () => number } {
  let calls = 0;
  return {
    intercept: () => {
      calls++;
      if (calls !== n) return undefined;
      return () => {
        throw new MongoNetworkError('the store failed');
      };
    },
    calls: () => calls,
  };
}

describe('a store that fails', () => {
  it('at any one call leaves the old version live, whole, or has made the new one live', async () => {
    for (let n = 1; ; n++) {
      const app = await appWith(versionOf('old'));
      const fault = failing(n);
      const fresh = versionOf(`new ${n}`);
      const outcome = await deployTo(registryWith(fault.intercept), app, fresh).then(
        () => 'deployed' as const,
        (error: unknown) => error,
      );
      expect([...(await textOf(app))], `fault at call ${n}`).toEqual([outcome === 'deployed' ? `new ${n}` : 'old']);
      if (fault.calls() < n) {
        expect(n).toBeGreaterThan(10);
        expect(outcome).toBe('deployed');
        break;
      }
      // The next attempt, on a healthy store, finds its way past what the failed one left.
      if (outcome !== 'deployed') await deployTo(store.createRegistry({ limits: batches }), app, fresh);
      expect([...(await textOf(app))]).toEqual([`new ${n}`]);
    }
  });

  it('after the new version became live, and so loses the answer, is not reported as a failure', async () => {
    const app = await appWith(versionOf('old'));
    const collection = store.db.collection('apps');
    const registry = registryWith((call) => {
      if (call.collection !== 'apps' || call.method !== 'updateOne') return undefined;
      const [filter, update] = call.args as [object, object];
      return async () => {
        await collection.updateOne(filter, update);
        throw new MongoNetworkError('the answer was lost');
      };
    });
    expect(await deployTo(registry, app, versionOf('new'))).toMatchObject({ number: 2, revision: 2 });
    expect([...(await textOf(app))]).toEqual(['new']);
  });

  it('is never asked for a write to the app before every file, tree and the deployment are written', async () => {
    const app = await appWith(versionOf('old'));
    const writes: string[] = [];
    const registry = registryWith(({ collection, method }) => {
      if (/^(insert|update|replace|delete|bulk)/.test(method)) writes.push(collection);
      return undefined;
    });
    await deployTo(registry, app, versionOf('ordered'));
    expect(writes.filter((name, index) => name !== writes[index - 1])).toEqual([
      'blobs',
      'trees',
      'deployments',
      'apps',
    ]);
  });

  it.each([
    ['is away', new MongoNetworkError('connection closed'), 'DeploymentInterrupted', 5],
    ['refuses a write', new MongoServerError({ message: 'no space left', code: 14031 }), 'DeploymentFailed', 1],
  ])('because it %s is reported with its reason', async (_, error, code, exitCode) => {
    const app = await appWith(versionOf('old'));
    const registry = registryWith(({ collection, method }) =>
      collection === 'trees' && method === 'insertMany' ? () => Promise.reject(error) : undefined,
    );
    await expect(deployTo(registry, app, versionOf(code))).rejects.toMatchObject({
      code,
      exitCode,
      message: expect.stringContaining(error.message),
    });
    expect([...(await textOf(app))]).toEqual(['old']);
  });

  it('is not asked again for a deployment number after anything but a taken number', async () => {
    const app = await appWith(versionOf('old'));
    let inserts = 0;
    const registry = registryWith(({ collection, method }) => {
      if (collection !== 'deployments' || method !== 'insertOne') return undefined;
      inserts++;
      return () => Promise.reject(new MongoNetworkError('connection closed'));
    });
    await expect(deployTo(registry, app, versionOf('x'))).rejects.toMatchObject({ code: 'DeploymentInterrupted' });
    expect(inserts).toBe(1);
  });

  it('tells late that a number was taken, and the next one is used', async () => {
    const app = await appWith(versionOf('old'));
    let looks = 0;
    const registry = registryWith(({ collection, method }) =>
      collection === 'deployments' && method === 'findOne' && looks++ === 0 ? () => Promise.resolve(null) : undefined,
    );
    expect(await deployTo(registry, app, versionOf('new'))).toMatchObject({ number: 2 });
    expect(looks).toBe(2);
  });

  it('passes over a deployment number that a killed writer left behind', async () => {
    const app = await appWith(versionOf('old'));
    const killed = registryWith(({ collection, method }) => {
      if (collection !== 'apps' || method !== 'updateOne') return undefined;
      return () => Promise.reject(new MongoNetworkError('killed'));
    });
    await expect(deployTo(killed, app, versionOf('never live'))).rejects.toThrow('killed');
    expect(await deployTo(store.registry, app, versionOf('new'))).toMatchObject({ number: 3, revision: 2 });
  });
});

describe('importing again without change', () => {
  it('reads and sends no file', async () => {
    const app = await appWith(versionOf('same'));
    const touched: string[] = [];
    const registry = registryWith(({ collection, method }) => {
      if (collection === 'blobs') touched.push(method);
      return undefined;
    });
    const entries = await registry.readEntries(app);
    await registry.deploy({
      app,
      files: new Map(),
      entries: entries.map((entry) => ({ ...entry, hash: entry.blob })),
      origin: 'import',
    });
    expect(touched).toEqual([]);
  });
});
