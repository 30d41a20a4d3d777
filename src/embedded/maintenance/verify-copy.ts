/** Reads a copy of a data file whole: SQLite's own check of every page, and the checksum of every document. */
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { WebhookCliError } from '../../errors.ts';
import { blobColumn, numberColumn, type SqlRow, textColumn } from '../storage/data-file.ts';
import { isDamage } from '../storage/sqlite-errors.ts';

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Called often, with the share that is done, from 0 to 1. */
  readonly onProgress: (step: 'Copying' | 'Checking', share: number) => void;
}

/** What a copy holds. */
export interface Copy {
  readonly collections: number;
  readonly documents: number;
}

/** After so many documents other work has its turn. */
const DOCUMENTS_AT_ONCE = 1_000;

/** `source` is what the copy was made of. Throws WebhookCliError DataFileDamaged, and the reason of `signal`. */
export async function verifyCopy(copy: string, source: string, { signal, onProgress }: CopyOptions): Promise<Copy> {
  // Nothing else knows of the copy, so no lock and no log beside it is needed.
  const url = pathToFileURL(copy);
  url.searchParams.set('immutable', '1');
  const file = new DatabaseSync(url, { readOnly: true });
  try {
    const tables = listTables(file);
    let documents = 0;
    for (const [position, { name, namespace }] of tables.entries()) {
      const pause = async () => {
        onProgress('Checking', position / tables.length);
        await setImmediate();
        signal.throwIfAborted();
      };
      await pause();
      const pages = readPages(file, name);
      if (pages !== 'ok') throw new WebhookCliError('DataFileDamaged', { path: source, reason: pages });
      if (namespace !== undefined) documents += await readDocuments(file, { name, namespace }, source, pause);
    }
    return { collections: tables.filter(({ namespace }) => namespace !== undefined).length, documents };
  } catch (error) {
    // Only what is wrong with the bytes: that the copy cannot be read may be the fault of the disk it is on.
    if (!isDamage(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WebhookCliError('DataFileDamaged', { path: source, reason }, { cause: error });
  } finally {
    file.close();
  }
}

interface Table {
  readonly name: string;
  /** Of the collection whose documents the table holds. */
  readonly namespace: string | undefined;
}

function listTables(file: DatabaseSync): Table[] {
  const collections = new Map(
    rowsOf(file, 'SELECT id, database, name FROM collections').map((row) => [
      `c${numberColumn(row[0])}`,
      `${textColumn(row[1])}.${textColumn(row[2])}`,
    ]),
  );
  const names = rowsOf(file, "SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => textColumn(row[0]));
  return names.map((name) => ({ name, namespace: collections.get(name) }));
}

/** What SQLite finds wrong with a table and its indexes; 'ok' when it is nothing. */
function readPages(file: DatabaseSync, table: string): string {
  const [first] = rowsOf(file, `PRAGMA integrity_check('${table}')`);
  return textColumn(first?.[0]);
}

async function readDocuments(
  file: DatabaseSync,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  source: string,
  pause: () => Promise<void>,
): Promise<number> {
  const rows = file.prepare(`SELECT document, sum FROM ${name}`);
  rows.setReturnArrays(true);
  let count = 0;
  for (const row of rows.iterate() as unknown as Iterable<SqlRow>) {
    if (crc32(blobColumn(row[0])) !== row[1]) {
      throw new WebhookCliError('DataFileDamaged', {
        path: source,
        reason: `a document of ${namespace} does not have its checksum`,
      });
    }
    count += 1;
    if (count % DOCUMENTS_AT_ONCE === 0) await pause();
  }
  return count;
}

function rowsOf(file: DatabaseSync, sql: string): SqlRow[] {
  const statement = file.prepare(sql);
  statement.setReturnArrays(true);
  return statement.all() as unknown as SqlRow[];
}
