import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Long } from '../../../src/bson/bson.ts';
import { type DbCopyOptions, runDbCopy } from '../../../src/cli/commands/db/db-copy.ts';
import { openEngine, type TestEngine } from '../../embedded/engine.ts';
import { type Changes, createDataDirectory, type DataDirectory } from './data-directory.ts';

let data: DataDirectory;
let target: TestEngine;
beforeAll(async () => {
  [data, target] = await Promise.all([createDataDirectory(), openEngine()]);
  await data.fill(async (client) => {
    await client
      .db('shop')
      .collection('orders')
      .insertMany(Array.from({ length: 50 }, (_, n) => ({ n })));
    await client.db('shop').collection('items').insertOne({ n: 1 });
  });
});
afterAll(async () => {
  await Promise.all([data.remove(), target.close()]);
});

const run = (options: DbCopyOptions, changes?: Changes) => data.run(runDbCopy, options, changes);

describe('db copy', () => {
  it('copies to the deployment that the environment names, and shows what', async () => {
    const done = await run({}, { env: { WEBHOOK_CLI_COPY_TO: target.engine.uri } });
    expect(done).toMatchObject({
      status: 0,
      json: {
        data: {
          dataFile: data.dataFile,
          collections: [
            { namespace: 'shop.items', documents: 1, added: 1, indexes: 1 },
            { namespace: 'shop.orders', documents: 50, added: 50, indexes: 1 },
          ],
          views: [],
        },
      },
    });
    const again = await data.show(runDbCopy, { to: target.engine.uri });
    expect(again).toContain('51 documents in 2 collections');
    expect(again).toMatch(/^shop\.orders +50 +0 +1 +[0-9a-f]{16}$/m);
    expect(await target.client.db('shop').collection('orders').countDocuments()).toBe(50);
  });

  it('ends with a conflict when the target has data of its own, and says what to do', async () => {
    await target.client.db('shop').collection('orders').insertOne({ n: 'mine' });
    const refused = await run({ to: target.engine.uri });
    expect(refused).toMatchObject({ status: 6, json: { error: { code: 'TargetHasOther' } } });
    expect(JSON.stringify(refused.json)).toContain('--overwrite');
    const done = await run({ to: target.engine.uri, database: ['shop'], collection: ['orders'], overwrite: true });
    expect(done).toMatchObject({ status: 0, json: { data: { collections: [{ documents: 50, added: 50 }] } } });
  });

  it('fails, with its report, when not all of it could be copied', async () => {
    await data.fill((client) =>
      client
        .db('shop')
        .collection('orders')
        .updateOne({ n: 7 }, [{ $set: { when: { $toDate: Long.fromString('9000000000000000') } } }]),
    );
    const done = await run({ to: target.engine.uri, collection: ['orders'], overwrite: true });
    expect(done).toMatchObject({
      status: 1,
      json: {
        error: { code: 'CopyIncomplete' },
        data: { collections: [{ documents: 49, problems: [expect.stringContaining('was left out')] }] },
      },
    });
  });

  it('that is interrupted says that it can be continued', async () => {
    const controller = new AbortController();
    controller.abort('SIGTERM');
    const done = await run({ to: target.engine.uri, collection: ['items'] }, { signal: controller.signal });
    expect(done).toMatchObject({ status: 1, json: { error: { code: 'CopyInterrupted' } } });
  });

  it.each([
    { title: 'no target', options: {}, status: 2, code: 'WrongUsage' },
    { title: 'an empty target', options: { to: '' }, status: 2, code: 'WrongUsage' },
    { title: 'what is no URI', options: { to: 'db.example.com' }, status: 2, code: 'InvalidRegistryUri' },
  ])('refuses $title', async ({ options, status, code }) => {
    const done = await run(options);
    expect(done).toMatchObject({ status, json: { error: { code } } });
    expect(JSON.stringify(done.json)).toContain('--to');
  });

  it('names the environment variable when what it holds is no URI', async () => {
    const done = await run({}, { env: { WEBHOOK_CLI_COPY_TO: 'db.example.com' } });
    expect(done).toMatchObject({ status: 2, json: { error: { code: 'InvalidRegistryUri' } } });
    expect(JSON.stringify(done.json)).toContain('the URI of WEBHOOK_CLI_COPY_TO');
  });

  it('ends as unreachable when nobody answers, without a word of the password', async () => {
    const port = await closedPort();
    const done = await run({ to: `mongodb://ada:canary@127.0.0.1:${port}/` }, { limits: { databaseConnectMs: 300 } });
    expect(done).toMatchObject({ status: 5, json: { error: { code: 'RegistryUnreachable' } } });
    expect(done.stderr).toContain('WEBHOOK_CLI_COPY_TO');
    expect(JSON.stringify(done)).not.toContain('canary');
  });

  it.each(['mongodb://ada:canary@host:port/', 'mongodb://ada:can/ary@host/', 'mongo://ada:canary@host/'])(
    'does not repeat the password of a URI that is wrong: %s',
    async (to) => {
      const done = await run({ to });
      expect(done).toMatchObject({ status: 2 });
      expect(JSON.stringify(done)).not.toMatch(/canary|can\/ary/);
    },
  );

  it.each([
    { title: 'alone', names: { database: ['nothing'] } },
    { title: 'beside one that is', names: { database: ['shop', 'nothing'] } },
    { title: 'of a collection, in the databases that are named', names: { collection: ['items', 'nothing'] } },
  ])('copies nothing when a name is not there, $title', async ({ names }) => {
    const done = await run({ to: target.engine.uri, ...names });
    expect(done).toMatchObject({ status: 7, json: { error: { code: 'NothingToCopy' } } });
    expect(JSON.stringify(done.json)).toContain('nothing named nothing');
  });

  it('lets no document expire while it is copied', async () => {
    await data.fill(async (client) => {
      const passed = client.db('expiring').collection('logs');
      await passed.insertMany([{ at: new Date(0) }, { at: new Date(1) }]);
      await passed.createIndex({ at: 1 }, { expireAfterSeconds: 1 });
    });
    const done = await run({ to: target.engine.uri, database: ['expiring'] }, { limits: { engineTtlSweepMs: 1 } });
    expect(done).toMatchObject({ status: 0, json: { data: { collections: [{ documents: 2, added: 2 }] } } });
  });
});

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
