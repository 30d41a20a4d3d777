/** How long a person waits for the shortest answer. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { median, print } from './figures.ts';

export function benchHelp(): void {
  const program = resolve(import.meta.dirname, '../../bin/webhook-cli.js');
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    spawnSync(process.execPath, [program, '--help']);
    return performance.now() - start;
  });
  print('webhook-cli --help, median', `${median(times).toFixed(0)} ms`, 'at most 100 ms');
}
