/**
 * The app registry: apps, deployments and their files as documents of one database. Files and trees are named by their
 * sha-256 and never change; one document per app points to what is live, and moves by compare-and-set. Here are the shapes.
 */
import type { Collection, MongoClient } from 'mongodb';
import type { ResourceKind } from '../app/app.ts';
import type { Binary, ObjectId } from '../bson/bson.ts';

export interface AppDocument {
  readonly _id: ObjectId;
  readonly client_app_id: string;
  readonly name: string;
  readonly location: string;
  readonly deployment_model: string;
  /** What is served now; absent before the first deployment. */
  readonly live?: LiveDeployment;
  /** Grows by one with every change of this document: what a compare-and-set expects. */
  readonly revision: number;
  readonly created: Date;
  readonly updated: Date;
}

export interface LiveDeployment {
  readonly deployment: ObjectId;
  /** Hashes of the trees, in path order. */
  readonly root: readonly string[];
  readonly number: number;
}

export type DeploymentOrigin = 'import' | 'rollback' | 'draft';

/** Immutable. The history of an app is the chain of `parent` from its live deployment: others were never live. */
export interface DeploymentDocument {
  readonly _id: ObjectId;
  readonly app: ObjectId;
  readonly number: number;
  readonly root: readonly string[];
  readonly parent: ObjectId | null;
  readonly author: string | null;
  readonly message: string | null;
  readonly created: Date;
  readonly origin: DeploymentOrigin;
  readonly files: number;
  readonly bytes: number;
}

export interface TreeDocument {
  /** sha-256 of the entries, lower-case hex. */
  readonly _id: string;
  readonly entries: readonly TreeEntry[];
}

/** One file of a deployment. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: ResourceKind;
  readonly resource: string;
  /** sha-256 of the file's exact bytes, lower-case hex. */
  readonly blob: string;
  /** Bytes of the file. */
  readonly size: number;
}

/** A file's bytes, or the n-th part of them when `_id` is `<sha-256>.<n>`. */
export interface BlobDocument {
  readonly _id: string;
  /** When a deployment last named it; what nobody names for long may be collected. */
  readonly seen: Date;
  /** Bytes of the whole file, uncompressed. */
  readonly size: number;
  readonly encoding?: 'deflate';
  readonly data?: Binary | Uint8Array;
  /** Number of parts, when `data` is too big for one document. */
  readonly parts?: number;
}

/** One run of a function, redacted by whoever wrote it. Field names as the old platform's log entries have them. */
export interface LogEntry {
  /** Given by the writer of the entry, so that a repeated batch writes nothing twice. */
  readonly _id: ObjectId;
  readonly app: ObjectId;
  readonly co_id: ObjectId | string;
  readonly type: string;
  readonly started: Date;
  readonly completed: Date;
  readonly status: number;
  readonly error?: string;
  readonly error_code?: string;
  readonly [field: string]: unknown;
}

export interface MetaDocument {
  readonly _id: 'schema';
  readonly version: number;
  /** Oldest schema version whose programs can read this store. */
  readonly lowest_reader: number;
  readonly log_retention_days: number;
}

export interface Collections {
  readonly apps: Collection<AppDocument>;
  readonly deployments: Collection<DeploymentDocument>;
  readonly trees: Collection<TreeDocument>;
  readonly blobs: Collection<BlobDocument>;
  readonly logs: Collection<LogEntry>;
  readonly meta: Collection<MetaDocument>;
}

export const REGISTRY_DATABASE = 'webhook_cli';
export const LOGS = 'logs';

/**
 * Majority both ways: the pointer must never name a file that a failover could lose, and no reader may follow a pointer
 * that a failover could take back.
 */
export function openCollections(client: MongoClient, database: string): Collections {
  const db = client.db(database);
  const majority = { writeConcern: { w: 'majority' }, readConcern: { level: 'majority' } } as const;
  return {
    apps: db.collection('apps', majority),
    deployments: db.collection('deployments', majority),
    trees: db.collection('trees', majority),
    blobs: db.collection('blobs', majority),
    logs: db.collection(LOGS, majority),
    meta: db.collection('meta', majority),
  };
}
