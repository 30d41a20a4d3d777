/**
 * Who may do what with the documents of a collection: `services/<service>/rules/<name>.json` in layouts A and B,
 * `data_sources/<service>/<database>/<collection>/rules.json` later, and the default rule of a service.
 */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { Issue } from '../issue.ts';
import { anything, identityKeys, issueAt, optional, parseConfig } from '../json/config-schema.ts';
import { ownValue } from '../json/json-object.ts';
import type { JsonFile } from '../json/json-text.ts';
import { listSchemaFindings } from './collection-schema.ts';
import {
  checkDirectoryNames,
  checkNamespaceAt,
  NAMESPACE_PARTS,
  type Namespace,
  namespaceOfPath,
} from './namespace.ts';
import {
  isOldCollectionRule,
  type OldCollectionRule,
  OldCollectionRuleSchema,
  parseOldCollectionRule,
} from './old-collection-rule.ts';
import type { ParsedResource } from './parsed-resource.ts';
import { FilterSchema, RoleSchema } from './permissions.ts';
import { listFilterFindings } from './query-filter.ts';
import { RelationshipsSchema } from './relationships.ts';
import { describeFindings, type Finding, listRoleFindings } from './rule-expressions.ts';

const ruleKeys = {
  ...identityKeys,
  roles: optional(z.array(RoleSchema)).describe('Sets of permissions, tried in order for each document'),
  filters: optional(z.array(FilterSchema)).describe('Queries and projections that are added to every read'),
};

export const CollectionRuleSchema = z.strictObject({
  ...ruleKeys,
  database: optional(z.string()).describe('Database; in layouts C and D the directory names it'),
  collection: optional(z.string()).describe('Collection; in layouts C and D the directory names it'),
  data_source: anything.describe('Name of the linked data source; the directory counts'),
  schema: optional(z.record(z.string(), z.unknown())).describe('JSON Schema that written documents must fit'),
  relationships: optional(RelationshipsSchema).describe('Fields that refer to documents of other collections'),
});
export type CollectionRule = z.infer<typeof CollectionRuleSchema>;

/** Of any time. */
export const AnyCollectionRuleSchema = z.union([CollectionRuleSchema, OldCollectionRuleSchema]);

export const DefaultRuleSchema = z.strictObject(ruleKeys);
export type DefaultRule = z.infer<typeof DefaultRuleSchema>;

export interface NamedCollectionRule {
  readonly database: string;
  readonly collection: string;
  readonly rule: CollectionRule | OldCollectionRule;
}

export function parseCollectionRule(file: JsonFile, _limits: Limits): ParsedResource<NamedCollectionRule> {
  if (isOldCollectionRule(file)) return parseOldCollectionRule(file);
  const { config: rule, issues } = parseConfig(CollectionRuleSchema, file);
  const named = namespaceOfPath(file.path);
  const nameIssues = named === undefined ? checkNames(file) : checkDirectory(file, named);
  const found = [...issues, ...nameIssues];
  if (rule === undefined) return { resource: undefined, issues: found };
  const { database = rule.database, collection = rule.collection } = named ?? {};
  const resource = database && collection ? { database, collection, rule } : undefined;
  return { resource, issues: [...found, ...describeFindings(file, listRuleFindings(file))] };
}

/** Covers the collections of a service that have no rule of their own. */
export function parseDefaultRule(file: JsonFile, _limits: Limits): ParsedResource<DefaultRule> {
  const { config, issues } = parseConfig(DefaultRuleSchema, file);
  if (config === undefined) return { resource: undefined, issues };
  return { resource: config, issues: [...issues, ...describeFindings(file, listRuleFindings(file))] };
}

function* listRuleFindings(file: JsonFile): Generator<Finding> {
  yield* listRoleFindings(file);
  yield* listFilterFindings(file);
  yield* listSchemaFindings(file, ['schema']);
}

function checkNames(file: JsonFile): Issue[] {
  return NAMESPACE_PARTS.flatMap((part) => {
    const value = ownValue(file.json, part);
    const isMissing = value === undefined || value === null;
    return isMissing ? [issueAt('MissingKey', file, [part], { key: part })] : checkNamespaceAt(file, part, [part]);
  });
}

/** A name in the file may be left out; one that says something else is a trap for who moves the file. */
function checkDirectory(file: JsonFile, named: Namespace): Issue[] {
  const differing = NAMESPACE_PARTS.flatMap((part) => {
    const folder = named[part];
    const name = ownValue(file.json, part);
    if (typeof name !== 'string' || name === folder) return [];
    return [issueAt('NamespaceDiffers', file, [part], { part, name, folder })];
  });
  return [...checkDirectoryNames(file), ...differing];
}
