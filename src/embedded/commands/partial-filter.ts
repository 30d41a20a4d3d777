/** The filter of a partial index: what it may ask, and when two of them ask the same. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { compareValues, valuesEqual } from '../../bson/compare.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { isTruthy } from '../aggregation/scope.ts';
import { typeMismatch } from '../engine-error.ts';
import { compileFilter } from '../query/filter.ts';
import { operatorsOf } from '../query/operator-document.ts';
import { checkPlacement, NOT_IN_ARRAY_FILTERS } from '../query/placement.ts';
import { typesOf } from '../query/type-aliases.ts';
import { cannotCreateIndex } from './index-key-pattern.ts';

/** Throws for what is no filter, and for operators that the server allows neither here nor in array filters. */
export function parsePartialFilter(value: unknown): void {
  const filter = asDocument(value);
  if (filter === undefined) {
    throw typeMismatch(`The field 'partialFilterExpression' must be an object, but got ${bsonTypeOf(value)}`);
  }
  checkPlacement(filter, NOT_IN_ARRAY_FILTERS);
  compileFilter(filter);
}

/** Throws CannotCreateIndex for what no partial index may ask. The filter has been parsed. */
export function checkPartialFilter(filter: Document): void {
  canonical(filter);
}

/** Whether both hold the same documents, as far as the order of clauses and the ways to write them go. */
export function samePartialFilter(one: Document, other: Document): boolean {
  return valuesEqual(canonical(one), canonical(other));
}

/** A new index is compared with each that is there. */
const canonicalForms = new WeakMap<Document, Clause>();

function canonical(filter: Document): Clause {
  const known = canonicalForms.get(filter);
  if (known !== undefined) return known;
  const form = conjunction(readClauses(filter));
  canonicalForms.set(filter, form);
  return form;
}

/** A clause as an array, which compares as a value: its operator first, then its path and what it asks, or its parts. */
type Clause = readonly unknown[];

function readClauses(filter: Document): Clause[] {
  return fieldEntries(filter).flatMap(([name, operand]): Clause[] => {
    if (!name.startsWith('$')) return readCondition(name, operand);
    if (name === '$comment') return [];
    if (name === '$and') return branches(operand).flatMap(readClauses);
    if (name === '$or') return disjunction(branches(operand).map((branch) => conjunction(readClauses(branch))));
    throw unsupported(name);
  });
}

function branches(operand: unknown): Document[] {
  return Array.isArray(operand) ? operand.flatMap((branch: unknown) => asDocument(branch) ?? []) : [];
}

function conjunction(clauses: readonly Clause[]): Clause {
  const [first, ...others] = clauses;
  return first !== undefined && others.length === 0 ? first : ['and', ...[...clauses].sort(compareValues)];
}

function disjunction(clauses: readonly Clause[]): Clause[] {
  const [first, ...others] = clauses;
  return first !== undefined && others.length === 0 ? [first] : [['or', ...[...clauses].sort(compareValues)]];
}

function readCondition(path: string, condition: unknown): Clause[] {
  if (bsonTypeOf(condition) === 'regex') throw unsupported(`a regular expression at '${path}'`);
  const operators = operatorsOf(condition);
  if (operators === undefined) return [['$eq', path, condition]];
  return fieldEntries(operators).flatMap(([operator, operand]) => readOperator(path, operator, operand));
}

function readOperator(path: string, operator: string, operand: unknown): Clause[] {
  switch (operator) {
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return [[operator, path, operand]];
    case '$in':
      return [membership(path, elements(operand))];
    case '$all':
      return elements(operand).length === 0
        ? refuse(`${operator} of nothing at '${path}'`)
        : elements(operand).flatMap((element) => readCondition(path, element));
    case '$exists':
      return isTruthy(operand) ? [[operator, path]] : refuse(`{$exists: false} at '${path}'`);
    case '$type':
      return [[operator, path, typesOf(operand).toSorted()]];
    default:
      return refuse(`${operator} at '${path}'`);
  }
}

function elements(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [];
}

/** Of one value, an equality. */
function membership(path: string, values: readonly unknown[]): Clause {
  const sorted = [...values].sort(compareValues);
  const distinct = sorted.filter((value, at) => at === 0 || !valuesEqual(value, sorted[at - 1]));
  return distinct.length === 1 ? ['$eq', path, distinct[0]] : ['$in', path, distinct];
}

function refuse(what: string): never {
  throw unsupported(what);
}

function unsupported(what: string) {
  return cannotCreateIndex(`Expression not supported in partial index: ${what}`);
}
