/**
 * Request logs: entries are buffered and written in batches beside the request path, which they never delay or fail. Each
 * entry is either written once or counted as lost.
 */
import { type Db, MongoServerError, MongoWriteConcernError } from 'mongodb';
import type { Document } from '../bson/bson.ts';
import { isDatabaseAway } from '../database/database-away.ts';
import type { Limits } from '../limits.ts';
import { LOGS, type LogEntry } from './documents.ts';
import { DUPLICATE_KEY_CODE } from './store-errors.ts';

export interface LogWriter {
  /** Never throws and never waits. */
  write(entry: LogEntry): void;
  counts(): LogCounts;
  /** Writes what is buffered, once; what cannot be written then is counted as lost. Entries that come later are lost too. */
  close(): Promise<void>;
}

/** Every entry handed to `write` is in exactly one of these. */
export interface LogCounts {
  readonly written: number;
  readonly lost: number;
  readonly pending: number;
}

export interface LogWriterOptions {
  /** Called after each flush that found new losses, with their cause. */
  onLoss(lost: number, cause: Error): void;
}

export function createLogWriter(database: Db, limits: Limits, options: LogWriterOptions): LogWriter {
  return new BufferedLogWriter(database, limits, options);
}

interface Buffered {
  readonly entry: LogEntry;
  /** Estimated. */
  readonly bytes: number;
}

class BufferedLogWriter implements LogWriter {
  readonly #database: Db;
  readonly #limits: Limits;
  readonly #options: LogWriterOptions;
  /** Two queues: when the buffer is full, the newest entry without an error goes first. */
  readonly #failed: Buffered[] = [];
  readonly #succeeded: Buffered[] = [];
  #bufferedBytes = 0;
  #inFlight = 0;
  #written = 0;
  #lost = 0;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(database: Db, limits: Limits, options: LogWriterOptions) {
    this.#database = database;
    this.#limits = limits;
    this.#options = options;
  }

  write(entry: LogEntry): void {
    if (this.#closed) {
      this.#lost++;
      return;
    }
    try {
      this.#buffer({ entry, bytes: estimateBytes(entry) });
    } catch (error) {
      this.#lose(1, error);
      return;
    }
    this.#schedule();
  }

  counts(): LogCounts {
    return { written: this.#written, lost: this.#lost, pending: this.#pending() };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#flushing;
    if (this.#pending() > 0) await this.#flush();
    const left = this.#pending();
    if (left > 0) this.#lose(left, new Error('the database did not take them before the end'));
    this.#failed.length = 0;
    this.#succeeded.length = 0;
  }

  #pending(): number {
    return this.#failed.length + this.#succeeded.length + this.#inFlight;
  }

  #buffer(item: Buffered): void {
    const { logEntryBytesMax } = this.#limits;
    if (item.bytes > logEntryBytesMax) throw new Error(`an entry has more than ${logEntryBytesMax} bytes`);
    const isFailure = item.entry.error !== undefined;
    while (this.#isFullFor(item.bytes)) {
      const dropped = isFailure ? this.#succeeded.pop() : undefined;
      if (dropped === undefined) {
        this.#lose(1, new Error('the buffer is full'));
        return;
      }
      this.#bufferedBytes -= dropped.bytes;
      this.#lose(1, new Error('the buffer is full'));
    }
    (isFailure ? this.#failed : this.#succeeded).push(item);
    this.#bufferedBytes += item.bytes;
  }

  #isFullFor(bytes: number): boolean {
    const { logBufferEntriesMax, logBufferBytesMax } = this.#limits;
    return this.#pending() >= logBufferEntriesMax || this.#bufferedBytes + bytes > logBufferBytesMax;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#flushing !== undefined || this.#closed) return;
    const backOffMs = this.#limits.logFlushMs * 2 ** Math.min(this.#failures, 16);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#flushing = this.#flush().finally(() => {
          this.#flushing = undefined;
          if (this.#pending() > 0) this.#schedule();
        });
      },
      Math.min(backOffMs, this.#limits.registryBackOffMsMax),
    );
    this.#timer.unref();
  }

  /** Writes batches until the buffer is empty or the database fails. Never rejects. */
  async #flush(): Promise<void> {
    do {
      const batch = this.#takeBatch();
      this.#inFlight = batch.length;
      const outcome = await this.#insert(batch.map(({ entry }) => entry));
      this.#inFlight = 0;
      if (outcome === 'try again') {
        this.#failures++;
        this.#putBack(batch);
        return;
      }
      this.#failures = 0;
      this.#bufferedBytes -= batch.reduce((sum, { bytes }) => sum + bytes, 0);
    } while (this.#pending() > 0);
  }

  #takeBatch(): Buffered[] {
    const batch: Buffered[] = [];
    let bytes = 0;
    while (batch.length < LOG_ENTRIES_PER_BATCH && bytes < LOG_BYTES_PER_BATCH) {
      const item = this.#failed.shift() ?? this.#succeeded.shift();
      if (item === undefined) break;
      bytes += item.bytes;
      batch.push(item);
    }
    return batch;
  }

  async #insert(entries: readonly LogEntry[]): Promise<'done' | 'try again'> {
    try {
      const refusals = await insertEntries(this.#database, entries);
      this.#written += entries.length - refusals.length;
      if (refusals.length > 0) this.#lose(refusals.length, new Error(String(refusals[0]?.errmsg)));
    } catch (error) {
      if (isDatabaseAway(error) || isDatabaseBusy(error)) return 'try again';
      this.#lose(entries.length, error);
    }
    return 'done';
  }

  #putBack(batch: readonly Buffered[]): void {
    this.#failed.unshift(...batch.filter(({ entry }) => entry.error !== undefined));
    this.#succeeded.unshift(...batch.filter(({ entry }) => entry.error === undefined));
  }

  #lose(count: number, cause: unknown): void {
    this.#lost += count;
    this.#options.onLoss(count, cause instanceof Error ? cause : new Error(String(cause)));
  }
}

