/** Whether every document that a query can find is in a partial index. What cannot be told counts as no. */
import type { Document } from '../../bson/bson.ts';
import { valuesEqual } from '../../bson/compare.ts';
import { Bounds } from '../query/bounds.ts';
import { isExistsFalse } from '../query/field-condition.ts';
import { isWithin } from '../query/interval.ts';
import { type Clause, predicateOf } from '../query/predicate.ts';

export function isImplied(expression: Document, query: Bounds): boolean {
  const { clauses, alternatives, complete } = boundsOf(expression);
  if (!complete) return false;
  return (
    clauses.every((clause) => isClauseImplied(clause, query)) &&
    alternatives.every((branches) => branches.some((branch) => isImplied(branch, query)))
  );
}

/** The values that fulfil a condition of the query are all values that fulfil that of the index. */
function isClauseImplied(clause: Clause, query: Bounds): boolean {
  const conditions = query.at(clause.path);
  if (clause.operator === '$exists' && !isExistsFalse(clause.operand)) {
    return conditions.some(({ needsField }) => needsField);
  }
  const wanted = predicateOf(clause);
  if (wanted?.exact === true) return conditions.some(({ intervals }) => isWithin(intervals, wanted.intervals));
  return query.someAt(clause.path, (other) => isSame(clause, other));
}

/** Within an element the same words mean less: `{a: {$elemMatch: {b: null}}}` finds `{a: [[]]}`, `{'a.b': null}` does not. */
function isSame(one: Clause, other: Clause): boolean {
  return (
    other.element === undefined &&
    other.value === undefined &&
    one.operator === other.operator &&
    one.operand !== undefined &&
    other.operand !== undefined &&
    valuesEqual(one.operand, other.operand)
  );
}

/** An index keeps its expression, so it is read once. */
const known = new WeakMap<Document, Bounds>();

function boundsOf(expression: Document): Bounds {
  const bounds = known.get(expression) ?? new Bounds(expression);
  known.set(expression, bounds);
  return bounds;
}
