/**
 * Processes that write into one data file are killed at any moment. What was acknowledged is there, nothing is torn, and
 * every index agrees with the documents. `FAULT_KILLS` says how many kills, `FAULT_SEED` which moments.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { firstSeed, wholeTimeoutMs } from './fault-runs.ts';
import { Ledger } from './killed-writers/ledger.ts';
import { verifyDataFile } from './killed-writers/verify.ts';
import { writeUntilKilled } from './killed-writers/write-until-killed.ts';
import { createRandom } from './random.ts';

const kills = Number(process.env.FAULT_KILLS ?? 4);
const directory = await mkdtemp(join(tmpdir(), 'kill-'));
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('two processes that write into one data file', () => {
  const title = `lose nothing acknowledged and tear nothing when they are killed: ${kills} kills from seed ${firstSeed} on`;
  it(title, { timeout: wholeTimeoutMs }, async () => {
    const dataFile = join(directory, 'data.sqlite');
    const ledger = new Ledger();
    const random = createRandom(firstSeed);
    const faults: string[] = [];
    let killed = 0;
    for (let round = 1; killed < kills && faults.length === 0; round++) {
      killed += await writeUntilKilled({ dataFile, directory, round }, ledger, random);
      const found = [...ledger.faults, ...(await verifyDataFile(dataFile, ledger))];
      faults.push(...found.slice(0, 20).map((fault) => `round ${round}: ${fault}`));
    }
    process.stdout.write(
      `${killed} kills: ${ledger.acknowledged} acknowledged writes, ${ledger.states.size} documents, ${faults.length} faults\n`,
    );
    expect(faults).toEqual([]);
    expect(ledger.acknowledged).toBeGreaterThan(kills);
  });
});
