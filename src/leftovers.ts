/**
 * Directories for a moment carry the id of their process in their name. What a killed process left is found by that, and
 * removed by the next one that works in the same place.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Beginning of the name of a directory that belongs to this process. */
export function ownedPrefix(prefix: string): string {
  return `${prefix}${process.pid}-`;
}

/** Removes what `ownedPrefix(prefix)` named in processes that have ended. */
export function removeLeftovers(directory: string, prefix: string): void {
  for (const name of listNames(directory)) {
    const owner = name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (owner !== undefined && !isRunning(Number(owner))) removeIfAllowed(join(directory, name));
  }
}

/** A directory that cannot be listed has nothing for us to remove; whoever works in it says what is wrong with it. */
function listNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is another user's.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** What another user left is that user's to remove. */
function removeIfAllowed(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    return;
  }
}
