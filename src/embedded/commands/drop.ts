import { type Document, Int32 } from '../../bson/bson.ts';
import { isNumeric } from '../../bson/bson-type.ts';
import { EngineError, locationError } from '../engine-error.ts';
import { askedName, type Command, type CommandContext } from './command.ts';
import { clampedWhole } from './option-numbers.ts';
import { missingField, wrongType } from './options.ts';

export const dropCommands: readonly Command[] = [
  { name: 'drop', writeConcern: true, run: drop },
  { name: 'dropDatabase', writeConcern: true, run: dropDatabase },
];

/** What is not there is dropped already. */
async function drop(context: CommandContext): Promise<Document> {
  const { store, database } = context;
  const { catalog } = store;
  const name = askedName(context);
  const ns = `${database}.${name}`;
  return store.write(() => {
    const collection = catalog.find(database, name);
    if (collection !== undefined) {
      catalog.drop(collection);
      return { nIndexesWas: new Int32(collection.indexes.length + 1), ns };
    }
    const view = catalog.findView(database, name);
    if (view !== undefined) {
      catalog.dropView(view);
      return { ns };
    }
    return name === 'system.views' && dropViews(context) ? { nIndexesWas: new Int32(1), ns } : {};
  });
}

/** Without the collection that a server keeps them in, there are none. Returns whether there were any. */
function dropViews({ store, database }: CommandContext): boolean {
  const views = store.catalog.listViews(database);
  for (const view of views) store.catalog.dropView(view);
  return views.length > 0;
}

async function dropDatabase(context: CommandContext): Promise<Document> {
  const { store, database, body } = context;
  checkOne(body.dropDatabase);
  if (database === 'admin')
    throw new EngineError(20, 'IllegalOperation', "Dropping the 'admin' database is prohibited.");
  return store.write(() => {
    const collections = store.catalog.list(database);
    for (const collection of collections) store.catalog.drop(collection);
    const hadViews = dropViews(context);
    if (collections.length > 0 || hadViews) store.catalog.changes.databaseDropped(database);
    return {};
  });
}

function checkOne(value: unknown): void {
  if (value === null) throw missingField('dropDatabase', 'dropDatabase');
  if (!isNumeric(value)) throw wrongType('dropDatabase', 'dropDatabase', value, 'number');
  if (clampedWhole(value) !== 1) throw locationError(5_255_100, "Have to pass 1 as 'dropDatabase' parameter");
}
