/** Zip archives that are damaged or made to harm: they are read as an app or refused by name, and nothing else happens. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import type { AppFiles } from '../../src/app/app.ts';
import { streamZip } from '../../src/archives/write-zip.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { countRuns, findFaultsOfRuns, firstSeed, wholeTimeoutMs } from './fault-runs.ts';
import { loadTwice } from './load-twice.ts';
import { mutateZip } from './mutate-zip.ts';
import { readFolder } from './original-apps.ts';
import type { Random } from './random.ts';

const runs = countRuns(500);
const directory = await mkdtemp(join(tmpdir(), 'webhook-cli-mutated-zip-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('mutated zip archives', () => {
  const title = `are read or refused without a fault of the program: ${runs} from seed ${firstSeed} on`;
  it(title, { timeout: wholeTimeoutMs }, async () => {
    const originals = await Promise.all((await readFolder('apps')).map(zip));
    expect(await findFaultsOfRuns(runs, (random) => loadMutated(originals, random))).toEqual([]);
  });
});

async function loadMutated(originals: readonly Buffer[], random: Random): Promise<string[]> {
  const path = join(directory, 'app.zip');
  await writeFile(path, mutateZip(random.pickAny(originals) ?? Buffer.alloc(0), random));
  return loadTwice(path);
}

async function zip(files: AppFiles): Promise<Buffer> {
  return buffer(await streamZip(files, new Date('2022-02-02T02:02:02Z'), DEFAULT_LIMITS));
}
