/** Apps that are wrong in ways that nobody thought of. */
import { describe, expect, it } from 'vitest';
import type { AppFiles } from '../../src/app/app.ts';
import type { Issue } from '../../src/app/issue.ts';
import { checkFiles } from '../../src/cli/app/load-app.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { countRuns, findFaultsOfRuns, firstSeed, wholeTimeoutMs } from './fault-runs.ts';
import { findFaults } from './issue-faults.ts';
import { mutateApp } from './mutate-app.ts';
import { readOriginals } from './original-apps.ts';
import type { Random } from './random.ts';

const runs = countRuns(2_000);

describe('mutated apps', () => {
  const title = `are read and checked without a fault of the program: ${runs} from seed ${firstSeed} on`;
  it(title, { timeout: wholeTimeoutMs }, async () => {
    const originals = await readOriginals();
    expect(await findFaultsOfRuns(runs, (random) => checkMutated(originals, random))).toEqual([]);
  });
});

function checkMutated(originals: readonly AppFiles[], random: Random): string[] {
  const files = mutateApp(random.pickAny(originals) ?? new Map(), random);
  const { issues } = checkFiles(files, DEFAULT_LIMITS);
  // Read in another order: the issues of an app must not depend on it.
  const { issues: again } = checkFiles(new Map(random.shuffle([...files])), DEFAULT_LIMITS);
  const isSame = JSON.stringify(issues) === JSON.stringify(again);
  return [
    ...(isSame ? [] : [`finds other issues: ${describeChange(issues, again)}`]),
    ...issues.flatMap((issue) =>
      findFaults(issue, files).map((fault) => `${issue.code} in ${JSON.stringify(issue.file)} ${fault}`),
    ),
  ];
}

function describeChange(before: readonly Issue[], after: readonly Issue[]): string {
  const at = before.findIndex((issue, index) => JSON.stringify(issue) !== JSON.stringify(after[index]));
  return `${JSON.stringify(before[at])} became ${JSON.stringify(after[at])}`;
}
