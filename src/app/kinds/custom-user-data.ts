/** Where the app keeps data of its own about its users: `auth/custom_user_data.json`, or a key of the older root files. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import { anything, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { checkNamespaceAt } from './namespace.ts';
import type { ParsedResource } from './parsed-resource.ts';

export const CustomUserDataSchema = z.looseObject({
  enabled: optional(z.boolean()).describe('Whether users have custom data'),
  mongo_service_name: optional(z.string()).describe('Linked data source that holds it'),
  mongo_service_id: anything.describe('Older id of the linked data source'),
  database_name: optional(z.string()).describe('Database that holds it'),
  collection_name: optional(z.string()).describe('Collection that holds it'),
  user_id_field: optional(z.string()).describe('Field of its documents with the id of the user'),
  on_user_creation_function_name: optional(z.string()).describe('Function that is called for each new user'),
});
export type CustomUserData = z.infer<typeof CustomUserDataSchema>;

export function parseCustomUserData(file: JsonFile, _limits: Limits): ParsedResource<CustomUserData> {
  const { config, issues } = parseConfig(CustomUserDataSchema, file);
  if (config === undefined) return { resource: undefined, issues };
  // What is switched off is often exported with empty names.
  const namespaceIssues = config.enabled
    ? [
        ...checkNamespaceAt(file, 'database', ['database_name']),
        ...checkNamespaceAt(file, 'collection', ['collection_name']),
      ]
    : [];
  return { resource: config, issues: [...issues, ...namespaceIssues] };
}
