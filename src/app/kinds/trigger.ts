/** `triggers/<name>.json`: what the old platform ran on a change, a sign-in or a schedule; kept, not run. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { Trigger } from '../app.ts';
import type { Issue } from '../issue.ts';
import { anything, identityKeys, issueAt, optional, parseConfig, valueAt } from '../json/config-schema.ts';
import { isJsonObject } from '../json/json-object.ts';
import type { JsonPath } from '../json/json-positions.ts';
import type { JsonFile } from '../json/json-text.ts';
import { choice } from './choice.ts';
import { checkNamespaceAt } from './namespace.ts';
import type { ParsedResource } from './parsed-resource.ts';

const TriggerConfigSchema = z.looseObject({
  schedule: optional(z.string()).describe('SCHEDULED: when it runs, as a cron expression'),
  service_name: optional(z.string()).describe('DATABASE: linked data source that is watched'),
  service_id: anything.describe('DATABASE: older id of the linked data source'),
  clusterName: optional(z.string()).describe('DATABASE: cluster of the linked data source'),
  database: optional(z.string()).describe('DATABASE: database that is watched'),
  collection: optional(z.string()).describe('DATABASE: collection that is watched; missing means all of them'),
  operation_types: optional(z.array(z.string())).describe('DATABASE: changes that it runs on, such as INSERT'),
  full_document: optional(z.boolean()).describe('DATABASE: whether the function gets the whole document'),
  full_document_before_change: optional(z.boolean()).describe('DATABASE: and the document as it was'),
  match: optional(z.record(z.string(), z.unknown())).describe('DATABASE: filter on change events'),
  project: optional(z.record(z.string(), z.unknown())).describe('DATABASE: projection of change events'),
  unordered: optional(z.boolean()).describe('DATABASE: whether events may be handled out of order'),
  skip_catchup_events: optional(z.boolean()).describe('DATABASE: whether missed events are skipped'),
  tolerate_resume_errors: optional(z.boolean()).describe('DATABASE: whether it goes on after lost events'),
  maximum_throughput: optional(z.boolean()).describe('DATABASE: whether events are handled in larger numbers'),
  action_type: optional(z.string()).describe('AUTHENTICATION: older spelling of "operation_type"'),
  operation_type: optional(z.string()).describe('AUTHENTICATION: LOGIN, CREATE or DELETE'),
  providers: optional(z.array(z.string())).describe('AUTHENTICATION: kinds of sign-in that it runs on'),
});

const EventProcessorsSchema = z.looseObject({
  FUNCTION: optional(
    z.looseObject({
      type: optional(z.string()).describe('Always FUNCTION'),
      config: optional(
        z.looseObject({
          function_name: optional(z.string()).describe('Function that is called with the event'),
          function_id: anything.describe('Older id of the function'),
        }),
      ).describe('Which function is called'),
    }),
  ).describe('Calls a function of the app'),
  AWS_EVENTBRIDGE: optional(
    z.looseObject({
      type: optional(z.string()).describe('Always AWS_EVENTBRIDGE'),
      config: optional(
        z.looseObject({
          account_id: optional(z.string()).describe('AWS account'),
          region: optional(z.string()).describe('AWS region'),
          extended_json_enabled: optional(z.boolean()).describe('Whether events are sent as extended JSON'),
        }),
      ).describe('Where events are sent'),
    }),
  ).describe('Sends the event to AWS EventBridge'),
});

export const TriggerSchema = z.looseObject({
  ...identityKeys,
  name: z.string().describe('What the trigger is called'),
  type: choice(['DATABASE', 'AUTHENTICATION', 'SCHEDULED']).describe('What it runs on'),
  disabled: optional(z.boolean()).describe('Whether it is switched off'),
  config: optional(TriggerConfigSchema).describe('Which changes, sign-ins or times it runs on'),
  function_name: optional(z.string()).describe('Function that is called'),
  function_id: anything.describe('Older id of the function'),
  event_processors: optional(EventProcessorsSchema).describe('What handles the event, in the place of "function_name"'),
  error_handler: anything.describe('What handles a failure; kept, not used'),
});
export type TriggerFile = z.infer<typeof TriggerSchema>;

export type ParsedTrigger = Omit<Trigger, 'configPath' | 'configAt'>;

export function parseTrigger(file: JsonFile, _limits: Limits): ParsedResource<ParsedTrigger> {
  const { config: trigger, issues } = parseConfig(TriggerSchema, file);
  if (trigger === undefined) return { resource: undefined, issues };
  const { name, type } = trigger;
  const config = valueAt(file.json, ['config']);
  const resource = {
    name,
    type,
    disabled: trigger.disabled ?? false,
    config: isJsonObject(config) ? config : {},
    functionNames: listFunctions(trigger),
  };
  const namespaceIssues = (['database', 'collection'] as const).flatMap((part) =>
    // An empty collection is how later exports say that the whole database is watched.
    trigger.config?.[part] === '' ? [] : checkNamespaceAt(file, part, ['config', part]),
  );
  return { resource, issues: [...issues, ...checkRequired(trigger, file), ...namespaceIssues] };
}

function listFunctions({ function_name, event_processors }: TriggerFile): string[] {
  const names = [function_name, event_processors?.FUNCTION?.config?.function_name];
  return [...new Set(names.flatMap((name) => (name ? [name] : [])))];
}

function checkRequired(trigger: TriggerFile, file: JsonFile): Issue[] {
  const { config, type } = trigger;
  const missing: JsonPath[] = [];
  if (type === 'SCHEDULED' && !config?.schedule) missing.push(['config', 'schedule']);
  if (type === 'DATABASE' && !config?.service_name && !config?.service_id) missing.push(['config', 'service_name']);
  if (type === 'AUTHENTICATION' && !config?.operation_type && !config?.action_type) {
    missing.push(['config', 'operation_type']);
  }
  const isHandled = trigger.function_id || trigger.event_processors || listFunctions(trigger).length > 0;
  if (!isHandled) missing.push(['function_name']);
  return missing.map((path) => issueAt('MissingKey', file, path, { key: path.join('.') }));
}
