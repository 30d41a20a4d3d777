/** What SQLite's result codes mean for a command. */
import { EngineError, nestedTooDeep } from '../engine-error.ts';

const BUSY = 5;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;
/** The index of the write-ahead log could not grow, though the log itself could: an I/O error that means a full disk. */
const IO_ERROR_SHM_SIZE = 4874;

/** The primary result code of an SQLite error; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  const code = extendedCode(error);
  return code === undefined ? undefined : code & 0xff;
}

function extendedCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY;
}

export function isConstraint(error: unknown): boolean {
  return sqliteCode(error) === CONSTRAINT;
}

/** The disk is full, or the file as large as it may become. */
function isFull(error: unknown): boolean {
  return sqliteCode(error) === FULL || extendedCode(error) === IO_ERROR_SHM_SIZE;
}

/** What is in the file is not what SQLite wrote there. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

/** Whether the file cannot be trusted after this error: what was in memory and what is on disk may differ. */
export function isFatal(error: unknown): boolean {
  if (isFull(error)) return false;
  return sqliteCode(error) === IO_ERROR || isDamage(error);
}

/** The error that a command answers with. */
export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  if (isFull(error)) {
    const cause = 'its disk is full, or it is as large as the limit engineFileBytesMax allows';
    return new EngineError(14031, 'OutOfDiskSpace', `the data file cannot grow: ${cause}`);
  }
  if (code === READ_ONLY) {
    // Not the server's own IllegalOperation: for a write the driver replaces its message by one about retryable writes.
    return new EngineError(371, 'UserWritesBlocked', `the data file cannot be written, only read: ${message}`);
  }
  if (code === BUSY) return new EngineError(24, 'LockTimeout', 'another process holds the data file for too long');
  if (message.startsWith('no such table')) {
    return new EngineError(175, 'QueryPlanKilled', 'the collection or index was dropped while it was read');
  }
  // What no check foresaw, such as a path of a million segments.
  if (error instanceof RangeError && message.startsWith('Maximum call stack')) return nestedTooDeep();
  if (code !== undefined) return new EngineError(8, 'UnknownError', `the data file failed: ${message}`);
  return new EngineError(1, 'InternalError', `internal error of the embedded engine: ${message}`);
}
