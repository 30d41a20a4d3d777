import type { Document } from '../../bson/bson.ts';
import { compileFilter } from '../query/filter.ts';
import { sizeOf } from '../storage/scan.ts';
import type { Command, CommandContext } from './command.ts';
import { booleanOption, documentOption } from './options.ts';

export const databaseCommands: readonly Command[] = [
  { name: 'listDatabases', options: ['filter', 'nameOnly', 'authorizedDatabases'], run: listDatabases },
  { name: 'dropDatabase', writeConcern: true, run: dropDatabase },
];

function listDatabases({ store, body }: CommandContext): Document {
  const filter = compileFilter(documentOption('listDatabases', body, 'filter') ?? {});
  const nameOnly = booleanOption('listDatabases', body, 'nameOnly') ?? false;
  const names = [...new Set(store.catalog.list().map(({ database }) => database))].sort();
  const databases = names
    .map((name) => (nameOnly ? { name } : { name, ...measure(store, name) }))
    .filter((document) => filter.matches(document));
  if (nameOnly) return { databases };
  const totalSize = databases.reduce((sum, document) => sum + ('sizeOnDisk' in document ? document.sizeOnDisk : 0), 0);
  return { databases, totalSize, totalSizeMb: Math.floor(totalSize / 1024 / 1024) };
}

/** The bytes of the documents: what a database takes in a file that it shares is not known. */
function measure({ catalog, file }: CommandContext['store'], database: string) {
  const sizes = catalog.list(database).map((collection) => sizeOf(file, collection));
  const sizeOnDisk = sizes.reduce((sum, size) => sum + size, 0);
  return { sizeOnDisk, empty: sizeOnDisk === 0 };
}

async function dropDatabase({ store, database }: CommandContext): Promise<Document> {
  return store.write(() => {
    const collections = store.catalog.list(database);
    for (const collection of collections) store.catalog.drop(collection);
    return collections.length === 0 ? {} : { dropped: database };
  });
}
