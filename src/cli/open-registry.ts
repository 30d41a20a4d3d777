/** The registry that the settings name, open for one command. */
import { ObjectId } from '../bson/bson.ts';
import { type Database, openDatabase } from '../database/database.ts';
import type { Registry } from '../registry/registry.ts';
import type { CommandContext } from './command.ts';
import type { Output } from './output.ts';

export interface OpenRegistry {
  readonly registry: Registry;
  readonly database: Database;
}

/**
 * Runs `use` with the registry and closes the database afterwards, whatever happened. An error of the driver leaves here as
 * RegistryUnreachable, RegistryBusy, RegistryForbidden or RegistryFailed.
 */
export async function withRegistry<Result>(
  { settings, now, output }: CommandContext,
  use: (open: OpenRegistry) => Promise<Result>,
): Promise<Result> {
  const { registryUri, dataDirectory, limits } = settings;
  const noticing = createNotice(output);
  const database = await noticing(() =>
    openDatabase({ uri: registryUri, dataDirectory, limits, appName: 'webhook-cli' }),
  );
  try {
    // Loaded after the database was asked to open: the driver that it needs loads while the engine's thread starts.
    const { createRegistry } = await import('../registry/registry.ts');
    const registry = createRegistry(database.client, { now, newId: () => new ObjectId(), limits });
    return await use({ registry: noticeWaiting(registry, noticing), database });
  } catch (error) {
    const { describeStoreError } = await import('../registry/store-errors.ts');
    throw describeStoreError(error, database.description);
  } finally {
    await database.close();
  }
}

const noticeMs = 2_000;

type Noticing = <Result>(step: () => Promise<Result>) => Promise<Result>;

/** Says once that a step takes long: a data file that another process holds looks like a command that hangs. */
function createNotice(output: Output): Noticing {
  let isSaid = false;
  return async (step) => {
    const timer = setTimeout(() => {
      if (!isSaid) output.progress('Waiting for the registry…');
      isSaid = true;
    }, noticeMs);
    try {
      return await step();
    } finally {
      clearTimeout(timer);
    }
  };
}

function noticeWaiting(registry: Registry, noticing: Noticing): Registry {
  return {
    ...registry,
    prepare: () => noticing(() => registry.prepare()),
    checkReadable: () => noticing(() => registry.checkReadable()),
    findApp: (id) => noticing(() => registry.findApp(id)),
    listApps: () => noticing(() => registry.listApps()),
    createApp: (app) => noticing(() => registry.createApp(app)),
    deploy: (request) => noticing(() => registry.deploy(request)),
    readEntries: (app, local) => noticing(() => registry.readEntries(app, local)),
    readFiles: (app, known) => noticing(() => registry.readFiles(app, known)),
    readFilesOf: (entries) => noticing(() => registry.readFilesOf(entries)),
  };
}
