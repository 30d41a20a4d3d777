import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endedProcess } from '../helpers/ended-process.ts';
import { failureOf, openEngine } from './engine.ts';

function socketPath(uri: string): string {
  return decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri)?.[1] ?? '');
}

describe('the embedded engine', () => {
  it('listens in a directory of its owner and removes it when closed', async () => {
    const test = await openEngine();
    const path = socketPath(test.engine.uri);
    expect(Buffer.byteLength(path)).toBeLessThan(100);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    await test.close();
    expect(existsSync(dirname(path))).toBe(false);
    expect(test.engine.failure()).toBeUndefined();
  });

  it('removes the socket directory of a process that was killed, and not that of one that runs', async () => {
    const [gone, running] = [await endedProcess(), process.ppid].map((pid) =>
      join(tmpdir(), `webhook-cli-${pid}-abcdef`),
    );
    if (gone === undefined || running === undefined) throw new Error('two directories');
    mkdirSync(gone);
    mkdirSync(running);
    const test = await openEngine();
    expect([existsSync(gone), existsSync(running)]).toEqual([false, true]);
    rmdirSync(running);
    await test.close();
  });

  it('finishes the writes that wait before it closes', async () => {
    const test = await openEngine();
    const again = await openEngine({ dataFile: test.dataFile });
    const writes = Array.from({ length: 50 }, (_, n) =>
      test.client
        .db('a')
        .collection('b')
        .insertOne({ n })
        .then(() => n),
    );
    await Promise.race(writes);
    await test.engine.close();
    const settled = await Promise.allSettled(writes);
    const acknowledged = settled.filter(({ status }) => status === 'fulfilled').length;
    expect(await again.client.db('a').collection('b').countDocuments()).toBeGreaterThanOrEqual(acknowledged);
    await again.close();
    await test.close();
  });

  it('may be closed twice, and fails later commands by name', async () => {
    const test = await openEngine();
    await test.client.connect();
    await Promise.all([test.engine.close(), test.engine.close()]);
    await test.engine.close();
    const failure = await failureOf(test.collection().insertOne({ a: 1 }));
    expect(failure.message).toMatch(/ENOENT|closed/);
    await test.close();
  });
});
