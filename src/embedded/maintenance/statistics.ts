/** What a data file holds and how large it is, for a person. */
import { statSync } from 'node:fs';
import { WebhookCliError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import { Catalog } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionStatistics } from '../storage/collection-statistics.ts';
import { type DataFile, numberColumn } from '../storage/data-file.ts';
import { withDataFile } from './open-data-file.ts';

export interface DataFileStatistics {
  readonly fileBytes: number;
  /** Of the write-ahead log beside it: what is not yet in the file itself. */
  readonly walBytes: number;
  readonly formatVersion: number;
  /** In pages of the file that hold nothing; compacting gives back these at least. */
  readonly unusedBytes: number;
  /** Of the pages that hold what change streams read back. */
  readonly oplogBytes: number;
  readonly databases: readonly DatabaseStatistics[];
}

export interface DatabaseStatistics {
  readonly name: string;
  readonly views: number;
  readonly collections: readonly CollectionStatistics[];
}

export interface CollectionStatistics {
  readonly name: string;
  readonly documents: number;
  /** Of all documents as BSON. */
  readonly bytes: number;
  readonly largestDocumentBytes: number;
  /** The one on `_id` among them. */
  readonly indexes: number;
  readonly indexBytes: number;
}

/** All figures are of one moment. Throws WebhookCliError as withDataFile. */
export function readDataFileStatistics(path: string, limits: Limits): DataFileStatistics {
  // Before it is opened: the last one to close a file merges the log into it.
  const [fileBytes, walBytes] = [sizeOf(path), sizeOf(`${path}-wal`)];
  return withDataFile(path, limits, (file) =>
    file.inSavepoint(() => ({ fileBytes, walBytes, ...readFile(file), databases: readDatabases(file) })),
  );
}

/** 0 for a file that is not there. */
export function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WebhookCliError('DataFileUnusable', { path, reason }, { cause: error });
  }
}

function readFile(file: DataFile): Pick<DataFileStatistics, 'formatVersion' | 'unusedBytes' | 'oplogBytes'> {
  const read = (sql: string) => numberColumn(file.get(sql)?.[0]);
  return {
    formatVersion: read('PRAGMA user_version'),
    unusedBytes: read('PRAGMA freelist_count') * read('PRAGMA page_size'),
    oplogBytes: read("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = 'oplog'"),
  };
}

function readDatabases(file: DataFile): DatabaseStatistics[] {
  const catalog = new Catalog(file);
  catalog.refresh();
  const names = new Set([...catalog.list(), ...catalog.listViews()].map(({ database }) => database));
  return [...names].sort().map((name) => ({
    name,
    views: catalog.listViews(name).length,
    collections: catalog
      .list(name)
      .map((collection) => readCollection(file, collection))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  }));
}

function readCollection(file: DataFile, collection: Collection): CollectionStatistics {
  const { count, bytes, indexes } = collectionStatistics(file, collection);
  const largest = file.get(`SELECT coalesce(max(length(document)), 0) FROM c${collection.id}`)?.[0];
  return {
    name: collection.name,
    documents: count,
    bytes,
    largestDocumentBytes: numberColumn(largest),
    indexes: indexes.size,
    indexBytes: [...indexes.values()].reduce((sum, size) => sum + size, 0),
  };
}
