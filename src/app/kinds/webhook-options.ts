/** The `options` of an incoming webhook: which method it answers, and how a request proves its sender. */
import type { RequestValidation, WebhookMethod } from '../app.ts';
import type { Issue } from '../issue.ts';
import { issueAt } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { WEBHOOK_SERVICE_TYPES } from './service-config.ts';
import { OPTIONS_OF_TYPE, type WebhookConfig, type WebhookOptions } from './webhook-config.ts';

/** Shorter secrets can be guessed offline from one signed request. */
const secretLengthMin = 16;

/** Services of type github and twilio always post; an http webhook without a method answers every one. */
export function parseMethod(
  config: WebhookConfig,
  serviceType: string | undefined,
  file: JsonFile,
): { method: WebhookMethod; issues: Issue[] } {
  if (serviceType === 'github' || serviceType === 'twilio') return { method: 'POST', issues: [] };
  const method = config.options?.httpMethod ?? undefined;
  if (method === '*') {
    return { method: 'ANY', issues: [issueAt('MethodWildcard', file, ['options', 'httpMethod'], {})] };
  }
  if (method !== undefined) return { method, issues: [] };
  const issues = serviceType === 'http' ? [issueAt('MethodMissing', file, ['options', 'httpMethod'], {})] : [];
  return { method: 'ANY', issues };
}

/** Options that only another type of service has. */
export function checkOptionNames(config: WebhookConfig, serviceType: string | undefined, file: JsonFile): Issue[] {
  const type = WEBHOOK_SERVICE_TYPES.find((known) => known === serviceType);
  if (type === undefined) return [];
  const allowed = OPTIONS_OF_TYPE[type];
  const foreign = OPTIONS_OF_TYPE.http.filter((key) => !allowed.includes(key) && isSet(config.options?.[key]));
  return foreign.map((key) => issueAt('OptionOfOtherType', file, ['options', key], { key, type }));
}

/** Old consoles wrote what is not set as an empty text. */
function isSet(option: unknown): boolean {
  return option !== undefined && option !== null && option !== '';
}

export function parseValidation(
  config: WebhookConfig,
  serviceType: string | undefined,
  file: JsonFile,
): { validation: RequestValidation; issues: Issue[] } {
  const options = config.options ?? {};
  const validation = resolveValidation(options, serviceType);
  return { validation, issues: [...checkSecretSource(options, file), ...checkSecret(validation, options, file)] };
}

/**
 * The oldest exports have no `validationMethod`: there a secret, even an empty one, asks for a check, and only
 * `secretAsQueryParam: false` says that it is a signature. An empty secret stays a secret: every call is refused.
 */
function resolveValidation(options: WebhookOptions, serviceType: string | undefined): RequestValidation {
  const given = options.secret ?? '';
  // Taken as it stands, it would be a secret that everybody knows.
  const secret = hasExpansion(given) ? '' : given;
  if (serviceType === 'github') return { method: 'GITHUB', secret };
  if (serviceType === 'twilio') return { method: 'TWILIO' };
  const method = options.validationMethod ?? undefined;
  if (method === 'NO_VALIDATION') return { method };
  if (method !== undefined) return { method, secret };
  const asksForSecret = typeof options.secret === 'string' || typeof options.secret_name === 'string';
  if (!asksForSecret && !options.secretAsQueryParam) return { method: 'NO_VALIDATION' };
  return { method: options.secretAsQueryParam === false ? 'VERIFY_PAYLOAD' : 'SECRET_AS_QUERY_PARAM', secret };
}

function checkSecretSource(options: WebhookOptions, file: JsonFile): Issue[] {
  if (typeof options.secret_name !== 'string') return [];
  const path = ['options', 'secret_name'];
  if (typeof options.secret === 'string') return [issueAt('SecretAndSecretName', file, path, {})];
  return [issueAt('SecretNameNotSupported', file, path, {})];
}

/** `%(%%environment.values.key)`, or any other text that the old server would have filled in. */
function hasExpansion(secret: string): boolean {
  return secret.includes('%(%%');
}

function checkSecret(validation: RequestValidation, options: WebhookOptions, file: JsonFile): Issue[] {
  const path = ['options', 'secret'];
  if (validation.method === 'NO_VALIDATION') return options.secret ? [issueAt('SecretUnused', file, path, {})] : [];
  if (validation.method === 'TWILIO') return [];
  const { method, secret } = validation;
  if (hasExpansion(options.secret ?? '')) return [issueAt('SecretFromEnvironment', file, path, {})];
  if (secret === '') {
    return options.secret_name ? [] : [issueAt('SecretMissing', file, path, { method: describeMethod(method) })];
  }
  const issues: Issue[] = [];
  if (secret.length < secretLengthMin) {
    issues.push(issueAt('WeakSecret', file, path, { length: secret.length, min: secretLengthMin }));
  }
  if (secret.trim() !== secret) issues.push(issueAt('SecretPadded', file, path, {}));
  return issues;
}

function describeMethod(method: RequestValidation['method']): string {
  return method === 'GITHUB' ? "GitHub's signature" : method;
}
