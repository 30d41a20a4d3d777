/** How many documents a collection has, and how many bytes they and its indexes take. */
import type { CollectionStatistics } from '../aggregation/data-source.ts';
import type { Collection } from './collection.ts';
import { type DataFile, numberColumn } from './data-file.ts';

/** A row number beside each key. */
const ROW_NUMBER_BYTES = 8;

export function collectionStatistics(file: DataFile, { id, options, indexes }: Collection): CollectionStatistics {
  const sum = (table: string, column: string) => {
    const row = file.get(`SELECT count(*), coalesce(sum(length(${column})), 0) FROM ${table}`);
    return { count: numberColumn(row?.[0]), bytes: numberColumn(row?.[1]) };
  };
  const keys = (table: string, column: string) => {
    const { count, bytes } = sum(table, column);
    return bytes + count * ROW_NUMBER_BYTES;
  };
  const sizes = indexes.map(({ id: index, spec }) => [spec.name, keys(`x${index}`, 'key')] as const);
  return {
    ...sum(`c${id}`, 'document'),
    capped: options.capped === true,
    indexes: new Map([['_id_', keys(`c${id}`, 'id')], ...sizes]),
  };
}
