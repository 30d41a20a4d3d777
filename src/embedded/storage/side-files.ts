/** The write-ahead log and its index, beside the data file. */
import { chmodSync, lstatSync, statSync } from 'node:fs';

const OWNER_WRITES = 0o200;

/**
 * SQLite gives them the permissions of the data file when it makes them. Those of a time when that could only be read would
 * keep it so after it was given back to its owner.
 */
export function mendSideFiles(path: string): void {
  const { mode, uid } = statSync(path);
  if ((mode & OWNER_WRITES) === 0 || uid !== process.getuid?.()) return;
  for (const side of [`${path}-wal`, `${path}-shm`]) {
    const found = lstatSync(side, { throwIfNoEntry: false });
    if (found?.isFile() === true && found.uid === uid && (found.mode & OWNER_WRITES) === 0)
      chmodSync(side, mode & 0o777);
  }
}
