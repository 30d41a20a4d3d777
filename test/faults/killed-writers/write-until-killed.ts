/** One round: two processes write into one data file until one of them, or both, are killed. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { Ledger } from './ledger.ts';
import { parseReports } from './report.ts';

/** A survivor that acknowledges nothing for so long is stuck. */
const survivorMs = 20_000;

interface Writer {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** Resolves after the next acknowledged write, or with the end of the process. */
  acknowledged(): Promise<void>;
  readonly ended: Promise<NodeJS.Signals | number | null>;
}

/** Answers how many processes were killed. */
export async function writeUntilKilled(
  { dataFile, directory, round }: { dataFile: string; directory: string; round: number },
  ledger: Ledger,
  random: Random,
): Promise<number> {
  const writers = [0, 1].map((side) => startWriter({ dataFile, directory, seed: `${round}${side}` }, ledger));
  if (random.oneIn(8)) await delay(random.below(600));
  else {
    await Promise.all(writers.map((writer) => writer.acknowledged()));
    await delay(random.below(random.oneIn(10) ? 2000 : 400));
  }
  const [victim, other] = random.shuffle(writers);
  if (victim === undefined || other === undefined) throw new Error('two writers');
  victim.child.kill('SIGKILL');
  const both = random.oneIn(2);
  if (both) {
    if (random.oneIn(2)) await delay(random.below(30));
    other.child.kill('SIGKILL');
  } else await goOn(other, ledger);
  for (const writer of both ? writers : [victim]) {
    const end = await writer.ended;
    if (end !== 'SIGKILL') ledger.faults.push(`a writer ended with ${end} before it was killed`);
  }
  return both ? 2 : 1;
}

/** The writer that lives must not be hindered by the other's death, and ends in peace. */
async function goOn(writer: Writer, ledger: Ledger): Promise<void> {
  const late = setTimeout(() => {
    ledger.faults.push(`a writer acknowledged nothing for ${survivorMs} ms after the other was killed`);
    writer.child.kill('SIGKILL');
  }, survivorMs);
  for (let writes = 0; writes < 10; writes++) await writer.acknowledged();
  writer.child.stdin.end();
  const end = await writer.ended;
  clearTimeout(late);
  if (end !== 0) ledger.faults.push(`the writer that was not killed ended with ${end}`);
}

function startWriter(
  { dataFile, directory, seed }: { dataFile: string; directory: string; seed: string },
  ledger: Ledger,
): Writer {
  const script = join(import.meta.dirname, 'writer.ts');
  const child = spawn(process.execPath, [script, dataFile, `writer${seed}`, seed], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // What killed processes leave goes with the directory.
    env: { ...process.env, TMPDIR: directory },
  });
  child.stdin.on('error', () => {});
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code)),
  );
  let heard = Promise.withResolvers<void>();
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const { reports, rest } = parseReports(text + piece);
    text = rest;
    for (const report of reports) ledger.note(report);
    if (reports.some(({ kind }) => kind === 'acknowledged' || kind === 'counted' || kind === 'claimed')) {
      heard.resolve();
      heard = Promise.withResolvers();
    }
  });
  return { child, ended, acknowledged: () => Promise.race([heard.promise, ended.then(() => {})]) };
}
