/**
 * Opens the file, with the tables of today. Those of an older version are changed while no other process has the file
 * open: one that knows only the older tables would go on writing, and its changes would be missing in the oplog.
 */
import { DatabaseSync } from 'node:sqlite';
import { FORMAT_VERSION, formatChanges } from './file-format.ts';
import { isBusy } from './sqlite-errors.ts';

/** A file without tables, or of a newer version, is left as it is. Throws SQLite's busy error after the wait. */
export function openFile(path: string, waitMs: number): DatabaseSync {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const connection = new DatabaseSync(path, { timeout: waitMs });
    try {
      raiseFormat(connection);
      // For this change SQLite does not wait while another process makes it.
      connection.exec('PRAGMA journal_mode = WAL');
      return connection;
    } catch (error) {
      connection.close();
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    // Two processes that start at the same moment find each other in the way: at different times they try again.
    Atomics.wait(NEVER_WOKEN, 0, 0, RETRY_MS * (1 + Math.random()));
  }
}

const RETRY_MS = 20;
const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4));

function raiseFormat(connection: DatabaseSync): void {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.user_version);
  if (version === 0 || version >= FORMAT_VERSION) return;
  // Only who is alone may leave the write-ahead log, and whoever opens the file from now on waits for the lock.
  connection.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE');
  connection.exec(`BEGIN EXCLUSIVE; ${formatChanges(version)} COMMIT`);
  connection.exec('PRAGMA locking_mode = NORMAL');
}
