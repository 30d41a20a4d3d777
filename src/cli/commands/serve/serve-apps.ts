/** The apps that `serve` answers for: loaded from the registry, one sandbox each, replaced whole when a new deployment is live. */
import type { App, AppFiles } from '../../../app/app.ts';
import { parseApp } from '../../../app/parse-app.ts';
import { createContextCallHandler } from '../../../context/context-calls.ts';
import type { Database } from '../../../database/database.ts';
import { WebhookCliError } from '../../../errors.ts';
import type { Limits } from '../../../limits.ts';
import type { AppRecord } from '../../../registry/apps.ts';
import { REGISTRY_DATABASE } from '../../../registry/documents.ts';
import type { Registry } from '../../../registry/registry.ts';
import { createServedApp, type ServedApp } from '../../../runtime/served-app.ts';
import { createSandbox } from '../../../sandbox/parent.ts';
import type { Sandbox, SandboxDeployment } from '../../../sandbox/sandbox.ts';

export interface ServeAppsOptions {
  readonly registry: Registry;
  /** Where functions find their data. */
  readonly functionClient: Database['client'];
  readonly limits: Limits;
  readonly onDiagnostic: (text: string) => void;
}

export interface ServedApps {
  /** Snapshots by client app id: what a request looks in. */
  readonly apps: ReadonlyMap<string, ServedApp>;
  /**
   * Loads the live deployment and swaps the snapshot. Throws `AppNotServable`, `RegistryRecordDamaged` and whatever else keeps
   * the app from being served; the snapshot before stays.
   */
  load(record: AppRecord): Promise<ServedApp>;
  close(drainMs: number): Promise<void>;
}

export function createServedApps(options: ServeAppsOptions): ServedApps {
  const apps = new Map<string, ServedApp>();
  const sandboxes = new Map<string, Sandbox>();
  const sandboxOf = (clientAppId: string): Sandbox => {
    const existing = sandboxes.get(clientAppId);
    if (existing !== undefined) return existing;
    const sandbox = openSandbox(clientAppId, options);
    sandboxes.set(clientAppId, sandbox);
    return sandbox;
  };
  return {
    apps,
    async load(record) {
      const known = knownSources(apps.get(record.clientAppId));
      const { app, files } = await readDeployment(record, known, options);
      const sandbox = sandboxOf(record.clientAppId);
      const served = createServedApp(describe(record), app, files, sandbox);
      // The child comes last: an app that cannot be served gets none.
      await sandbox.warmUp();
      apps.set(record.clientAppId, served);
      return served;
    },
    async close(drainMs) {
      await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.close(drainMs)));
    },
  };
}

/** Its child starts with `warmUp` or the first call. */
function openSandbox(clientAppId: string, { functionClient, limits, onDiagnostic }: ServeAppsOptions): Sandbox {
  return createSandbox({
    appId: clientAppId,
    limits,
    onContextCall: createContextCallHandler({
      clientFor: (service, deployment) => (isDataSource(deployment, service) ? functionClient : undefined),
      registryDatabase: REGISTRY_DATABASE,
      limits,
    }),
    onDiagnostic,
  });
}

/** Linked data sources live on the registry's own server. */
function isDataSource(deployment: SandboxDeployment, service: string): boolean {
  const type = deployment.services.get(service);
  return type === 'mongodb-atlas' || type === 'mongodb';
}

/** Sources of the snapshot before by hash: most of a new deployment is what was there already. */
function knownSources(before: ServedApp | undefined): ReadonlyMap<string, Uint8Array> {
  if (before === undefined) return new Map();
  const webhooks = [...before.services.values()].flatMap((service) => [...service.webhooks.values()]);
  const sources = [...webhooks, ...before.functions.values()].map(({ source }) => source);
  // Text with a replacement character may stand for bytes that were no UTF-8, so its bytes are not known.
  const exact = sources.filter(({ text }) => !text.includes('\ufffd'));
  return new Map(exact.map(({ hash, text }) => [hash, Buffer.from(text)]));
}

async function readDeployment(
  record: AppRecord,
  known: ReadonlyMap<string, Uint8Array>,
  { registry, limits }: ServeAppsOptions,
): Promise<{ app: App; files: AppFiles }> {
  const files = await registry.readFiles(record, known);
  // The root file of a template or of a source-control export names nothing: it was named when it was imported.
  const { app, issues } = parseApp(files, limits, { identity: record });
  const fault = issues.find(({ severity }) => severity === 'error');
  if (app !== undefined && fault === undefined) return { app, files };
  const reason = fault === undefined ? 'it has no root file' : `${fault.file}: ${fault.message}`;
  throw new WebhookCliError('AppNotServable', { app: record.clientAppId, reason });
}

function describe({ _id, clientAppId, live, updated }: AppRecord) {
  if (live === undefined) throw new WebhookCliError('AppNeverDeployed', { app: clientAppId });
  return {
    id: _id,
    clientAppId,
    deploymentNumber: live.number,
    deploymentId: live.deployment.toHexString(),
    deployed: updated,
  };
}
