/** The space within the pages of a collection and its indexes that holds nothing. */
import { notImplemented } from '../engine-error.ts';
import type { Collection } from './collection.ts';
import { type DataFile, numberColumn } from './data-file.ts';

/** Reads every page of them. Throws NotImplemented where SQLite was built without its table of pages. */
export function unusedBytes(file: DataFile, { id, indexes }: Collection): { documents: number; indexes: number } {
  if (file.get("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'") === undefined) {
    throw notImplemented("option 'freeStorage' of dbStats");
  }
  const unused = (table: string) => {
    const row = file.get('SELECT coalesce(sum(unused), 0) FROM dbstat WHERE name = ? AND aggregate = TRUE', table);
    return numberColumn(row?.[0]);
  };
  const ownIndex = unused(`sqlite_autoindex_c${id}_1`);
  return {
    documents: unused(`c${id}`),
    indexes: indexes.reduce((sum, index) => sum + unused(`x${index.id}`), ownIndex),
  };
}
