/**
 * What the file holds: collections, their indexes, and views, kept in memory and read again when another process, or an
 * undone write, may have changed it. Each collection is a table `c<id>`, each secondary index a table `x<id>`; a view is
 * a row of the catalog alone.
 */
import { randomBytes } from 'node:crypto';
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { locationError } from '../engine-error.ts';
import { decodeDocument, encodeDocument } from '../wire/codec.ts';
import type { Collection, View } from './collection.ts';
import { blobColumn, type DataFile, numberColumn, textColumn } from './data-file.ts';
import { type Index, type IndexSpec, parseIndexSpec, printIndexSpec } from './index-spec.ts';
import { checkNamespace, notSupportedOnView } from './namespace.ts';

/** The file has a bit for each field of an index; which of them run through arrays is not told apart. */
const EVERY_FIELD = 0xffff_ffff;

export class Catalog {
  private readonly file: DataFile;
  private collections = new Map<string, Collection>();
  private views = new Map<string, View>();
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
      this.read();
    });
  }

  /** Forgets what is in memory, after a transaction or a part of it was undone. */
  invalidate(): void {
    this.version = -1;
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

  /** The collection, created when it is missing. Throws CommandNotSupportedOnView for a view. */
  ensure(database: string, name: string): Collection {
    const known = this.find(database, name);
    if (known !== undefined) return known;
    const view = this.findView(database, name);
    if (view !== undefined) throw notSupportedOnView(view.namespace);
    return this.create(database, name);
  }

  create(database: string, name: string, options: Document = {}): Collection {
    const { id, uuid } = this.insertRow(database, name, options);
    this.file.execute(
      `CREATE TABLE c${id} (rid INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, document BLOB NOT NULL, sum INTEGER NOT NULL)`,
    );
    return this.put({ id, database, name, namespace: `${database}.${name}`, uuid, options, indexes: [] });
  }

  createView(database: string, name: string, options: Document): void {
    const { id } = this.insertRow(database, name, options);
    const view = viewOf(id, database, name, options);
    this.views.set(view.namespace, view);
    this.bump();
  }

  setOptions(collection: Collection, options: Document): Collection {
    this.file.run('UPDATE collections SET options = ? WHERE id = ?', encodeDocument(options), collection.id);
    return this.put({ ...collection, options });
  }

  setViewOptions({ id, database, name, namespace }: View, options: Document): void {
    this.file.run('UPDATE collections SET options = ? WHERE id = ?', encodeDocument(options), id);
    this.views.set(namespace, viewOf(id, database, name, options));
    this.bump();
  }

  /** Nothing of that name may be there. Rows and indexes stay where they are. */
  rename(collection: Collection, database: string, name: string): Collection {
    this.checkName(database, name);
    this.file.run('UPDATE collections SET database = ?, name = ? WHERE id = ?', database, name, collection.id);
    this.collections.delete(collection.namespace);
    return this.put({ ...collection, database, name, namespace: `${database}.${name}` });
  }

  drop(collection: Collection): void {
    for (const index of collection.indexes) this.file.execute(`DROP TABLE x${index.id}`);
    this.file.run('DELETE FROM indexes WHERE collection = ?', collection.id);
    this.file.run('DELETE FROM collections WHERE id = ?', collection.id);
    this.file.execute(`DROP TABLE c${collection.id}`);
    this.collections.delete(collection.namespace);
    this.bump();
  }

  dropView(view: View): void {
    this.file.run('DELETE FROM collections WHERE id = ?', view.id);
    this.views.delete(view.namespace);
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

  /** Changes what an index says of itself, not what it holds. */
  setIndexSpec(collection: Collection, index: Index, spec: IndexSpec): Collection {
    this.file.run('UPDATE indexes SET spec = ? WHERE id = ?', encodeDocument(printIndexSpec(spec)), index.id);
    const indexes = collection.indexes.map((other) => (other.id === index.id ? { ...index, spec } : other));
    return this.put({ ...collection, indexes });
  }

  dropIndex(collection: Collection, index: Index): Collection {
    this.file.run('DELETE FROM indexes WHERE id = ?', index.id);
    this.file.execute(`DROP TABLE x${index.id}`);
    return this.put({ ...collection, indexes: collection.indexes.filter(({ id }) => id !== index.id) });
  }

  /** Notes that a document has several keys in the index: ranges can then no longer be intersected. */
  markMultikey(index: Index): void {
    this.file.run('UPDATE indexes SET multikey = ? WHERE id = ?', EVERY_FIELD, index.id);
    index.multikey = true;
    this.bump();
  }

  private insertRow(database: string, name: string, options: Document): { id: number; uuid: Uint8Array } {
    this.checkName(database, name);
    const uuid = randomBytes(16);
    uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x40;
    uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
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
    this.file.run('UPDATE catalog_version SET version = version + 1');
    // A catalog that was invalidated stays so; otherwise memory and file moved by the same step.
    if (this.version !== -1) this.version += 1;
  }

  private readVersion(): number {
    return numberColumn(this.file.get('SELECT version FROM catalog_version')?.[0]);
  }

  private read(): void {
    const indexes = this.readIndexes();
    this.collections = new Map();
    this.views = new Map();
    for (const row of this.file.all('SELECT id, database, name, uuid, options FROM collections ORDER BY id')) {
      const [id, database, name] = [numberColumn(row[0]), textColumn(row[1]), textColumn(row[2])];
      const namespace = `${database}.${name}`;
      const options = decodeDocument(blobColumn(row[4]));
      if (typeof options.viewOn === 'string') {
        this.views.set(namespace, viewOf(id, database, name, options));
      } else {
        const own = indexes.get(id) ?? [];
        const uuid = blobColumn(row[3]);
        this.collections.set(namespace, { id, database, name, namespace, uuid, options, indexes: own });
      }
    }
  }

  private readIndexes(): Map<number, Index[]> {
    const indexes = new Map<number, Index[]>();
    for (const row of this.file.all('SELECT id, collection, spec, multikey FROM indexes ORDER BY id')) {
      const spec = parseIndexSpec(decodeDocument(blobColumn(row[2])));
      const index = { id: numberColumn(row[0]), spec, multikey: numberColumn(row[3]) !== 0 };
      const collection = numberColumn(row[1]);
      indexes.set(collection, [...(indexes.get(collection) ?? []), index]);
    }
    return indexes;
  }
}

function viewOf(id: number, database: string, name: string, options: Document): View {
  const { viewOn, pipeline } = options;
  return {
    id,
    database,
    name,
    namespace: `${database}.${name}`,
    options,
    viewOn: String(viewOn),
    pipeline: (Array.isArray(pipeline) ? pipeline : []).map((stage: unknown) => asDocument(stage) ?? {}),
  };
}
