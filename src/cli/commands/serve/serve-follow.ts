/** Which apps `serve` answers for, at the start and while the registry changes. */
import { type ErrorCode, WebhookCliError } from '../../../errors.ts';
import type { AppRecord } from '../../../registry/apps.ts';
import type { Follower } from '../../../registry/follow.ts';
import type { OpenRegistry } from '../../open-registry.ts';
import type { Output } from '../../output.ts';
import { createUnknownAppError } from '../../unknown-app.ts';
import type { ServedApps } from './serve-apps.ts';

/** The apps to serve; no ids means all that are deployed. Throws `UnknownApp`, `AppNeverDeployed` or `NothingToServe`. */
export async function findAppsToServe(ids: readonly string[], open: OpenRegistry): Promise<AppRecord[]> {
  const all = await open.registry.listApps();
  if (ids.length === 0) {
    const deployed = all.filter(({ live }) => live !== undefined);
    if (deployed.length === 0) throw new WebhookCliError('NothingToServe', { registry: open.database.description });
    return deployed;
  }
  return await Promise.all([...new Set(ids)].map((id) => requireDeployed(id, all, open)));
}

async function requireDeployed(id: string, all: readonly AppRecord[], open: OpenRegistry): Promise<AppRecord> {
  const record = all.find(({ clientAppId }) => clientAppId === id);
  if (record === undefined) throw await createUnknownAppError(id, open, 'or import the app first');
  if (record.live === undefined) throw new WebhookCliError('AppNeverDeployed', { app: id });
  return record;
}

/**
 * Loads the apps and answers those that need no other look until they change. An app that was not asked for by its id may
 * fail as long as another one is served; unless the fault is the app's own, following the registry tries it again.
 */
export async function loadApps(
  records: readonly AppRecord[],
  served: ServedApps,
  asked: boolean,
  output: Output,
): Promise<AppRecord[]> {
  const failures = new Map<AppRecord, unknown>();
  const load = async (app: AppRecord): Promise<void> => {
    await served.load(app).catch((error: unknown) => failures.set(app, error));
  };
  await Promise.all(records.map(load));
  for (const [app, error] of failures) {
    if (asked || failures.size === records.length) throw error;
    output.warning(describeFault(app.clientAppId, error));
  }
  return records.filter((app) => !failures.has(app) || isAppFault(failures.get(app)));
}

export function followRegistry(
  { registry }: OpenRegistry,
  served: ServedApps,
  known: readonly AppRecord[],
  ids: readonly string[],
  output: Output,
): Follower {
  return registry.follow({
    known,
    async onChange(record) {
      const wanted = ids.length === 0 || ids.includes(record.clientAppId);
      if (wanted && record.live !== undefined) await reload(record, record.live.number, served, output);
    },
    onError: (error) => output.warning(`cannot follow the registry: ${error.message}`),
  });
}

async function reload(record: AppRecord, deployment: number, served: ServedApps, output: Output): Promise<void> {
  try {
    await served.load(record);
    output.progress(`Serving ${record.clientAppId}, deployment ${deployment}, now`);
  } catch (error) {
    // A deployment that cannot be served will not get better by itself; anything else is tried again.
    if (!isAppFault(error)) throw error;
    const before = served.apps.get(record.clientAppId);
    const kept = before === undefined ? 'it is not served' : `deployment ${before.deploymentNumber} stays`;
    output.warning(`${describeFault(record.clientAppId, error)}; ${kept}`);
  }
}

const APP_FAULTS: ReadonlySet<string> = new Set<ErrorCode>([
  'AppNotServable',
  'RegistryRecordDamaged',
  'RegistryRecordMissing',
]);

function isAppFault(error: unknown): boolean {
  return error instanceof WebhookCliError && APP_FAULTS.has(error.code);
}

/** Names the app, which not every message does. */
function describeFault(clientAppId: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes(clientAppId) ? message : `${clientAppId}: ${message}`;
}
