/** update and findAndModify commands: operators, pipelines and replacements. */
import fc, { type Arbitrary } from 'fast-check';
import { type Document, Int32 } from '../../../../src/bson/bson.ts';
import { COLLECTION } from '../case.ts';
import { anyExpression, objectExpression } from './expressions.ts';
import { condition, filter } from './filters.ts';
import { array, field, fieldsOf, int, numeric, path, value } from './values.ts';

const way = fc.constantFrom(1, -1).map((sign) => new Int32(sign));
const place = fc.constantFrom(0, 1, -1, 2).map((position) => new Int32(position));
const target = fc.oneof(
  { weight: 8, arbitrary: path },
  { weight: 2, arbitrary: field.map((name) => `${name}.$[]`) },
  { weight: 1, arbitrary: field.map((name) => `${name}.$[].a`) },
  { weight: 1, arbitrary: field.map((name) => `${name}.$`) },
);

const push: Arbitrary<unknown> = fc.oneof(
  value,
  fc.record(
    { $each: array, $position: place, $slice: place, $sort: fc.oneof(way, fieldsOf(way, 1)) },
    { requiredKeys: ['$each'] },
  ),
);

const modifier: Arbitrary<Document> = fc.oneof(
  { weight: 4, arbitrary: of(['$set', '$setOnInsert'], target, value) },
  { weight: 2, arbitrary: of(['$unset'], target, fc.constant('')) },
  { weight: 3, arbitrary: of(['$inc', '$mul'], target, numeric) },
  { weight: 2, arbitrary: of(['$min', '$max'], target, value) },
  { weight: 2, arbitrary: of(['$rename'], path, fc.constantFrom('d', 'd.a', 'a.d', 'c')) },
  { weight: 3, arbitrary: of(['$push'], target, push) },
  {
    weight: 2,
    arbitrary: of(
      ['$addToSet'],
      target,
      fc.oneof(
        value,
        array.map(($each) => ({ $each })),
      ),
    ),
  },
  { weight: 2, arbitrary: of(['$pull'], target, condition) },
  { weight: 1, arbitrary: of(['$pullAll'], target, array) },
  { weight: 1, arbitrary: of(['$pop'], target, way) },
  {
    weight: 1,
    arbitrary: of(
      ['$bit'],
      target,
      fc.tuple(fc.constantFrom('and', 'or', 'xor'), int).map(([name, bits]) => ({ [name]: bits })),
    ),
  },
);

const operators = fc
  .uniqueArray(modifier, { minLength: 1, maxLength: 2, comparator: shareFields })
  .map((modifiers): Document => Object.assign({}, ...modifiers));

const pipeline: Arbitrary<Document[]> = fc.array(
  fc.oneof(
    fieldsOf(anyExpression, 1).map(($set) => ({ $set })),
    path.map(($unset) => ({ $unset })),
    objectExpression.map(($replaceWith) => ({ $replaceWith })),
    fieldsOf(fc.oneof(fc.constant(new Int32(1)), anyExpression), 1).map(($project) => ({ $project })),
  ),
  { minLength: 1, maxLength: 2 },
);

const filtered: Arbitrary<Document> = fc
  .tuple(field, fc.constantFrom('$set', '$inc', '$mul'), fc.constantFrom('', '.a', '.b'), int, condition)
  .map(([name, operator, rest, operand, test]) => ({
    u: { [operator]: { [`${name}.$[x]${rest}`]: operand } },
    arrayFilters: [{ [`x${rest}`]: test }],
  }));

const statement: Arbitrary<Document> = fc
  .tuple(
    filter,
    fc.oneof(
      { weight: 6, arbitrary: operators.map((u): Document => ({ u })) },
      { weight: 2, arbitrary: pipeline.map((u): Document => ({ u })) },
      { weight: 1, arbitrary: fieldsOf(value).map((u): Document => ({ u })) },
      { weight: 2, arbitrary: filtered },
    ),
    fc.record({ multi: fc.boolean(), upsert: fc.constantFrom(false, false, true) }, { requiredKeys: [] }),
    fc.constantFrom(0, 1),
  )
  .map(([q, { u, ...filters }, { multi, upsert }, id]) => {
    // One update of several would choose any of them, and each engine would make an `_id` of its own for an upsert.
    const one =
      upsert === true ? { _id: new Int32(3) } : multi === true && hasOperators(u) ? {} : { _id: new Int32(id) };
    const many = multi === true && hasOperators(u) ? { multi: true } : {};
    return { q: { ...q, ...one }, u, ...filters, ...many, ...(upsert === true ? { upsert: true } : {}) };
  });

export const update: Arbitrary<Document> = statement.map((one) => ({ update: COLLECTION, updates: [one] }));

export const findAndModify: Arbitrary<Document> = fc
  .tuple(statement, fc.boolean())
  .map(([{ q, u, upsert, arrayFilters }, isNew]) => ({
    findAndModify: COLLECTION,
    query: q,
    // The first of those that match.
    sort: { _id: new Int32(1) },
    update: u,
    new: isNew,
    ...(upsert === undefined ? {} : { upsert }),
    ...(arrayFilters === undefined ? {} : { arrayFilters }),
  }));

export const remove: Arbitrary<Document> = filter.map((q) => ({
  delete: COLLECTION,
  deletes: [{ q, limit: new Int32(0) }],
}));

/** Two modifiers of one field would conflict. */
function shareFields(one: Document, other: Document): boolean {
  const fields = (modifier: Document) =>
    Object.values(modifier).flatMap((paths) => Object.keys(paths).map((name) => name[0]));
  return Object.keys(one)[0] === Object.keys(other)[0] || fields(one).some((name) => fields(other).includes(name));
}

function hasOperators(update: unknown): boolean {
  return Array.isArray(update) || Object.keys(update ?? {}).some((name) => name.startsWith('$'));
}

function of(
  names: readonly [string, ...string[]],
  targets: Arbitrary<string>,
  operand: Arbitrary<unknown>,
): Arbitrary<Document> {
  return fc
    .tuple(fc.constantFrom(...names), targets, operand)
    .map(([name, at, inner]) => ({ [name]: { [at]: inner } }));
}
