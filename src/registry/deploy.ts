/**
 * Deploying: everything is written under new ids first, then one compare-and-set on the app makes it visible. Whatever
 * fails before that point leaves the version before, whole.
 */
import { MongoError } from 'mongodb';
import type { AppFileEntry, AppFiles } from '../app/app.ts';
import type { ObjectId } from '../bson/bson.ts';
import { isDatabaseAway } from '../database/database-away.ts';
import { WebhookCliError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { type AppIdentity, type AppRecord, toIdentityFields } from './apps.ts';
import { findMissingBlobs, writeBlobs } from './blobs.ts';
import { hashBytes } from './content-hash.ts';
import type { Collections, DeploymentDocument, DeploymentOrigin, TreeDocument, TreeEntry } from './documents.ts';
import { isBusy, isDuplicateKey, isForbidden } from './store-errors.ts';
import { buildTrees, writeTrees } from './trees.ts';

export interface DeployRequest {
  /** As it was when the deployment was planned: its revision is what the compare-and-set expects. */
  readonly app: AppRecord;
  readonly files: AppFiles;
  /** The files of the new version. One without bytes in `files` is kept from the registry and gives `hash` and `size`. */
  readonly entries: readonly DeployEntry[];
  readonly author?: string;
  readonly message?: string;
  readonly origin: DeploymentOrigin;
  /** Name and place of the app where the new version changes them. */
  readonly identity?: AppIdentity;
  /** What is live is damaged: none of its trees is taken for stored, and one of the same hash is written over. */
  readonly rewritesDamaged?: boolean;
  /** Checked between the steps up to the compare-and-set. */
  readonly signal?: AbortSignal;
}

export interface DeployEntry extends AppFileEntry {
  /** sha-256 of the bytes, lower-case hex, where it is known already. */
  readonly hash?: string;
  readonly size?: number;
}

export interface Deployed {
  readonly number: number;
  readonly revision: number;
  readonly blobsSent: number;
  readonly bytesSent: number;
}

export interface DeployContext {
  readonly collections: Collections;
  readonly now: () => Date;
  readonly newId: () => ObjectId;
  readonly limits: Limits;
}

/**
 * Throws DeploymentConflict when the app has changed since `app` was read, DeploymentInterrupted or DeploymentFailed when
 * the database did not do its part; the driver's own error when the store is busy or forbids it, which no command treats
 * as a deployment's affair.
 */
export async function deploy(request: DeployRequest, context: DeployContext): Promise<Deployed> {
  const files = request.entries.map((entry) => toTreeEntry(entry, request.files));
  try {
    return await deployFiles(files, request, context);
  } catch (error) {
    throw describeFailure(error, request.app, sumSizes(files));
  }
}

async function deployFiles(
  files: readonly TreeEntry[],
  request: DeployRequest,
  context: DeployContext,
): Promise<Deployed> {
  const { app, signal, rewritesDamaged = false } = request;
  const trees = buildTrees(files, context.limits.registryTreeEntriesMax);
  // A tree of the live version is stored, and so is every file that it names.
  const known = new Set(rewritesDamaged ? [] : app.live?.root);
  const added = trees.filter((tree) => !known.has(tree._id));
  const sent = await sendBlobs(added, request, context);
  throwIfAborted(signal);
  await writeTrees(context.collections, added, rewritesDamaged);
  throwIfAborted(signal);
  const deployment = await insertDeployment(describeDeployment(request, trees, files, context), context);
  const revision = await makeLive(request, deployment, context);
  return { number: deployment.number, revision, ...sent };
}

function toTreeEntry({ path, kind, resource, hash, size }: DeployEntry, files: AppFiles): TreeEntry {
  // Half a surrogate pair is hashed as it is and stored as another character: such a tree could never be read again.
  if (!path.isWellFormed() || !resource.isWellFormed()) {
    throw new WebhookCliError('InternalError', {
      reason: `the name ${JSON.stringify(resource)} of ${path} is no text`,
    });
  }
  const bytes = files.get(path);
  if (bytes !== undefined) return { path, kind, resource, blob: hash ?? hashBytes(bytes), size: bytes.length };
  if (hash !== undefined && size !== undefined) return { path, kind, resource, blob: hash, size };
  throw new WebhookCliError('InternalError', { reason: `the file ${path} is to be deployed and has no bytes` });
}

async function sendBlobs(
  trees: readonly TreeDocument[],
  { files, signal }: DeployRequest,
  { collections, now, limits }: DeployContext,
): Promise<{ blobsSent: number; bytesSent: number }> {
  const paths = new Map(trees.flatMap(({ entries }) => entries.map(({ blob, path }) => [blob, path])));
  const missing = await findMissingBlobs(collections, [...paths.keys()].sort(), now(), limits);
  throwIfAborted(signal);
  let bytesSent = 0;
  const blobs = missing.map((id): [string, Uint8Array] => {
    const bytes = files.get(paths.get(id) ?? '');
    if (bytes === undefined) throw new WebhookCliError('RegistryRecordMissing', { collection: 'blobs', id });
    bytesSent += bytes.length;
    return [id, bytes];
  });
  await writeBlobs(collections, blobs, now(), limits);
  return { blobsSent: blobs.length, bytesSent };
}

function describeDeployment(
  { app, author, message, origin }: DeployRequest,
  trees: readonly TreeDocument[],
  files: readonly TreeEntry[],
  { now, newId }: DeployContext,
): Omit<DeploymentDocument, 'number'> {
  return {
    _id: newId(),
    app: app._id,
    root: trees.map((tree) => tree._id),
    parent: app.live?.deployment ?? null,
    author: author ?? null,
    message: message ?? null,
    created: now(),
    origin,
    files: files.length,
    bytes: sumSizes(files),
  };
}

function sumSizes(files: readonly TreeEntry[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** The next free number. It may be taken by a writer that is under way or was killed, so a taken number is passed over. */
async function insertDeployment(
  draft: Omit<DeploymentDocument, 'number'>,
  { collections: { deployments } }: DeployContext,
): Promise<DeploymentDocument> {
  for (let attempt = 1; ; attempt++) {
    const last = await deployments.findOne({ app: draft.app }, NEWEST_NUMBER);
    const deployment = { ...draft, number: (last?.number ?? 0) + 1 };
    try {
      await deployments.insertOne(deployment);
      return deployment;
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === NUMBER_ATTEMPTS_MAX) throw error;
    }
  }
}

const NUMBER_ATTEMPTS_MAX = 20;
/** As the primary has it: a number is taken before a majority knows. */
const NEWEST_NUMBER = { sort: { number: -1 }, projection: { number: 1 }, readConcern: { level: 'local' } } as const;

/** The one visible step. Returns the app's new revision. */
async function makeLive(
  { app, identity }: DeployRequest,
  { _id, root, number }: DeploymentDocument,
  { collections: { apps }, now }: DeployContext,
): Promise<number> {
  const revision = app.revision + 1;
  const changed = identity === undefined ? {} : toIdentityFields(identity);
  const outcome = await apps
    .updateOne(
      { _id: app._id, revision: app.revision },
      { $set: { ...changed, live: { deployment: _id, root, number }, revision, updated: now() } },
    )
    .catch((error: unknown) => ({ matchedCount: 0, error }));
  if (outcome.matchedCount === 1) return revision;
  const failure = 'error' in outcome ? outcome.error : undefined;
  // An answer can be lost after the step was taken: the store says what is live, and after a failure only what a majority
  // has counts. For a conflict the primary's newest number is the right one to name.
  const current = await apps.findOne(
    { _id: app._id },
    failure === undefined ? { readConcern: { level: 'local' } } : {},
  );
  if (current?.live?.deployment.equals(_id)) return revision;
  if (failure !== undefined) throw interrupted(app, failure);
  throw new WebhookCliError('DeploymentConflict', {
    app: app.clientAppId,
    expected: app.revision,
    actual: current?.revision ?? 'none, it was deleted',
  });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new WebhookCliError('Interrupted', {});
}

function describeFailure(error: unknown, app: AppRecord, bytes: number): unknown {
  if (!(error instanceof MongoError) || isBusy(error) || isForbidden(error)) return error;
  if (isDatabaseAway(error)) return interrupted(app, error);
  const details = { app: app.clientAppId, reason: error.message, bytes };
  return new WebhookCliError('DeploymentFailed', details, { cause: error });
}

function interrupted(app: AppRecord, cause: unknown): WebhookCliError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WebhookCliError('DeploymentInterrupted', { app: app.clientAppId, reason }, { cause });
}
