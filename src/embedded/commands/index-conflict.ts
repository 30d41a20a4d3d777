/** Whether a new index is there already, or may not stand beside those that are. */
import type { Document } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { fieldEntries, hasField, removeField } from '../../bson/fields.ts';
import { EngineError, locationError } from '../engine-error.ts';
import { type IndexSpec, printIndexSpec } from '../storage/index-spec.ts';
import { cannotCreateIndex } from './index-key-pattern.ts';
import { samePartialFilter } from './partial-filter.ts';

const FIELDS_MAX = 32;
const INDEXES_MAX = 64;

/**
 * Whether the very index is among `existing`, which has the one on `_id` too. Throws for a conflict. `isCollated` says
 * that the definition has a collation, which no index here has.
 */
export function isAlreadyThere(candidate: IndexSpec, isCollated: boolean, existing: readonly IndexSpec[]): boolean {
  if (candidate.fields.length > FIELDS_MAX) throw locationError(13_103, `an index has at most ${FIELDS_MAX} fields`);
  const compare = (other: IndexSpec) => (isCollated ? 'different' : compareIndexes(candidate, other));
  const namesake = existing.find(({ name }) => name === candidate.name);
  if (namesake !== undefined) {
    const comparison = compare(namesake);
    if (comparison === 'identical') return true;
    throw comparison === 'different'
      ? conflict(86, 'IndexKeySpecsConflict', `An index of the name '${namesake.name}' exists, with another definition`)
      : conflict(85, 'IndexOptionsConflict', `The index '${namesake.name}' exists, with other options`);
  }
  const same = existing.find((other) => compare(other) !== 'different');
  if (same !== undefined) {
    throw conflict(85, 'IndexOptionsConflict', `Index already exists with a different name: ${same.name}`);
  }
  if (existing.length >= INDEXES_MAX) throw cannotCreateIndex(`a collection has at most ${INDEXES_MAX} indexes`);
  return false;
}

type Comparison = 'identical' | 'equivalent' | 'different';

/** Equivalent indexes hold the same keys, and differ in options that say what else to do with them. */
function compareIndexes(one: IndexSpec, other: IndexSpec): Comparison {
  if (!valuesEqual(one.key, other.key) || one.unique !== other.unique || one.sparse !== other.sparse)
    return 'different';
  if (!samePartial(one.partial, other.partial)) return 'different';
  return sameFields(comparedOptions(one), comparedOptions(other)) ? 'identical' : 'equivalent';
}

function samePartial(one: IndexSpec['partial'], other: IndexSpec['partial']): boolean {
  if (one === undefined || other === undefined) return one === other;
  return samePartialFilter(one.expression, other.expression);
}

/** What is compared by itself, and what is history once the index is made. */
const NOT_COMPARED = [
  'key',
  'name',
  'v',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'background',
  'partialFilterExpression',
  'unique',
  'sparse',
];

function comparedOptions(spec: IndexSpec): Document {
  const options = printIndexSpec(spec);
  for (const name of NOT_COMPARED) removeField(options, name);
  return options;
}

function sameFields(one: Document, other: Document): boolean {
  const entries = fieldEntries(one);
  if (entries.length !== fieldEntries(other).length) return false;
  return entries.every(([name, value]) => hasField(other, name) && valuesEqual(value, other[name]));
}

function conflict(code: number, codeName: string, message: string): EngineError {
  return new EngineError(code, codeName, message);
}
