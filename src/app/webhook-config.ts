/** `incoming_webhooks/<directory>/config.json`: the keys of one incoming webhook. */
import { z } from 'zod';
import { anything, optional } from './config-schema.ts';

export const WEBHOOK_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'ANY'] as const;
export const VALIDATION_METHODS = ['NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'] as const;

const WebhookOptionsSchema = z.looseObject({
  httpMethod: optional(z.enum([...WEBHOOK_METHODS, '*'])),
  validationMethod: optional(z.enum(VALIDATION_METHODS)),
  secret: optional(z.string()),
  secret_name: optional(z.string()),
  secretAsQueryParam: optional(z.boolean()),
});

export const WebhookConfigSchema = z.looseObject({
  id: anything,
  _id: anything,
  name: z.string(),
  run_as_authed_user: optional(z.boolean()),
  run_as_user_id: optional(z.string()),
  run_as_user_id_script_source: optional(z.string()),
  run_as_system: optional(z.boolean()),
  can_evaluate: anything,
  options: optional(WebhookOptionsSchema),
  respond_result: optional(z.boolean()),
  disable_arg_logs: optional(z.boolean()),
  fetch_custom_user_data: optional(z.boolean()),
  create_user_on_auth: optional(z.boolean()),
  return_type: optional(z.enum(['EJSON', 'JSON'])),
  private: anything,
  last_modified: anything,
});
export type WebhookOptions = z.infer<typeof WebhookOptionsSchema>;
export type WebhookConfig = z.infer<typeof WebhookConfigSchema>;
