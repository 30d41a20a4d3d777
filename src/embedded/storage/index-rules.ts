/** What a new index may be beyond being well-formed. An index of an older file is taken as it is. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldEntries, fieldNames } from '../../bson/fields.ts';
import { badValue, EngineError } from '../engine-error.ts';
import { numericValue } from '../wire/numbers.ts';
import type { IndexSpec } from './index-spec.ts';

const PARTIAL_OPERATORS = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$type', '$in']);

export function checkNewIndex(spec: IndexSpec): IndexSpec {
  const { partial, sparse } = spec;
  checkIdIndex(spec);
  if (partial !== undefined && sparse) {
    throw cannotCreate('cannot mix "partialFilterExpression" and "sparse" options');
  }
  if (partial !== undefined) checkPartialFilter(partial.expression);
  return spec;
}

/** The index on `_id` is there already, ascending and unique by itself. */
function checkIdIndex({ paths, fields, unique, sparse, partial }: IndexSpec): void {
  if (paths.length !== 1 || paths[0] !== '_id') return;
  if (fields[0]?.direction === -1)
    throw badValue("The field 'key' for an _id index must be {_id: 1}, but got {_id: -1}");
  const options = { unique, sparse, partialFilterExpression: partial !== undefined };
  for (const [option, isSet] of fieldEntries(options)) {
    if (!isSet) continue;
    const message = `The field '${option}' is not valid for an _id index specification`;
    throw new EngineError(197, 'InvalidIndexSpecificationOption', message);
  }
}

function checkPartialFilter(filter: Document): void {
  for (const [name, operand] of fieldEntries(filter)) {
    if (name === '$and' || name === '$or') {
      for (const branch of Array.isArray(operand) ? operand : []) checkPartialFilter(asDocument(branch) ?? {});
    } else if (name.startsWith('$')) {
      throw unsupported(name);
    } else {
      checkPartialCondition(name, operand);
    }
  }
}

function checkPartialCondition(path: string, condition: unknown): void {
  if (isRegex(condition)) throw unsupported(`a regular expression at '${path}'`);
  const operators = asDocument(condition);
  if (operators === undefined || !isOperatorDocument(operators)) return;
  for (const [operator, operand] of fieldEntries(operators)) {
    if (operator === '$exists' && isTrue(operand)) continue;
    if (!PARTIAL_OPERATORS.has(operator)) throw unsupported(`${operator} at '${path}'`);
    const operands: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    if (operands.some(isRegex)) throw unsupported(`a regular expression at '${path}'`);
  }
}

/** A document of a reference begins with `$ref`, which is a field. */
function isOperatorDocument(document: Document): boolean {
  const [name = ''] = fieldNames(document);
  return name.startsWith('$') && !['$ref', '$id', '$db'].includes(name);
}

function isRegex(value: unknown): boolean {
  return bsonTypeOf(value) === 'regex';
}

function isTrue(value: unknown): boolean {
  return value === true || (numericValue(value) ?? 0) !== 0;
}

function unsupported(what: string): EngineError {
  return cannotCreate(`unsupported expression in partial index: ${what}`);
}

function cannotCreate(message: string): EngineError {
  return new EngineError(67, 'CannotCreateIndex', message);
}
