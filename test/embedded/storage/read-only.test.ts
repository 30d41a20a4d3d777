import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../engine.ts';

const READER = [process.execPath, '--no-warnings', join(import.meta.dirname, 'read-only-reader.ts')];
/** Permissions do not bind the superuser, unless the right to pass over them is taken away. */
const BOUND = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'];
const isSuperuser = process.getuid?.() === 0;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-read-only-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a data file that may not be written', () => {
  it('is read, and each write answers that it cannot be written', async () => {
    const dataFile = join(directory, 'data.sqlite');
    const writer = await openEngine({ dataFile });
    await writer.client
      .db('a')
      .collection('b')
      .insertMany([{ n: 1 }, { n: 2 }]);
    await writer.close();
    await chmod(dataFile, 0o400);
    const [command = '', ...args] = [...(isSuperuser ? BOUND : []), ...READER, dataFile];
    const { stdout } = await promisify(execFile)(command, args);
    const refused = {
      code: 371,
      codeName: 'UserWritesBlocked',
      message: expect.stringContaining('the data file cannot be written, only read'),
    };
    expect(JSON.parse(stdout)).toEqual({ before: [1, 2], failures: [refused, refused, refused], after: [1, 2] });
  });
});
