import { type Document, Int32 } from '../../bson/bson.ts';
import { rebuildIndexes } from '../storage/index-build.ts';
import { namespaceNotFound } from '../storage/namespace.ts';
import { askedName, type Command, type CommandContext, collectionAt } from './command.ts';
import { createIndexesCommand } from './create-indexes.ts';
import { dropIndexesCommands } from './drop-indexes.ts';
import { listedIndexes, listIndexesCommand } from './list-indexes.ts';

export const indexCommands: readonly Command[] = [
  createIndexesCommand,
  listIndexesCommand,
  ...dropIndexesCommands,
  { name: 'reIndex', run: reIndex },
];

/** Only a standalone server has it. */
async function reIndex(context: CommandContext): Promise<Document> {
  const { store, database } = context;
  const name = askedName(context);
  return store.write(() => {
    const collection = collectionAt(store, database, name);
    if (collection === undefined) throw namespaceNotFound(`${database}.${name}`);
    rebuildIndexes(store, collection);
    const indexes = listedIndexes(collection);
    const count = new Int32(indexes.length);
    return { nIndexesWas: count, nIndexes: count, indexes };
  });
}
