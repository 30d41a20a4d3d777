/**
 * What the file holds: collections, their indexes, and views, kept in memory and read again when another process, or an
 * undone write, may have changed it. Each collection is a table `c<id>`, each secondary index a table `x<id>`; a view is
 * a row of the catalog alone.
 */
import { randomBytes } from 'node:crypto';
import type { Document } from '../../bson/bson.ts';
import { locationError } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';
import { CatalogChanges } from './catalog-changes.ts';
import type { Collection, View } from './collection.ts';
import { blobColumn, type DataFile, numberColumn } from './data-file.ts';
import { type Index, type IndexSpec, printIndexSpec } from './index-spec.ts';
import { checkNamespace, notSupportedOnView } from './namespace.ts';
import type { Oplog } from './oplog.ts';
import { readCatalog, viewOf } from './read-catalog.ts';

export class Catalog {
  /** Notes for the oplog; what the methods here do is noted by themselves. */
  readonly changes: CatalogChanges;
  private readonly file: DataFile;
  private collections = new Map<string, Collection>();
  private views = new Map<string, View>();
  private version = -1;
  /** Counts the changes that are made here, also those that are undone. */
  private changeCount = 0;
  private settledCount = 0;

  /** Without an oplog it may only be read. */
  constructor(file: DataFile, oplog?: Oplog) {
    this.file = file;
    this.changes = new CatalogChanges(oplog);
  }

  /** Must be called at the start of each command: another process may have changed the file. */
  refresh(): void {
    if (this.readVersion() === this.version) return;
    // In one transaction: another process may be changing the tables between two of these reads.
    this.file.inSavepoint(() => {
      const version = this.readVersion();
      ({ collections: this.collections, views: this.views } = readCatalog(this.file));
      this.version = version;
    });
  }

  /** To be called after each commit. */
  committed(): void {
    this.settledCount = this.changeCount;
  }

  /** To be called after a transaction was undone: forgets what is in memory, if anything of that is undone with it. */
  undone(): void {
    this.undoneSince(this.settledCount);
    this.settledCount = this.changeCount;
  }

  /** The same of a part of a transaction, before which `mark` gave the number. */
  undoneSince(mark: number): void {
    if (this.changeCount !== mark) this.version = -1;
  }

  mark(): number {
    return this.changeCount;
  }

  find(database: string, name: string): Collection | undefined {
    return this.collections.get(`${database}.${name}`);
  }

  findView(database: string, name: string): View | undefined {
    return this.views.get(`${database}.${name}`);
  }

  list(database?: string): Collection[] {
    return [...this.collections.values()].filter(({ database: own }) => database === undefined || own === database);
  }

  listViews(database?: string): View[] {
    return [...this.views.values()].filter(({ database: own }) => database === undefined || own === database);
  }

  /** The numbers of all collections and views. */
  ids(): ReadonlySet<number> {
    return new Set([...this.collections.values(), ...this.views.values()].map(({ id }) => id));
  }

  /** The collection, created when it is missing. Throws CommandNotSupportedOnView for a view. */
  ensure(database: string, name: string): Collection {
    return this.find(database, name) ?? this.create(database, name);
  }

  /** No collection of that name may be there. Throws CommandNotSupportedOnView for a view. */
  create(database: string, name: string, options: Document = {}): Collection {
    const other = this.findView(database, name);
    if (other !== undefined) throw notSupportedOnView(other.namespace);
    const { id, uuid } = this.insertRow(database, name, options);
    this.file.execute(
      `CREATE TABLE c${id} (rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, document BLOB NOT NULL, sum INTEGER NOT NULL)`,
    );
    const collection = this.put({ id, database, name, namespace: `${database}.${name}`, uuid, options, indexes: [] });
    this.changes.created(collection);
    return collection;
  }

  createView(database: string, name: string, options: Document): void {
    const { id } = this.insertRow(database, name, options);
    const view = viewOf(id, database, name, options);
    this.views.set(view.namespace, view);
    this.bump();
    this.changes.viewCreated(view);
  }

  setOptions(collection: Collection, options: Document): Collection {
    this.file.run('UPDATE collections SET options = ? WHERE id = ?', encodeDocument(options), collection.id);
    const changed = this.put({ ...collection, options });
    this.changes.optionsChanged(collection, changed);
    return changed;
  }

  setViewOptions({ id, database, name, namespace }: View, options: Document): void {
    this.file.run('UPDATE collections SET options = ? WHERE id = ?', encodeDocument(options), id);
    const view = viewOf(id, database, name, options);
    this.views.set(namespace, view);
    this.bump();
    this.changes.viewChanged(view);
  }

  /**
   * Takes the place of a collection of the new name. Rows and indexes stay where they are; in another database it is
   * another collection all the same.
   */
  rename(collection: Collection, database: string, name: string): Collection {
    this.checkName(database, name);
    const replaced = this.find(database, name);
    if (replaced !== undefined && replaced.id !== collection.id) this.remove(replaced);
    const isSame = database === collection.database;
    const uuid = isSame ? collection.uuid : newUuid();
    const sql = 'UPDATE collections SET database = ?, name = ?, uuid = ? WHERE id = ?';
    this.file.run(sql, database, name, uuid, collection.id);
    this.collections.delete(collection.namespace);
    const renamed = this.put({ ...collection, database, name, namespace: `${database}.${name}`, uuid });
    if (isSame) this.changes.renamed(collection, renamed, replaced);
    else this.changes.moved(collection, renamed, replaced, this.documentsOf(collection));
    return renamed;
  }

