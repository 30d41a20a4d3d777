/** Services with their incoming webhooks and rules, wherever the layout has them. */
import type { IncomingWebhook, Service } from '../app.ts';
import { type ParsedService, parseService } from '../kinds/service-config.ts';
import { parseWebhook } from '../kinds/webhook.ts';
import { serviceDirectoryOf } from '../path-roles.ts';
import type { AppPaths, SourceDirectory } from './app-paths.ts';
import type { AppReader } from './app-reader.ts';

export function readServices(paths: AppPaths, reader: AppReader): Service[] {
  const webhooks = Map.groupBy(paths.webhooks, ({ directory }) => serviceDirectoryOf(directory));
  return [...paths.services].flatMap(([directory, { configPath }]) => {
    const service = readService(directory, configPath, reader);
    const owned = (webhooks.get(directory) ?? []).flatMap((webhook) => readWebhook(webhook, service, reader));
    if (service === undefined || configPath === undefined) return [];
    return [{ ...service, directory, configPath, configAt: [], webhooks: owned }];
  });
}

function readService(directory: string, configPath: string | undefined, reader: AppReader): ParsedService | undefined {
  if (configPath === undefined) {
    reportMissingConfig('service', directory, reader);
    return undefined;
  }
  const file = reader.read(configPath);
  if (file === undefined) return undefined;
  const { service, issues } = parseService(file, reader.limits);
  reader.add(issues);
  return service;
}

function readWebhook(
  { directory, configPath, sourcePath }: SourceDirectory,
  service: ParsedService | undefined,
  reader: AppReader,
): IncomingWebhook[] {
  if (configPath === undefined) {
    reportMissingConfig('incoming webhook', directory, reader);
    return [];
  }
  const file = reader.read(configPath);
  if (file === undefined) return [];
  const { webhook, issues } = parseWebhook(file, service?.type, reader.limits);
  reader.add(issues);
  if (webhook === undefined || service === undefined) return [];
  const place = { configPath, configAt: [], sourcePath: sourcePath ?? `${directory}/source.js` };
  return [{ ...webhook, service: service.name, ...place }];
}

export function reportMissingConfig(kind: string, directory: string, reader: AppReader): void {
  const details = { kind, folder: directory, missing: 'config.json' };
  reader.report('MissingConfigFile', `${directory}/config.json`, details);
}
