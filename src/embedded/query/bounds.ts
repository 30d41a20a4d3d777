/**
 * What an index may take from a filter: conditions that stand at its top level or in its `$and`, so that every matching
 * document fulfils all of them. They narrow the candidates; each candidate is still matched by the filter.
 */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { bracketOf } from '../../bson/compare.ts';
import { exactNumber, isNotANumber } from '../../bson/compare-numbers.ts';
import { fieldEntries, hasField } from '../../bson/fields.ts';
import { operatorsOf } from './operator-document.ts';

export interface RangeEnd {
  readonly value: unknown;
  readonly inclusive: boolean;
}

export interface FieldBounds {
  /** From `$eq` and `$in`: the value is one of these. Alone when present. */
  readonly equals?: readonly unknown[];
  readonly lower?: RangeEnd;
  readonly upper?: RangeEnd;
}

/** Whether the index may hold several values of one document. Then only one end of a range can be used. */
export type ValuesPerDocument = 'any' | 'scalar';

export function collectBounds(filter: Document, values: ValuesPerDocument): ReadonlyMap<string, FieldBounds> {
  const bounds = new Map<string, FieldBounds>();
  for (const [path, operand] of conjunctiveClauses(filter)) {
    // A document's own `_id` is never an array.
    const known = boundsOf(operand, path === '_id' ? 'scalar' : values);
    if (known === undefined) continue;
    const before = bounds.get(path);
    bounds.set(path, before === undefined ? known : narrower(before, known, path === '_id' ? 'scalar' : values));
  }
  return bounds;
}

function* conjunctiveClauses(filter: Document): Iterable<readonly [string, unknown]> {
  for (const [name, operand] of fieldEntries(filter)) {
    if (!name.startsWith('$')) yield [name, operand];
    if (name !== '$and' || !Array.isArray(operand)) continue;
    for (const branch of operand) yield* conjunctiveClauses(asDocument(branch) ?? {});
  }
}

function boundsOf(operand: unknown, values: ValuesPerDocument): FieldBounds | undefined {
  const operators = operatorsOf(operand);
  if (operators === undefined) return isIndexable(operand) ? { equals: [operand] } : undefined;
  if (hasField(operators, '$eq') && isIndexable(operators.$eq)) return { equals: [operators.$eq] };
  const members: unknown = operators.$in;
  if (Array.isArray(members) && members.every(isIndexable)) return { equals: members };
  const lower = rangeEnd(operators, '$gte', '$gt');
  const upper = rangeEnd(operators, '$lte', '$lt');
  if (lower === undefined) return upper && { upper };
  const bothEnds = upper !== undefined && values === 'scalar' && bracketOf(lower.value) === bracketOf(upper.value);
  return bothEnds ? { lower, upper } : { lower };
}

function rangeEnd(operators: Document, inclusive: string, exclusive: string): RangeEnd | undefined {
  if (hasField(operators, inclusive) && isRangeable(operators[inclusive])) {
    return { value: operators[inclusive], inclusive: true };
  }
  return isRangeable(operators[exclusive]) ? { value: operators[exclusive], inclusive: false } : undefined;
}

/** Two clauses on one path: equality is the narrower; two ranges join only where no array can fulfil them apart. */
function narrower(a: FieldBounds, b: FieldBounds, values: ValuesPerDocument): FieldBounds {
  if (a.equals !== undefined || values === 'any') return a.equals === undefined && b.equals !== undefined ? b : a;
  if (b.equals !== undefined) return b;
  const lower = a.lower ?? b.lower;
  const upper = a.upper ?? b.upper;
  if (lower !== undefined && upper !== undefined && bracketOf(lower.value) !== bracketOf(upper.value)) return a;
  return { ...(lower && { lower }), ...(upper && { upper }) };
}

/** Null matches missing values, arrays match whole or by element, regular expressions search: no index key tells them. */
function isIndexable(value: unknown): boolean {
  const type = bsonTypeOf(value);
  return type !== 'missing' && type !== 'null' && type !== 'array' && type !== 'regex';
}

function isRangeable(value: unknown): boolean {
  if (!isIndexable(value) || bsonTypeOf(value) === 'minKey' || bsonTypeOf(value) === 'maxKey') return false;
  return !(isNumeric(value) && isNotANumber(exactNumber(value)));
}
