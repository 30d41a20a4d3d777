import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseApp } from '../../src/app/parse-app.ts';
import { ObjectId } from '../../src/bson/bson.ts';
import { runImport } from '../../src/cli/commands/import/import.ts';
import { runServe, type ServeOptions } from '../../src/cli/commands/serve/serve.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { appWithWebhooks, type Tree, writeTree } from '../helpers/app-directory.ts';
import { createWorkplace, freshAppId, type Workplace } from './command-line.ts';
import { type Serving, startServing } from './serving.ts';

const limits = { ...DEFAULT_LIMITS, registryFollowPollMs: 50, drainMs: 2_000 };
const registryUri = process.env.MONGODB_URI === '' ? undefined : process.env.MONGODB_URI;

let place: Workplace;
let appId: string;
const running: Serving[] = [];

beforeEach(async () => {
  place = await createWorkplace();
  appId = freshAppId();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((serving) => serving.end()));
  await place.remove();
});

async function importApp(tree: Tree, name = 'app', id = appId): Promise<void> {
  const path = await writeTree(`${place.directory}/${name}`, tree);
  const { status, stderr } = await place.run(runImport, { path, appId: id, create: true });
  expect(status, stderr).toBe(0);
}

async function serve(options: ServeOptions, json = false): Promise<Serving> {
  const settings = { registryUri, dataDirectory: place.dataDirectory, limits };
  const serving = await startServing(options, { place, settings, json });
  running.push(serving);
  return serving;
}

async function inRegistry<Result>(work: (registry: Registry, database: Database) => Promise<Result>): Promise<Result> {
  const database = await openDatabase({
    uri: registryUri,
    dataDirectory: place.dataDirectory,
    limits,
    appName: 'test',
  });
  try {
    const registry = createRegistry(database.client, { now: () => new Date(), newId: () => new ObjectId(), limits });
    return await work(registry, database);
  } finally {
    await database.close();
  }
}

const url = (serving: Serving, webhook: string, id = appId) =>
  `${serving.origin}/api/client/v2.0/app/${id}/service/api/incoming_webhook/${webhook}`;
const call = async (address: string) => {
  const answer = await fetch(address, { method: 'POST', body: '{}' });
  return [answer.status, await answer.text()];
};

