/**
 * Group commit. Writes that wait at the same time share one transaction, so one flush of the disk serves all of them; each
 * runs in a savepoint of its own, so the failure of one leaves the others untouched. A write is answered only after COMMIT.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Limits } from '../../limits.ts';
import type { DataFile } from './data-file.ts';
import { isBusy, isFatal } from './sqlite-errors.ts';

interface Job {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

export interface WriteQueueOptions {
  readonly file: DataFile;
  readonly limits: Limits;
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
    this.jobs.push({ work, resolve: (result) => resolve(result as T), reject });
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

  /** Takes jobs until none waits or the time of one group is over: reads wait as long as a group runs. */
  private runGroup(): void {
    const { file, limits, onUndone, onFatal } = this.options;
    const group: Job[] = [];
    const outcomes: Outcome[] = [];
    const end = performance.now() + limits.engineGroupCommitMs;
    try {
      for (let job = this.jobs.shift(); job !== undefined; job = this.jobs.shift()) {
        group.push(job);
        outcomes.push(this.runJob(job));
        if (performance.now() > end) break;
      }
      file.run('COMMIT');
    } catch (error) {
      this.rollback();
      onUndone();
      for (const job of group) job.reject(error);
      // After a failed flush nobody knows what the disk holds; only opening the file again finds out.
      if (isFatal(error)) onFatal(error);
      return;
    }
    for (const [position, job] of group.entries()) {
      const outcome = outcomes[position];
      if (outcome !== undefined && 'result' in outcome) job.resolve(outcome.result);
      else job.reject(outcome?.error);
    }
  }

  private runJob(job: Job): Outcome {
    try {
      return { result: this.options.file.inSavepoint(job.work) };
    } catch (error) {
      // A full disk or a failed write ends the whole transaction, not only this job's savepoint.
      if (isFatal(error) || !this.options.file.inTransaction) throw error;
      this.options.onUndone();
      return { error };
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
