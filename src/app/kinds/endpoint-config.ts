/** One HTTPS endpoint: the later kind of incoming webhook, as an entry of a list of all of them. */
import { z } from 'zod';
import type { HttpsEndpoint } from '../app.ts';
import type { Issue } from '../issue.ts';
import { anything, identityKeys, issueAt, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { canEvaluateKey, parseCanEvaluate } from './can-evaluate.ts';
import { VALIDATION_METHODS } from './webhook-config.ts';

export const ENDPOINT_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*'] as const;

export const EndpointSchema = z.looseObject({
  ...identityKeys,
  route: z.string().describe('Path of the URL after the address of the app, such as /orders'),
  http_method: z.enum(ENDPOINT_METHODS).describe('Method that it answers; * for every one'),
  function_name: z.string().describe('Function that it calls'),
  function_id: anything.describe('Older id of the function'),
  validation_method: optional(z.enum(VALIDATION_METHODS)).describe('How a request proves its sender'),
  secret_name: optional(z.string()).describe('Name of the secret that proves a request'),
  secret_id: anything.describe('Older id of the secret'),
  respond_result: optional(z.boolean()).describe('Whether callers get what the function returns'),
  return_type: optional(z.enum(['JSON', 'EJSON'])).describe('Plain or extended JSON; missing means EJSON'),
  fetch_custom_user_data: optional(z.boolean()).describe("Whether the user's own document is read"),
  create_user_on_auth: optional(z.boolean()).describe('Whether an unknown user is made'),
  disabled: optional(z.boolean()).describe('Whether it answers nothing'),
  can_evaluate: canEvaluateKey,
});
export type EndpointConfig = z.infer<typeof EndpointSchema>;

export type ParsedEndpoint = Omit<HttpsEndpoint, 'configPath' | 'configAt'>;

export function parseEndpoint(file: JsonFile): { endpoint: ParsedEndpoint | undefined; issues: readonly Issue[] } {
  const { config, issues } = parseConfig(EndpointSchema, file);
  if (config === undefined) return { endpoint: undefined, issues };
  const { route, http_method: method } = config;
  const endpoint: ParsedEndpoint = {
    route,
    method: method === '*' ? 'ANY' : method,
    functionName: config.function_name,
    validation: config.validation_method ?? 'NO_VALIDATION',
    secretName: config.secret_name || undefined,
    respondResult: config.respond_result ?? false,
    returnType: config.return_type ?? 'EJSON',
    disabled: config.disabled ?? false,
  };
  const routeIssues = isRoute(route) ? [] : [issueAt('InvalidRoute', file, ['route'], { route })];
  return {
    endpoint,
    issues: [...issues, ...routeIssues, ...checkSecret(config, file), ...parseCanEvaluate(file).issues],
  };
}

function checkSecret({ validation_method: method, secret_name, secret_id }: EndpointConfig, file: JsonFile): Issue[] {
  if (!method || method === 'NO_VALIDATION' || secret_name || secret_id) return [];
  return [issueAt('EndpointSecretMissing', file, ['validation_method'], { method })];
}

function isRoute(route: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
  return /^\/[^\s?#\\\u0000-\u001f\u007f]*$/.test(route);
}
