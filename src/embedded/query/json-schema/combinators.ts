/** `allOf`, `anyOf`, `oneOf` and `not`. */
import type { Document } from '../../../bson/bson.ts';
import { badValue } from '../../engine-error.ts';
import { arrayOperand, schemaOperand } from './operands.ts';
import type { RuleCompiler, RuleContext, Schema } from './schema.ts';

export const compileAllOf: RuleCompiler = (operand, context) => {
  const schemas = compileSchemas(operand, context);
  return {
    matches: (value) => schemas.every((schema) => schema.matches(value)),
    explain: (value) => notSatisfied(context, schemas, value),
  };
};

export const compileAnyOf: RuleCompiler = (operand, context) => {
  const schemas = compileSchemas(operand, context);
  return {
    matches: (value) => schemas.some((schema) => schema.matches(value)),
    explain: (value) => notSatisfied(context, schemas, value),
  };
};

export const compileOneOf: RuleCompiler = (operand, context) => {
  const schemas = compileSchemas(operand, context);
  const matching = (value: unknown) => schemas.flatMap((schema, index) => (schema.matches(value) ? [index] : []));
  return {
    matches: (value) => matching(value).length === 1,
    explain: (value) => {
      const matchingSchemaIndexes = matching(value);
      if (matchingSchemaIndexes.length === 0) return notSatisfied(context, schemas, value);
      return { operatorName: context.keyword, reason: 'more than one subschema matched', matchingSchemaIndexes };
    },
  };
};

export const compileNot: RuleCompiler = (operand, context) => {
  const schema = schemaOperand(operand, context);
  return {
    matches: (value) => !schema.matches(value),
    explain: () => ({ operatorName: context.keyword, reason: 'child expression matched' }),
  };
};

function compileSchemas(operand: unknown, context: RuleContext): readonly Schema[] {
  const schemas = arrayOperand(operand, context.keyword).map((schema) => schemaOperand(schema, context));
  if (schemas.length === 0) throw badValue(`$jsonSchema keyword '${context.keyword}' must be a non-empty array`);
  return schemas;
}

function notSatisfied({ keyword }: RuleContext, schemas: readonly Schema[], value: unknown): Document {
  const schemasNotSatisfied = schemas.flatMap((schema, index) =>
    schema.matches(value) ? [] : [{ index, details: schema.failures(value) }],
  );
  return { operatorName: keyword, schemasNotSatisfied };
}
