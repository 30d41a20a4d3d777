/** `schema.json`: what the documents of a collection look like, as MongoDB's dialect of JSON Schema; kept, not enforced. */
import { z } from 'zod';
import type { Limits } from '../../limits.ts';
import type { JsonObject } from '../app.ts';
import { anything, identityKeys, issueAt, optional, parseConfig, valueAt } from '../json/config-schema.ts';
import { isJsonObject, ownValue } from '../json/json-object.ts';
import type { JsonPath } from '../json/json-positions.ts';
import { describeKind, type JsonFile } from '../json/json-text.ts';
import { renderSuggestion } from '../nearest-name.ts';
import { checkDirectoryNames } from './namespace.ts';
import type { ParsedResource } from './parsed-resource.ts';
import { ExpressionSchema } from './permissions.ts';
import { describeFindings, type Finding, listExpressionFindings } from './rule-expressions.ts';

const USUAL_TYPES =
  'object array string int long double decimal number bool objectId date uuid binData mixed null'.split(' ');
const BSON_TYPES = [
  ...USUAL_TYPES,
  ...'timestamp regex float undefined dbPointer javascript symbol javascriptWithScope minKey maxKey'.split(' '),
];

const typeNames = z.union([z.string(), z.array(z.string())]);

/** The keys are those of one level: the levels below are walked by hand, because any name may be a field. */
export const CollectionSchemaSchema = z.looseObject({
  ...identityKeys,
  title: optional(z.string()).describe('Name of the type of the documents'),
  description: optional(z.string()).describe('What the documents are, for people'),
  bsonType: optional(typeNames).describe('BSON type, or several; "object" for documents'),
  type: optional(typeNames).describe('JSON type, or several'),
  required: optional(z.array(z.string())).describe('Fields that a document must have'),
  properties: optional(z.record(z.string(), z.unknown())).describe('Schema of each field, by name'),
  patternProperties: optional(z.record(z.string(), z.unknown())).describe('Schema of the fields whose name fits'),
  additionalProperties: anything.describe('Whether other fields are allowed, or their schema'),
  minProperties: optional(z.number()).describe('Least number of fields'),
  maxProperties: optional(z.number()).describe('Greatest number of fields'),
  dependencies: optional(z.record(z.string(), z.unknown())).describe('What a field asks for when it is there'),
  allOf: optional(z.array(z.unknown())).describe('Schemas that all must hold'),
  anyOf: optional(z.array(z.unknown())).describe('Schemas of which one must hold'),
  oneOf: optional(z.array(z.unknown())).describe('Schemas of which exactly one must hold'),
  not: optional(z.record(z.string(), z.unknown())).describe('A schema that must not hold'),
  enum: optional(z.array(z.unknown())).describe('The values that are allowed'),
  validate: optional(ExpressionSchema).describe('Rule expression that a written document must satisfy'),
  metadata: anything.describe('Notes of the old console; kept, not used'),
});
export type CollectionSchema = z.infer<typeof CollectionSchemaSchema>;

export function parseCollectionSchema(file: JsonFile, _limits: Limits): ParsedResource<CollectionSchema> {
  const { config, issues } = parseConfig(CollectionSchemaSchema, file);
  const below = config === undefined ? [] : describeFindings(file, listSchemaFindings(file, []));
  return { resource: config, issues: [...checkDirectoryNames(file), ...issues, ...below] };
}

/** The types, required fields and fields of the schema at a path, however deep, and its `validate` expression. */
export function* listSchemaFindings(file: JsonFile, path: JsonPath): Generator<Finding> {
  const schema = valueAt(file.json, path);
  if (!isJsonObject(schema)) return;
  yield* listExpressionFindings(file, [...path, 'validate'], 'document');
  yield* findingsOfLevel(schema, path, file);
}

function* findingsOfLevel(schema: JsonObject, path: JsonPath, file: JsonFile): Generator<Finding> {
  yield* findingsOfType(schema, path, file);
  yield* findingsOfFields(schema, path, file);
  for (const key of ['items', 'additionalProperties', 'not']) {
    const below = ownValue(schema, key);
    if (isJsonObject(below)) yield* findingsOfLevel(below, [...path, key], file);
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const forms = ownValue(schema, key);
    for (const [index, form] of Array.isArray(forms) ? forms.entries() : []) {
      if (isJsonObject(form)) yield* findingsOfLevel(form, [...path, key, index], file);
    }
  }
}

function* findingsOfType(schema: JsonObject, path: JsonPath, file: JsonFile): Generator<Finding> {
  const named = ownValue(schema, 'bsonType') ?? [];
  for (const type of Array.isArray(named) ? named : [named]) {
    if (typeof type !== 'string' || BSON_TYPES.includes(type)) continue;
    yield () => {
      const details = { type, suggestion: renderSuggestion(type, BSON_TYPES), allowed: USUAL_TYPES.join(', ') };
      return issueAt('UnknownBsonType', file, [...path, 'bsonType'], details);
    };
  }
}

function* findingsOfFields(schema: JsonObject, path: JsonPath, file: JsonFile): Generator<Finding> {
  const fields = ownValue(schema, 'properties');
  if (!isJsonObject(fields)) return;
  for (const [name, field] of Object.entries(fields)) {
    const at = [...path, 'properties', name];
    if (isJsonObject(field)) yield* findingsOfLevel(field, at, file);
    else {
      const details = { key: at.join('.'), expected: 'an object', found: describeKind(field), advice: '' };
      yield () => issueAt('WrongType', file, at, details);
    }
  }
}
