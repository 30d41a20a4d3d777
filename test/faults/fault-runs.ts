/**
 * Runs of mutated inputs: `FAULT_RUNS` says how many, `FAULT_SEED` with which seed to start. A failure names its seed, and
 * `FAULT_SEED=<seed> FAULT_RUNS=1` repeats it alone.
 */
import { setImmediate } from 'node:timers/promises';
import { WebhookCliError } from '../../src/errors.ts';
import { createRandom, type Random } from './random.ts';

export const firstSeed = Number(process.env.FAULT_SEED ?? 1);
/** For the test runner: the runs have a limit of their own, each. */
export const wholeTimeoutMs = 24 * 60 * 60 * 1000;
/** Far above what any run takes; it finds what would not end. */
const runMsMax = 10_000;
const failuresShown = 20;

export function countRuns(byDefault: number): number {
  return Number(process.env.FAULT_RUNS ?? byDefault);
}

/** Answers the faults found, the last of each kind, with their seeds. `run` answers those of one seed. */
export async function findFaultsOfRuns(
  runs: number,
  run: (random: Random) => string[] | Promise<string[]>,
): Promise<string[]> {
  const failures = new Map<string, string>();
  for (let seed = firstSeed; seed < firstSeed + runs && failures.size < failuresShown; seed++) {
    const start = performance.now();
    const faults = await catchFaults(() => run(createRandom(seed)));
    const tookMs = performance.now() - start;
    if (tookMs > runMsMax) faults.push(`took ${tookMs} ms`);
    for (const fault of faults) failures.set(kindOf(fault), `seed ${seed}: ${fault}`);
    // So that the test runner is heard meanwhile.
    if (seed % 100 === 0) await setImmediate();
  }
  return [...failures.values()];
}

async function catchFaults(run: () => string[] | Promise<string[]>): Promise<string[]> {
  try {
    return await run();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** One of each kind is shown: names, numbers and texts differ from app to app. */
function kindOf(fault: string): string {
  return fault.replaceAll(/"[^"]*"|\d+/g, '').slice(0, 60);
}

/** What is wrong with how a command refuses its input. */
export function findErrorFaults(error: unknown): string[] {
  if (!(error instanceof WebhookCliError)) throw error;
  const text = `${error.code}: ${error.message}\n${error.hint}`;
  if (error.code === 'InternalError') return [text];
  return /\{\w+\}|\bundefined\b|\[object|\bNaN\b/.test(text) ? [`says ${text}`] : [];
}
