/** Why a document does not match a filter, in the form of the `details` of a server's failed validation. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { EMPTY_ARRAY } from '../../bson/compare.ts';
import { fieldEntries, firstFieldName, setField } from '../../bson/fields.ts';
import { getPathValues } from '../../bson/paths.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { compileFilter } from './filter.ts';
import { compileJsonSchema, explainSchemaFailure } from './json-schema.ts';
import { operatorsOf } from './operator-document.ts';

/** The document does not match the filter. Compiles as it goes: a failed validation is rare. */
export function explainMismatch(filter: Document, document: Document, options: ExpressionOptions = {}): Document {
  const clauses = clausesOf(filter);
  const [only] = clauses;
  if (only !== undefined && clauses.length === 1) return explainClause(only, document, options);
  return { operatorName: '$and', clausesNotSatisfied: failing(clauses, document, options) };
}

/** Conditions of one operator each, all of which the filter asks for. */
function clausesOf(filter: Document): Document[] {
  return fieldEntries(filter).flatMap(([name, operand]) => {
    const operators = name.startsWith('$') ? undefined : operatorsOf(operand);
    if (operators === undefined) return [withField(name, operand)];
    return fieldEntries(operators).flatMap(([operator, value]) => {
      if (operator === '$options') return [];
      const isRegex = operator === '$regex' && operators.$options !== undefined;
      return [withField(name, isRegex ? { $regex: value, $options: operators.$options } : withField(operator, value))];
    });
  });
}

function failing(clauses: readonly Document[], document: Document, options: ExpressionOptions): Document[] {
  return clauses.flatMap((clause, index) => {
    if (compileFilter(clause, options).matches(document)) return [];
    return [{ index, details: explainMismatch(clause, document, options) }];
  });
}

function explainClause(clause: Document, document: Document, options: ExpressionOptions): Document {
  const [[name, operand] = ['', undefined]] = fieldEntries(clause);
  switch (name) {
    case '$jsonSchema':
      return explainSchemaFailure(compileJsonSchema(operand), document);
    case '$and':
    case '$or':
      return { operatorName: name, clausesNotSatisfied: failing(branches(operand), document, options) };
    case '$nor':
      return { operatorName: name, clausesNotSatisfied: matching(branches(operand), document, options) };
    case '$expr':
      return { operatorName: name, specifiedAs: clause, reason: 'expression did not match', expressionResult: false };
    default:
      return name.startsWith('$')
        ? { operatorName: name, specifiedAs: clause, reason: 'expression always evaluates to false' }
        : explainField(name, clause, operand, document);
  }
}

function matching(clauses: readonly Document[], document: Document, options: ExpressionOptions): Document[] {
  return clauses.flatMap((clause, index) =>
    compileFilter(clause, options).matches(document) ? [{ index, details: { reason: 'clause matched' } }] : [],
  );
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['$exists', 'path does not exist'],
  ['$type', 'type did not match'],
  ['$in', 'no matching value found in array'],
  ['$nin', 'matching value found in array'],
  ['$regex', 'regular expression did not match'],
  ['$mod', 'modulus did not match the expected remainder'],
  ['$size', 'array length was not equal to given size'],
  ['$all', 'array did not contain all specified values'],
  ['$elemMatch', 'array did not satisfy the child predicate'],
  ['$not', 'child expression matched'],
]);

function explainField(path: string, clause: Document, operand: unknown, document: Document): Document {
  const operators = operatorsOf(operand);
  const operatorName = (operators && firstFieldName(operators)) ?? (bsonTypeOf(operand) === 'regex' ? '$regex' : '$eq');
  const explained = { operatorName, specifiedAs: clause };
  const values = getPathValues(document, path).filter((value) => value !== undefined && value !== EMPTY_ARRAY);
  if (operatorName === '$exists') {
    return { ...explained, reason: operators?.$exists === false ? 'path does exist' : 'path does not exist' };
  }
  if (values.length === 0) return { ...explained, reason: 'field was missing' };
  const isBits = operatorName.startsWith('$bits');
  const reason = REASONS.get(operatorName) ?? (isBits ? 'bitwise operator failed to match' : 'comparison failed');
  return { ...explained, reason, ...considered(operatorName, values) };
}

function considered(operatorName: string, values: readonly unknown[]): Document {
  const [value] = values;
  const types = [...new Set(values.map(bsonTypeOf))];
  const [type] = types;
  if (values.length > 1) {
    return { consideredValues: values, ...(operatorName === '$type' ? { consideredTypes: types } : {}) };
  }
  return { consideredValue: value, ...(operatorName === '$type' ? { consideredType: type } : {}) };
}

function branches(operand: unknown): Document[] {
  return (Array.isArray(operand) ? operand : []).flatMap((branch) => asDocument(branch) ?? []);
}

function withField(name: string, value: unknown): Document {
  const document: Document = {};
  setField(document, name, value);
  return document;
}