  drop(collection: Collection): void {
    this.remove(collection);
    this.changes.dropped(collection);
  }

  private remove(collection: Collection): void {
    for (const index of collection.indexes) this.file.execute(`DROP TABLE x${index.id}`);
    this.file.run('DELETE FROM indexes WHERE collection = ?', collection.id);
    this.file.run('DELETE FROM collections WHERE id = ?', collection.id);
    this.file.execute(`DROP TABLE c${collection.id}`);
    this.collections.delete(collection.namespace);
    this.bump();
  }

  private *documentsOf({ id }: Collection): Generator<Uint8Array> {
    for (const [document] of this.file.iterate(`SELECT document FROM c${id} ORDER BY rid`)) yield blobColumn(document);
  }

  dropView(view: View): void {
    this.file.run('DELETE FROM collections WHERE id = ?', view.id);
    this.views.delete(view.namespace);
    this.bump();
    this.changes.viewDropped(view);
  }

  /** Adds an empty index, which whoever fills it notes. A unique one holds each key once, others once for each document. */
  addIndex(collection: Collection, spec: IndexSpec): { collection: Collection; index: Index } {
    const { rid: id } = this.file.run(
      'INSERT INTO indexes (collection, name, spec, multikey) VALUES (?, ?, ?, 0)',
      collection.id,
      spec.name,
      encodeDocument(printIndexSpec(spec)),
    );
    this.createIndexTable(`x${id}`, spec);
    const index: Index = { id, spec, multikey: 0 };
    return { collection: this.put({ ...collection, indexes: [...collection.indexes, index] }), index };
  }

  /** Changes what an index says of itself, not what it holds. */
  setIndexSpec(collection: Collection, index: Index, spec: IndexSpec): Collection {
    this.file.run('UPDATE indexes SET spec = ? WHERE id = ?', encodeDocument(printIndexSpec(spec)), index.id);
    const indexes = collection.indexes.map((other) => (other.id === index.id ? { ...index, spec } : other));
    this.changes.indexChanged(collection, index.spec, spec);
    return this.put({ ...collection, indexes });
  }

  /** Each of its keys must be that of one document. */
  makeIndexUnique(collection: Collection, index: Index, spec: IndexSpec): Collection {
    const table = `x${index.id}`;
    this.createIndexTable(`${table}_unique`, spec);
    this.file.execute(`INSERT INTO ${table}_unique (key, rid) SELECT key, rid FROM ${table}`);
    this.file.execute(`DROP TABLE ${table}`);
    this.file.execute(`ALTER TABLE ${table}_unique RENAME TO ${table}`);
    return this.setIndexSpec(collection, index, spec);
  }

  dropIndex(collection: Collection, index: Index): Collection {
    this.file.run('DELETE FROM indexes WHERE id = ?', index.id);
    this.file.execute(`DROP TABLE x${index.id}`);
    this.changes.indexDropped(collection, index);
    return this.put({ ...collection, indexes: collection.indexes.filter(({ id }) => id !== index.id) });
  }

  /** Notes that fields of the index run through arrays of a document: a bit for each, the least for the first. */
  markMultikey(index: Index, arrays: number): void {
    const multikey = (index.multikey | arrays) >>> 0;
    this.file.run('UPDATE indexes SET multikey = ? WHERE id = ?', multikey, index.id);
    index.multikey = multikey;
    this.bump();
  }

  private createIndexTable(table: string, { unique }: IndexSpec): void {
    const primaryKey = unique ? 'key' : 'key, rid';
    this.file.execute(
      `CREATE TABLE ${table} (key BLOB NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (${primaryKey})) WITHOUT ROWID`,
    );
  }

  private insertRow(database: string, name: string, options: Document): { id: number; uuid: Uint8Array } {
    this.checkName(database, name);
    const uuid = newUuid();
    const { rid: id } = this.file.run(
      'INSERT INTO collections (database, name, uuid, options) VALUES (?, ?, ?, ?)',
      database,
      name,
      uuid,
      encodeDocument(options),
    );
    return { id, uuid };
  }

  /** Two databases whose names differ in case only would be one directory on some systems, so MongoDB refuses them. */
  private checkName(database: string, name: string): void {
    checkNamespace(database, name);
    const folded = database.toLowerCase();
    for (const { database: other } of [...this.collections.values(), ...this.views.values()]) {
      if (other === database || other.toLowerCase() !== folded) continue;
      throw locationError(
        13_297,
        `db already exists with different case already have: [${other}] trying: [${database}]`,
      );
    }
  }

  private put(collection: Collection): Collection {
    this.collections.set(collection.namespace, collection);
    this.bump();
    return collection;
  }

  private bump(): void {
    // First: what is in memory has changed already, even if the file then cannot take it.
    this.changeCount += 1;
    this.file.run('UPDATE catalog_version SET version = version + 1');
    // A catalog that was invalidated stays so; otherwise memory and file moved by the same step.
    if (this.version !== -1) this.version += 1;
  }

  private readVersion(): number {
    return numberColumn(this.file.get('SELECT version FROM catalog_version')?.[0]);
  }
}

function newUuid(): Uint8Array {
  const uuid = randomBytes(16);
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x40;
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return uuid;
}
