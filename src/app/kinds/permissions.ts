/** What collection rules, default rules and sync permissions are made of: roles with permissions, and filters. */
import { z } from 'zod';
import { anything, optional } from '../json/config-schema.ts';

/** True, false, or a document of the rule expression language. */
export const ExpressionSchema = z.union([z.record(z.string(), z.unknown()), z.boolean()]);

const FieldPermissionSchema = z.strictObject({
  read: optional(ExpressionSchema).describe('Whether the field may be read'),
  write: optional(ExpressionSchema).describe('Whether the field may be written; implies that it may be read'),
  get fields() {
    return optional(z.record(z.string(), FieldPermissionSchema)).describe(
      'Permissions of the fields below it, by name',
    );
  },
  get additional_fields() {
    return optional(AdditionalFieldsSchema).describe('Permissions of the fields below it that "fields" does not name');
  },
});

const AdditionalFieldsSchema = z.strictObject({
  read: optional(ExpressionSchema).describe('Whether all other fields may be read'),
  write: optional(ExpressionSchema).describe('Whether all other fields may be written'),
});

const DocumentFiltersSchema = z.strictObject({
  read: optional(ExpressionSchema).describe('Which documents the role may read; becomes part of the query'),
  write: optional(ExpressionSchema).describe('Which documents the role may write; becomes part of the query'),
});

export const RoleSchema = z.strictObject({
  id: anything.describe('Id that the old platform gave it; kept, not used'),
  _id: anything.describe('Older spelling of "id"'),
  name: optional(z.string()).describe('What the role is called, for people'),
  apply_when: optional(ExpressionSchema).describe('Picks the role for a document: the first role that holds applies'),
  document_filters: optional(DocumentFiltersSchema).describe('Conditions on documents that become part of the query'),
  insert: optional(ExpressionSchema).describe('Whether documents may be inserted'),
  delete: optional(ExpressionSchema).describe('Whether documents may be deleted'),
  search: optional(ExpressionSchema).describe('Whether the collection may be searched'),
  read: optional(ExpressionSchema).describe('Whether whole documents may be read; field rules are then not asked'),
  write: optional(ExpressionSchema).describe('Whether whole documents may be written; field rules are then not asked'),
  fields: optional(z.record(z.string(), FieldPermissionSchema)).describe('Permissions of single fields, by name'),
  additional_fields: optional(AdditionalFieldsSchema).describe('Permissions of all fields that "fields" does not name'),
});
export type Role = z.infer<typeof RoleSchema>;

export const FilterSchema = z.strictObject({
  id: anything.describe('Id that the old platform gave it; kept, not used'),
  _id: anything.describe('Older spelling of "id"'),
  name: optional(z.string()).describe('What the filter is called, for people'),
  apply_when: optional(ExpressionSchema).describe('When the filter applies; it cannot look at documents'),
  query: optional(z.record(z.string(), z.unknown())).describe('MongoDB query that is added to every read'),
  projection: optional(z.record(z.string(), z.unknown())).describe('MongoDB projection that is added to every read'),
});
export type Filter = z.infer<typeof FilterSchema>;
