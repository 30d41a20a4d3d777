/** aggregate commands: documents in one order, one or two stages on each, and now and then one that gathers them. */
import fc, { type Arbitrary } from 'fast-check';
import { type Document, Int32 } from '../../../../src/bson/bson.ts';
import { COLLECTION } from '../case.ts';
import { anyExpression, numberExpression, objectExpression } from './expressions.ts';
import { filter } from './filters.ts';
import { sort } from './finds.ts';
import { field, fieldsOf, int, path } from './values.ts';

const counts = fc.constantFrom(1, 2, 3).map((count) => new Int32(count));
const flags = fc.constantFrom<unknown>(new Int32(1), true);

/** What may be done to documents while each can still be told from the others. */
const whole: Arbitrary<Document> = fc.oneof(
  { weight: 3, arbitrary: filter.map(($match) => ({ $match })) },
  { weight: 2, arbitrary: sort.map(($sort) => ({ $sort })) },
  { weight: 1, arbitrary: counts.map(($limit) => ({ $limit })) },
  { weight: 1, arbitrary: counts.map(($skip) => ({ $skip })) },
);

const each: Arbitrary<Document> = fc.oneof(
  {
    weight: 4,
    arbitrary: fieldsOf(fc.oneof(flags, anyExpression, fieldsOf(flags, 1)), 1).map(($project) => ({ $project })),
  },
  { weight: 1, arbitrary: fieldsOf(fc.constant(new Int32(0)), 1).map(($project) => ({ $project })) },
  { weight: 3, arbitrary: fieldsOf(anyExpression, 1).map(($addFields) => ({ $addFields })) },
  { weight: 1, arbitrary: fc.tuple(path, anyExpression).map(([name, inner]) => ({ $set: { [name]: inner } })) },
  { weight: 2, arbitrary: unwind() },
  { weight: 1, arbitrary: objectExpression.map((newRoot) => ({ $replaceRoot: { newRoot } })) },
  { weight: 1, arbitrary: path.map(($unset) => ({ $unset })) },
  { weight: 1, arbitrary: filter.map(($match) => ({ $match })) },
  { weight: 1, arbitrary: lookup() },
  { weight: 1, arbitrary: redact() },
  { weight: 1, arbitrary: windowFields() },
);

const gathered: Arbitrary<Document> = fc.oneof(
  { weight: 5, arbitrary: group() },
  {
    weight: 1,
    arbitrary: fieldsOf(anyExpression, 1)
      .chain(() => anyExpression)
      .map(($sortByCount) => ({ $sortByCount })),
  },
  { weight: 1, arbitrary: field.map(($count) => ({ $count })) },
  { weight: 1, arbitrary: bucket() },
  { weight: 1, arbitrary: fc.tuple(filter, filter).map(facet) },
  { weight: 1, arbitrary: filter.map(($match) => ({ $unionWith: { coll: COLLECTION, pipeline: [{ $match }] } })) },
);

export const aggregate: Arbitrary<Document> = fc
  .tuple(
    fc.array(whole, { maxLength: 2 }),
    fc.array(each, { maxLength: 2 }),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: gathered.map((stage) => [stage]) }),
  )
  .map(([first, then, last]) => ({
    aggregate: COLLECTION,
    pipeline: [{ $sort: { _id: new Int32(1) } }, ...first, ...then, ...last],
    cursor: {},
  }));

function unwind(): Arbitrary<Document> {
  return fc
    .tuple(
      path,
      fc.record(
        { preserveNullAndEmptyArrays: fc.boolean(), includeArrayIndex: fc.constant('i') },
        { requiredKeys: [] },
      ),
    )
    .map(([name, options]) => ({ $unwind: { path: `$${name}`, ...options } }));
}

function lookup(): Arbitrary<Document> {
  const from = { from: COLLECTION, as: 'found' };
  return fc.oneof(
    fc.tuple(path, path).map(([localField, foreignField]) => ({ $lookup: { ...from, localField, foreignField } })),
    field.map((name) => ({
      $lookup: {
        ...from,
        let: { x: `$${name}` },
        pipeline: [
          { $match: { $expr: { $eq: ['$a', '$$x'] } } },
          { $sort: { _id: new Int32(1) } },
          { $project: { a: new Int32(1) } },
        ],
      },
    })),
  );
}

function redact(): Arbitrary<Document> {
  return fc.tuple(field, int, fc.constantFrom('$$PRUNE', '$$KEEP')).map(([name, number, otherwise]) => ({
    $redact: { $cond: [{ $ne: [`$${name}`, number] }, '$$DESCEND', otherwise] },
  }));
}

function windowFields(): Arbitrary<Document> {
  const bounds = fc.constantFrom<unknown[]>(['unbounded', 'current'], ['unbounded', 'unbounded'], [-1, 1], [0, 2]);
  return fc
    .tuple(fc.constantFrom('$sum', '$avg', '$min', '$max', '$push', '$first', '$last'), field, bounds)
    .map(([name, of, documents]) => ({
      $setWindowFields: { sortBy: { _id: 1 }, output: { w: { [name]: `$${of}`, window: { documents } } } },
    }));
}

function group(): Arbitrary<Document> {
  const accumulator = fc.oneof(
    fc
      .tuple(fc.constantFrom('$sum', '$avg', '$stdDevPop'), numberExpression)
      .map(([name, operand]): Document => ({ [name]: operand })),
    fc
      .tuple(fc.constantFrom('$min', '$max', '$first', '$last', '$push', '$addToSet'), anyExpression)
      .map(([name, operand]): Document => ({ [name]: operand })),
    fc
      .tuple(fc.constantFrom('$firstN', '$lastN', '$minN', '$maxN'), anyExpression)
      .map(([name, input]): Document => ({ [name]: { input, n: new Int32(2) } })),
    fc
      .tuple(fc.constantFrom('$top', '$bottom'), anyExpression)
      .map(([name, output]): Document => ({ [name]: { output, sortBy: { _id: 1 } } })),
    objectExpression.map(($mergeObjects): Document => ({ $mergeObjects })),
    fc.constant<Document>({ $count: {} }),
  );
  const id = fc.oneof(anyExpression, fc.constant(null), fieldsOf(anyExpression, 1));
  return fc.tuple(id, fieldsOf(accumulator)).map(([_id, fields]) => ({ $group: { _id, ...fields } }));
}

function bucket(): Arbitrary<Document> {
  return fc.oneof(
    numberExpression.map((groupBy) => ({
      $bucket: { groupBy, boundaries: [-5, 0, 2, 10].map((edge) => new Int32(edge)), default: 'other' },
    })),
    fc.tuple(path, counts).map(([name, buckets]) => ({ $bucketAuto: { groupBy: `$${name}`, buckets } })),
  );
}

function facet([one, other]: readonly [Document, Document]): Document {
  return {
    $facet: { one: [{ $match: one }, { $project: { a: new Int32(1) } }], other: [{ $match: other }, { $count: 'n' }] },
  };
}
