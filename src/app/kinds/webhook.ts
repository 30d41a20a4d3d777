/** One incoming webhook out of its `config.json`. */
import type { Limits } from '../../limits.ts';
import type { IncomingWebhook } from '../app.ts';
import type { Issue } from '../issue.ts';
import { issueAt, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { checkName } from '../names.ts';
import { parseCanEvaluate } from './can-evaluate.ts';
import { type WebhookConfig, WebhookConfigSchema } from './webhook-config.ts';
import { checkOptionNames, parseMethod, parseValidation } from './webhook-options.ts';
import { parseRunAs } from './webhook-run-as.ts';

export type ParsedWebhook = Omit<IncomingWebhook, 'service' | 'configPath' | 'configAt' | 'sourcePath'>;

/** `serviceType` is undefined when the service itself could not be read; then only what holds for every type is checked. */
export function parseWebhook(
  file: JsonFile,
  serviceType: string | undefined,
  limits: Limits,
): { webhook: ParsedWebhook | undefined; issues: Issue[] } {
  const { config, issues } = parseConfig(WebhookConfigSchema, file);
  if (config === undefined) return { webhook: undefined, issues: [...issues] };
  const method = parseMethod(config, serviceType, file);
  const validation = parseValidation(config, serviceType, file);
  const runAs = parseRunAs(config, file);
  const rule = parseCanEvaluate(file);
  return {
    webhook: {
      name: config.name,
      method: method.method,
      validation: validation.validation,
      runAs: runAs.runAs,
      canEvaluate: rule.canEvaluate,
      respondResult: config.respond_result ?? false,
      returnType: config.return_type ?? 'EJSON',
      logArguments: !(config.disable_arg_logs ?? false),
      fetchCustomUserData: config.fetch_custom_user_data ?? false,
      createUserOnAuth: config.create_user_on_auth ?? false,
    },
    issues: [
      ...issues,
      ...checkName('incoming webhook', config.name, file, limits),
      ...checkOptionNames(config, serviceType, file),
      ...method.issues,
      ...validation.issues,
      ...runAs.issues,
      ...rule.issues,
      ...checkUserOptions(config, file),
    ],
  };
}

function checkUserOptions(config: WebhookConfig, file: JsonFile): Issue[] {
  if (config.run_as_authed_user) return [];
  const keys = ['fetch_custom_user_data', 'create_user_on_auth'] as const;
  return keys.filter((key) => config[key]).map((key) => issueAt('UserOptionIgnored', file, [key], { key }));
}
