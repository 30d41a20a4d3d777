import { describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Int32, Long, Timestamp } from '../../../src/bson/bson.ts';
import { setField } from '../../../src/bson/fields.ts';
import { compileUpdate } from '../../../src/embedded/update/update.ts';

const now = new Date('2026-01-02T03:04:05.678Z');

interface Given {
  readonly filter?: Document;
  readonly arrayFilters?: Document[];
}

function apply(document: Document, update: Document, { filter = {}, arrayFilters = [] }: Given = {}) {
  const before = structuredClone(plain(document));
  const result = compileUpdate(update, { filter, arrayFilters, now }).apply(document);
  expect(plain(document)).toEqual(before);
  return result;
}

/** Classes as text, so that types count in comparisons. */
function plain(value: unknown): unknown {
  if (value instanceof Int32) return `int ${value.value}`;
  if (value instanceof Double) return `double ${value.value}`;
  if (value instanceof Long) return `long ${value}`;
  if (value instanceof Decimal128) return `decimal ${value}`;
  if (value instanceof Timestamp) return `timestamp ${value.getHighBits()}.${value.getLowBits()}`;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

const text = (value: unknown) => JSON.stringify(plain(value));
const int = (value: number) => new Int32(value);
const double = (value: number) => new Double(value);
const long = (value: string) => Long.fromString(value);
const decimal = (value: string) => Decimal128.fromString(value);

/** A document whose fields stand in this order, whatever their names. */
function ordered(...fields: [string, unknown][]): Document {
  const document: Document = {};
  for (const [name, value] of fields) setField(document, name, value);
  return document;
}

type Row = readonly [title: string, before: Document, update: Document, after: Document, given?: Given];

const ROWS: Record<string, readonly Row[]> = {
  fields: [
    ['$set of a field', { _id: 1, a: 1 }, { $set: { a: 'x' } }, { _id: 1, a: 'x' }],
    [
      '$set of new fields in the order of their names',
      { _id: 1 },
      { $set: { zz: 1, aa: 2 } },
      { _id: 1, aa: 2, zz: 1 },
    ],
    [
      'numeric names in the order of numbers',
      { a: { b: 0 } },
      { $set: { 'a.10': 1, 'a.9': 2 } },
      { a: ordered(['b', 0], ['9', 2], ['10', 1]) },
    ],
    [
      'fields of all operators in one order',
      {},
      { $set: { b: 1 }, $inc: { a: int(2), c: int(3) } },
      { a: int(2), b: 1, c: int(3) },
    ],
    ['$set through missing documents', {}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    ['$set of an element', { a: [1, 2] }, { $set: { 'a.1': 9 } }, { a: [1, 9] }],
    ['$set beyond the end of an array', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
    ['$set in a document within an array', { a: [{ b: 1 }] }, { $set: { 'a.0.b': 2 } }, { a: [{ b: 2 }] }],
    ['$set of a field named as what objects inherit', {}, { $set: { constructor: 1 } }, { constructor: 1 }],
    ['$set of the same value with another type', { a: int(1) }, { $set: { a: double(1) } }, { a: double(1) }],
    ['$unset', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '' } }, { b: { d: 2 } }],
    ['$unset of an element', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
    ['$setOnInsert without an insert', { a: 1 }, { $setOnInsert: { b: 1 } }, { a: 1 }],
    ['$rename', { a: 1, b: 2 }, { $rename: { a: 'c' } }, { b: 2, c: 1 }],
    ['$rename over a field', { a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
    ['$rename of nested fields', { a: { b: 1, c: 2 } }, { $rename: { 'a.b': 'd.e' } }, { a: { c: 2 }, d: { e: 1 } }],
    ['$rename of a missing field', { a: 1 }, { $rename: { x: 'y' } }, { a: 1 }],
    [
      '$currentDate',
      {},
      { $currentDate: { a: true, b: { $type: 'date' }, c: { $type: 'timestamp' } } },
      { a: now, b: now, c: new Timestamp({ t: 1767323045, i: 1 }) },
    ],
  ],
  numbers: [
    ['$inc of a missing field, as it is', {}, { $inc: { a: decimal('1E+3') } }, { a: decimal('1E+3') }],
    ['$inc', { a: int(1) }, { $inc: { a: int(2) } }, { a: int(3) }],
    ['$inc of a missing field', {}, { $inc: { a: long('2') } }, { a: long('2') }],
    ['$inc beyond an int', { a: int(2147483647) }, { $inc: { a: int(1) } }, { a: long('2147483648') }],
    [
      '$inc of a long exactly',
      { a: long('9007199254740993') },
      { $inc: { a: int(1) } },
      { a: long('9007199254740994') },
    ],
    ['$inc by a double', { a: int(1) }, { $inc: { a: double(0.5) } }, { a: double(1.5) }],
    ['$inc of a decimal exactly', { a: decimal('0.1') }, { $inc: { a: decimal('0.2') } }, { a: decimal('0.3') }],
    [
      '$inc of a double by a decimal',
      { a: double(0.1) },
      { $inc: { a: decimal('0.2') } },
      { a: decimal('0.300000000000000') },
    ],
    ['$mul', { a: int(3) }, { $mul: { a: int(4) } }, { a: int(12) }],
    ['$mul beyond an int', { a: int(2147483647) }, { $mul: { a: int(2) } }, { a: long('4294967294') }],
    ['$mul of a missing field', {}, { $mul: { a: double(3) } }, { a: double(0) }],
    ['$mul of decimals', { a: decimal('1.10') }, { $mul: { a: int(3) } }, { a: decimal('3.30') }],
    [
      '$min',
      { a: int(5), b: int(5) },
      { $min: { a: int(3), b: int(9), c: int(1) } },
      { a: int(3), b: int(5), c: int(1) },
    ],
    ['$max across types', { a: int(5) }, { $max: { a: 'x' } }, { a: 'x' }],
    [
      '$bit',
      { a: int(12), b: int(5) },
      { $bit: { a: { and: int(10) }, b: { or: int(8), xor: int(1) } } },
      { a: int(8), b: int(12) },
    ],
    [
      '$bit of a missing field and a long',
      { b: long('1') },
      { $bit: { a: { or: int(3) }, b: { or: int(2) } } },
      { b: long('3'), a: int(3) },
    ],
  ],
  arrays: [
    ['$push', { a: [1] }, { $push: { a: 2 } }, { a: [1, 2] }],
    ['$push to a missing field', {}, { $push: { 'a.b': 1 } }, { a: { b: [1] } }],
    ['$push of an array as one element', { a: [] }, { $push: { a: [1, 2] } }, { a: [[1, 2]] }],
    ['$push of options without values', { a: [] }, { $push: { a: { $slice: 1 } } }, { a: [{ $slice: 1 }] }],
    ['$push of several', { a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
    ['$push at a position', { a: [1, 2] }, { $push: { a: { $each: [9], $position: 1 } } }, { a: [1, 9, 2] }],
    [
      '$push at a position from the end',
      { a: [1, 2, 3] },
      { $push: { a: { $each: [9], $position: -1 } } },
      { a: [1, 2, 9, 3] },
    ],
    [
      '$push with a sort and the first',
      { a: [3, 1] },
      { $push: { a: { $each: [2], $sort: 1, $slice: 2 } } },
      { a: [1, 2] },
    ],
    ['$push with the last', { a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    ['$push with none kept', { a: [1] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
    [
      '$push sorted by a field',
      { a: [{ s: 5 }, { s: 1 }] },
      { $push: { a: { $each: [{ s: 3 }], $sort: { s: -1 } } } },
      { a: [{ s: 5 }, { s: 3 }, { s: 1 }] },
    ],
    ['$addToSet', { a: [int(1)] }, { $addToSet: { a: double(1), b: 2 } }, { a: [int(1)], b: [2] }],
    ['$addToSet of several', { a: ['x'] }, { $addToSet: { a: { $each: ['x', 'y', 'y'] } } }, { a: ['x', 'y'] }],
    ['$pop of both ends', { a: [1, 2, 3], b: [1, 2, 3] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2, 3] }],
    ['$pop of nothing', { a: [] }, { $pop: { a: 1, b: 1 } }, { a: [] }],
    ['$pull of a value', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    ['$pull by operators', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [
      '$pull of documents that match',
      { a: [{ x: 1, y: 1 }, { x: 2 }, 1] },
      { $pull: { a: { x: 1 } } },
      { a: [{ x: 2 }, 1] },
    ],
    [
      '$pull of documents by $or',
      { a: [{ x: 1 }, { y: 2 }, { z: 3 }] },
      { $pull: { a: { $or: [{ x: 1 }, { y: 2 }] } } },
      { a: [{ z: 3 }] },
    ],
    ['$pull by a regular expression', { a: ['xa', 'b'] }, { $pull: { a: /^x/ } }, { a: ['b'] }],
    ['$pull of an array', { a: [[1, 2], 3] }, { $pull: { a: [1, 2] } }, { a: [3] }],
    ['$pull from a missing field', { b: 1 }, { $pull: { a: 1 } }, { b: 1 }],
    ['$pullAll', { a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
  ],
  positions: [
    ['$ of a value', { a: [1, 2, 3] }, { $set: { 'a.$': 9 } }, { a: [1, 9, 3] }, { filter: { a: 2 } }],
    [
      '$ of a document',
      { a: [{ b: 1 }, { b: 2 }] },
      { $set: { 'a.$.c': 9 } },
      { a: [{ b: 1 }, { b: 2, c: 9 }] },
      { filter: { 'a.b': 2 } },
    ],
    [
      '$ with $elemMatch',
      { a: [{ b: 1 }, { b: 2 }] },
      { $inc: { 'a.$.b': int(1) } },
      { a: [{ b: 1 }, { b: int(3) }] },
      { filter: { a: { $elemMatch: { b: { $gt: 1 } } } } },
    ],
    ['$[] of every element', { a: [{ b: 1 }, { b: 2 }] }, { $set: { 'a.$[].b': 0 } }, { a: [{ b: 0 }, { b: 0 }] }],
    [
      '$[] of nested arrays',
      { a: [{ b: [1, 2] }, { b: [3] }] },
      { $inc: { 'a.$[].b.$[]': int(1) } },
      { a: [{ b: [int(2), int(3)] }, { b: [int(4)] }] },
    ],
    [
      '$[id] of chosen elements',
      { a: [1, 5, 9] },
      { $set: { 'a.$[e]': 0 } },
      { a: [1, 0, 0] },
      { arrayFilters: [{ e: { $gte: 5 } }] },
    ],
    [
      '$[id] by a field',
      { a: [{ x: 1 }, { x: 2 }] },
      { $set: { 'a.$[e].y': 1 } },
      { a: [{ x: 1 }, { x: 2, y: 1 }] },
      { arrayFilters: [{ 'e.x': 2 }] },
    ],
    [
      'two identifiers on elements apart',
      { a: [1, 2] },
      { $set: { 'a.$[x]': 'x', 'a.$[y]': 'y' } },
      { a: ['x', 'y'] },
      { arrayFilters: [{ x: 1 }, { y: 2 }] },
    ],
    [
      '$[a] and $[b] that choose one element, by what it was before',
      { a: [{ p: 0 }, { p: 5 }] },
      { $set: { 'a.$[x].p': 1, 'a.$[y].q': 2 } },
      { a: [{ p: 1, q: 2 }, { p: 5 }] },
      { arrayFilters: [{ 'x.p': 0 }, { 'y.p': 0 }] },
    ],
    ['an empty array', { a: [] }, { $set: { 'a.$[]': 1 } }, { a: [] }],
  ],
};

describe.each(Object.entries(ROWS))('an update of %s', (_, rows) => {
  it.each(rows.map((row) => [row[0], row] as const))('does %s', (_title, [, before, update, after, given]) => {
    const result = apply(before, update, given).document;
    expect(text(result)).toBe(text(after));
    expect(plain(result)).toEqual(plain(after));
  });
});

it('counts a $push that sorts as a change, also of what is in order', () => {
  expect(apply({ a: [1, 2] }, { $push: { a: { $each: [], $sort: 1 } } })).toMatchObject({ changed: true });
});

describe('an update that changes nothing', () => {
  it.each<[string, Document, Document]>([
    ['$set of the same value', { a: { b: [int(1)] } }, { $set: { a: { b: [int(1)] } } }],
    ['$unset of a missing field', { a: 1 }, { $unset: { b: '', 'a.c': '' } }],
    ['$inc by zero', { a: int(1) }, { $inc: { a: int(0) } }],
    ['$min of a greater value', { a: 1 }, { $min: { a: 2 } }],
    ['$pull of nothing', { a: [1] }, { $pull: { a: 2 } }],
    ['$addToSet of a member', { a: [1] }, { $addToSet: { a: 1 } }],
    ['an empty operator', { a: 1 }, { $set: {} }],
    ['$unset through a scalar', { a: 1 }, { $unset: { 'a.b.c': '' } }],
    ['$pull below a missing field', { a: 1 }, { $pull: { 'b.c': 1 } }],
    ['$set of the same _id', { _id: int(1) }, { $set: { _id: int(1) } }],
  ])('says so: %s', (_, document, update) => {
    expect(apply(document, update)).toEqual({ document, changed: false });
    expect(apply(document, update).document).toBe(document);
  });

  it('shares what it does not touch', () => {
    const document = { a: { b: 1 }, c: { d: 2 } };
    const result = apply(document, { $set: { 'a.b': 2 } });
    expect(result.changed).toBe(true);
    expect(result.document.c).toBe(document.c);
  });
});

type Refused = readonly [
  title: string,
  before: Document,
  update: Document,
  code: number,
  message: string,
  given?: Given,
];

const REFUSED: readonly Refused[] = [
  [
    '$[] of a scalar',
    { a: 'x' },
    { $pull: { 'a.$[].b': 1 } },
    2,
    'Cannot apply array updates to non-array element a: "x"',
  ],
  [
    '$pull through a scalar',
    { a: 1 },
    { $pull: { 'a.b': 1 } },
    28,
    'Cannot use the part (b) of (a.b) to traverse the element ({a: 1})',
  ],
  ['$pop of a name in an array', { a: [1] }, { $pop: { 'a.b': 1 } }, 28, 'to traverse the element ({a: [ 1 ]})'],
  ['$rename from below a scalar', { a: 1 }, { $rename: { 'a.b': 'c' } }, 28, 'Cannot use the part (b) of (a.b)'],
  [
    '$rename from below an array',
    { a: [{ b: 1 }] },
    { $rename: { 'a.b': 'c' } },
    28,
    'Cannot use the part (b) of (a.b)',
  ],
  [
    'an unknown operator',
    {},
    { $foo: { a: 1 } },
    9,
    'Unknown modifier: $foo. Expected a valid update modifier or pipeline-style update specified as an array',
  ],
  ['a field among operators', {}, { $set: { a: 1 }, b: 2 }, 9, 'Unknown modifier: b'],
  ['an operator of no document', {}, { $set: 1 }, 9, 'Modifiers operate on fields but we found type int instead'],
  [
    'one path twice',
    {},
    { $set: { a: 1 }, $inc: { a: int(1) } },
    40,
    "Updating the path 'a' would create a conflict at 'a'",
  ],
  [
    'a path within another',
    {},
    { $set: { a: 1, 'a.b': 2 } },
    40,
    "Updating the path 'a.b' would create a conflict at 'a'",
  ],
  [
    'a path around another',
    {},
    { $set: { 'a.b': 2, a: 1 } },
    40,
    "Updating the path 'a' would create a conflict at 'a'",
  ],
  [
    'all elements of an array and one of them',
    { a: [1, 2] },
    { $set: { 'a.$[]': 3, 'a.0': 4 } },
    40,
    "Updating the path 'a.0' would create a conflict at 'a'",
  ],
  ['a conflict with a rename', {}, { $rename: { a: 'b' }, $set: { b: 1 } }, 40, "conflict at 'b'"],
  [
    'positions that meet',
    { a: [1, 2] },
    { $set: { 'a.$[x]': 0, 'a.$[]': 1 } },
    40,
    "Update created a conflict at 'a.1'",
    { arrayFilters: [{ x: 2 }] },
  ],
  ['a path through a scalar', { a: 'x' }, { $set: { 'a.b': 1 } }, 28, 'Cannot create field \'b\' in element {a: "x"}'],
  ['a path through null', { a: null }, { $inc: { 'a.b': int(1) } }, 28, "Cannot create field 'b' in element {a: null}"],
  ['a name in an array', { a: [1] }, { $set: { 'a.b': 1 } }, 28, "Cannot create field 'b' in element {a: [ 1 ]}"],
  [
    'an index far beyond the end',
    { a: [] },
    { $set: { 'a.1500001': 1 } },
    2,
    "can't backfill more than 1500000 elements",
  ],
  ['another _id', { _id: 1 }, { $set: { _id: 2 } }, 66, "would modify the immutable field '_id'"],
  ['no _id', { _id: 1 }, { $unset: { _id: '' } }, 66, "immutable field '_id'"],
  ['an empty path', {}, { $set: { '': 1 } }, 56, 'An empty update path is not valid.'],
  ['an empty name in a path', {}, { $set: { 'a..b': 1 } }, 56, 'empty field name'],
  ['a dollar at the top', { _id: 1 }, { $set: { $foo: 1 } }, 52, "The dollar ($) prefixed field '$foo' in '$foo'"],
  [
    'a position at the begin',
    {},
    { $set: { '$.a': 1 } },
    2,
    "Cannot have positional (i.e. '$') element in the first position",
  ],
  ['two positions', {}, { $set: { 'a.$.b.$': 1 } }, 2, "Too many positional (i.e. '$') elements"],
  [
    '$ without a match',
    { a: [1] },
    { $set: { 'a.$': 1 } },
    2,
    'The positional operator did not find the match needed from the query.',
  ],
  [
    '$[] of a missing field',
    {},
    { $set: { 'a.$[]': 1 } },
    2,
    "The path 'a' must exist in the document in order to apply array updates.",
  ],
  [
    '$[] of a document',
    { a: { b: 1 } },
    { $set: { 'a.$[]': 1 } },
    2,
    'Cannot apply array updates to non-array element a: { b: 1 }',
  ],
  [
    '$[id] without a filter',
    { a: [] },
    { $set: { 'a.$[x]': 1 } },
    2,
    "No array filter found for identifier 'x' in path 'a.$[x]'",
  ],
  [
    'a filter without use',
    { a: [] },
    { $set: { b: 1 } },
    9,
    "The array filter for identifier 'x' was not used",
    { arrayFilters: [{ x: 1 }] },
  ],
  [
    'a filter of two names',
    { a: [] },
    { $set: { 'a.$[x]': 1 } },
    9,
    "found 'x' and 'y'",
    { arrayFilters: [{ x: 1, y: 2 }] },
  ],
  [
    'two filters of one name',
    { a: [] },
    { $set: { 'a.$[x]': 1 } },
    9,
    'multiple array filters',
    { arrayFilters: [{ x: 1 }, { x: 2 }] },
  ],
  [
    'a filter of a capital name',
    { a: [] },
    { $set: { 'a.$[x]': 1 } },
    2,
    'beginning with a lowercase letter',
    { arrayFilters: [{ X: 1 }] },
  ],
  [
    '$inc of a string',
    { _id: 1, a: 'x' },
    { $inc: { a: int(1) } },
    14,
    "{_id: 1} has the field 'a' of non-numeric type string",
  ],
  ['$inc of null', { a: null }, { $inc: { a: int(1) } }, 14, 'non-numeric type null'],
  ['$inc by a string', {}, { $inc: { a: 'x' } }, 14, 'Cannot increment with non-numeric argument: {a: "x"}'],
  ['$mul by null', {}, { $mul: { a: null } }, 14, 'Cannot multiply with non-numeric argument: {a: null}'],
  [
    '$inc beyond a long',
    { _id: 1, a: Long.MAX_VALUE },
    { $inc: { a: int(1) } },
    2,
    'Failed to apply $inc operations to current value',
  ],
  ['$bit of a double', { a: double(1) }, { $bit: { a: { and: int(1) } } }, 2, 'non-integral type'],
  ['$bit with a double', { a: int(1) }, { $bit: { a: { and: double(1) } } }, 2, 'must be an Integer(32/64 bit)'],
  ['$bit of an unknown operation', {}, { $bit: { a: { nand: int(1) } } }, 2, "not 'nand'"],
  ['an empty $bit', {}, { $bit: { a: {} } }, 2, 'at least one bitwise operation'],
  [
    '$push to a string',
    { _id: 4, a: 'x' },
    { $push: { a: 1 } },
    2,
    "The field 'a' must be an array but is of type string in document {_id: 4}",
  ],
  [
    '$push of an unknown clause',
    {},
    { $push: { a: { $each: [1], $foo: 1 } } },
    2,
    'Unrecognized clause in $push: $foo',
  ],
  ['$push of an unknown option', {}, { $push: { a: { $each: [], $foo: 1 } } }, 2, 'Unrecognized clause in $push: $foo'],
  ['$rename to the _id', { _id: 1, a: 1 }, { $rename: { a: '_id' } }, 66, 'immutable'],
  [
    '$push with a $slice of text',
    {},
    { $push: { a: { $each: [], $slice: 'x' } } },
    2,
    'The value for $slice must be an integer',
  ],
  ['$push with a $sort of 2', {}, { $push: { a: { $each: [], $sort: 2 } } }, 2, 'must be either 1 or -1'],
  [
    '$addToSet to a string',
    { a: 'x' },
    { $addToSet: { a: 1 } },
    2,
    "Cannot apply $addToSet to non-array field. Field named 'a' has non-array type string",
  ],
  [
    '$addToSet of $each and more',
    {},
    { $addToSet: { a: { $each: [], $slice: 1 } } },
    2,
    'unexpected fields after $each',
  ],
  ['$pop of a string', { a: 'x' }, { $pop: { a: 1 } }, 14, "Path 'a' contains an element of non-array type 'string'"],
  ['$pop of 2', {}, { $pop: { a: 2 } }, 9, '$pop expects 1 or -1'],
  ['$pull from a string', { a: 'x' }, { $pull: { a: 1 } }, 2, 'Cannot apply $pull to a non-array value'],
  ['$pull by an unknown operator', {}, { $pull: { a: { $foo: 1 } } }, 2, 'unknown operator: $foo'],
  ['$pullAll of no array', {}, { $pullAll: { a: 1 } }, 2, '$pullAll requires an array argument but was given a int'],
  ['$rename to a number', {}, { $rename: { a: 1 } }, 2, "The 'to' field for $rename must be a string"],
  ['$rename to itself', {}, { $rename: { a: 'a' } }, 2, 'must differ'],
  [
    '$rename from an array',
    { _id: 1, a: [{ b: 1 }] },
    { $rename: { 'a.0.b': 'c' } },
    2,
    "The source field cannot be an array element, 'a.0.b' in doc with _id: 1 has an array field called 'a'",
  ],
  [
    '$rename into an array',
    { _id: 1, a: [1], b: 1 },
    { $rename: { b: 'a.0' } },
    2,
    'The destination field cannot be an array element',
  ],
  ['$rename of a position', {}, { $rename: { 'a.$': 'b' } }, 2, 'may not be dynamic'],
  ['$currentDate of a number', {}, { $currentDate: { a: 1 } }, 2, 'not valid type for $currentDate'],
  [
    '$currentDate of another type',
    {},
    { $currentDate: { a: { $type: 'time' } } },
    2,
    "required to be 'date' or 'timestamp'",
  ],
];

describe('an update of very many paths', () => {
  const COUNT = 20_000;
  const paths = (path: (at: number) => string) =>
    Object.fromEntries(Array.from({ length: COUNT }, (_, at) => [path(at), int(at)]));

  it('sets fields of one document and elements of one array', () => {
    const before = { a: { x: 1 }, b: Array(COUNT).fill(int(-1)) };
    const $set = { ...paths((at) => `a.f${at}`), ...paths((at) => `b.${at}`) };
    const { document } = apply(before, { $set });
    expect(document.a).toEqual({ x: 1, ...paths((at) => `f${at}`) });
    expect(document.b).toEqual(Array.from({ length: COUNT }, (_, at) => int(at)));
  });

  it('changes each element of an array', () => {
    const { document } = apply({ a: Array(COUNT).fill(int(1)) }, { $inc: { 'a.$[]': 1 } });
    expect(document.a).toEqual(Array(COUNT).fill(int(2)));
  });

  it('finds the one conflict', () => {
    const $set = { ...paths((at) => `a.f${at}`), 'a.f7.b': 1 };
    expect(() => apply({}, { $set })).toThrow(expect.objectContaining({ code: 40 }));
  });

  it('inserts the fields of a filter', () => {
    const filter = paths((at) => `a.f${at}`);
    const update = compileUpdate({ $set: { b: 1 } }, { filter, now });
    expect(update.insertFrom(filter)).toEqual({ a: paths((at) => `f${at}`), b: 1 });
    const twice = { ...filter, 'a.f9.b': 1 };
    expect(() => update.insertFrom(twice)).toThrow(expect.objectContaining({ code: 54 }));
  });

  it('adds and takes away many elements of an array', () => {
    const values = Array.from({ length: COUNT }, (_, at) => int(at));
    const doubles = values.map(({ value }) => double(value));
    const added = apply(
      { a: values },
      { $addToSet: { a: { $each: [...doubles, 'new', double(-1), int(-1), 'new'] } } },
    );
    expect(added.document.a).toEqual([...values, 'new', double(-1)]);
    expect(apply({ a: [...values, 'x', null] }, { $pullAll: { a: doubles } }).document.a).toEqual(['x', null]);
  });
});

describe('a refused update', () => {
  it.each(REFUSED.map((row) => [row[0], row] as const))(
    'is %s',
    (_title, [, document, update, code, message, given]) => {
      expect(() => apply(document, update, given)).toThrow(
        expect.objectContaining({ code, message: expect.stringContaining(message) }),
      );
    },
  );
});
