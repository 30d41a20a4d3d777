/** `log_forwarders/<name>.json`: where request logs are sent; kept, nothing is forwarded. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { Issue } from '../issue.ts';
import { identityKeys, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { checkNamespaceAt } from './namespace.ts';
import type { ParsedResource } from './parsed-resource.ts';

export const LogForwarderSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('What the log forwarder is called'),
  disabled: optional(z.boolean()).describe('Whether it is switched off'),
  log_types: optional(z.array(z.string())).describe('Types of request that are forwarded'),
  log_statuses: optional(z.array(z.string())).describe('Outcomes that are forwarded: error, success'),
  policy: optional(
    z.looseObject({ type: optional(z.string()).describe('single sends each log, batch gathers them') }),
  ).describe('How logs are gathered'),
  action: optional(
    z.looseObject({
      type: optional(z.string()).describe('function or collection'),
      name: optional(z.string()).describe('Function that gets the logs'),
      data_source: optional(z.string()).describe('Linked data source that the logs are written to'),
      database: optional(z.string()).describe('Database that the logs are written to'),
      collection: optional(z.string()).describe('Collection that the logs are written to'),
    }),
  ).describe('What is done with the logs'),
});
export type LogForwarder = z.infer<typeof LogForwarderSchema>;

export function parseLogForwarder(file: JsonFile, _limits: Limits): ParsedResource<LogForwarder> {
  const { config, issues } = parseConfig(LogForwarderSchema, file);
  const namespaceIssues: Issue[] = [
    ...(config?.action?.database ? checkNamespaceAt(file, 'database', ['action', 'database']) : []),
    ...(config?.action?.collection ? checkNamespaceAt(file, 'collection', ['action', 'collection']) : []),
  ];
  return { resource: config, issues: [...issues, ...namespaceIssues] };
}
