import { type Document, Long } from '../../bson/bson.ts';
import { sizeOf } from '../storage/scan.ts';
import type { Store } from '../storage/store.ts';
import { type Command, type CommandContext, checkAdmin } from './command.ts';
import { readListFilter } from './list-collections.ts';
import { booleanOption, strictBooleanOption } from './options.ts';

export const databaseCommands: readonly Command[] = [
  { name: 'listDatabases', options: ['filter', 'nameOnly', 'authorizedDatabases'], run: listDatabases },
];

const COMMAND = 'listDatabases';
/** A server has these from its first start. */
const OWN_DATABASES = ['admin', 'config', 'local'];

function listDatabases({ store, database, body }: CommandContext): Document {
  const filter = readListFilter(COMMAND, body);
  const nameOnly = booleanOption(COMMAND, body, 'nameOnly') ?? false;
  strictBooleanOption(COMMAND, body, 'authorizedDatabases');
  checkAdmin(COMMAND, database);
  const names = databaseNames(store);
  if (nameOnly) return { databases: names.map((name) => ({ name })).filter((document) => filter.matches(document)) };
  const databases = names.map((name) => measure(store, name)).filter((document) => filter.matches(document));
  const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk.toNumber(), 0);
  return {
    databases,
    totalSize: Long.fromNumber(totalSize),
    totalSizeMb: Long.fromNumber(Math.floor(totalSize / 1024 / 1024)),
  };
}

function databaseNames({ catalog }: Store): string[] {
  const used = [...catalog.list(), ...catalog.listViews()].map(({ database }) => database);
  return [...new Set([...OWN_DATABASES, ...used])].sort();
}

/** The bytes of the documents: what a database takes in a file that it shares is not known. */
function measure({ catalog, file }: Store, name: string) {
  const sizes = catalog.list(name).map((collection) => sizeOf(file, collection));
  const sizeOnDisk = sizes.reduce((sum, size) => sum + size, 0);
  return { name, sizeOnDisk: Long.fromNumber(sizeOnDisk), empty: sizeOnDisk === 0 && !OWN_DATABASES.includes(name) };
}
