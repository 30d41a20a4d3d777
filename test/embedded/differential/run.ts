/**
 * Compares the engine with another MongoDB-compatible server over generated cases: DIFFERENTIAL_URI=mongodb://…
 * `DIFFERENTIAL_RUNS` says how many, `DIFFERENTIAL_SEED` from which seed on. `DIFFERENTIAL_KEEP=FILE` keeps agreed cases.
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { Db } from 'mongodb';
import { driver, openEngine } from '../engine.ts';
import { type Case, printCase } from './case.ts';
import { type AgreedCase, chooseDiverse } from './choose-diverse.ts';
import { agree } from './compare.ts';
import type { Difference, ExplainedDifference } from './difference.ts';
import { EXPLAINED } from './explained.ts';
import { cases } from './generate/cases.ts';
import { askServer, type Outcome } from './outcome.ts';
import { BROKEN_OFF } from './recognise.ts';

const LANES = 4;
const ATTEMPTS_MAX = 5;
const FAILURES_MAX = 20;
const KEPT = 300;

const uri = process.env.DIFFERENTIAL_URI;
if (uri === undefined || uri === '') {
  process.stderr.write('Set DIFFERENTIAL_URI to the URI of a MongoDB-compatible server to compare the engine with.\n');
  process.exit(2);
}
const runs = Number(process.env.DIFFERENTIAL_RUNS ?? 20_000);
const firstSeed = Number(process.env.DIFFERENTIAL_SEED ?? 1);

interface Tally {
  agreed: number;
  /** Of those that agreed, the ones that may be kept: also the number of the error is the same. */
  readonly exact: AgreedCase[];
  readonly explained: Map<ExplainedDifference, number>;
  readonly failures: string[];
}

const tally: Tally = { agreed: 0, exact: [], explained: new Map(), failures: [] };
const { client, close } = await openEngine();
const other = new driver.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
const databaseName = (lane: number) => `differential_${process.pid}_${lane}`;
try {
  let next = firstSeed;
  const runLane = async (_: unknown, lane: number): Promise<void> => {
    const servers = [client.db(databaseName(lane)), other.db(databaseName(lane))] as const;
    while (next < firstSeed + runs && tally.failures.length < FAILURES_MAX) {
      await runSeed(next++, servers);
      if (next % 1_000 === 0) process.stderr.write(`${next} of ${firstSeed + runs}…\n`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, runLane));
} finally {
  for (let lane = 0; lane < LANES; lane++) await other.db(databaseName(lane)).dropDatabase();
  await other.close();
  await close();
}
report();
if (process.env.DIFFERENTIAL_KEEP !== undefined) {
  const kept = chooseDiverse(tally.exact, KEPT);
  await writeFile(process.env.DIFFERENTIAL_KEEP, kept.map((line) => `${line}\n`).join(''));
}
process.exitCode = tally.failures.length === 0 ? 0 : 1;

/** One seed is one case; when its servers differ, fast-check looks for the smallest that still does. */
async function runSeed(seed: number, servers: readonly [Db, Db]): Promise<void> {
  let first = true;
  const property = fc.asyncProperty(cases, async (theCase) => {
    const [ours, theirs] = await Promise.all([askServer(servers[0], theCase), askWithPatience(servers[1], theCase)]);
    const isSame = agree(theCase, ours, theirs);
    const oursWithoutDocuments = () => askServer(servers[0], { ...theCase, documents: [] });
    const explained = isSame ? undefined : await explain({ theCase, ours, theirs, oursWithoutDocuments });
    if (first && isSame) noteAgreed(theCase, ours, theirs);
    if (first && explained) tally.explained.set(explained, (tally.explained.get(explained) ?? 0) + 1);
    first = false;
    if (!isSame && explained === undefined) throw new Error(describe(theCase, ours, theirs));
  });
  const { failed, errorInstance } = await fc.check(property, {
    seed,
    numRuns: 1,
    // A single run is else biased towards the smallest cases.
    unbiased: true,
    interruptAfterTimeLimit: 60_000,
  });
  if (failed)
    tally.failures.push(`seed ${seed}: ${errorInstance instanceof Error ? errorInstance.message : errorInstance}`);
}

function noteAgreed(theCase: Case, outcome: Outcome, theirs: Outcome): void {
  tally.agreed += 1;
  const isExact = outcome.kind !== 'failed' || theirs.kind !== 'failed' || outcome.code === theirs.code;
  if (isExact) tally.exact.push({ theCase, outcome });
}

/** A server that is starting again after a fault of its own is waited for. */
async function askWithPatience(database: Db, theCase: Case): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await askServer(database, theCase);
    const isAway = outcome.kind !== 'answered' && BROKEN_OFF.test(outcome.message);
    if (!isAway || attempt === ATTEMPTS_MAX) return outcome;
    await delay(1_000);
  }
}

async function explain(difference: Difference): Promise<ExplainedDifference | undefined> {
  for (const row of EXPLAINED) if (await row.matches(difference)) return row;
  return undefined;
}

function describe(theCase: Case, ours: Outcome, theirs: Outcome): string {
  return `${printCase(theCase)}\n  engine: ${JSON.stringify(ours)}\n  other:  ${JSON.stringify(theirs)}`;
}

function report(): void {
  for (const failure of tally.failures) process.stdout.write(`${failure}\n\n`);
  for (const [{ what, why }, count] of tally.explained) process.stdout.write(`${count} explained: ${what} (${why})\n`);
  const explained = [...tally.explained.values()].reduce((sum, count) => sum + count, 0);
  process.stdout.write(
    `${runs} cases from seed ${firstSeed} on: ${tally.agreed} agreed, ${explained} explained, ${tally.failures.length} differ\n`,
  );
}
