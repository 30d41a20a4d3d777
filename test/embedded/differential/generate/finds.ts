/** find, distinct and count commands. */
import fc, { type Arbitrary } from 'fast-check';
import { type Document, Int32 } from '../../../../src/bson/bson.ts';
import { COLLECTION } from '../case.ts';
import { anyExpression } from './expressions.ts';
import { filter, predicate } from './filters.ts';
import { areApart, field, path, scalar } from './values.ts';

const on = fc.constantFrom<unknown>(new Int32(1), true);
const off = fc.constantFrom<unknown>(new Int32(0), false);
const slice = fc.oneof(
  fc.constantFrom(0, 1, -1, 2).map(($slice) => ({ $slice: new Int32($slice) })),
  fc
    .tuple(fc.constantFrom(0, 1, -2), fc.constantFrom(1, 2))
    .map((pair) => ({ $slice: pair.map((part) => new Int32(part)) })),
);

const projection: Arbitrary<Document> = fc.oneof(
  { weight: 4, arbitrary: named(path, on) },
  { weight: 3, arbitrary: named(path, off) },
  { weight: 2, arbitrary: fc.tuple(named(field, on), off).map(([fields, _id]) => ({ ...fields, _id })) },
  { weight: 2, arbitrary: named(field, fc.oneof(on, slice, predicate.map(elemMatch))) },
  { weight: 2, arbitrary: named(field, fc.oneof(on, anyExpression)) },
  { weight: 1, arbitrary: named(field, fc.oneof(scalar, fc.constant('$b'), fc.constant('$a.b'))) },
);

/** Complete, so that documents come in one order. */
export const sort: Arbitrary<Document> = fc
  .uniqueArray(fc.tuple(path, fc.constantFrom(1, -1)), { minLength: 1, maxLength: 2, selector: ([name]) => name })
  .filter((entries) => areApart(entries.map(([name]) => name)))
  .map((entries) => Object.fromEntries([...entries, ['_id', 1] as const].map(([name, way]) => [name, new Int32(way)])));

export const find: Arbitrary<Document> = fc
  .record(
    {
      filter,
      sort,
      projection,
      skip: fc.constantFrom(0, 1, 2).map((count) => new Int32(count)),
      limit: fc.constantFrom(1, 2, 0).map((count) => new Int32(count)),
    },
    { requiredKeys: ['filter'] },
  )
  .map(({ skip, limit, ...rest }) => {
    const bounds = { ...(skip && { skip }), ...(limit && { limit }) };
    return { find: COLLECTION, ...rest, ...(rest.sort === undefined ? {} : bounds) };
  });

export const distinct: Arbitrary<Document> = fc
  .record({ key: path, query: filter })
  .map((options) => ({ distinct: COLLECTION, ...options }));

/** Without a filter it may be an estimate. */
export const count: Arbitrary<Document> = filter
  .filter((query) => Object.keys(query).length > 0)
  .map((query) => ({ count: COLLECTION, query }));

function named(names: Arbitrary<string>, inner: Arbitrary<unknown>): Arbitrary<Document> {
  return fc
    .uniqueArray(fc.tuple(names, inner), { minLength: 1, maxLength: 3, selector: ([name]) => name })
    .filter((entries) => areApart(entries.map(([name]) => name)))
    .map((entries) => Object.fromEntries(entries));
}

function elemMatch(inner: unknown): Document {
  return { $elemMatch: inner };
}
