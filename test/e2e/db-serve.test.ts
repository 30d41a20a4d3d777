import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driver } from '../embedded/engine.ts';
import { createHome, type Home, runProgram, type Serving, startListening } from '../helpers/program.ts';

const ADDRESS = /mongodb:\/\/\S+(?=\n)/;
let home: Home;
let serving: Serving;
beforeAll(async () => {
  home = await createHome();
  serving = await startListening(home, ['db', 'serve', '--port', '0'], ADDRESS);
});
afterAll(() => home.remove());

async function withClient<T>(uri: string, work: (client: InstanceType<typeof driver.MongoClient>) => Promise<T>) {
  const client = new driver.MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

describe('db serve', () => {
  it('lets in who has the address that it prints, and nobody else', async () => {
    await withClient(serving.origin, (client) => client.db('shop').collection('items').insertOne({ a: 1 }));
    const stranger = serving.origin.replace(/\/\/[^@]*@/, '//');
    await expect(
      withClient(stranger, (client) => client.db('shop').collection('items').findOne()),
    ).rejects.toMatchObject({ code: 13 });
  });

  it('shares the data file with the other commands', async () => {
    const listed = await runProgram(home, ['export', '--app-id', 'no-such-app', '-o', 'copy']);
    expect(listed).toMatchObject({ status: 7, stderr: expect.stringContaining('no-such-app') });
  });

  it('refuses a port that another program has', async () => {
    const port = new URL(serving.origin).port;
    const second = await runProgram(home, ['db', 'serve', '--port', port]);
    expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining(`port ${port} of 127.0.0.1`) });
  });

  it.each(['x', '-1', '65536', ''])('refuses the port %j', async (port) => {
    const done = await runProgram(home, ['db', 'serve', `--port=${port}`]);
    expect(done).toMatchObject({ status: 2, stderr: expect.stringContaining('--port must be a number') });
  });

  it('is for the embedded database alone', async () => {
    const done = await runProgram(home, ['db', 'serve', '--registry', 'mongodb://u:secret@db.example.com/']);
    expect(done).toMatchObject({ status: 2, stderr: expect.stringContaining('mongodb://***@db.example.com/') });
    expect(done.stderr).not.toContain('secret');
  });

  it('ends on a signal with status 0, and what was written is there the next time', async () => {
    expect(await serving.end()).toBe(0);
    const again = await startListening(home, ['db', 'serve', '--port', '0'], ADDRESS);
    const found = await withClient(again.origin, (client) => client.db('shop').collection('items').findOne());
    expect(found).toMatchObject({ a: 1 });
    expect(again.origin).not.toBe(serving.origin);
    expect(await again.end('SIGINT')).toBe(0);
  });
});
