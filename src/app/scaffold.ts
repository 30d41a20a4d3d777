/** Answers to files: what `new` writes. Keys stand in the order in which the old server exported them. */
import type { AppFiles, JsonObject, RequestValidation, WebhookMethod } from './app.ts';
import { FUNCTION_SOURCE, RUN_AS_SCRIPT, WEBHOOK_SOURCES } from './default-sources.ts';
import { printJson, printText } from './print.ts';
import type { WebhookServiceType } from './service-config.ts';

/** Makes the 24 hex digits of a new resource. */
export type NewId = () => string;

export interface AppAnswers {
  readonly name: string;
  /** Client app id; absent, the import makes one. */
  readonly clientAppId?: string;
}

export interface ServiceAnswers {
  readonly name: string;
  readonly type: ScaffoldedServiceType;
}

export const SCAFFOLDED_SERVICE_TYPES = ['http', 'github', 'twilio', 'mongodb-atlas'] as const;
export type ScaffoldedServiceType = (typeof SCAFFOLDED_SERVICE_TYPES)[number];

export interface WebhookAnswers {
  readonly name: string;
  /** Directory of the owning service, such as `services/store-http`. */
  readonly serviceDirectory: string;
  readonly serviceType: WebhookServiceType;
  /** Asked only for services of type http. */
  readonly method: WebhookMethod;
  readonly validation: RequestValidation;
  readonly runAs: RunAsAnswer;
  readonly respondResult: boolean;
}

export type RunAsAnswer =
  | { readonly mode: 'system' | 'script' | 'application' }
  | { readonly mode: 'user-id'; readonly userId: string };

export interface FunctionAnswers {
  readonly name: string;
}

/** A new app has the service that functions reach their data by. */
export function scaffoldApp({ name, clientAppId }: AppAnswers, newId: NewId): AppFiles {
  const root = {
    ...(clientAppId === undefined ? {} : { app_id: clientAppId }),
    config_version: 20180301,
    name,
    location: 'US-VA',
    deployment_model: 'GLOBAL',
    security: {},
  };
  const data = scaffoldService({ name: 'mongodb-atlas', type: 'mongodb-atlas' }, newId);
  return new Map([['stitch.json', printJson(root)], ...data]);
}

export function scaffoldService({ name, type }: ServiceAnswers, newId: NewId): AppFiles {
  const config = { id: newId(), name, type, ...serviceSettings(name, type), version: 1 };
  return new Map([[`services/${name}/config.json`, printJson(config)]]);
}

export function scaffoldWebhook(answers: WebhookAnswers, newId: NewId): AppFiles {
  const { name, serviceDirectory, serviceType, runAs } = answers;
  const config: JsonObject = {
    id: newId(),
    name,
    run_as_authed_user: runAs.mode === 'application',
    run_as_user_id: runAs.mode === 'user-id' ? runAs.userId : '',
    run_as_user_id_script_source: runAs.mode === 'script' ? RUN_AS_SCRIPT : '',
    ...webhookOptions(answers),
    respond_result: answers.respondResult,
  };
  const directory = `${serviceDirectory}/incoming_webhooks/${name}`;
  return new Map([
    [`${directory}/config.json`, printJson(config)],
    [`${directory}/source.js`, printText(WEBHOOK_SOURCES[serviceType])],
  ]);
}

export function scaffoldFunction({ name }: FunctionAnswers, newId: NewId): AppFiles {
  return new Map([
    [`functions/${name}/config.json`, printJson({ id: newId(), name, private: false })],
    [`functions/${name}/source.js`, printText(FUNCTION_SOURCE)],
  ]);
}

function serviceSettings(name: string, type: ScaffoldedServiceType): JsonObject {
  switch (type) {
    case 'mongodb-atlas':
      return { config: { clusterName: 'Cluster0', readPreference: 'primary', wireProtocolEnabled: false } };
    case 'twilio':
      return { config: { sid: '' }, secret_config: { auth_token: `__${name}_auth_token` } };
    case 'http':
    case 'github':
      return { config: {} };
  }
}

/** Webhooks of type github carry only their secret, those of type twilio no options at all. */
function webhookOptions({ serviceType, method, validation }: WebhookAnswers): JsonObject {
  if (serviceType === 'twilio') return {};
  const secret = 'secret' in validation ? { secret: validation.secret } : {};
  if (serviceType === 'github') return { options: { secret: '', ...secret } };
  return { options: { httpMethod: method, ...secret, validationMethod: validation.method } };
}
