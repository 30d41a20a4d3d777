/** Collection rules as the exports of 2018 hold them: without roles, one for every user. Kept like the later ones. */
import { z } from 'zod';
import { anything, identityKeys, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import { checkNamespaceName } from './namespace.ts';
import type { ParsedResource } from './parsed-resource.ts';

const OldFilterSchema = z.looseObject({
  when: anything.describe('When the filter applies'),
  match_expression: anything.describe('MongoDB query that is added to every read'),
});

/** Open, and its expressions unchecked: their language was another one. */
export const OldCollectionRuleSchema = z.looseObject({
  ...identityKeys,
  namespace: z.string().describe('Database and collection with a dot between them'),
  read: anything.describe('Which documents may be read'),
  write: anything.describe('Which documents may be written'),
  fields: optional(z.record(z.string(), z.unknown())).describe('Permissions and conditions of single fields, by name'),
  other_fields: anything.describe('Permissions of all fields that "fields" does not name'),
  validate: anything.describe('Condition on written documents'),
  filters: optional(z.array(OldFilterSchema)).describe('Queries that are added to every read'),
});
export type OldCollectionRule = z.infer<typeof OldCollectionRuleSchema>;

export function isOldCollectionRule({ json }: JsonFile): boolean {
  return (
    Object.hasOwn(json, 'namespace') && !['database', 'collection', 'roles'].some((key) => Object.hasOwn(json, key))
  );
}

export function parseOldCollectionRule(file: JsonFile) {
  const { config: rule, issues } = parseConfig(OldCollectionRuleSchema, file);
  if (rule === undefined) return { resource: undefined, issues } satisfies ParsedResource<unknown>;
  const [database = '', ...collection] = rule.namespace.split('.');
  const resource = { database, collection: collection.join('.'), rule };
  const nameIssues = (['database', 'collection'] as const).flatMap((part) =>
    checkNamespaceName(file, part, resource[part], ['namespace']),
  );
  return { resource, issues: [...issues, ...nameIssues] };
}