describe('serve', { timeout: 30_000 }, () => {
  it('prints its address, the webhooks, and that the embedded engine can be changed for a cluster', async () => {
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "hi";' }));
    const serving = await serve({ appId: [appId] });
    expect(serving.stdout()).toContain(`Listening on ${serving.origin}\n`);
    expect(serving.stdout()).toContain(`\n${appId}, deployment 1, 1 webhook\n`);
    expect(serving.stdout()).toContain(`POST   ${url(serving, 'hello')}  NO_VALIDATION`);
    if (registryUri === undefined) {
      expect(serving.stderr()).toMatch(/Using the embedded database engine .*--registry mongodb:\/\//);
    }
    expect(await call(url(serving, 'hello'))).toEqual([200, '"hi"']);
  });

  it('says at its start of webhooks whose calls it refuses why', async () => {
    await importApp({
      ...appWithWebhooks(appId, { ping: 'exports = () => 1;\n' }),
      'services/repo/config.json': { name: 'repo', type: 'github', config: {} },
      'services/repo/incoming_webhooks/push/config.json': {
        name: 'push',
        options: { secret: 'a-secret-of-some-length' },
      },
      'services/repo/incoming_webhooks/push/source.js': 'exports = () => 1;\n',
    });
    const lines = (await serve({ port: '0' })).stdout().split('\n');
    expect(lines.find((line) => line.includes('/incoming_webhook/push'))).toMatch(
      /GITHUB \(not served yet: belongs to a service of type github\)$/,
    );
    expect(lines.find((line) => line.includes('/incoming_webhook/ping'))).not.toContain('not served');
  });

  it('prints URLs with the public address when one is given', async () => {
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => context.request.webhookUrl;' }));
    const serving = await serve({ appId: [appId], publicUrl: 'https://hooks.example.com/' });
    const path = `/api/client/v2.0/app/${appId}/service/api/incoming_webhook/hello`;
    expect(serving.stdout()).toContain(`https://hooks.example.com${path}`);
    expect(await call(url(serving, 'hello'))).toEqual([200, `"https://hooks.example.com${path}"`]);
  });

  it('prints one JSON object a line with --json', async () => {
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "hi";' }));
    const serving = await serve({ appId: [appId], exampleBody: '{}' }, true);
    await expect.poll(() => serving.stdout().split('\n')).toHaveLength(4);
    const events = serving
      .stdout()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toMatchObject([
      { event: 'listening', address: serving.origin },
      { event: 'webhook', app: appId, service: 'api', webhook: 'hello', method: 'POST', validation: 'NO_VALIDATION' },
      { event: 'example', validation: 'NO_VALIDATION', command: expect.stringContaining('curl ') },
    ]);
  });

  it('prints a curl for each validation method that works in a shell, whatever the body and the secret', async () => {
    const secret = `it's "a" $ecret & more`;
    const config = (name: string, validationMethod: string) => ({
      name,
      run_as_user_id: '',
      run_as_user_id_script_source: '',
      options: { httpMethod: 'POST', validationMethod, ...(validationMethod === 'NO_VALIDATION' ? {} : { secret }) },
      respond_result: true,
    });
    const tree: Record<string, unknown> = { ...appWithWebhooks(appId, {}) };
    for (const method of ['NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM']) {
      tree[`services/api/incoming_webhooks/${method}/config.json`] = config(method, method);
      tree[`services/api/incoming_webhooks/${method}/source.js`] = 'exports = (payload) => payload.body.text();';
    }
    await importApp(tree);
    const exampleBody = `@{"it's":"$HOME \`id\` \\"x\\" !\n%s"}`;
    const serving = await serve({ appId: [appId], exampleBody });
    const commands = serving
      .stdout()
      .split(/^# .*$/m)
      .slice(1);
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const { stdout } = await promisify(execFile)('sh', ['-c', command]);
      expect(JSON.parse(stdout)).toBe(exampleBody);
    }
  });

  it('picks up a new deployment, and keeps the one before when the new one cannot be served', async () => {
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "one";' }));
    const serving = await serve({ appId: [appId] });
    expect(await call(url(serving, 'hello'))).toEqual([200, '"one"']);
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "two";' }));
    await expect.poll(() => call(url(serving, 'hello')), { timeout: 20_000 }).toEqual([200, '"two"']);
    expect(serving.stderr()).toContain(`Serving ${appId}, deployment 2, now`);

    await inRegistry(async (registry) => {
      const app = await registry.findApp(appId);
      if (app === undefined) throw new Error('no app');
      const files = new Map(await registry.readFiles(app));
      const entries = parseApp(files).app?.files ?? [];
      files.set('stitch.json', Buffer.from('{'));
      await registry.deploy({ app, files, entries, origin: 'import' });
    });
    await expect
      .poll(() => serving.stderr(), { timeout: 20_000 })
      .toMatch(/cannot be served: stitch\.json: .*; deployment 2 stays/);
    expect(await call(url(serving, 'hello'))).toEqual([200, '"two"']);
  });

  it('finishes a request on the deployment that it began with', async () => {
    const slow = (text: string) =>
      `exports = async () => { const c = context.services.get('mongodb-atlas').db('t').collection('c');
        for (let i = 0; i < 400; i++) await c.count({}); return ${JSON.stringify(text)}; };`;
    await importApp(appWithWebhooks(appId, { hello: slow('one') }));
    const serving = await serve({ appId: [appId] });
    const first = call(url(serving, 'hello'));
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "two";' }));
    await expect.poll(() => call(url(serving, 'hello')), { timeout: 20_000 }).toEqual([200, '"two"']);
    expect(await first).toEqual([200, '"one"']);
  });

  it('lets a request finish with the data source that its deployment has and the next one lacks', async () => {
    const waits = `exports = async () => { const c = context.services.get('mongodb-atlas').db('${appId}').collection('c');
      await c.insertOne({ waits: true }); while (!(await c.findOne({ go: true }))); return "went"; };`;
    await importApp(appWithWebhooks(appId, { hello: waits }));
    const serving = await serve({ appId: [appId] });
    const first = call(url(serving, 'hello'));
    await inRegistry(async (_registry, { client }) => {
      await expect.poll(() => client.db(appId).collection('c').countDocuments({}), { timeout: 20_000 }).toBe(1);
    });
    const { 'services/mongodb-atlas/config.json': _source, ...without } = appWithWebhooks(appId, {
      hello: 'exports = () => "without";',
    });
    const path = await writeTree(`${place.directory}/without`, without);
    const imported = await place.run(runImport, { path, appId, strategy: 'replace' });
    expect(imported.status, imported.stderr).toBe(0);
    await expect.poll(() => serving.stderr(), { timeout: 20_000 }).toContain('deployment 2, now');
    expect(await call(url(serving, 'hello'))).toEqual([200, '"without"']);
    await inRegistry((_registry, { client }) => client.db(appId).collection('c').insertOne({ go: true }));
    expect(await first).toEqual([200, '"went"']);
  });

  it('serves the other apps when one is damaged in the registry, and says which', async () => {
    const broken = freshAppId('stock');
    const damaged = freshAppId('bills');
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "orders";' }));
    await importApp(appWithWebhooks(broken, { hello: 'exports = () => "stock";' }), 'broken', broken);
    await importApp(appWithWebhooks(damaged, { hello: 'exports = () => "only bills";' }), 'damaged', damaged);
    await inRegistry(async (registry, database) => {
      const app = await registry.findApp(broken);
      if (app === undefined) throw new Error('no app');
      const files = new Map(await registry.readFiles(app));
      const entries = parseApp(files).app?.files ?? [];
      files.set('stitch.json', Buffer.from('{'));
      await registry.deploy({ app, files, entries, origin: 'import' });
      const text = createHash('sha256').update('exports = () => "only bills";').digest('hex');
      const blobs = database.client.db('webhook_cli').collection<{ _id: string }>('blobs');
      expect(await blobs.updateOne({ _id: text }, { $set: { data: Buffer.from('other bytes') } })).toMatchObject({
        matchedCount: 1,
      });
    });
    const serving = await serve({});
    expect(serving.stderr()).toMatch(new RegExp(`warning: ${damaged}: the registry record .* is damaged`));
    expect(serving.stderr()).toMatch(new RegExp(`warning: app ${broken} cannot be served: stitch\\.json`));
    expect(await call(url(serving, 'hello'))).toEqual([200, '"orders"']);
    expect((await call(url(serving, 'hello', broken)))[0]).toBe(404);
    const { status, stderr } = await place.run(runServe, { appId: [damaged], port: 0 });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/is damaged/) });
  });

  it('ends with status 0 when it is told to, answers what runs, and leaves the log entries in the registry', async () => {
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => { console.log("called"); return "hi"; };' }));
    const serving = await serve({ appId: [appId] });
    const answers = Promise.all(Array.from({ length: 20 }, () => call(url(serving, 'hello'))));
    expect(await call(url(serving, 'hello'))).toEqual([200, '"hi"']);
    expect(await answers).toEqual(Array(20).fill([200, '"hi"']));
    expect(await serving.end()).toBe(0);
    await expect(fetch(serving.origin)).rejects.toThrow();
    const database = await openDatabase({
      uri: registryUri,
      dataDirectory: place.dataDirectory,
      limits,
      appName: 'test',
    });
    const app = await database.client.db('webhook_cli').collection('apps').findOne({ client_app_id: appId });
    const entries = await database.client.db('webhook_cli').collection('logs').find({ app: app?._id }).toArray();
    await database.close();
    expect(entries).toHaveLength(21);
    expect(entries[0]).toMatchObject({
      type: 'WEBHOOK',
      status: 200,
      messages: ['called'],
      incoming_webhook_name: 'hello',
    });
  });

  it('says that apps on one server share databases', async () => {
    const other = freshAppId('stock');
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "orders";' }));
    await importApp(appWithWebhooks(other, { hello: 'exports = () => "stock";' }), 'other', other);
    const serving = await serve({ appId: [appId, other] });
    expect(serving.stderr()).toMatch(/the 2 apps share one server, so their functions share databases/);
    expect(await call(url(serving, 'hello'))).toEqual([200, '"orders"']);
    expect(await call(url(serving, 'hello', other))).toEqual([200, '"stock"']);
  });
});

