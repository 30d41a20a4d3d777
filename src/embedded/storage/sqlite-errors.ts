/** What SQLite's result codes mean for a command. */
import { EngineError, nestedTooDeep } from '../engine-error.ts';

const BUSY = 5;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;

/** The primary result code of an SQLite error; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY;
}

export function isConstraint(error: unknown): boolean {
  return sqliteCode(error) === CONSTRAINT;
}

/** Whether the file cannot be trusted after this error: what was in memory and what is on disk may differ. */
export function isFatal(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === IO_ERROR || code === CORRUPT || code === NOT_A_DATABASE;
}

/** The error that a command answers with. */
export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  if (code === FULL) return new EngineError(14031, 'OutOfDiskSpace', `the data file cannot grow: ${message}`);
  if (code === BUSY) return new EngineError(24, 'LockTimeout', 'another process holds the data file for too long');
  if (message.startsWith('no such table')) {
    return new EngineError(175, 'QueryPlanKilled', 'the collection or index was dropped while it was read');
  }
  // What no check foresaw, such as a path of a million segments.
  if (error instanceof RangeError && message.startsWith('Maximum call stack')) return nestedTooDeep();
  if (code !== undefined) return new EngineError(8, 'UnknownError', `the data file failed: ${message}`);
  return new EngineError(1, 'InternalError', `internal error of the embedded engine: ${message}`);
}
