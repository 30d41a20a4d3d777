/** Which apps `serve` answers for, at the start and while the registry changes. */
import { WebhookCliError } from '../errors.ts';
import type { AppRecord } from '../registry/apps.ts';
import type { Follower } from '../registry/follow.ts';
import type { OpenRegistry } from './open-registry.ts';
import type { Output } from './output.ts';
import { escapeForTerminal } from './output.ts';
import type { ServedApps } from './serve-apps.ts';
import { createUnknownAppError } from './unknown-app.ts';

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

/** Loads the apps. One that was not asked for by its id may fail as long as another one is served. */
export async function loadApps(
  records: readonly AppRecord[],
  served: ServedApps,
  asked: boolean,
  output: Output,
): Promise<void> {
  const results = await Promise.allSettled(records.map((record) => served.load(record)));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const [first] = failures;
  if (failures.length === 0) return;
  if (asked || failures.length === records.length || !failures.every(isNotServable)) throw first;
  for (const failure of failures.filter(isNotServable)) output.warning(escapeForTerminal(failure.message));
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
    onError: (error) => output.warning(`cannot follow the registry: ${escapeForTerminal(error.message)}`),
  });
}

async function reload(record: AppRecord, deployment: number, served: ServedApps, output: Output): Promise<void> {
  try {
    await served.load(record);
    output.progress(`Serving ${escapeForTerminal(record.clientAppId)}, deployment ${deployment}, now`);
  } catch (error) {
    // A deployment that cannot be served will not get better by itself; anything else is tried again.
    if (!isNotServable(error)) throw error;
    const before = served.apps.get(record.clientAppId);
    const kept = before === undefined ? 'it is not served' : `deployment ${before.deploymentNumber} stays`;
    output.warning(`${escapeForTerminal(error.message)}; ${kept}`);
  }
}

function isNotServable(error: unknown): error is WebhookCliError {
  return error instanceof WebhookCliError && error.code === 'AppNotServable';
}
