/** The id of a process that has ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? -1;
}
