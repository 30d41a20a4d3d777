/** `patternProperties`, and `additionalProperties`, which is about the fields that it and `properties` do not name. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldEntries, fieldNames, getField, hasField } from '../../../bson/fields.ts';
import { badValue, EngineError } from '../../engine-error.ts';
import { compileRegex, regexTest } from '../regex.ts';
import { documentRule } from './object-keywords.ts';
import { documentOperand, schemaOperand } from './operands.ts';
import { failure, type RuleCompiler, type Schema } from './schema.ts';

export const compilePatternProperties: RuleCompiler = (operand, context) => {
  const patterns = fieldEntries(documentOperand(operand, context.keyword)).map(([pattern, schema]) => ({
    pattern,
    test: nameTest(pattern),
    schema: schemaOperand(schema, context),
  }));
  return documentRule(
    (document) =>
      fieldEntries(document).every(([name, value]) =>
        patterns.every(({ test, schema }) => !test(name) || schema.matches(value)),
      ),
    (document) => ({
      operatorName: context.keyword,
      details: fieldEntries(document).flatMap(([propertyName, value]) =>
        patterns.flatMap(({ pattern, test, schema }) =>
          test(propertyName) && !schema.matches(value)
            ? [{ propertyName, regexMatched: pattern, details: schema.failures(value) }]
            : [],
        ),
      ),
    }),
  );
};

export const compileAdditionalProperties: RuleCompiler = (operand, context) => {
  const schema = typeof operand === 'boolean' ? undefined : schemaOperand(operand, context);
  if (operand === true) return undefined;
  const isNamed = namedProperties(context.siblings);
  const additional = (document: Document) => fieldNames(document).filter((name) => !isNamed(name));
  if (schema !== undefined) return additionalSchemaRule(schema, additional, context.keyword);
  return documentRule(
    (document) => fieldNames(document).every(isNamed),
    (document) => {
      const { reason: _, ...rest } = failure(context, '', { additionalProperties: additional(document) });
      return rest;
    },
  );
};

function additionalSchemaRule(schema: Schema, additional: (document: Document) => string[], keyword: string) {
  const failing = (document: Document) =>
    additional(document).find((name) => !schema.matches(getField(document, name)));
  return documentRule(
    (document) => failing(document) === undefined,
    (document) => {
      const failingProperty = failing(document) ?? '';
      return {
        operatorName: keyword,
        reason: 'at least one additional property did not match the subschema',
        failingProperty,
        details: schema.failures(getField(document, failingProperty)),
      };
    },
  );
}

/** The siblings are checked where they are compiled, so what is malformed names nothing here. */
function namedProperties({ properties, patternProperties }: Document): (name: string) => boolean {
  const named = asDocument(properties) ?? {};
  const tests = fieldNames(asDocument(patternProperties) ?? {}).map(nameTest);
  return (name) => hasField(named, name) || tests.some((test) => test(name));
}

function nameTest(pattern: string): (name: string) => boolean {
  try {
    return regexTest(compileRegex({ pattern, options: '' }));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw badValue(`Invalid regular expression in $jsonSchema keyword 'patternProperties': ${error.message}`);
  }
}
