/** `incoming_webhooks/<directory>/config.json`: the keys of one incoming webhook. */
import { z } from 'zod';
import { anything, identityKeys, optional } from '../json/config-schema.ts';
import { canEvaluateKey } from './can-evaluate.ts';
import type { WebhookServiceType } from './service-config.ts';

export const WEBHOOK_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'ANY'] as const;
export const VALIDATION_METHODS = ['NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'] as const;

const WebhookOptionsSchema = z.looseObject({
  httpMethod: optional(z.enum([...WEBHOOK_METHODS, '*'])).describe('http: method that it answers; ANY for every one'),
  validationMethod: optional(z.enum(VALIDATION_METHODS)).describe('http: how a request proves its sender'),
  secret: optional(z.string()).describe('http, github: what a request is proven with'),
  secret_name: optional(z.string()).describe('http, github: name of the secret that a request is proven with'),
  secretAsQueryParam: optional(z.boolean()).describe('http: older spelling of "validationMethod"'),
});

/** Services of type github and twilio prove their senders in one way each, and always post. */
export const OPTIONS_OF_TYPE: Readonly<Record<WebhookServiceType, readonly string[]>> = {
  http: Object.keys(WebhookOptionsSchema.shape),
  github: ['secret', 'secret_name'],
  twilio: [],
};

const userSettings = {
  run_as_authed_user: optional(z.boolean()).describe('Runs as the app user whose credentials the request has'),
  run_as_user_id: optional(z.string()).describe('Runs as this app user; empty for none'),
  run_as_user_id_script_source: optional(z.string()).describe('Script that returns the id of the user to run as'),
  run_as_system: optional(z.boolean()).describe('Runs as the system user, past all rules'),
  fetch_custom_user_data: optional(z.boolean()).describe('Whether the custom data of the user is read'),
  create_user_on_auth: optional(z.boolean()).describe('Whether valid credentials without a user create one'),
};

export const WebhookConfigSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('Name of the webhook, the last part of its URL'),
  ...userSettings,
  can_evaluate: canEvaluateKey,
  options: optional(WebhookOptionsSchema).describe('Method and request validation; which keys, depends on the service'),
  respond_result: optional(z.boolean()).describe('Whether callers get what the function returns'),
  disable_arg_logs: optional(z.boolean()).describe('Whether arguments are left out of the logs'),
  return_type: optional(z.enum(['EJSON', 'JSON'])).describe('Extended or plain JSON for what the function returns'),
  private: anything.describe('Belongs to functions; kept, not used'),
});
export type WebhookOptions = z.infer<typeof WebhookOptionsSchema>;
export type WebhookConfig = z.infer<typeof WebhookConfigSchema>;
