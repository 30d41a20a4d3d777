/** The apps of a registry: one document each, found by client app id. */
import type { ObjectId } from '../bson/bson.ts';
import { WebhookCliError } from '../errors.ts';
import type { AppDocument, Collections, LiveDeployment } from './documents.ts';
import { isDuplicateKey } from './store-errors.ts';

export interface AppRecord {
  readonly _id: ObjectId;
  readonly clientAppId: string;
  readonly name: string;
  readonly location: string;
  readonly deploymentModel: string;
  /** Undefined until the first deployment. */
  readonly live: LiveDeployment | undefined;
  /** Grows with every change of what is live. */
  readonly revision: number;
  readonly created: Date;
  readonly updated: Date;
}

/** What the root file of an app says about it: may change with each deployment. */
export type AppIdentity = Pick<AppRecord, 'name' | 'location' | 'deploymentModel'>;
export type NewApp = AppIdentity & Pick<AppRecord, 'clientAppId'>;

export async function findApp({ apps }: Collections, clientAppId: string): Promise<AppRecord | undefined> {
  const document = await apps.findOne({ client_app_id: clientAppId });
  return document === null ? undefined : toAppRecord(document);
}

/** All apps, ordered by client app id. */
export async function listApps({ apps }: Collections): Promise<AppRecord[]> {
  const documents = await apps.find({}, { sort: { client_app_id: 1 } }).toArray();
  return documents.map(toAppRecord);
}

/** An app without a deployment. Throws AppExists when the client app id is taken. */
export async function createApp({ apps }: Collections, app: NewApp, _id: ObjectId, now: Date): Promise<AppRecord> {
  const document: AppDocument = {
    _id,
    client_app_id: app.clientAppId,
    ...toIdentityFields(app),
    revision: 0,
    created: now,
    updated: now,
  };
  try {
    await apps.insertOne(document);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new WebhookCliError('AppExists', { app: app.clientAppId }, { cause: error });
  }
  return toAppRecord(document);
}

export function toIdentityFields({ name, location, deploymentModel }: AppIdentity) {
  return { name, location, deployment_model: deploymentModel };
}

export function toAppRecord(document: AppDocument): AppRecord {
  return {
    _id: document._id,
    clientAppId: document.client_app_id,
    name: document.name,
    location: document.location,
    deploymentModel: document.deployment_model,
    live: document.live,
    revision: document.revision,
    created: document.created,
    updated: document.updated,
  };
}
