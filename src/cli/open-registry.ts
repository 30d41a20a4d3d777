/** The registry that the settings name, open for one command. */
import { ObjectId } from '../bson/bson.ts';
import { type Database, openDatabase } from '../database/database.ts';
import type { Registry } from '../registry/registry.ts';
import type { CommandContext } from './command.ts';

export interface OpenRegistry {
  readonly registry: Registry;
  readonly database: Database;
}

/** Runs `use` with the registry and closes the database afterwards, whatever happened. */
export async function withRegistry<Result>(
  { settings, now }: CommandContext,
  use: (open: OpenRegistry) => Promise<Result>,
): Promise<Result> {
  const { registryUri, dataDirectory, limits } = settings;
  const database = await openDatabase({ uri: registryUri, dataDirectory, limits, appName: 'webhook-cli' });
  try {
    // Loaded after the database was asked to open: the driver that it needs loads while the engine's thread starts.
    const { createRegistry } = await import('../registry/registry.ts');
    const registry = createRegistry(database.client, { now, newId: () => new ObjectId(), limits });
    return await use({ registry, database });
  } finally {
    await database.close();
  }
}
