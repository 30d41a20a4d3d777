/** The same on disk, where names, links and what is no file come in as well. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AppFiles } from '../../src/app/app.ts';
import { countRuns, findFaultsOfRuns, firstSeed, wholeTimeoutMs } from './fault-runs.ts';
import { loadTwice } from './load-twice.ts';
import { mutateApp } from './mutate-app.ts';
import { readOriginals } from './original-apps.ts';
import type { Random } from './random.ts';

// Writing costs far more than checking.
const runs = Math.ceil(countRuns(2_000) / 20);
const directory = await mkdtemp(join(tmpdir(), 'webhook-cli-mutated-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('mutated app directories', () => {
  const title = `are read or refused without a fault of the program: ${runs} from seed ${firstSeed} on`;
  it(title, { timeout: wholeTimeoutMs }, async () => {
    const originals = await readOriginals();
    expect(await findFaultsOfRuns(runs, (random) => loadMutated(originals, random))).toEqual([]);
  });
});

async function loadMutated(originals: readonly AppFiles[], random: Random): Promise<string[]> {
  const root = join(directory, 'app');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  const files = mutateApp(random.pickAny(originals) ?? new Map(), random);
  for (const [path, bytes] of files) ifPossible(() => writeBelow(root, path, bytes));
  if (random.oneIn(3)) addOddEntry(root, random.pickAny([...files.keys()]) ?? 'x', random);
  return loadTwice(root);
}

function writeBelow(root: string, path: string, bytes: Uint8Array): void {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
}

/** Beside a file of the app, or in its place. */
function addOddEntry(root: string, path: string, random: Random): void {
  const target = join(root, path);
  const beside = join(
    dirname(target),
    random.pick(['config.json', 'notes.txt', 'a\nb', 'x.json~', '.env', 'source.js']),
  );
  const place = random.oneIn(2) ? target : beside;
  ifPossible(() => {
    rmSync(place, { recursive: true, force: true });
    if (random.oneIn(3)) mkdirSync(place);
    else symlinkSync(random.pick(['/etc/hostname', '.', '..', 'config.json', 'none', '../../../..']), place);
  });
}

/** A tree may hold what no directory can: a name that is too long, or a file and a directory of one name. */
function ifPossible(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
