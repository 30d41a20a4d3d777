/** The keywords about the fields of a document. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount, fieldEntries, getField, hasField } from '../../../bson/fields.ts';
import { countOperand, documentOperand, schemaOperand, stringsOperand } from './operands.ts';
import { annotations, failure, type Rule, type RuleCompiler, type Schema } from './schema.ts';

export const compileRequired: RuleCompiler = (operand, context) => {
  const names = [...stringsOperand(operand, context.keyword)];
  const missing = (document: Document) => names.filter((name) => !hasField(document, name));
  return documentRule(
    (document) => missing(document).length === 0,
    (document) => ({
      operatorName: context.keyword,
      specifiedAs: { required: names },
      missingProperties: missing(document),
    }),
  );
};

export const compileProperties: RuleCompiler = (operand, context) => {
  const schemas = fieldEntries(documentOperand(operand, context.keyword)).map(
    ([name, schema]) => [name, schemaOperand(schema, context)] as const,
  );
  const fails = (document: Document, name: string, schema: Schema) =>
    hasField(document, name) && !schema.matches(getField(document, name));
  return documentRule(
    (document) => !schemas.some(([name, schema]) => fails(document, name, schema)),
    (document) => ({
      operatorName: context.keyword,
      propertiesNotSatisfied: schemas.flatMap(([propertyName, schema]) =>
        fails(document, propertyName, schema)
          ? [{ propertyName, ...annotations(schema), details: schema.failures(getField(document, propertyName)) }]
          : [],
      ),
    }),
  );
};

export const compileMinProperties = propertyCountCompiler((count, limit) => count >= limit);
export const compileMaxProperties = propertyCountCompiler((count, limit) => count <= limit);

/** A field that is there asks for others, or for a schema of the whole document. */
export const compileDependencies: RuleCompiler = (operand, context) => {
  const dependencies = fieldEntries(documentOperand(operand, context.keyword)).map(
    ([name, dependency]) =>
      [
        name,
        Array.isArray(dependency)
          ? namesDependency([...stringsOperand(dependency, context.keyword)])
          : schemaDependency(schemaOperand(dependency, context)),
      ] as const,
  );
  return documentRule(
    (document) => dependencies.every(([name, { matches }]) => !hasField(document, name) || matches(document)),
    (document) => ({
      operatorName: context.keyword,
      failingDependencies: dependencies.flatMap(([conditionalProperty, { matches, explain }]) =>
        hasField(document, conditionalProperty) && !matches(document)
          ? [{ conditionalProperty, ...explain(document) }]
          : [],
      ),
    }),
  );
};

/** A rule that a value of another type fulfils. */
export function documentRule(
  matches: (document: Document) => boolean,
  explain: (document: Document) => Document,
): Rule {
  return {
    matches: (value) => {
      const document = asDocument(value);
      return document === undefined || matches(document);
    },
    explain: (value) => explain(asDocument(value) ?? {}),
  };
}

interface Dependency {
  matches(document: Document): boolean;
  explain(document: Document): Document;
}

function namesDependency(names: readonly string[]): Dependency {
  return {
    matches: (document) => names.every((name) => hasField(document, name)),
    explain: (document) => ({ missingProperties: names.filter((name) => !hasField(document, name)) }),
  };
}

function schemaDependency(schema: Schema): Dependency {
  return {
    matches: (document) => schema.matches(document),
    explain: (document) => ({ details: schema.failures(document) }),
  };
}

function propertyCountCompiler(isWithin: (count: number, limit: number) => boolean): RuleCompiler {
  return (operand, context) => {
    const limit = countOperand(operand, context.keyword);
    return documentRule(
      (document) => isWithin(fieldCount(document), limit),
      (document) =>
        failure(context, 'specified number of properties was not satisfied', { numProperties: fieldCount(document) }),
    );
  };
}
