/**
 * Request logs: entries are buffered and written in batches beside the request path, which they never delay or fail. Each
 * entry is either written once or counted as lost.
 */
import { MongoBulkWriteError } from 'mongodb';
import { calculateObjectSize } from '../bson/bson.ts';
import type { Limits } from '../limits.ts';
import type { Collections, LogEntry } from './documents.ts';
import { DUPLICATE_KEY_CODE, isDatabaseAway } from './store-errors.ts';

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

export function createLogWriter(logs: Collections['logs'], limits: Limits, options: LogWriterOptions): LogWriter {
  return new BufferedLogWriter(logs, limits, options);
}

interface Buffered {
  readonly entry: LogEntry;
  readonly bytes: number;
}

class BufferedLogWriter implements LogWriter {
  readonly #logs: Collections['logs'];
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

  constructor(logs: Collections['logs'], limits: Limits, options: LogWriterOptions) {
    this.#logs = logs;
    this.#limits = limits;
    this.#options = options;
  }

  write(entry: LogEntry): void {
    if (this.#closed) {
      this.#lost++;
      return;
    }
    try {
      this.#buffer({ entry, bytes: calculateObjectSize(entry) });
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
      const batch = [...this.#failed.splice(0, LOG_ENTRIES_PER_BATCH)];
      batch.push(...this.#succeeded.splice(0, LOG_ENTRIES_PER_BATCH - batch.length));
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

  async #insert(entries: readonly LogEntry[]): Promise<'done' | 'try again'> {
    try {
      await this.#logs.insertMany([...entries], { ordered: false });
      this.#written += entries.length;
      return 'done';
    } catch (error) {
      if (isDatabaseAway(error)) return 'try again';
      const lost = countRefused(error) ?? entries.length;
      this.#written += entries.length - lost;
      if (lost > 0) this.#lose(lost, error);
      return 'done';
    }
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

/** Entries that the server refused one by one; an entry that is there already was written by an attempt before. */
function countRefused(error: unknown): number | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const refused = error.result.getWriteErrors().filter(({ code }) => code !== DUPLICATE_KEY_CODE);
  const isWhole = refused.length === 0 && error.result.getWriteErrorCount() === 0;
  return isWhole && error.result.getWriteConcernError() === undefined ? undefined : refused.length;
}
