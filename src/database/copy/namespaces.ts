/** What a deployment holds besides documents: collections with options and indexes, and views. */
import type { Db, MongoClient } from 'mongodb';
import { Binary, type Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { decode } from '../../bson/decode.ts';
import { asRaw } from './raw-documents.ts';

export interface Namespace {
  readonly kind: 'collection' | 'view';
  readonly database: string;
  readonly name: string;
  /** `<database>.<name>` */
  readonly namespace: string;
  /** As `create` takes them. */
  readonly options: Document;
  /** Hexadecimal; undefined for a view. */
  readonly uuid: string | undefined;
}

/** Collections first, then views, each by name. */
export async function listNamespaces(client: MongoClient): Promise<Namespace[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const lists = await Promise.all(databases.map(({ name }) => listOf(client.db(name))));
  return lists.flat().sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
}

/** The one of that name, if it is there. */
export async function findNamespace(database: Db, name: string): Promise<Namespace | undefined> {
  return (await listOf(database, { name }))[0];
}

async function listOf(database: Db, filter: Document = {}): Promise<Namespace[]> {
  const found: unknown[] = await database.listCollections(filter, { nameOnly: false, raw: true }).toArray();
  return found
    .map((raw) => parse(database.databaseName, decode(asRaw(raw))))
    .filter(({ name }) => !SERVER_COLLECTION.test(name));
}

/** Where a server keeps views and the like; of these, only stored functions are a client's to write. */
const SERVER_COLLECTION = /^system\.(?!js$)/;

function parse(database: string, { name, type, options, info }: Document): Namespace {
  const uuid: unknown = asDocument(info)?.uuid;
  return {
    kind: type === 'view' ? 'view' : 'collection',
    database,
    name: String(name),
    namespace: `${database}.${String(name)}`,
    options: asDocument(options) ?? {},
    uuid: uuid instanceof Binary ? uuid.toString('hex') : undefined,
  };
}

function sortKey({ kind, namespace }: Namespace): string {
  return `${kind} ${namespace}`;
}

/** As `createIndexes` takes them, without the one on `_id`, which every collection has. */
export async function listIndexes(database: Db, name: string): Promise<Document[]> {
  const found: unknown[] = await database.collection(name).listIndexes({ raw: true }).toArray();
  return found.map((raw) => decode(asRaw(raw))).filter((index) => index.name !== '_id_');
}
