import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runImport } from '../../src/cli/commands/import/import.ts';
import { openDatabase } from '../../src/database/database.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { appWithWebhooks, writeTree } from '../helpers/app-directory.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../helpers/database-proxy.ts';
import { createWorkplace, freshAppId, type Workplace } from './command-line.ts';
import { type Serving, startServing } from './serving.ts';

const limits = { ...DEFAULT_LIMITS, databaseConnectMs: 1_000, functionDatabaseWaitMs: 100, registryBackOffMsMax: 200 };
const collection = "context.services.get('mongodb-atlas').db('t').collection('c')";
const methods = {
  insertOne: '({ a: 1 })',
  insertMany: '([{ a: 1 }])',
  bulkWrite: '([{ insertOne: { document: { a: 1 } } }])',
  updateMany: '({}, { $set: { a: 2 } })',
  deleteMany: '({})',
  findOneAndUpdate: '({}, { $set: { a: 1 } })',
  findOne: '({})',
  find: '({}).toArray()',
  aggregate: '([]).toArray()',
  count: '({})',
  distinct: "('a')",
};

let place: Workplace;
let proxy: DatabaseProxy;
let serving: Serving;
const appId = freshAppId();

beforeEach(async () => {
  place = await createWorkplace();
  proxy = await startDatabaseProxy();
  const sources = Object.fromEntries(
    Object.entries(methods).map(([name, args]) => [name, `exports = () => ${collection}.${name}${args};`]),
  );
  const tree = appWithWebhooks(appId, {
    ...sources,
    catches: `exports = () => ${collection}.findOne({}).catch((e) => [e.name, e.message]);`,
    wraps: `exports = () => ${collection}.findOne({}).catch((e) => { throw new Error('failed: ' + e.name); });`,
  });
  const settings = { registryUri: proxy.uri, dataDirectory: place.dataDirectory, limits };
  const path = await writeTree(`${place.directory}/app`, tree);
  const { status, stderr } = await place.run(runImport, { path, appId, create: true }, { settings });
  expect(status, stderr).toBe(0);
  serving = await startServing({ appId: [appId] }, { place, settings });
}, 60_000);
afterEach(async () => {
  await serving.end();
  await proxy.end();
  await place.remove();
});

async function call(webhook: string) {
  const url = `${serving.origin}/api/client/v2.0/app/${appId}/service/api/incoming_webhook/${webhook}`;
  const answer = await fetch(url, { method: 'POST', body: '{}' });
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: JSON.parse(await answer.text()),
  };
}

describe('a function whose database is away', { timeout: 60_000 }, () => {
  it('is answered 503 with Retry-After unless it catches the error, and each request is in the log when the database is back', async () => {
    for (const name of Object.keys(methods)) expect(await call(name), name).toMatchObject({ status: 200 });
    await proxy.cut();
    for (const name of Object.keys(methods)) {
      expect(await call(name), name).toEqual({
        status: 503,
        retryAfter: expect.stringMatching(/^\d+$/),
        body: expect.objectContaining({
          error: 'internal server error: the database cannot be reached, the function may have run',
          error_code: 'InternalServerError',
        }),
      });
    }
    expect(await call('catches')).toMatchObject({
      status: 200,
      body: ['DatabaseAwayError', 'the database cannot be reached'],
    });
    expect(await call('wraps')).toMatchObject({ status: 400, body: { error_code: 'FunctionExecutionError' } });

    await proxy.mend();
    await expect.poll(async () => (await call('findOne')).status, { timeout: 20_000 }).toBe(200);
    const expected = 2 * Object.keys(methods).length + 2;
    await expect.poll(countEntries, { timeout: 20_000 }).toBeGreaterThan(expected);
    expect(serving.stderr()).not.toContain('were lost');
  });
});

async function countEntries(): Promise<number> {
  const database = await openDatabase({ uri: proxy.uri, dataDirectory: place.dataDirectory, limits, appName: 'test' });
  const count = await database.client.db('webhook_cli').collection('logs').countDocuments({});
  await database.close();
  return count;
}