const LOG_ENTRIES_PER_BATCH = 1_000;
/** With the largest entry on top, and three bytes for each that is estimated, below the 16 MiB that a command may have. */
const LOG_BYTES_PER_BATCH = 4 * 1024 * 1024;

/**
 * The command itself: the driver's `insertMany` measures each document before it writes it, which doubles the cost of an
 * entry in the process that answers requests. Answers what the server refused; an entry that is there already was written
 * by an attempt before.
 */
async function insertEntries(database: Db, documents: readonly LogEntry[]): Promise<Document[]> {
  const command = { insert: LOGS, documents, ordered: false, writeConcern: { w: 'majority' } };
  const reply = await database.command(command).catch((error: unknown) => {
    // Written, but not by as many members as asked: the reply is the same.
    if (error instanceof MongoWriteConcernError) return error.result;
    throw error;
  });
  const errors: Document[] = Array.isArray(reply.writeErrors) ? reply.writeErrors : [];
  return errors.filter(({ code }) => code !== DUPLICATE_KEY_CODE);
}

/** LockTimeout, MaxTimeMSExpired, WriteConflict, ExceededTimeLimit: another time it is taken. */
const BUSY_CODES: ReadonlySet<number> = new Set([24, 50, 112, 262]);

function isDatabaseBusy(error: unknown): boolean {
  return error instanceof MongoServerError && BUSY_CODES.has(Number(error.code));
}

/** Bytes of a field beside its text, or of one that is no text. */
const FIELD_BYTES = 24;

/** From the lengths of its texts: the exact size costs as much as writing the document. */
function estimateBytes(value: unknown): number {
  if (typeof value === 'string') return FIELD_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return FIELD_BYTES;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return FIELD_BYTES;
  let bytes = FIELD_BYTES;
  for (const field of Object.values(value)) bytes += estimateBytes(field);
  return bytes;
}
