import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedEngine, startEmbeddedEngine } from '../../../src/embedded/embedded.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';
import { driver, failureOf } from '../engine.ts';

const tcp = { port: 0, user: 'webhook-cli', password: 'correct horse' };
let directory: string;
let engine: EmbeddedEngine;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tcp-test-'));
  engine = await startEmbeddedEngine({ dataFile: join(directory, 'data.sqlite'), limits: DEFAULT_LIMITS, tcp });
});

afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

async function connected<T>(
  credentials: string,
  work: (client: InstanceType<typeof driver.MongoClient>) => Promise<T>,
) {
  const uri = `mongodb://${credentials}127.0.0.1:${engine.port}/?directConnection=true`;
  const client = new driver.MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

describe('the TCP listener of the engine', () => {
  it('serves a driver that knows the password, and names its user', async () => {
    const status = await connected('webhook-cli:correct%20horse@', async (client) => {
      await client.db('shop').collection('items').insertOne({ a: 1 });
      return client.db('admin').command({ connectionStatus: 1 });
    });
    expect(status.authInfo.authenticatedUsers).toEqual([{ user: 'webhook-cli', db: 'admin' }]);
  });

  it.each([
    ['a wrong password', 'webhook-cli:wrong@', 18],
    ['an unknown user', 'other:correct%20horse@', 18],
    ['no password', '', 13],
  ])('refuses to read and to write with %s', async (_, credentials, code) => {
    const read = await connected(credentials, (client) => failureOf(client.db('shop').collection('items').findOne()));
    const write = await connected(credentials, (client) => failureOf(client.db('shop').dropDatabase()));
    expect([read.code, write.code]).toEqual([code, code]);
  });

  it('does not count among the uses of a collection what a stranger asked for in vain', async () => {
    const queries = () =>
      connected('webhook-cli:correct%20horse@', async (client) => {
        await client.db('shop').collection('items').findOne();
        const { totals } = await client.db('admin').command({ top: 1 });
        return totals['shop.items'].queries.count;
      });
    const before = await queries();
    await connected('', (client) => failureOf(client.db('shop').collection('items').findOne()));
    expect(await queries()).toBe(before + 1);
  });

  it('answers the handshake and a ping before anything is proven', async () => {
    expect(await connected('', (client) => client.db('admin').command({ ping: 1 }))).toMatchObject({ ok: 1 });
  });

  it('refuses another mechanism by name', async () => {
    const command = { saslStart: 1, mechanism: 'PLAIN', payload: Buffer.from('x') };
    const failure = await connected('', (client) => failureOf(client.db('admin').command(command)));
    expect(failure).toMatchObject({ code: 334, codeName: 'MechanismUnavailable' });
  });

  it('says that its port is taken', async () => {
    const second = startEmbeddedEngine({
      dataFile: join(directory, 'other.sqlite'),
      limits: DEFAULT_LIMITS,
      tcp: { ...tcp, port: engine.port ?? 0 },
    });
    await expect(second).rejects.toMatchObject({ code: 'DatabasePortInUse' });
  });

  it('asks for no password on the socket, whose directory is the owner’s alone', async () => {
    const client = new driver.MongoClient(engine.uri);
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
  });
});
