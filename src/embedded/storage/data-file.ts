/**
 * The one SQLite file, opened: WAL, every commit flushed to the disk before it is acknowledged, prepared statements kept.
 * One connection serves reads and writes: a worker runs one thing at a time and a transaction never spans two turns of its
 * loop, so no read sees uncommitted data, and the page cache stays warm (a second connection drops its cache at each commit).
 */
import { closeSync, constants, openSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Limits } from '../../limits.ts';
import { DataFileError } from './data-file-error.ts';
import { findNetworkFileSystem } from './network-file-system.ts';
import { openFile } from './open-file.ts';
import { mendSideFiles } from './side-files.ts';
import { isBusy } from './sqlite-errors.ts';

export type SqlRow = readonly SQLOutputValue[];

export class DataFile {
  /** Counts the commands: within one of them nothing else changes the file, between two anything may. */
  turn = 0;
  /** Counts the write transactions: within one of them nobody else changes the file. */
  transactions = 0;
  private readonly connection: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private readonly limits: Limits;

  /** Creates the file with mode 0600 when it is missing. Throws DataFileError. */
  constructor(path: string, limits: Limits) {
    this.limits = limits;
    try {
      const fileSystem = findNetworkFileSystem(path);
      if (fileSystem !== undefined) throw new DataFileError({ kind: 'on a network', fileSystem });
      // Opened for reading: of a file that may not be written, SQLite still gives what is in it.
      closeSync(openSync(path, constants.O_RDONLY | constants.O_CREAT, 0o600));
      mendSideFiles(path);
      // A file that another process keeps to itself is reported before the thread counts as not started.
      this.connection = openFile(path, Math.ceil(limits.engineStartMs / 4));
      this.connection.exec(`PRAGMA busy_timeout = ${limits.engineBusyWaitMs}`);
      this.connection.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;');
      this.limitSize();
    } catch (error) {
      if (error instanceof DataFileError) throw error;
      if (isBusy(error)) throw new DataFileError({ kind: 'busy' }, { cause: error });
      throw new DataFileError({ kind: 'unusable', reason: reasonOf(error) }, { cause: error });
    }
  }

  /** All rows of a query, each as an array of its columns. */
  all(sql: string, ...values: SQLInputValue[]): SqlRow[] {
    return this.prepare(sql).all(...values) as unknown as SqlRow[];
  }

  get(sql: string, ...values: SQLInputValue[]): SqlRow | undefined {
    return this.prepare(sql).get(...values) as unknown as SqlRow | undefined;
  }

  /** Rows one by one. The caller must end the iteration before it yields to anything else that may run the same query. */
  iterate(sql: string, ...values: SQLInputValue[]): Iterable<SqlRow> {
    return this.prepare(sql).iterate(...values) as unknown as Iterable<SqlRow>;
  }

  run(sql: string, ...values: SQLInputValue[]): { changes: number; rid: number } {
    const { changes, lastInsertRowid } = this.prepare(sql).run(...values);
    return { changes: Number(changes), rid: Number(lastInsertRowid) };
  }

  /** Runs a change of which nobody asks what it did: `run` spends 0.3 µs on making its answer. */
  change(sql: string, ...values: SQLInputValue[]): void {
    this.prepare(sql).get(...values);
  }

  /** Runs a statement once, without keeping it: for changes of tables. */
  execute(sql: string): void {
    this.connection.exec(sql);
  }

  /** Takes the write lock at once or throws SQLite's busy error; the caller waits without holding up reads. */
  beginWrite(): void {
    this.connection.exec('PRAGMA busy_timeout = 0');
    try {
      this.run('BEGIN IMMEDIATE');
      this.transactions += 1;
    } finally {
      this.connection.exec(`PRAGMA busy_timeout = ${this.limits.engineBusyWaitMs}`);
    }
  }

  get inTransaction(): boolean {
    return this.connection.isTransaction;
  }

  /** Runs work so that, when it throws, its changes are undone and the transaction around it goes on. */
  inSavepoint<T>(work: () => T): T {
    this.run('SAVEPOINT work');
    try {
      const result = work();
      this.run('RELEASE work');
      return result;
    } catch (error) {
      if (this.inTransaction) {
        this.run('ROLLBACK TO work');
        this.run('RELEASE work');
      }
      throw error;
    }
  }

  close(): void {
    this.statements.clear();
    this.connection.close();
  }

  private prepare(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    if (this.statements.size >= this.limits.engineStatementsMax) this.statements.clear();
    const statement = this.connection.prepare(sql);
    statement.setReturnArrays(true);
    this.statements.set(sql, statement);
    return statement;
  }

  /** A write that would make the file larger fails as on a full disk. */
  private limitSize(): void {
    const pageBytes = numberColumn(this.get('PRAGMA page_size')?.[0]);
    this.connection.exec(`PRAGMA max_page_count = ${Math.ceil(this.limits.engineFileBytesMax / pageBytes)}`);
  }
}

/** A column that the tables of the file declare as BLOB. */
export function blobColumn(value: SQLOutputValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`expected bytes in the data file, found ${typeof value}`);
}

export function numberColumn(value: SQLOutputValue | undefined): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`expected a number in the data file, found ${typeof value}`);
}

export function textColumn(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected text in the data file, found ${typeof value}`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
