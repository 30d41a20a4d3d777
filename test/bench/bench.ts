/**
 * Prints the figures that this project holds, as ratios within one run on one machine. "Bare" is an echo server of
 * `node:http` alone, called by the same client on the same cores.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createHome } from '../helpers/program.ts';
import { benchApps } from './bench-apps.ts';
import { benchRequests } from './bench-requests.ts';
import { median, print } from './figures.ts';

const home = await createHome();
try {
  benchHelp();
  await benchApps(home);
  await benchRequests(home);
} finally {
  await home.remove();
}

function benchHelp(): void {
  const program = resolve(import.meta.dirname, '../../bin/webhook-cli.js');
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    spawnSync(process.execPath, [program, '--help']);
    return performance.now() - start;
  });
  print('webhook-cli --help, median', `${median(times).toFixed(0)} ms`, 'at most 100 ms');
}
