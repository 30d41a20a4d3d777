/** Incoming webhooks belong to services of type http, github and twilio; this version answers those of type http. */
import type { App, AppFiles, Service } from '../app.ts';
import type { Issue } from '../issue.ts';
import { createIssue } from '../issue-codes.ts';
import { WEBHOOK_SERVICE_TYPES } from '../kinds/service-config.ts';
import { placeInConfig } from './config-place.ts';

const owners: readonly string[] = WEBHOOK_SERVICE_TYPES;

export function checkServiceTypes(app: App, files: AppFiles): Issue[] {
  return app.services.filter(({ webhooks }) => webhooks.length > 0).flatMap((service) => checkService(service, files));
}

function checkService({ name, type, configPath, webhooks }: Service, files: AppFiles): Issue[] {
  if (!owners.includes(type)) {
    return webhooks.map((webhook) =>
      createIssue('TypeWithoutWebhooks', { file: webhook.configPath }, { service: name, type }),
    );
  }
  if (type === 'http') return [];
  return [createIssue('ServiceTypeNotServed', placeInConfig(files, configPath, ['type']), { type })];
}
