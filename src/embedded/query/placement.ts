/** Operators of a filter that have no meaning in some places, such as the filter of an array's elements. */
import type { Document } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { badValue, EngineError, locationError } from '../engine-error.ts';
import { operatorsOf } from './operator-document.ts';

/** Operators that a place refuses, with its error. */
export type RefusedOperators = ReadonlyMap<string, (name: string) => EngineError>;

/** Throws for the first operator that the place refuses, however deep it stands. */
export function checkPlacement(filter: Document, refused: RefusedOperators): void {
  for (const [name, operand] of fieldEntries(filter)) {
    const error = refused.get(name);
    if (error !== undefined) throw error(name);
    for (const inner of filtersWithin(name, operand)) checkPlacement(inner, refused);
  }
}

const IN_LISTS = new Set(['$and', '$or', '$nor', '$all']);
const IN_DOCUMENTS = new Set(['$not', '$elemMatch']);

function filtersWithin(name: string, operand: unknown): Document[] {
  if (IN_LISTS.has(name)) return (Array.isArray(operand) ? operand : []).flatMap((inner) => asDocument(inner) ?? []);
  const inner = IN_DOCUMENTS.has(name) ? asDocument(operand) : name.startsWith('$') ? undefined : operatorsOf(operand);
  return inner === undefined ? [] : [inner];
}

const NEAR_OPERATORS = ['$near', '$nearSphere', '$geoNear'];

/** `$match`, and the filters of collections. */
export const NOT_IN_MATCH: RefusedOperators = new Map([['$where', notAllowed], ...NEAR_OPERATORS.map(near)]);

export const NOT_IN_ARRAY_FILTERS: RefusedOperators = new Map([
  ...NOT_IN_MATCH,
  ['$text', notAllowed],
  ['$expr', featureNotAllowed],
  ['$jsonSchema', featureNotAllowed],
]);

/** The document to insert could not be made from it. */
export const NOT_IN_UPSERTS: RefusedOperators = new Map([['$expr', featureNotAllowed]]);

/** They look at a whole document. */
export const NOT_IN_ELEMENTS: RefusedOperators = new Map(
  ['$expr', '$where', '$text'].map((name) => [name, topLevelOnly]),
);

function near(name: string): [string, (name: string) => EngineError] {
  return [name, () => locationError(5_626_500, '$geoNear, $near, and $nearSphere are not allowed in this context')];
}

function notAllowed(name: string): EngineError {
  return badValue(`${name} is not allowed in this context`);
}

function topLevelOnly(name: string): EngineError {
  return badValue(`${name} can only be applied to the top-level document`);
}

function featureNotAllowed(name: string): EngineError {
  return new EngineError(224, 'QueryFeatureNotAllowed', `${name} is not allowed in this context`);
}
