/** Opens the database that everything else works on: a MongoDB deployment by its URI, or the embedded engine. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { MongoClient, MongoClientOptions } from 'mongodb';
import { startEmbeddedEngine } from '../embedded/embedded.ts';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';

export interface DatabaseOptions {
  /** Undefined means the embedded engine. */
  readonly uri: string | undefined;
  /** Where the embedded engine keeps its file; made with mode 0700 when it is missing. */
  readonly dataDirectory: string;
  readonly limits: Limits;
  /** What the URI is, for errors. */
  readonly uriName?: string;
  /** Shown by the server's monitoring. */
  readonly appName: string;
}

export interface Database {
  readonly client: MongoClient;
  readonly kind: 'embedded' | 'server';
  /** The hosts without credentials, or the path of the file. */
  readonly description: string;
  /**
   * Another client, for what functions ask: its connections are its own, and it says soon that the database is away, where
   * `client` waits longer. Closed with the database. Throws RegistryUnreachable.
   */
  openFunctionClient(): Promise<MongoClient>;
  close(): Promise<void>;
}

const DATA_FILE = 'webhook-cli.sqlite';

/** Throws WebhookCliError RegistryUnreachable, InvalidRegistryUri, or one of the embedded engine's. */
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.uri === undefined ? openEmbedded(options) : openServer(options.uri, options);
}

/** The path of the embedded engine's file; its directory is made when it is missing. Throws DataFileUnusable. */
export function prepareDataFile(dataDirectory: string): string {
  makeDataDirectory(dataDirectory);
  return dataFilePath(dataDirectory);
}

/** Where the embedded engine's file is, or would be. */
export function dataFilePath(dataDirectory: string): string {
  return join(dataDirectory, DATA_FILE);
}

async function openEmbedded({ dataDirectory, limits, appName }: DatabaseOptions): Promise<Database> {
  const dataFile = prepareDataFile(dataDirectory);
  // Loading the driver takes longer than starting the engine's thread: the two run side by side.
  const starting = startEmbeddedEngine({ dataFile, limits });
  const { MongoClient } = loadDriver();
  const engine = await starting;
  const client = new MongoClient(engine.uri, clientOptions(limits, appName));
  try {
    await client.connect();
  } catch (error) {
    const reason = reasonOf(engine.failure() ?? error);
    await client.close();
    await engine.close();
    throw new WebhookCliError('EmbeddedEngineFailed', { reason }, { cause: error });
  }
  return createDatabase(client, engine.uri, { limits, appName }, { kind: 'embedded', description: dataFile }, () =>
    engine.close(),
  );
}

/** A directory that exists keeps its mode: it may be one that the user shares on purpose. */
function makeDataDirectory(path: string): void {
  try {
    makeDirectory(path);
  } catch (error) {
    throw new WebhookCliError('DataFileUnusable', { path, reason: reasonOf(error) }, { cause: error });
  }
}

/** Not Node's `recursive` option: below a dangling link, or in /proc, that one never returns. */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeDirectory(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

async function openServer(
  uri: string,
  { limits, appName, uriName = 'the registry URI' }: DatabaseOptions,
): Promise<Database> {
  const { MongoClient } = loadDriver();
  const hosts = describeHosts(uri);
  let client: MongoClient;
  try {
    client = new MongoClient(uri, clientOptions(limits, appName));
  } catch (error) {
    throw new WebhookCliError('InvalidRegistryUri', { uri: uriName, reason: withoutCredentials(reasonOf(error)) });
  }
  try {
    await within(limits.databaseConnectMs, async () => {
      await client.connect();
      await client.db('admin').command({ ping: 1 });
    });
  } catch (error) {
    await client.close();
    throw new WebhookCliError('RegistryUnreachable', { hosts, reason: withoutCredentials(reasonOf(error)) });
  }
  return createDatabase(client, uri, { limits, appName }, { kind: 'server', description: hosts });
}

function createDatabase(
  client: MongoClient,
  uri: string,
  { limits, appName }: Pick<DatabaseOptions, 'limits' | 'appName'>,
  facts: Pick<Database, 'kind' | 'description'>,
  closeServer = async (): Promise<void> => {},
): Database {
  const clients = [client];
  return {
    client,
    ...facts,
    async openFunctionClient() {
      const { MongoClient } = loadDriver();
      const options = { ...clientOptions(limits, appName), serverSelectionTimeoutMS: limits.functionDatabaseWaitMs };
      const functionClient = new MongoClient(uri, options);
      clients.push(functionClient);
      try {
        return await functionClient.connect();
      } catch (error) {
        const reason = withoutCredentials(reasonOf(error));
        throw new WebhookCliError('RegistryUnreachable', { hosts: facts.description, reason });
      }
    },
    async close() {
      await Promise.all(clients.map((open) => open.close()));
      await closeServer();
    },
  };
}

/** The driver bounds each step of connecting; this bounds all of them together, look-ups of names included. */
async function within(limitMs: number, work: () => Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  try {
    await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The CommonJS build: it shares its bson classes with src/bson/bson.ts, the ESM one does not. */
function loadDriver(): typeof import('mongodb') {
  return createRequire(import.meta.url)('mongodb') as typeof import('mongodb');
}

/** A little less for the search of a server, so that its own words for the failure come before the limit of it all. */
function clientOptions(limits: Limits, appName: string): MongoClientOptions {
  return {
    appName,
    serverSelectionTimeoutMS: Math.ceil(limits.databaseConnectMs * 0.9),
    connectTimeoutMS: limits.databaseConnectMs,
  };
}

/** The part between credentials and path of a connection string; nothing of it may be a secret. */
function describeHosts(uri: string): string {
  const authority = /^[^:]*:\/\/([^/?]*)/.exec(uri)?.[1] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1) || 'an unnamed host';
}

/** Where a message repeats a connection string, its credentials are masked: only there, for a short name is in many words. */
function withoutCredentials(message: string): string {
  return message.replaceAll(/:\/\/[^\s"]*@/g, '://***@');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
