/** Filters, mostly of a form that makes sense. */
import fc, { type Arbitrary } from 'fast-check';
import { BSONRegExp, type Document, Int32 } from '../../../../src/bson/bson.ts';
import { booleanExpression } from './expressions.ts';
import { array, field, fieldsOf, int, numeric, path, scalar, text, value } from './values.ts';

const TYPES = ['double', 'string', 'object', 'array', 'bool', 'date', 'null', 'int', 'long', 'decimal', 'number'];

const regex = fc
  .tuple(fc.constantFrom('a', '^a', 'b$', '^$', '^A', '.b', '[ab]{2}', 'a|é'), fc.constantFrom('', 'i'))
  .map(([pattern, options]) => new BSONRegExp(pattern, options));

const typeName: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...TYPES),
  fc.constantFrom(1, 2, 3, 4, 10, 16, 18).map((code) => new Int32(code)),
);

const bits: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(0, 1, 2, 5).map((mask) => new Int32(mask)),
  fc.uniqueArray(fc.constantFrom(0, 1, 3, 40), { maxLength: 2 }).map((list) => list.map((bit) => new Int32(bit))),
);

/** One operator on a field, without those that hold others. */
export const predicate: Arbitrary<Document> = fc.oneof(
  { weight: 4, arbitrary: operator(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'], value) },
  { weight: 2, arbitrary: operator(['$gt', '$gte', '$lt', '$lte'], numeric) },
  { weight: 2, arbitrary: operator(['$in', '$nin'], fc.array(fc.oneof(value, regex), { maxLength: 3 })) },
  { weight: 2, arbitrary: operator(['$exists'], fc.constantFrom<unknown>(true, false, new Int32(0))) },
  { weight: 2, arbitrary: operator(['$type'], fc.oneof(typeName, fc.array(typeName, { minLength: 1, maxLength: 2 }))) },
  { weight: 1, arbitrary: operator(['$all'], array) },
  {
    weight: 1,
    arbitrary: operator(
      ['$size'],
      fc.constantFrom(0, 1, 2).map((size) => new Int32(size)),
    ),
  },
  {
    weight: 1,
    arbitrary: operator(
      ['$mod'],
      fc.tuple(fc.constantFrom(2, 3), fc.constantFrom(0, 1)).map((pair) => pair.map((part) => new Int32(part))),
    ),
  },
  { weight: 1, arbitrary: operator(['$regex'], fc.oneof(regex, text)) },
  { weight: 1, arbitrary: operator(['$bitsAllSet', '$bitsAnySet', '$bitsAllClear', '$bitsAnyClear'], bits) },
);

export const { filter, condition } = fc.letrec<{ filter: Document; condition: unknown }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { weight: 4, arbitrary: predicate },
    { weight: 3, arbitrary: value },
    { weight: 1, arbitrary: regex },
    { weight: 1, arbitrary: fc.tuple(predicate, predicate).map(([one, other]) => ({ ...one, ...other })) },
    { weight: 1, arbitrary: operator(['$not'], fc.oneof(predicate, regex)) },
    { weight: 1, arbitrary: operator(['$elemMatch'], fc.oneof(predicate, tie('filter'))) },
    { weight: 1, arbitrary: operator(['$not'], operator(['$elemMatch'], predicate)) },
  ),
  filter: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { weight: 6, arbitrary: fc.tuple(path, tie('condition')).map(([name, inner]) => ({ [name]: inner })) },
    { weight: 2, arbitrary: fieldsOf(tie('condition')) },
    { weight: 1, arbitrary: int.map((_id) => ({ _id })) },
    {
      weight: 2,
      arbitrary: operator(['$and', '$or', '$nor'], fc.array(tie('filter'), { minLength: 1, maxLength: 3 })),
    },
    { weight: 1, arbitrary: booleanExpression.map(($expr) => ({ $expr })) },
    { weight: 1, arbitrary: jsonSchema().map(($jsonSchema) => ({ $jsonSchema })) },
  ),
}));

function operator(names: readonly [string, ...string[]], operand: Arbitrary<unknown>): Arbitrary<Document> {
  return fc.tuple(fc.constantFrom(...names), operand).map(([name, inner]) => ({ [name]: inner }));
}

function jsonSchema(): Arbitrary<Document> {
  const property: Arbitrary<Document> = fc.oneof(
    fc.constantFrom(...TYPES.filter((name) => name !== 'number')).map((bsonType) => ({ bsonType })),
    fc.tuple(int, int).map(([minimum, maximum]) => ({ minimum, maximum })),
    fc.array(scalar, { minLength: 1, maxLength: 3 }).map((values) => ({ enum: [...new Set(values)] })),
    fc.constantFrom(0, 1, 2).map((length) => ({ minLength: new Int32(length) })),
    fc.constantFrom(0, 1, 2).map((count) => ({ maxItems: new Int32(count) })),
  );
  return fc.record(
    { required: fc.uniqueArray(field, { minLength: 1, maxLength: 2 }), properties: fieldsOf(property) },
    { requiredKeys: ['properties'] },
  );
}
