/** `services/<directory>/config.json`: what a service is called and which type it has. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { JsonObject } from '../app.ts';
import type { Issue } from '../issue.ts';
import { anything, identityKeys, issueAt, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { checkName } from '../names.ts';
import { renderSuggestion } from '../nearest-name.ts';

export const ServiceConfigSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('Name of the service, part of the URLs of its webhooks'),
  type: z.string().describe('Type of the service, such as http, github, twilio or mongodb-atlas'),
  config: optional(z.record(z.string(), z.unknown())).describe('Settings of the type'),
  secret_config: optional(z.record(z.string(), z.unknown())).describe(
    'Names of secrets by the setting that they stand for',
  ),
  version: anything.describe('Version of the service on the old platform; kept, not used'),
});
export type ServiceConfig = z.infer<typeof ServiceConfigSchema>;

/** Only these three types could own incoming webhooks on the old platform. */
export const WEBHOOK_SERVICE_TYPES = ['http', 'github', 'twilio'] as const;
export type WebhookServiceType = (typeof WEBHOOK_SERVICE_TYPES)[number];
export const SERVICE_TYPES = [
  ...WEBHOOK_SERVICE_TYPES,
  'mongodb-atlas',
  'mongodb',
  'datalake',
  'aws',
  'aws-s3',
  'aws-ses',
  'gcm',
] as const;

export interface ParsedService {
  readonly name: string;
  readonly type: string;
  readonly config: JsonObject;
  readonly secretConfig: JsonObject;
}

export function parseService(file: JsonFile, limits: Limits): { service: ParsedService | undefined; issues: Issue[] } {
  const { config, issues } = parseConfig(ServiceConfigSchema, file);
  if (config === undefined) return { service: undefined, issues: [...issues] };
  const { name, type } = config;
  const found = [...issues, ...checkName('service', name, file, limits), ...checkType(type, file)];
  return {
    service: { name, type, config: objectOf(file.json.config), secretConfig: objectOf(file.json.secret_config) },
    issues: found,
  };
}

function objectOf(value: JsonObject[string] | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function checkType(type: string, file: JsonFile): Issue[] {
  const known: readonly string[] = SERVICE_TYPES;
  if (known.includes(type)) return [];
  const details = { type, suggestion: renderSuggestion(type, known), allowed: known.join(', ') };
  return [issueAt('UnknownServiceType', file, ['type'], details)];
}
