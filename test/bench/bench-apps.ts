/** Commands on a large app directory, from the start of the process to its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Home } from '../helpers/program.ts';
import { median, print } from './figures.ts';
import { writeLargeApp } from './large-app.ts';

const program = resolve(import.meta.dirname, '../../bin/webhook-cli.js');

export async function benchApps(home: Home): Promise<void> {
  const directory = join(home.directory, 'large');
  writeLargeApp(directory, { clientAppId: 'large-abcde', services: 100, webhooksPerService: 100, sourceBytes: 2048 });
  const validated = await repeat(3, () => run(home, ['validate', directory]));
  print('validate of 10,000 webhooks, median', render(validated), 'at most 2 s and 400 MB');
  const [imported] = await repeat(1, () => run(home, ['import', directory, '--create', '--yes']));
  print('import of 10,000 webhooks', render(imported === undefined ? [] : [imported]), 'at most 4 s');
  const unchanged = await repeat(3, () => run(home, ['import', directory, '--yes']));
  print('import of them without a change, median', render(unchanged), 'at most 1 s');
}

interface Run {
  readonly seconds: number;
  /** Most memory that the process had resident at any time. */
  readonly megabytes: number;
}

async function repeat(times: number, measure: () => Promise<Run>): Promise<Run[]> {
  const runs: Run[] = [];
  for (let count = 0; count < times; count++) runs.push(await measure());
  return runs;
}

function render(runs: readonly Run[]): string {
  const seconds = median(runs.map((run) => run.seconds));
  const megabytes = median(runs.map((run) => run.megabytes));
  return `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
}

/** Told by the process itself as it ends, on a pipe of its own. Its worker threads are loaded with this too, and stay silent. */
const tellPeakMemory = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
`)}`;

async function run(home: Home, args: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', tellPeakMemory, program, ...args], {
    cwd: home.directory,
    env: { PATH: process.env.PATH ?? '', HOME: home.directory, WEBHOOK_CLI_DATA_DIR: home.dataDirectory },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [, , errors, peak] = child.stdio;
  if (errors === null || !(peak instanceof Readable)) throw new Error('a child without its pipes');
  const texts = Promise.all([text(errors), text(peak)]);
  const [status] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - start) / 1000;
  const [stderr, kilobytes] = await texts;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stderr}`);
  return { seconds, megabytes: Number(kilobytes) / 1024 };
}
