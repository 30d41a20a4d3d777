/**
 * The one SQLite file, opened: WAL, every commit flushed to the disk before it is acknowledged, prepared statements kept.
 * One connection serves reads and writes: a worker runs one thing at a time and a transaction never spans two turns of its
 * loop, so no read sees uncommitted data, and the page cache stays warm (a second connection drops its cache at each commit).
 */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { Limits } from '../../limits.ts';
import { isBusy } from './sqlite-errors.ts';

/** Version of the tables in the file, kept in SQLite's user_version. */
const FORMAT_VERSION = 2;

const TABLES = `
  CREATE TABLE catalog_version (version INTEGER NOT NULL);
  INSERT INTO catalog_version VALUES (1);
  CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, name TEXT NOT NULL, uuid BLOB NOT NULL,
    options BLOB NOT NULL, UNIQUE (database, name));
  CREATE TABLE indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, name TEXT NOT NULL, spec BLOB NOT NULL,
    multikey INTEGER NOT NULL, UNIQUE (collection, name));
  PRAGMA user_version = ${FORMAT_VERSION};`;

/**
 * From version 1, which had no options of collections (here an empty document), and knew of an index only whether some
 * document has several keys in it (here a bit for each of its fields).
 */
const FROM_VERSION_1 = `
  ALTER TABLE collections ADD COLUMN options BLOB NOT NULL DEFAULT x'0500000000';
  UPDATE indexes SET multikey = 4294967295 WHERE multikey = 1;
  UPDATE catalog_version SET version = version + 1;
  PRAGMA user_version = ${FORMAT_VERSION};`;

export type DataFileProblem =
  | { readonly kind: 'too new'; readonly version: number; readonly supported: number }
  /** Another process holds it. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Why a data file cannot be opened, as a value that can be sent to another thread. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  readonly problem: DataFileProblem;

  constructor(problem: DataFileProblem, options?: ErrorOptions) {
    super(describeProblem(problem), options);
    this.problem = problem;
  }
}

function describeProblem(problem: DataFileProblem): string {
  switch (problem.kind) {
    case 'busy':
      return 'another process holds the data file';
    case 'too new':
      return `format ${problem.version} is too new`;
    case 'unusable':
      return problem.reason;
  }
}

export type SqlRow = readonly SQLOutputValue[];

export class DataFile {
  /** Counts the commands: within one of them nothing else changes the file, between two anything may. */
  turn = 0;
  private readonly connection: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private readonly limits: Limits;

  /** Creates the file with mode 0600 when it is missing. Throws DataFileError. */
  constructor(path: string, limits: Limits) {
    this.limits = limits;
    try {
      closeSync(openSync(path, 'a', 0o600));
      // A file that another process keeps to itself is reported before the thread counts as not started.
      this.connection = new DatabaseSync(path, { timeout: Math.ceil(limits.engineStartMs / 4) });
      this.connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;');
      this.createTables();
      this.connection.exec(`PRAGMA busy_timeout = ${limits.engineBusyWaitMs}`);
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

  private createTables(): void {
    if (this.readVersion() === FORMAT_VERSION) return;
    this.connection.exec('BEGIN IMMEDIATE');
    try {
      // Another process may have created them between the look and the lock.
      const version = this.readVersion();
      if (version === 0) this.connection.exec(TABLES);
      if (version === 1) this.connection.exec(FROM_VERSION_1);
      this.connection.exec('COMMIT');
    } catch (error) {
      this.connection.exec('ROLLBACK');
      throw error;
    }
  }

  private readVersion(): number {
    const version = Number(this.get('PRAGMA user_version')?.[0]);
    if (version > FORMAT_VERSION) throw new DataFileError({ kind: 'too new', version, supported: FORMAT_VERSION });
    return version;
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
