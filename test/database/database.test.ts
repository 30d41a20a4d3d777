import { mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Double, Int32, Long, ObjectId } from '../../src/bson/bson.ts';
import { openDatabase } from '../../src/database/database.ts';
import { startEmbeddedEngine } from '../../src/embedded/embedded.ts';
import { WebhookCliError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { driver } from '../embedded/engine.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'database-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const limits = { ...DEFAULT_LIMITS, databaseConnectMs: 300 };
const open = (uri: string | undefined, dataDirectory = join(directory, 'data')) =>
  openDatabase({ uri, dataDirectory, limits: uri === undefined ? DEFAULT_LIMITS : limits, appName: 'test' });

async function failure(uri: string): Promise<WebhookCliError> {
  try {
    const database = await open(uri);
    await database.close();
  } catch (error) {
    if (error instanceof WebhookCliError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('a database without a URI', () => {
  it('is the embedded engine on a file that only its owner can read', async () => {
    const database = await open(undefined);
    expect(database).toMatchObject({ kind: 'embedded', description: join(directory, 'data', 'webhook-cli.sqlite') });
    await database.client.db('a').collection('b').insertOne({ n: 1 });
    expect((await stat(join(directory, 'data'))).mode & 0o777).toBe(0o700);
    expect((await stat(database.description)).mode & 0o777).toBe(0o600);
    await database.close();
    const again = await open(undefined);
    expect(await again.client.db('a').collection('b').countDocuments()).toBe(1);
    await again.close();
  });

  it('shares the BSON classes of the program with the driver', async () => {
    expect(driver.ObjectId).toBe(ObjectId);
    const database = await open(undefined, join(directory, 'classes'));
    const collection = database.client.db('a').collection('b', { promoteValues: false });
    const sent = { _id: new ObjectId(), int: new Int32(1), double: new Double(1), long: Long.fromInt(1) };
    await collection.insertOne(sent);
    const found = await collection.findOne();
    expect(found).toEqual(sent);
    expect(found?._id).toBeInstanceOf(ObjectId);
    expect(found?.int).toBeInstanceOf(Int32);
    expect(found?.double).toBeInstanceOf(Double);
    expect(found?.long).toBeInstanceOf(Long);
    await database.close();
  });

  it('is refused when the data directory cannot be made', async () => {
    await symlink(join(directory, 'nowhere'), join(directory, 'dangling'));
    for (const path of ['/proc/nowhere/deep', join(directory, 'dangling', 'data'), join(directory, 'dangling')]) {
      await expect(open(undefined, path)).rejects.toMatchObject({ code: 'DataFileUnusable' });
    }
  });
});

describe('a database with a URI', () => {
  it('is the server behind it, described by its hosts', async () => {
    const engine = await startEmbeddedEngine({ dataFile: join(directory, 'server.sqlite'), limits: DEFAULT_LIMITS });
    const database = await open(engine.uri);
    expect(database.kind).toBe('server');
    expect(database.description).toContain('e.sock');
    expect(await database.client.db('a').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await database.close();
    await engine.close();
  });

  it('is unreachable when nothing listens, and the message hides the credentials', async () => {
    const error = await failure('mongodb://ada:s3cr%20et@127.0.0.1:9,127.0.0.1:10/?replicaSet=r');
    expect(error).toMatchObject({ code: 'RegistryUnreachable', exitCode: 5 });
    expect(error.message).toContain('127.0.0.1:9,127.0.0.1:10');
    expect(`${error.message} ${error.hint}`).not.toMatch(/ada|s3cr/);
  });

  it('is unreachable by a message that a one-letter user name does not cut to pieces', async () => {
    const error = await failure('mongodb://e:p@127.0.0.1:9/');
    expect(error.message).toContain('connect ECONNREFUSED 127.0.0.1:9');
  });

  it('is unreachable when something listens and never answers', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect((await failure(`mongodb://127.0.0.1:${port}/?directConnection=true`)).code).toBe('RegistryUnreachable');
    silent.close();
  });

  it.each([
    'http://ada:s3cret@host/',
    'mongodb://ada:s3cret@/',
    'mongodb://ada:s3c@ret@host:port/',
    'mongodb://ada:s3cret@host/?w=frob&wtimeoutMS=x',
    'mongodb://ada:s3cret@host/?unknownOption=s3cret',
    'mongodb+srv://ada:s3cret@host:27017/',
    'mongodb://ada:s3%cret@host/',
    'mongodb://',
    '',
    'ada:s3cret',
  ])('is refused as malformed without its password: %s', async (uri) => {
    const error = await failure(uri);
    expect(error).toMatchObject({ code: 'InvalidRegistryUri', exitCode: 2 });
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toMatch(/s3c/);
    expect(error.cause).toBeUndefined();
  });
});
