/** JSON Schemas (draft 2020-12) of the files of an app, for editors: made from the schemas that the files are checked with. */
import { z } from 'zod';
import { FILE_KINDS, type FileKindDescription } from './file-kinds.ts';
import { SCHEMA_KEY } from './json/config-schema.ts';
import { renderSuggestion } from './nearest-name.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

const draft = 'https://json-schema.org/draft/2020-12/schema';

export function createJsonSchema({ name, meaning, schema }: FileKindDescription): JsonSchema {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return { $schema: draft, title: titleOf(name), description: meaning, ...allowSchemaKey(rest) };
}

/** Upper and lower case count for nothing. */
export function findFileKind(wanted: string): FileKindDescription | undefined {
  return FILE_KINDS.find(({ name }) => name === wanted.toLowerCase());
}

export function suggestFileKind(wanted: string): string {
  return renderSuggestion(
    wanted,
    FILE_KINDS.map(({ name }) => name),
  );
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A file may point an editor to its JSON Schema. A list has no place for that. */
function allowSchemaKey(schema: JsonSchema): JsonSchema {
  if (schema.anyOf !== undefined) return { ...schema, anyOf: schema.anyOf.map(allowSchemaKey) };
  if (schema.type !== 'object') return schema;
  const pointer = { type: 'string', description: 'JSON Schema that editors check the file with' } as const;
  return { ...schema, properties: { [SCHEMA_KEY]: pointer, ...schema.properties } };
}
