/** What the engine is compared with: documents as blobs in a table of SQLite with one index, and nothing around it. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { deserialize, serialize } from '../../src/bson/bson.ts';
import type { KilobyteDocument } from './kilobyte-documents.ts';

export class BareTable {
  private readonly file: DatabaseSync;
  private readonly insert: StatementSync;
  private readonly one: StatementSync;
  private readonly range: StatementSync;

  constructor(path: string) {
    this.file = new DatabaseSync(path);
    this.file.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
      CREATE TABLE items (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, document BLOB NOT NULL);
      CREATE INDEX by_n ON items (n);`);
    this.insert = this.file.prepare('INSERT INTO items VALUES (?, ?, ?)');
    this.one = this.file.prepare('SELECT document FROM items WHERE id = ?');
    this.range = this.file.prepare('SELECT document FROM items WHERE n >= ? AND n < ?');
  }

  /** In one transaction. */
  insertTogether(documents: readonly KilobyteDocument[]): void {
    this.file.exec('BEGIN IMMEDIATE');
    this.insertEach(documents);
    this.file.exec('COMMIT');
  }

  insertEach(documents: readonly KilobyteDocument[]): void {
    for (const document of documents) this.insert.run(document._id, document.n, serialize(document));
  }

  findOne(id: number): unknown {
    return decode(this.one.get(id));
  }

  findRange(from: number, to: number): unknown[] {
    return this.range.all(from, to).map(decode);
  }

  /** Every blob comes out of the file, and none is decoded. */
  readAll(): number {
    let bytes = 0;
    for (const { document } of this.file.prepare('SELECT document FROM items').iterate()) {
      if (document instanceof Uint8Array) bytes += document.length;
    }
    return bytes;
  }

  close(): void {
    this.file.close();
  }
}

function decode(row: Record<string, unknown> | undefined): unknown {
  return row?.document instanceof Uint8Array ? deserialize(row.document) : undefined;
}
