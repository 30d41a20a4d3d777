/**
 * Group commit. Writes that wait at the same time share one transaction, so one flush of the disk serves all of them. When
 * one of them fails, the transaction is undone and each runs again in one of its own, so that it fails alone: a savepoint
 * for each would cost every write a copy of every page that it touches. A write is answered only after COMMIT.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '../../limits.ts';
import type { DataFile } from './data-file.ts';
import { isBusy, isFatal } from './sqlite-errors.ts';

interface Job {
  /** May run twice, the first time undone: everything that it counts must be its own. */
  readonly work: () => unknown;
  /** Set once it has been in a group that failed. */
  alone: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface WriteQueueOptions {
  readonly file: DataFile;
  readonly limits: Limits;
  /** Called before each commit, inside the transaction. */
  readonly beforeCommit: () => void;
  readonly onCommitted: () => void;
  /** Called when changes were undone: what is kept in memory about the file may be wrong. */
  readonly onUndone: () => void;
  /** Called when the file can no longer be trusted. */
  readonly onFatal: (error: unknown) => void;
}

export class WriteQueue {
  private readonly options: WriteQueueOptions;
  private jobs: Job[] = [];
  private draining: Promise<void> | undefined;

  constructor(options: WriteQueueOptions) {
    this.options = options;
  }

  /** Runs `work` inside a write transaction; resolves with its result once that is on the disk. `work` must not wait. */
  submit<T>(work: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.jobs.push({ work, alone: false, resolve: (result) => resolve(result as T), reject });
    this.draining ??= this.drain();
    return promise;
  }

  /** Resolves when nothing is queued or running. */
  async idle(): Promise<void> {
    while (this.draining !== undefined) await this.draining;
  }

  private async drain(): Promise<void> {
    while (this.jobs.length > 0) {
      // One turn of the loop, so that the writes whose bytes have arrived join this group.
      await new Promise((resume) => setImmediate(resume));
      const error = await this.begin();
      if (error === undefined) this.runGroup();
      else for (const job of this.jobs.splice(0)) job.reject(error);
    }
    this.draining = undefined;
  }

  /** Waits for the write lock, up to the limit, without holding up reads. Returns the error when it was not to be had. */
  private async begin(): Promise<unknown> {
    const { file, limits } = this.options;
    const deadline = performance.now() + limits.engineBusyWaitMs;
    for (;;) {
      try {
        file.beginWrite();
        return undefined;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) return error;
      }
      await delay(limits.engineBusyRetryMs);
    }
  }

  /** Runs the jobs that wait until the time of one group is over: reads wait as long as a group runs. */
  private runGroup(): void {
    const group: Job[] = [];
    const results: unknown[] = [];
    const end = performance.now() + this.options.limits.engineGroupCommitMs;
    try {
      for (let job = this.takeJob(group); job !== undefined; job = this.takeJob(group)) {
        group.push(job);
        results.push(job.work());
        if (performance.now() > end) break;
      }
      this.options.beforeCommit();
      this.options.file.run('COMMIT');
    } catch (error) {
      this.undo(group, error);
      return;
    }
    for (const [position, job] of group.entries()) job.resolve(results[position]);
    this.options.onCommitted();
  }

  /** The next job, unless it or the last one must be alone. */
  private takeJob(group: readonly Job[]): Job | undefined {
    if (group.length > 0 && (this.jobs[0]?.alone === true || group.at(-1)?.alone === true)) return undefined;
    return this.jobs.shift();
  }

  private undo(group: Job[], error: unknown): void {
    this.rollback();
    this.options.onUndone();
    // After a failed flush nobody knows what the disk holds; only opening the file again finds out.
    if (isFatal(error)) {
      for (const job of group) job.reject(error);
      this.options.onFatal(error);
    } else if (group.length === 1) {
      group[0]?.reject(error);
    } else {
      for (const job of group) job.alone = true;
      this.jobs.unshift(...group);
    }
  }

  private rollback(): void {
    try {
      this.options.file.run('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does after a full disk or a failed read or write.
    }
  }
}
