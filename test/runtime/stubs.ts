/** An app to run requests against, and a sandbox that records its calls: a collaborator handed in as an argument. */
import type { App, AppFiles, IncomingWebhook } from '../../src/app/app.ts';
import { ObjectId } from '../../src/bson/bson.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { LogEntry } from '../../src/registry/documents.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { createServedApp, type ServedApp } from '../../src/runtime/served-app.ts';
import type { WebhookRequest } from '../../src/runtime/webhook-request.ts';
import type { FunctionCall, FunctionOutcome, Sandbox } from '../../src/sandbox/sandbox.ts';

export const appId = 'orders-abcde';

export function webhookConfig(part: Partial<IncomingWebhook> = {}): IncomingWebhook {
  return {
    name: 'ping',
    service: 'store',
    configPath: 'services/store/incoming_webhooks/ping/config.json',
    configAt: [],
    sourcePath: 'services/store/incoming_webhooks/ping/source.js',
    method: 'POST',
    validation: { method: 'NO_VALIDATION' },
    runAs: { mode: 'system' },
    canEvaluate: undefined,
    respondResult: true,
    returnType: 'EJSON',
    logArguments: true,
    fetchCustomUserData: false,
    createUserOnAuth: false,
    ...part,
  };
}

export function createApp(webhooks: readonly IncomingWebhook[], part: Partial<App> = {}): App {
  return {
    manifestPath: 'stitch.json',
    layout: 'A',
    configVersion: 20180301,
    clientAppId: appId,
    name: 'orders',
    location: 'US-VA',
    deploymentModel: 'GLOBAL',
    environment: '',
    allowedRequestOrigins: [],
    services: [
      {
        name: 'store',
        type: 'http',
        directory: 'services/store',
        configPath: 'c',
        configAt: [],
        config: {},
        secretConfig: {},
        webhooks,
      },
    ],
    functions: [],
    values: [],
    endpoints: [],
    authProviders: [],
    triggers: [],
    files: [],
    ...part,
  };
}

export interface RecordingSandbox extends Sandbox {
  readonly calls: FunctionCall[];
}

const returned: FunctionOutcome = { status: 'returned', result: '"ok"', response: undefined, logs: [], droppedLogs: 0 };

export function createSandbox(
  outcome: FunctionOutcome | (() => Promise<FunctionOutcome>) = returned,
): RecordingSandbox {
  const calls: FunctionCall[] = [];
  return {
    calls,
    async call(call) {
      calls.push(call);
      return typeof outcome === 'function' ? await outcome() : outcome;
    },
    warmUp: async () => {},
    close: async () => {},
  };
}

export function serveApp(app: App, sandbox: Sandbox): ServedApp {
  const paths = [...app.services.flatMap(({ webhooks }) => webhooks), ...app.functions].map(
    ({ sourcePath }) => sourcePath,
  );
  const files: AppFiles = new Map(paths.map((path) => [path, Buffer.from('exports = () => "ok";')]));
  const deployed = {
    id: new ObjectId(),
    clientAppId: appId,
    deploymentNumber: 1,
    deploymentId: 'd1',
    deployed: undefined,
  };
  return createServedApp(deployed, app, files, sandbox);
}

export interface TestRuntime extends Runtime {
  readonly entries: LogEntry[];
  readonly faults: unknown[];
}

export function createRuntime(served: ServedApp, part: Partial<Runtime> = {}): TestRuntime {
  const entries: LogEntry[] = [];
  const faults: unknown[] = [];
  return {
    entries,
    faults,
    apps: new Map([[appId, served]]),
    limits: DEFAULT_LIMITS,
    publicUrl: () => 'https://hooks.example.com',
    log: (entry) => entries.push(entry),
    now: () => new Date(0),
    newId: () => new ObjectId('5f0f1d2c3b4a59687a6b5c4d'),
    onFault: (fault) => faults.push(fault),
    ...part,
  };
}

export function request(part: Partial<WebhookRequest> & { readonly body?: string } = {}): WebhookRequest {
  const { body = '', ...rest } = part;
  const { app = appId, service = 'store', webhook = 'ping' } = rest;
  return {
    method: 'POST',
    app,
    service,
    webhook,
    path: `/api/client/v2.0/app/${app}/service/${service}/incoming_webhook/${webhook}`,
    rawQuery: '',
    rawHeaders: ['Host', 'localhost'],
    remoteAddress: '127.0.0.1',
    readBody: async () => Buffer.from(body),
    ...rest,
  };
}
