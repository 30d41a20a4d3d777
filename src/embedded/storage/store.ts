/** Everything that commands need of the file: reads, grouped writes, the catalog, and the end of it. */
import type { Limits } from '../../limits.ts';
import { EngineError } from '../engine-error.ts';
import { Catalog } from './catalog.ts';
import type { Collection } from './collection.ts';
import { DataFile } from './data-file.ts';
import type { WriteTarget } from './documents.ts';
import { type FoundDocument, findDocuments, type Query } from './query.ts';
import { WriteQueue } from './write-queue.ts';

export class Store {
  readonly file: DataFile;
  readonly catalog: Catalog;
  readonly limits: Limits;
  private readonly queue: WriteQueue;
  /** By `performance.now()`, of the command that runs. A read runs in one go, so there is only one at a time. */
  private readDeadline = Number.POSITIVE_INFINITY;

  /** Throws DataFileError when the file cannot be used. `onFatal` is called when it can no longer be trusted. */
  constructor(path: string, limits: Limits, onFatal: (error: unknown) => void) {
    this.file = new DataFile(path, limits);
    this.catalog = new Catalog(this.file);
    this.limits = limits;
    this.queue = new WriteQueue({ file: this.file, limits, onUndone: () => this.catalog.invalidate(), onFatal });
  }

  /** Runs work, which must not wait, in a write transaction; resolves when it is on the disk. */
  write<T>(work: () => T): Promise<T> {
    return this.queue.submit(() => {
      this.limitReads(undefined);
      this.catalog.refresh();
      return work();
    });
  }

  /** Runs a part of a write so that its failure undoes all of it, what it noted in the catalog included. */
  undoable<T>(work: () => T): T {
    try {
      return this.file.inSavepoint(work);
    } catch (error) {
      this.catalog.invalidate();
      if (this.file.inTransaction) this.catalog.refresh();
      throw error;
    }
  }

  find(collection: Collection | undefined, query: Query): Iterable<FoundDocument> {
    return findDocuments(this.file, collection, query, this.limits, () => this.checkDeadline());
  }

  /** How long the command that starts now may read. A write is not cut short: it would be undone and tried again. */
  limitReads(maxMs: number | undefined): void {
    this.file.turn += 1;
    this.readDeadline = maxMs === undefined || maxMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + maxMs;
  }

  private checkDeadline(): void {
    if (performance.now() < this.readDeadline) return;
    throw new EngineError(50, 'MaxTimeMSExpired', 'operation exceeded time limit');
  }

  /** What documents of a collection are written to, inside `write`. */
  target(collection: Collection, bypassesValidation = false): WriteTarget {
    const { file, catalog, limits } = this;
    return { file, catalog, collection, documentBytesMax: limits.engineDocumentBytesMax, bypassesValidation };
  }

  async close(): Promise<void> {
    await this.queue.idle();
    this.file.close();
  }
}
