/**
 * An app as it is served: an immutable snapshot of one deployment. A new deployment is a new snapshot and one changed
 * reference; requests in flight finish on theirs. Names from requests are looked up in Maps only, so `constructor` is a
 * name like any other.
 */
import { createHash } from 'node:crypto';
import type { App, AppFiles, IncomingWebhook } from '../app/app.ts';
import type { ObjectId } from '../bson/bson.ts';
import { WebhookCliError } from '../errors.ts';
import { type Expression, parseExpression } from '../expressions/expression.ts';
import type { Sandbox, SandboxDeployment, SourceRef } from '../sandbox/sandbox.ts';
import { listSecretForms } from './steps/redact.ts';

export interface ServedApp {
  readonly clientAppId: string;
  /** Id of the app in the registry, as it goes into log entries. */
  readonly id: ObjectId;
  readonly deploymentNumber: number;
  /** Origins that browsers may call from; empty means any. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** What `context.environment` and `%%environment` give. */
  readonly environment: { readonly tag: string; readonly values: Readonly<Record<string, unknown>> };
  readonly services: ReadonlyMap<string, ServedService>;
  readonly functions: SandboxDeployment['functions'];
  readonly sandbox: Sandbox;
  readonly deployment: SandboxDeployment;
}

export interface ServedService {
  readonly name: string;
  readonly type: string;
  readonly webhooks: ReadonlyMap<string, ServedWebhook>;
}

export interface ServedWebhook {
  readonly config: IncomingWebhook;
  readonly source: SourceRef;
  /** Undefined means always. */
  readonly canEvaluate: Expression | undefined;
  /** How the webhook's secret may appear in a text, for the log that must not repeat it. */
  readonly secretForms: readonly string[];
}

export interface DeployedApp {
  readonly id: ObjectId;
  readonly clientAppId: string;
  readonly deploymentNumber: number;
  /** Unique per deployment. */
  readonly deploymentId: string;
  /** When the deployment went live, if known. */
  readonly deployed: Date | undefined;
}

/** Throws `AppNotServable` when a source is missing or an expression does not parse. */
export function createServedApp(deployed: DeployedApp, app: App, files: AppFiles, sandbox: Sandbox): ServedApp {
  const source = (path: string): SourceRef => loadSource(deployed.clientAppId, path, files);
  const functions = new Map(
    app.functions.map((definition) => [
      definition.name,
      { source: source(definition.sourcePath), runAsSystem: definition.runAsSystem },
    ]),
  );
  const services = new Map(
    app.services.map((service) => [
      service.name,
      {
        name: service.name,
        type: service.type,
        webhooks: new Map(
          service.webhooks.map((config) => [
            config.name,
            {
              config,
              source: source(config.sourcePath),
              canEvaluate: loadExpression(deployed.clientAppId, config),
              secretForms: 'secret' in config.validation ? listSecretForms(config.validation.secret) : [],
            },
          ]),
        ),
      },
    ]),
  );
  return {
    clientAppId: deployed.clientAppId,
    id: deployed.id,
    deploymentNumber: deployed.deploymentNumber,
    allowedOrigins: new Set(app.allowedRequestOrigins),
    environment: describeEnvironment(app),
    services,
    functions,
    sandbox,
    deployment: createDeployment(deployed, app, functions),
  };
}

function createDeployment(
  deployed: DeployedApp,
  app: App,
  functions: SandboxDeployment['functions'],
): SandboxDeployment {
  return {
    id: deployed.deploymentId,
    functions,
    values: new Map(
      app.values.map(({ name, value, fromSecret }) => [
        name,
        fromSecret ? { secret: String(value) } : { ejson: JSON.stringify(value) },
      ]),
    ),
    services: new Map(app.services.map((service) => [service.name, service.type])),
    appEjson: JSON.stringify({
      id: deployed.id.toHexString(),
      clientAppId: deployed.clientAppId,
      name: app.name,
      deployment: { model: app.deploymentModel, providerRegion: app.location },
      ...(deployed.deployed === undefined ? {} : { lastDeployed: deployed.deployed.toISOString() }),
    }),
    environmentEjson: JSON.stringify(describeEnvironment(app)),
  };
}

/** The tag that the root file gives; empty, as apps without one had it. Values of environments are not read yet. */
function describeEnvironment(app: App): ServedApp['environment'] {
  return { tag: app.environment, values: {} };
}

function loadSource(clientAppId: string, path: string, files: AppFiles): SourceRef {
  const bytes = files.get(path);
  if (bytes === undefined)
    throw new WebhookCliError('AppNotServable', { app: clientAppId, reason: `${path} is missing` });
  return {
    path,
    hash: createHash('sha256').update(bytes).digest('hex'),
    text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
  };
}

function loadExpression(clientAppId: string, config: IncomingWebhook): Expression | undefined {
  if (config.canEvaluate === undefined) return undefined;
  const parsed = parseExpression(config.canEvaluate);
  if (parsed.ok) return parsed.expression;
  const [problem] = parsed.problems;
  const reason = `${config.configPath}: can_evaluate${problem?.pointer ?? ''}: ${problem?.message ?? ''}`;
  throw new WebhookCliError('AppNotServable', { app: clientAppId, reason });
}
