/** The app registry as its users see it: find an app, read what is live, deploy, follow changes, write request logs. */
import type { MongoClient } from 'mongodb';
import type { AppFiles } from '../app/app.ts';
import type { ObjectId } from '../bson/bson.ts';
import type { Limits } from '../limits.ts';
import { type AppRecord, createApp, findApp, listApps, type NewApp } from './apps.ts';
import { readBlobs } from './blobs.ts';
import { type Deployed, type DeployRequest, deploy } from './deploy.ts';
import { openCollections, REGISTRY_DATABASE, type TreeEntry } from './documents.ts';
import { createFollower, type Follower, type FollowOptions } from './follow.ts';
import { createLogWriter, type LogWriter, type LogWriterOptions } from './logs.ts';
import { checkStoreVersion, prepareStore } from './meta.ts';
import { buildTrees, readTrees } from './trees.ts';

export interface Registry {
  /** Indexes and the store's version; one read when done already. Throws RegistryTooNew. Call before the first write. */
  prepare(): Promise<void>;
  /** For commands that only read. Throws RegistryTooNew; writes nothing. */
  checkReadable(): Promise<void>;
  findApp(clientAppId: string): Promise<AppRecord | undefined>;
  /** Ordered by client app id. */
  listApps(): Promise<AppRecord[]>;
  /** Throws AppExists. */
  createApp(app: NewApp): Promise<AppRecord>;
  /** Throws DeploymentConflict when the app has changed since `app` was read; the version before then stays, whole. */
  deploy(request: DeployRequest): Promise<Deployed>;
  /**
   * The files of the live deployment without their bytes, in path order; none before the first deployment. Given the files
   * that the caller has, only what differs is read: nothing for an unchanged app.
   */
  readEntries(app: AppRecord, local?: readonly TreeEntry[]): Promise<readonly TreeEntry[]>;
  /**
   * The live deployment, whole and verified, in path order. Files whose hash is in `known` are taken from there.
   * Throws RegistryRecordMissing, RegistryRecordDamaged.
   */
  readFiles(app: AppRecord, known?: ReadonlyMap<string, Uint8Array>): Promise<AppFiles>;
  /** The bytes of single files, by path, verified in the same way. */
  readFilesOf(entries: readonly TreeEntry[]): Promise<AppFiles>;
  follow(options: FollowOptions): Follower;
  createLogWriter(options: LogWriterOptions): LogWriter;
}

export interface RegistryOptions {
  readonly database?: string;
  readonly now: () => Date;
  readonly newId: () => ObjectId;
  readonly limits: Limits;
}

export function createRegistry(client: MongoClient, options: RegistryOptions): Registry {
  const { now, newId, limits } = options;
  const database = options.database ?? REGISTRY_DATABASE;
  const collections = openCollections(client, database);
  const readEntries = (app: AppRecord, local: readonly TreeEntry[] = []) =>
    readTrees(collections, app.live?.root ?? [], buildTrees(local, limits.registryTreeEntriesMax));
  const readFilesOf = async (entries: readonly TreeEntry[], known: ReadonlyMap<string, Uint8Array> = new Map()) => {
    const bytesOf = await readBlobs(collections, new Set(entries.map(({ blob }) => blob)), known, limits);
    return new Map(entries.map(({ path, blob }) => [path, bytesOf(blob)]));
  };
  return {
    prepare: () => prepareStore(collections, limits),
    async checkReadable() {
      await checkStoreVersion(collections);
    },
    findApp: (clientAppId) => findApp(collections, clientAppId),
    listApps: () => listApps(collections),
    createApp: (app) => createApp(collections, app, newId(), now()),
    deploy: (request) => deploy(request, { collections, now, newId, limits }),
    readEntries,
    readFiles: async (app, known) => readFilesOf(await readEntries(app), known),
    readFilesOf,
    follow: (followOptions) => createFollower(collections, limits, followOptions),
    createLogWriter: (writerOptions) => createLogWriter(client.db(database), limits, writerOptions),
  };
}
