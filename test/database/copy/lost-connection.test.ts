import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { driver } from '../../embedded/engine.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../helpers/database-proxy.ts';
import { contents, openTwoSides, type TwoSides } from './two-sides.ts';

let sides: TwoSides;
let proxy: DatabaseProxy;
beforeEach(async () => {
  [sides, proxy] = await Promise.all([openTwoSides(), startDatabaseProxy()]);
  await sides.source.client
    .db('a')
    .collection('b')
    .insertMany(Array.from({ length: 500 }, (_, n) => ({ _id: n as never, text: 'a'.repeat(100) })));
});
afterEach(async () => {
  await Promise.all([sides.close(), proxy.end()]);
});

const limits = { copyBatchDocumentsMax: 20 };

describe('a copy whose target goes away', () => {
  it.each(['Copying', 'Verifying'] as const)('in the midst of "%s" goes on when it is back', async (step) => {
    const client = new driver.MongoClient(proxy.uri, { serverSelectionTimeoutMS: 200 });
    let cut: Promise<void> | undefined;
    let waited = 0;
    const { collections } = await sides.copy({
      target: client,
      limits,
      onProgress: (progress) => {
        if (progress.step === step && progress.documents >= 100) cut ??= proxy.cut();
        if (progress.step === 'Waiting') waited += 1;
        if (waited === 2 && progress.step === 'Waiting') void proxy.mend();
      },
    });
    await cut;
    expect(waited).toBeGreaterThanOrEqual(2);
    expect(collections).toMatchObject([{ documents: 500, problems: [] }]);
    expect((await contents(client, 'a', 'b')).documents).toEqual(
      (await contents(sides.source.client, 'a', 'b')).documents,
    );
    await client.close();
  });

  it('for good ends by name after so many tries', async () => {
    const client = new driver.MongoClient(proxy.uri, { serverSelectionTimeoutMS: 100 });
    let cut: Promise<void> | undefined;
    let waited = 0;
    const failure = await sides.failToCopy({
      target: client,
      limits: { ...limits, copyRetriesMax: 3 },
      onProgress: ({ step }) => {
        if (step === 'Copying') cut ??= proxy.cut();
        if (step === 'Waiting') waited += 1;
      },
    });
    await cut;
    expect(failure).toMatchObject({ code: 'CopyTargetAway', message: expect.stringContaining('the target') });
    expect(waited).toBe(3);
    await client.close();
  });
});

describe('a copy whose process is killed', () => {
  it('is continued by the next one', async () => {
    const { source, target } = sides;
    const copier = spawn(
      process.execPath,
      ['--no-warnings', join(import.meta.dirname, 'copier.ts'), source.engine.uri, target.engine.uri],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    // Its first line comes after the first batch.
    await once(copier.stdout, 'data');
    copier.kill('SIGKILL');
    await once(copier, 'exit');
    const there = await target.client.db('a').collection('b').countDocuments();
    expect(there).toBeGreaterThan(0);
    const { collections } = await sides.copy({ limits });
    expect(collections).toMatchObject([{ documents: 500, added: 500 - there, problems: [] }]);
  });
});
