/**
 * What the file holds: collections and their indexes, kept in memory and read again when another process, or an undone
 * write, may have changed it. Each collection is a table `c<id>`, each secondary index a table `x<id>`.
 */
import { randomBytes } from 'node:crypto';
import { EngineError } from '../engine-error.ts';
import { decodeDocument, encodeDocument } from '../wire/codec.ts';
import { blobColumn, type DataFile, numberColumn, textColumn } from './data-file.ts';
import { type Index, type IndexSpec, parseIndexSpec, printIndexSpec } from './index-spec.ts';

export interface Collection {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly namespace: string;
  readonly uuid: Uint8Array;
  /** Secondary indexes; the one on `_id` is part of the collection's table. */
  readonly indexes: readonly Index[];
}

const RESERVED_NAMESPACE = /^$|\0|\$|^\.|\.$|^system\./;
const RESERVED_DATABASE = /^$|[\0/\\. "$]/;
const DATABASE_BYTES_MAX = 63;
const NAMESPACE_BYTES_MAX = 255;

export class Catalog {
  private readonly file: DataFile;
  private collections = new Map<string, Collection>();
  private version = -1;

  constructor(file: DataFile) {
    this.file = file;
  }

  /** Must be called at the start of each command: another process may have changed the file. */
  refresh(): void {
    if (this.readVersion() === this.version) return;
    // In one transaction: another process may be changing the tables between two of these reads.
    this.file.inSavepoint(() => {
      this.version = this.readVersion();
      this.collections = this.read();
    });
  }

  /** Forgets what is in memory, after a transaction or a part of it was undone. */
  invalidate(): void {
    this.version = -1;
  }

  find(database: string, name: string): Collection | undefined {
    return this.collections.get(`${database}.${name}`);
  }

  list(database?: string): Collection[] {
    return [...this.collections.values()].filter(({ database: own }) => database === undefined || own === database);
  }

  /** The collection, created when it is missing. */
  ensure(database: string, name: string): Collection {
    return this.find(database, name) ?? this.create(database, name);
  }

  create(database: string, name: string): Collection {
    checkNamespace(database, name);
    const uuid = randomBytes(16);
    uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x40;
    uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
    const { rid: id } = this.file.run(
      'INSERT INTO collections (database, name, uuid) VALUES (?, ?, ?)',
      database,
      name,
      uuid,
    );
    this.file.execute(
      `CREATE TABLE c${id} (rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, document BLOB NOT NULL, sum INTEGER NOT NULL)`,
    );
    return this.put({ id, database, name, namespace: `${database}.${name}`, uuid, indexes: [] });
  }

  drop(collection: Collection): void {
    for (const index of collection.indexes) this.file.execute(`DROP TABLE x${index.id}`);
    this.file.run('DELETE FROM indexes WHERE collection = ?', collection.id);
    this.file.run('DELETE FROM collections WHERE id = ?', collection.id);
    this.file.execute(`DROP TABLE c${collection.id}`);
    this.collections.delete(collection.namespace);
    this.bump();
  }

  /** Adds an empty index. A unique one holds each key once; the others hold each key once per document. */
  addIndex(collection: Collection, spec: IndexSpec): { collection: Collection; index: Index } {
    const { rid: id } = this.file.run(
      'INSERT INTO indexes (collection, name, spec, multikey) VALUES (?, ?, ?, 0)',
      collection.id,
      spec.name,
      encodeDocument(printIndexSpec(spec)),
    );
    const primaryKey = spec.unique ? 'key' : 'key, rid';
    this.file.execute(
      `CREATE TABLE x${id} (key BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (${primaryKey})) WITHOUT ROWID`,
    );
    const index: Index = { id, spec, multikey: false };
    return { collection: this.put({ ...collection, indexes: [...collection.indexes, index] }), index };
  }

  dropIndex(collection: Collection, index: Index): Collection {
    this.file.run('DELETE FROM indexes WHERE id = ?', index.id);
    this.file.execute(`DROP TABLE x${index.id}`);
    return this.put({ ...collection, indexes: collection.indexes.filter(({ id }) => id !== index.id) });
  }

  /** Notes that a document has several keys in the index: ranges can then no longer be intersected. */
  markMultikey(index: Index): void {
    this.file.run('UPDATE indexes SET multikey = 1 WHERE id = ?', index.id);
    index.multikey = true;
    this.bump();
  }

  private put(collection: Collection): Collection {
    this.collections.set(collection.namespace, collection);
    this.bump();
    return collection;
  }

  private bump(): void {
    this.file.run('UPDATE catalog_version SET version = version + 1');
    // A catalog that was invalidated stays so; otherwise memory and file moved by the same step.
    if (this.version !== -1) this.version += 1;
  }

  private readVersion(): number {
    return numberColumn(this.file.get('SELECT version FROM catalog_version')?.[0]);
  }

  private read(): Map<string, Collection> {
    const indexes = new Map<number, Index[]>();
    for (const row of this.file.all('SELECT id, collection, spec, multikey FROM indexes ORDER BY id')) {
      const spec = parseIndexSpec(decodeDocument(blobColumn(row[2])));
      const index = { id: numberColumn(row[0]), spec, multikey: row[3] === 1 };
      const collection = numberColumn(row[1]);
      indexes.set(collection, [...(indexes.get(collection) ?? []), index]);
    }
    const collections = new Map<string, Collection>();
    for (const row of this.file.all('SELECT id, database, name, uuid FROM collections ORDER BY id')) {
      const [id, database, name] = [numberColumn(row[0]), textColumn(row[1]), textColumn(row[2])];
      const namespace = `${database}.${name}`;
      const own = indexes.get(id) ?? [];
      collections.set(namespace, { id, database, name, namespace, uuid: blobColumn(row[3]), indexes: own });
    }
    return collections;
  }
}

/** Throws InvalidNamespace for names that MongoDB refuses, and for `system.` collections, which this engine has none of. */
export function checkNamespace(database: string, collection: string): void {
  const namespace = `${database}.${collection}`;
  if (
    RESERVED_DATABASE.test(database) ||
    RESERVED_NAMESPACE.test(collection) ||
    Buffer.byteLength(database) > DATABASE_BYTES_MAX ||
    Buffer.byteLength(namespace) > NAMESPACE_BYTES_MAX
  ) {
    throw new EngineError(73, 'InvalidNamespace', `Invalid namespace specified: '${namespace}'`);
  }
}
