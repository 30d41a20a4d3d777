/** Everything that commands need of the file: reads, grouped writes, the catalog, and the end of it. */
import type { Limits } from '../../limits.ts';
import { Catalog, type Collection } from './catalog.ts';
import { DataFile } from './data-file.ts';
import type { WriteTarget } from './documents.ts';
import { type FoundDocument, findDocuments, type Query } from './query.ts';
import { WriteQueue } from './write-queue.ts';

export class Store {
  readonly file: DataFile;
  readonly catalog: Catalog;
  readonly limits: Limits;
  private readonly queue: WriteQueue;

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
      this.catalog.refresh();
      return work();
    });
  }

  find(collection: Collection | undefined, query: Query): Iterable<FoundDocument> {
    return findDocuments(this.file, collection, query, this.limits);
  }

  /** What documents of a collection are written to, inside `write`. */
  target(collection: Collection): WriteTarget {
    const { file, catalog, limits } = this;
    return { file, catalog, collection, documentBytesMax: limits.engineDocumentBytesMax };
  }

  async close(): Promise<void> {
    await this.queue.idle();
    this.file.close();
  }
}
