/** How much memory another process holds. */
import { readFileSync } from 'node:fs';

/** As Linux counts pages on the machines that it runs Node on, but for a few with larger ones, where this is too low. */
const PAGE_BYTES = 4096;

/** Undefined where there is no `/proc`, and for a process that has ended. */
export function readResidentBytes(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ', 2)[1]);
    return Number.isInteger(pages) ? pages * PAGE_BYTES : undefined;
  } catch {
    // It has just ended, which is reported in its own way.
    return undefined;
  }
}
