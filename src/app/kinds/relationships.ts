/** `relationships.json`: fields of a collection whose values refer to documents of another one. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import { optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import type { ParsedResource } from './parsed-resource.ts';

const RelationshipSchema = z.looseObject({
  ref: z.string().describe('Where the other documents are: #/relationship/<service>/<database>/<collection>'),
  source_key: optional(z.string()).describe('Field of this collection; the name of the entry when it is missing'),
  foreign_key: optional(z.string()).describe('Field of the other collection that it refers to'),
  is_list: optional(z.boolean()).describe('Whether the field holds several references'),
});

export const RelationshipsSchema = z.record(z.string(), RelationshipSchema);
export type Relationships = z.infer<typeof RelationshipsSchema>;

export function parseRelationships(file: JsonFile, _limits: Limits): ParsedResource<Relationships> {
  const { config, issues } = parseConfig(RelationshipsSchema, file);
  return { resource: config, issues };
}
