/** Why a document does not match a filter, in the form of the `details` of a server's failed validation. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { EMPTY_ARRAY } from '../../bson/compare.ts';
import { fieldEntries, firstFieldName, setField } from '../../bson/fields.ts';
import { getPathValues } from '../../bson/paths.ts';
import type { ExpressionOptions } from '../aggregation/scope.ts';
import { EngineError } from '../engine-error.ts';
import { compileFilter, type Filter } from './filter.ts';
import { compileJsonSchema, explainSchemaFailure } from './json-schema.ts';
import { operatorsOf } from './operator-document.ts';

/** Tells why a document does not match; to be asked only of one that does not. */
export type Explanation = (document: Document) => Document;

export function compileExplanation(filter: Document, options: ExpressionOptions = {}): Explanation {
  const clauses = clausesOf(filter);
  const [only] = clauses;
  if (only !== undefined && clauses.length === 1) return compileClause(only, options);
  return compileFailing('$and', clauses, options);
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

function compileClause(clause: Document, options: ExpressionOptions): Explanation {
  const [[name, operand] = ['', undefined]] = fieldEntries(clause);
  switch (name) {
    case '$jsonSchema': {
      const schema = compileJsonSchema(operand);
      return (document) => explainSchemaFailure(schema, document);
    }
    case '$and':
    case '$or':
      return compileFailing(name, branches(operand), options);
    case '$nor':
      return compileMatching(name, branches(operand), options);
    case '$expr':
      return constant(name, clause, { reason: 'expression did not match', expressionResult: false });
    default:
      return name.startsWith('$')
        ? constant(name, clause, { reason: 'expression always evaluates to false' })
        : (document) => explainField(name, clause, operand, document);
  }
}

function constant(operatorName: string, specifiedAs: Document, why: Document): Explanation {
  return () => ({ operatorName, specifiedAs, ...why });
}

function compileFailing(operatorName: string, clauses: readonly Document[], options: ExpressionOptions): Explanation {
  const compiled = clauses.map((clause, index) => {
    return { index, filter: compileFilter(clause, options), explain: compileExplanation(clause, options) };
  });
  return (document) => {
    const failing = compiled.filter(({ filter }) => matched(filter, document) !== true);
    return {
      operatorName,
      clausesNotSatisfied: failing.map(({ index, explain }) => ({ index, details: explain(document) })),
    };
  };
}

function compileMatching(operatorName: string, clauses: readonly Document[], options: ExpressionOptions): Explanation {
  const compiled = clauses.map((clause, index) => ({ index, filter: compileFilter(clause, options) }));
  return (document) => {
    const matching = compiled.filter(({ filter }) => matched(filter, document) === true);
    return {
      operatorName,
      clausesNotSatisfied: matching.map(({ index }) => ({ index, details: { reason: 'clause matched' } })),
    };
  };
}

/** Undefined for an error of an expression in a clause that the filter itself, which stops at the first, did not reach. */
function matched(filter: Filter, document: Document): boolean | undefined {
  try {
    return filter.matches(document);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
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
