import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { compareValues, valuesEqual } from '../../../src/bson/compare.ts';
import { getKeyTuples, getPathValues } from '../../../src/bson/paths.ts';
import { compileFilter, type FieldBounds } from '../../../src/embedded/query/filter.ts';

/** Few values, so that filters match. */
const numbers = fc.constantFrom<unknown>(0, 1, 2, 3);
const scalars = fc.oneof(numbers, numbers, fc.constantFrom<unknown>(null, 'x'));
const elements = fc.oneof(numbers, fc.record({ b: numbers }), fc.array(numbers, { maxLength: 2 }));
const lists = fc.oneof(fc.tuple(numbers, numbers), fc.tuple(elements, elements), fc.constant([]));
const fields = fc.oneof(scalars, lists, lists);
const documents: fc.Arbitrary<Document> = fc.record({ a: fc.oneof(fields, fc.record({ b: fields })), b: fields });
const paths = fc.constantFrom('b', 'b', 'a', 'a.b');
const range = fc
  .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq'), numbers)
  .map(([name, value]): Document => ({ [name]: value }));
const operators = fc.oneof(
  scalars,
  fields,
  range,
  fc.tuple(numbers, numbers).map(([$gte, $lt]): Document => ({ $gte, $lt })),
  fc.array(scalars, { minLength: 1, maxLength: 4 }).map((members): Document => ({ $in: members })),
);
const clauses = fc.tuple(paths, operators).map(([path, operator]): Document => ({ [path]: operator }));
const filters = fc.oneof(
  clauses,
  fc.array(clauses, { minLength: 1, maxLength: 3 }).map((branches): Document => ({ $and: branches })),
  fc.array(clauses, { minLength: 1, maxLength: 3 }).map((branches): Document => ({ $or: branches })),
);

function isWithin(value: unknown, { equals, lower, upper }: FieldBounds): boolean {
  if (equals !== undefined) return equals.some((member) => valuesEqual(member, value));
  if (lower !== undefined && compareValues(value, lower.value) < (lower.inclusive ? 0 : 1)) return false;
  return upper === undefined || compareValues(value, upper.value) <= (upper.inclusive ? 0 : -1);
}

describe('the bounds of a filter', () => {
  it('never exclude a document that the filter matches', () => {
    let matched = 0;
    fc.assert(
      fc.property(filters, documents, (filter, document) => {
        const compiled = compileFilter(filter);
        if (!compiled.matches(document)) return;
        for (const [path, bounds] of compiled.bounds) {
          matched += 1;
          const result = getKeyTuples(document, [path]);
          const keys = result.kind === 'tuples' ? result.tuples.map(([key]) => key) : [];
          expect(keys.some((key) => isWithin(key, bounds))).toBe(true);
          expect(getPathValues(document, path).some((value) => isWithin(value, bounds))).toBe(true);
        }
        for (const [path, bounds] of compiled.scalarBounds) {
          const result = getKeyTuples(document, [path]);
          const keys = result.kind === 'tuples' ? result.tuples.map(([key]) => key) : [];
          if (keys.length === 1) expect(isWithin(keys[0], bounds)).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
    expect(matched).toBeGreaterThan(50);
  });
});
