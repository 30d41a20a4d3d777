/** `sync/config.json`: settings of device sync; kept, there is none. Also the value of `sync` in the older root files. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { Issue } from '../issue.ts';
import { anything, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { checkNamespaceAt } from './namespace.ts';
import type { ParsedResource } from './parsed-resource.ts';
import { ExpressionSchema } from './permissions.ts';

const PartitionSchema = z.looseObject({
  key: optional(z.string()).describe('Field that tells which partition a document belongs to'),
  type: optional(z.string()).describe('Type of that field'),
  required: optional(z.boolean()).describe('Whether every document has the field'),
  permissions: optional(
    z.looseObject({
      read: optional(ExpressionSchema).describe('Who may read a partition'),
      write: optional(ExpressionSchema).describe('Who may write a partition'),
    }),
  ).describe('Who may use a partition'),
});

export const SyncConfigSchema = z.looseObject({
  type: optional(z.string()).describe('flexible or partition'),
  state: optional(z.string()).describe('enabled or disabled'),
  development_mode_enabled: optional(z.boolean()).describe('Whether clients may change the schema'),
  service_name: optional(z.string()).describe('Linked data source that is synchronised'),
  database_name: optional(z.string()).describe('Database that is synchronised'),
  partition: optional(PartitionSchema).describe('How documents are divided among clients'),
  queryable_fields_names: optional(z.array(z.string())).describe('Fields that clients may ask for'),
  permissions: anything.describe('Who may synchronise what, in flexible sync'),
  is_recovery_mode_disabled: optional(z.boolean()).describe('Whether lost changes of clients are not recovered'),
  client_max_offline_days: optional(z.number()).describe('Days after which an absent client starts anew'),
  last_disabled: anything.describe('When it was switched off; kept, not used'),
  asymmetric_tables: anything.describe('Collections that clients only write to'),
});
export type SyncConfig = z.infer<typeof SyncConfigSchema>;

export function parseSyncConfig(file: JsonFile, _limits: Limits): ParsedResource<SyncConfig> {
  const { config, issues } = parseConfig(SyncConfigSchema, file);
  const namespaceIssues: Issue[] = config?.database_name ? checkNamespaceAt(file, 'database', ['database_name']) : [];
  return { resource: config, issues: [...issues, ...namespaceIssues] };
}
