/** How large a database is, and a digest of all that it holds: `dbStats` and `dbHash`. */
import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Document, Double, Int32, Long, UUID } from '../../bson/bson.ts';
import { setField } from '../../bson/fields.ts';
import { badValue } from '../engine-error.ts';
import type { Collection } from '../storage/collection.ts';
import { collectionStatistics } from '../storage/collection-statistics.ts';
import { textColumn } from '../storage/data-file.ts';
import type { Store } from '../storage/store.ts';
import { unusedBytes } from '../storage/unused-bytes.ts';
import type { Command, CommandContext } from './command.ts';
import { booleanOption } from './options.ts';
import { scaleOption } from './scale-option.ts';

export const databaseStatisticsCommands: readonly Command[] = [
  { name: 'dbStats', options: ['scale', 'freeStorage'], run: dbStats },
  { name: 'dbstats', options: ['scale', 'freeStorage'], run: dbStats },
  { name: 'dbHash', lenient: true, run: dbHash },
  { name: 'dbhash', lenient: true, run: dbHash },
];

/** Sizes as `collStats` has them. What the disk holds beside the file is counted by the file system. */
function dbStats({ store, database, body, command }: CommandContext): Document {
  const scale = scaleOption(command, body);
  const withFree = booleanOption(command, body, 'freeStorage') ?? false;
  const collections = store.catalog.list(database);
  const { objects, bytes, indexes, indexBytes } = totals(store, collections);
  const free = withFree ? freeSizes(store, collections) : undefined;
  const scaled = (size: number) => new Double(size / scale);
  return {
    db: database,
    collections: Long.fromNumber(collections.length),
    views: Long.fromNumber(store.catalog.listViews(database).length),
    objects: Long.fromNumber(objects),
    avgObjSize: new Double(objects === 0 ? 0 : bytes / objects),
    dataSize: scaled(bytes),
    storageSize: scaled(bytes),
    ...(free && { freeStorageSize: scaled(free.documents) }),
    indexes: Long.fromNumber(indexes),
    indexSize: scaled(indexBytes),
    ...(free && { indexFreeStorageSize: scaled(free.indexes) }),
    totalSize: scaled(bytes + indexBytes),
    ...(free && { totalFreeStorageSize: scaled(free.documents + free.indexes) }),
    scaleFactor: Long.fromNumber(scale),
    ...diskSizes(store, scale),
  };
}

/** Nothing when the file has been removed from its directory. */
function diskSizes({ file }: Store, scale: number): Document {
  try {
    const { blocks, bfree, bsize } = statfsSync(textColumn(file.get('PRAGMA database_list')?.[2]));
    return {
      fsUsedSize: new Double(((blocks - bfree) * bsize) / scale),
      fsTotalSize: new Double((blocks * bsize) / scale),
    };
  } catch {
    return {};
  }
}

function totals({ file }: Store, collections: readonly Collection[]) {
  const total = { objects: 0, bytes: 0, indexes: 0, indexBytes: 0 };
  for (const collection of collections) {
    const { count, bytes, indexes } = collectionStatistics(file, collection);
    total.objects += count;
    total.bytes += bytes;
    total.indexes += indexes.size;
    for (const size of indexes.values()) total.indexBytes += size;
  }
  return total;
}

function freeSizes({ file }: Store, collections: readonly Collection[]) {
  const free = { documents: 0, indexes: 0 };
  for (const collection of collections) {
    const own = unusedBytes(file, collection);
    free.documents += own.documents;
    free.indexes += own.indexes;
  }
  return free;
}

/** As the server makes them: MD5 of a collection's documents by `_id`, and of the digests of all collections by name. */
function dbHash({ store, database, body }: CommandContext): Document {
  const started = performance.now();
  const wanted = wantedNames(body.collections);
  const whole = createHash('md5');
  const answer: { collections: Document; uuids: Document; capped: string[] } = {
    collections: {},
    uuids: {},
    capped: [],
  };
  const collections = store.catalog.list(database).sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const collection of collections) {
    const { name, uuid, options } = collection;
    if (wanted !== undefined && !wanted.has(name)) continue;
    const digest = digestOf(store, collection);
    whole.update(digest);
    setField(answer.collections, name, digest);
    setField(answer.uuids, name, new UUID(uuid));
    if (options.capped === true) answer.capped.push(name);
  }
  return {
    host: hostname(),
    collections: answer.collections,
    capped: answer.capped,
    uuids: answer.uuids,
    md5: whole.digest('hex'),
    timeMillis: new Int32(Math.round(performance.now() - started)),
  };
}

/** What is no array names nothing, and an empty one means all. */
function wantedNames(value: unknown): ReadonlySet<string> | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const names = value.map((name: unknown) => {
    if (typeof name === 'string') return name;
    throw badValue("every element of 'collections' of dbHash must be text");
  });
  return new Set(names);
}

function digestOf(store: Store, collection: Collection): string {
  const hash = createHash('md5');
  for (const { bytes } of store.find(collection, { filter: {}, sort: { _id: 1 } })) hash.update(bytes);
  return hash.digest('hex');
}
