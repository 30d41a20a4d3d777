/** `$jsonSchema`: a schema of draft 4 without references, and with BSON's types. Compiled once, to match many values. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { failedToParse, notImplemented, typeMismatch } from '../engine-error.ts';
import {
  compileAdditionalItems,
  compileItems,
  compileMaxItems,
  compileMinItems,
  compileUniqueItems,
} from './json-schema/array-keywords.ts';
import { compileAllOf, compileAnyOf, compileNot, compileOneOf } from './json-schema/combinators.ts';
import {
  compileDependencies,
  compileMaxProperties,
  compileMinProperties,
  compileProperties,
  compileRequired,
} from './json-schema/object-keywords.ts';
import { stringOperand } from './json-schema/operands.ts';
import { compileAdditionalProperties, compilePatternProperties } from './json-schema/pattern-keywords.ts';
import {
  compileMaximum,
  compileMaxLength,
  compileMinimum,
  compileMinLength,
  compileMultipleOf,
  compilePattern,
  exclusiveCompiler,
} from './json-schema/scalar-keywords.ts';
import { annotations, type Rule, type RuleCompiler, type Schema } from './json-schema/schema.ts';
import { compileBsonType, compileEnum, compileType } from './json-schema/type-keywords.ts';

const compileText: RuleCompiler = (operand, { keyword }) => {
  stringOperand(operand, keyword);
  return undefined;
};

/** In the order in which broken rules are told. */
const KEYWORDS: ReadonlyMap<string, RuleCompiler> = new Map<string, RuleCompiler>([
  ['title', compileText],
  ['description', compileText],
  ['type', compileType],
  ['bsonType', compileBsonType],
  ['enum', compileEnum],
  ['minimum', compileMinimum],
  ['exclusiveMinimum', exclusiveCompiler('minimum')],
  ['maximum', compileMaximum],
  ['exclusiveMaximum', exclusiveCompiler('maximum')],
  ['multipleOf', compileMultipleOf],
  ['minLength', compileMinLength],
  ['maxLength', compileMaxLength],
  ['pattern', compilePattern],
  ['minItems', compileMinItems],
  ['maxItems', compileMaxItems],
  ['uniqueItems', compileUniqueItems],
  ['items', compileItems],
  ['additionalItems', compileAdditionalItems],
  ['properties', compileProperties],
  ['patternProperties', compilePatternProperties],
  ['additionalProperties', compileAdditionalProperties],
  ['required', compileRequired],
  ['minProperties', compileMinProperties],
  ['maxProperties', compileMaxProperties],
  ['dependencies', compileDependencies],
  ['allOf', compileAllOf],
  ['anyOf', compileAnyOf],
  ['oneOf', compileOneOf],
  ['not', compileNot],
]);

/** Of JSON schema, and not of MongoDB either. */
const UNSUPPORTED_EVERYWHERE = new Set(['$ref', '$schema', 'default', 'definitions', 'format', 'id']);
const UNSUPPORTED_HERE = new Set(['encrypt', 'encryptMetadata']);

export function compileJsonSchema(operand: unknown): Schema {
  const document = asDocument(operand);
  if (document === undefined) throw typeMismatch(`$jsonSchema must be an object, but found: ${bsonTypeOf(operand)}`);
  return compileSchema(document);
}

/** Why a document does not match, in the form that a failed validation answers. */
export function explainSchemaFailure(schema: Schema, document: Document): Document {
  return {
    operatorName: '$jsonSchema',
    ...annotations(schema),
    schemaRulesNotSatisfied: schema.failures(document),
  };
}

function compileSchema(schema: Document): Schema {
  for (const [keyword] of fieldEntries(schema)) checkKeyword(keyword);
  const rules: Rule[] = [];
  for (const [keyword, compile] of KEYWORDS) {
    const operand: unknown = schema[keyword];
    if (operand === undefined) continue;
    const rule = compile(operand, { keyword, siblings: schema, compile: compileSchema });
    if (rule !== undefined) rules.push(rule);
  }
  return {
    matches: (value) => rules.every((rule) => rule.matches(value)),
    failures: (value) => rules.filter((rule) => !rule.matches(value)).map((rule) => rule.explain(value)),
    title: typeof schema.title === 'string' ? schema.title : undefined,
    description: typeof schema.description === 'string' ? schema.description : undefined,
  };
}

function checkKeyword(keyword: string): void {
  if (KEYWORDS.has(keyword)) return;
  if (UNSUPPORTED_HERE.has(keyword)) throw notImplemented(`$jsonSchema keyword '${keyword}'`);
  if (UNSUPPORTED_EVERYWHERE.has(keyword)) {
    throw failedToParse(`$jsonSchema keyword '${keyword}' is not currently supported`);
  }
  throw failedToParse(`Unknown $jsonSchema keyword: ${keyword}`);
}
