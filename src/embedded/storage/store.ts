/** Everything that commands need of the file: reads, grouped writes, the catalog, and the end of it. */
import type { Limits } from '../../limits.ts';
import { EngineError } from '../engine-error.ts';
import type { Operation } from '../monitoring/operations.ts';
import { Catalog } from './catalog.ts';
import { ChangeSignal } from './change-signal.ts';
import type { Collection } from './collection.ts';
import { countByKeys } from './count-keys.ts';
import { DataFile } from './data-file.ts';
import type { WriteTarget } from './documents.ts';
import { IndexFilters } from './index-filters.ts';
import { Oplog } from './oplog.ts';
import type { Plan } from './plan.ts';
import { PlanUsage } from './plan-usage.ts';
import { type PreparedQuery, prepareDistinct, prepareQuery, type Query, rejectedPlans } from './prepare-query.ts';
import { type FoundDocument, type QueryStatistics, runQuery } from './query.ts';
import { WriteQueue } from './write-queue.ts';

export class Store {
  readonly file: DataFile;
  readonly oplog: Oplog;
  readonly catalog: Catalog;
  /** Tells of new entries of the oplog. */
  readonly changes: ChangeSignal;
  readonly limits: Limits;
  readonly usage = new PlanUsage(() => this.catalog.ids());
  readonly indexFilters = new IndexFilters(() => this.catalog.ids());
  private readonly queue: WriteQueue;
  /** By `performance.now()`, of the command that runs. A read runs in one go, so there is only one at a time. */
  private readDeadline = Number.POSITIVE_INFINITY;
  private starting: Operation | undefined;

  /** Throws DataFileError when the file cannot be used. `onFatal` is called when it can no longer be trusted. */
  constructor(path: string, limits: Limits, onFatal: (error: unknown) => void) {
    this.file = new DataFile(path, limits);
    this.oplog = new Oplog(this.file, limits);
    this.catalog = new Catalog(this.file, this.oplog);
    this.changes = new ChangeSignal(() => this.oplog.head(), limits.engineOplogPollMs);
    this.limits = limits;
    this.queue = new WriteQueue({
      file: this.file,
      limits,
      beforeCommit: () => this.oplog.trim(),
      onCommitted: () => {
        this.catalog.committed();
        this.changes.look();
      },
      onUndone: () => this.catalog.undone(),
      onFatal,
    });
  }

  /** Runs work, which must not wait, in a write transaction; resolves when it is on the disk. */
  write<T>(work: () => T): Promise<T> {
    const { starting } = this;
    return this.queue.submit(() => {
      starting?.checkNotKilled();
      this.limitReads(undefined);
      this.catalog.refresh();
      return work();
    });
  }

  /** Runs the start of a command. Writes that it queues before it first waits are given up once it is killed. */
  startFor<T>(operation: Operation, start: () => T): T {
    this.starting = operation;
    try {
      return start();
    } finally {
      this.starting = undefined;
    }
  }

  /** Runs a part of a write so that its failure undoes all of it, what it noted in the catalog included. */
  undoable<T>(work: () => T): T {
    const mark = this.catalog.mark();
    try {
      return this.file.inSavepoint(work);
    } catch (error) {
      this.catalog.undoneSince(mark);
      if (this.file.inTransaction) this.catalog.refresh();
      throw error;
    }
  }

  find(collection: Collection | undefined, query: Query): Iterable<FoundDocument> {
    return this.run(collection, this.prepare(collection, query));
  }

  run(collection: Collection | undefined, prepared: PreparedQuery): Iterable<FoundDocument> {
    const { file, usage } = this;
    return runQuery(file, collection, prepared, { checkTime: () => this.checkTime(), usage });
  }

  count(collection: Collection | undefined, query: Query): number {
    const prepared = this.prepare(collection, query);
    const counted = collection && countByKeys(this.file, collection, prepared);
    if (collection !== undefined && counted !== undefined) {
      if (prepared.plan?.kind === 'index') this.usage.note(collection, prepared.plan.access);
      return counted;
    }
    let count = 0;
    for (const _ of this.run(collection, prepared)) count += 1;
    return count;
  }

  /** Chooses the plan, which `explain` tells of. */
  prepare(collection: Collection | undefined, query: Query): PreparedQuery {
    const expressions = { ...query.expressions, checkTime: () => this.checkTime() };
    return prepareQuery(collection, { ...query, expressions }, this.limits, this.indexFilters);
  }

  /** For `distinct`: documents with each value of the path. */
  prepareDistinct(collection: Collection | undefined, path: string, query: Query): PreparedQuery {
    return prepareDistinct(collection, path, query, this.limits, this.indexFilters);
  }

  rejected(collection: Collection | undefined, query: Query, prepared: PreparedQuery): readonly Plan[] {
    return rejectedPlans(collection, query, prepared, this.limits, this.indexFilters);
  }

  /** Runs it for what it takes. */
  measure(
    collection: Collection | undefined,
    prepared: PreparedQuery,
    statistics: QueryStatistics,
  ): Iterable<FoundDocument> {
    return runQuery(this.file, collection, prepared, { checkTime: () => this.checkTime(), statistics });
  }

  /** How long the command that starts now may read. A write is not cut short: it would be undone and tried again. */
  limitReads(maxMs: number | undefined): void {
    this.file.turn += 1;
    this.readDeadline = maxMs === undefined || maxMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + maxMs;
  }

  /** Throws MaxTimeMSExpired when the command that runs has read for too long. */
  checkTime(): void {
    if (performance.now() < this.readDeadline) return;
    throw new EngineError(50, 'MaxTimeMSExpired', 'operation exceeded time limit');
  }

  /** What documents of a collection are written to, inside `write`. */
  target(collection: Collection, bypassesValidation = false): WriteTarget {
    const { file, catalog, oplog, limits } = this;
    return { file, catalog, oplog, collection, documentBytesMax: limits.engineDocumentBytesMax, bypassesValidation };
  }

  async close(): Promise<void> {
    await this.queue.idle();
    this.file.close();
  }
}
