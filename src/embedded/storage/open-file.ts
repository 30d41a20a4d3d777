/**
 * Opens the file, with the tables of today. They are made, and those of an older version changed, while no other process
 * has the file open: one that knows only the older tables would go on writing, and its changes would be missing in the
 * oplog.
 */
import { DatabaseSync } from 'node:sqlite';
import { DataFileError } from './data-file-error.ts';
import { FORMAT_VERSION, formatChanges } from './file-format.ts';
import { isBusy } from './sqlite-errors.ts';

/**
 * Throws DataFileError for a file of a newer version or of another program, which is left as it is, and SQLite's busy
 * error after the wait.
 */
export function openFile(path: string, waitMs: number): DatabaseSync {
  const deadline = performance.now() + waitMs;
  for (;;) {
    // Without SQLite's own wait, in which two that want the file for themselves would sit out each other's time.
    const connection = new DatabaseSync(path);
    try {
      if (readVersion(connection) !== FORMAT_VERSION) makeTables(connection);
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

/** 0 for a file without tables. */
function readVersion(connection: DatabaseSync): number {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.user_version);
  if (version > FORMAT_VERSION) throw new DataFileError({ kind: 'too new', version, supported: FORMAT_VERSION });
  if (version === 0 && connection.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
    throw new DataFileError({ kind: 'unusable', reason: 'it is an SQLite database of another program' });
  }
  return version;
}

function makeTables(connection: DatabaseSync): void {
  // Only who is alone may leave the write-ahead log, and whoever opens the file from now on waits for the lock.
  connection.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  // Another process may have made them between the look and the lock.
  const version = readVersion(connection);
  if (version !== FORMAT_VERSION) connection.exec(formatChanges(version));
  connection.exec('COMMIT; PRAGMA locking_mode = NORMAL');
}
