import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientWith } from './client-with.ts';
import { openStore, type Store } from './store.ts';

// Real stores on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let store: Store;

beforeEach(async () => {
  store = await openStore();
});
afterEach(() => store.remove());

interface Schema {
  _id: string;
  version: number;
  lowest_reader: number;
  log_retention_days: number;
}

const meta = () => store.db.collection<Schema>('meta');
const schema = () => meta().findOne({ _id: 'schema' });
const indexKeys = async (collection: string) =>
  (await store.db.collection(collection).indexes()).map(({ key, unique, expireAfterSeconds }) => ({
    key,
    ...(unique ? { unique } : {}),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
  }));

describe('preparing a store', () => {
  it('makes the indexes and writes the version', async () => {
    await store.registry.prepare();
    expect(await schema()).toEqual({ _id: 'schema', version: 1, lowest_reader: 1, log_retention_days: 30 });
    expect(await indexKeys('apps')).toContainEqual({ key: { client_app_id: 1 }, unique: true });
    expect(await indexKeys('deployments')).toContainEqual({ key: { app: 1, number: 1 }, unique: true });
    expect(await indexKeys('logs')).toContainEqual({ key: { started: 1 }, expireAfterSeconds: 30 * 86_400 });
  });

  it('costs one read when it is done already', async () => {
    await store.registry.prepare();
    const calls: string[] = [];
    const client = clientWith(store.client, ({ collection, method }) => {
      calls.push(`${collection}.${method}`);
      return undefined;
    });
    await store.createRegistry({ client }).prepare();
    expect(calls).toEqual(['meta.findOne']);
  });

  it('works from several processes at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => store.createRegistry().prepare()));
    expect(await schema()).toMatchObject({ version: 1 });
  });

  it('changes the retention of logs when the limit changed', async () => {
    await store.registry.prepare();
    await store.createRegistry({ limits: { logRetentionDays: 7 } }).prepare();
    const retentions = (await indexKeys('logs')).filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
    expect(retentions).toEqual([{ key: { started: 1 }, expireAfterSeconds: 7 * 86_400 }]);
  });
});

describe('a store of a newer release', () => {
  const newer = { _id: 'schema', version: 9, lowest_reader: 8, log_retention_days: 30 };

  it('is refused by its version, and nothing is written', async () => {
    await meta().insertOne(newer);
    const refusal = { code: 'RegistryTooNew', message: expect.stringMatching(/version 9\b.* up to 1\b/) };
    await expect(store.registry.prepare()).rejects.toMatchObject(refusal);
    await expect(store.registry.checkReadable()).rejects.toMatchObject(refusal);
    expect(await schema()).toEqual(newer);
    expect(await store.db.listCollections().toArray()).toHaveLength(1);
  });

  it('is used, and its version is kept, when it says that this release can read it', async () => {
    await meta().insertOne({ ...newer, lowest_reader: 1 });
    await store.createRegistry({ limits: { logRetentionDays: 7 } }).prepare();
    expect(await schema()).toMatchObject({ version: 9 });
  });
});

describe('a store without any app', () => {
  it('can be read and gives no app', async () => {
    await store.registry.checkReadable();
    expect(await store.registry.findApp('orders-abcde')).toBeUndefined();
    expect(await store.registry.listApps()).toEqual([]);
  });

  it('refuses a second app with the same client app id', async () => {
    await store.registry.prepare();
    const app = { clientAppId: 'orders-abcde', name: 'orders', location: 'US-VA', deploymentModel: 'GLOBAL' };
    await store.registry.createApp(app);
    await expect(store.registry.createApp(app)).rejects.toMatchObject({ code: 'AppExists', exitCode: 6 });
    expect(await store.registry.listApps()).toMatchObject([{ ...app, revision: 0, live: undefined }]);
  });
});
