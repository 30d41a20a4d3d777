/** `graphql/`: settings of the GraphQL endpoint and the fields that functions resolve; kept, there is no such endpoint. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import { anything, identityKeys, optional, parseConfig } from '../json/config-schema.ts';
import type { JsonFile } from '../json/json-text.ts';
import type { ParsedResource } from './parsed-resource.ts';

export const GraphqlConfigSchema = z.looseObject({
  use_natural_pluralization: optional(z.boolean()).describe('Whether names of lists are proper plurals'),
  disable_schema_introspection: optional(z.boolean()).describe('Whether clients may not ask for the schema'),
});
export type GraphqlConfig = z.infer<typeof GraphqlConfigSchema>;

const typeName = z.union([z.string(), z.record(z.string(), z.unknown())]);

export const CustomResolverSchema = z.looseObject({
  ...identityKeys,
  function_name: optional(z.string()).describe('Function that resolves the field'),
  function_id: anything.describe('Older id of the function'),
  on_type: z.string().describe('Type that gets the field: Query, Mutation or a type of the schema'),
  field_name: z.string().describe('Name of the field'),
  input_type: optional(typeName).describe('Type of the input, or its JSON Schema'),
  input_type_format: optional(z.string()).describe('How "input_type" is meant: scalar, generated, custom or a list'),
  payload_type: optional(typeName).describe('Type of the result, or its JSON Schema'),
  payload_type_format: optional(z.string()).describe('How "payload_type" is meant'),
});
export type CustomResolver = z.infer<typeof CustomResolverSchema>;

export function parseGraphqlConfig(file: JsonFile, _limits: Limits): ParsedResource<GraphqlConfig> {
  const { config, issues } = parseConfig(GraphqlConfigSchema, file);
  return { resource: config, issues };
}

export function parseCustomResolver(file: JsonFile, _limits: Limits): ParsedResource<CustomResolver> {
  const { config, issues } = parseConfig(CustomResolverSchema, file);
  return { resource: config, issues };
}