describe('serve that cannot start', { timeout: 30_000 }, () => {
  it.each([
    [{ port: '70000' }, /--port must be a number from 0 to 65535, got "70000"/],
    [{ port: '' }, /--port must be a number/],
    [{ port: '80x' }, /--port must be a number/],
    [{ publicUrl: 'hooks.example.com' }, /--public-url must be an http or https URL/],
    [{ publicUrl: 'ftp://hooks.example.com' }, /--public-url must be an http or https URL/],
  ])('with %j says so with status 2', async (options, message) => {
    const { status, stderr } = await place.run(runServe, options);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(message) });
  });

  it('for an unknown app says so with status 7 and names the nearest', async () => {
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "hi";' }));
    const { status, stderr } = await place.run(runServe, { appId: [`${appId}x`], port: 0 });
    expect({ status, stderr }).toEqual({ status: 7, stderr: expect.stringContaining(`did you mean "${appId}"?`) });
  });

  it('for a port in use says so and names --port', async () => {
    await importApp(appWithWebhooks(appId, { hello: 'exports = () => "hi";' }));
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => holder.once('listening', listening));
    const { port } = holder.address() as AddressInfo;
    const { status, stderr } = await place.run(runServe, { appId: [appId], port });
    holder.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`cannot listen on 127\\.0\\.0\\.1 port ${port}: the port is in use`));
    expect(stderr).toContain('--port');
  });

  it.runIf(registryUri === undefined)('for an empty registry says how to deploy an app', async () => {
    const { status, stderr } = await place.run(runServe, { port: 0 });
    expect({ status, stderr }).toEqual({
      status: 7,
      stderr: expect.stringMatching(/no app is deployed in .*\n.*import/),
    });
  });
});
