import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Binary,
  BSONRegExp,
  DBRef,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
} from '../../../src/bson/bson.ts';
import { BSON_UNDEFINED } from '../../../src/bson/legacy-types.ts';
import { compileFilter } from '../../../src/embedded/query/filter.ts';
import { bsonValues } from '../../bson/values.ts';

const matches = (filter: Document, document: Document) => compileFilter(filter).matches(document);
const id = new ObjectId('0123456789abcdef01234567');

type Row = readonly [title: string, filter: Document, matching: readonly Document[], others: readonly Document[]];

const ROWS: Record<string, readonly Row[]> = {
  equality: [
    ['a string', { a: 'x' }, [{ a: 'x' }, { a: ['y', 'x'] }], [{ a: 'X' }, { a: [['x']] }, {}]],
    [
      'numbers by value',
      { a: 1 },
      [{ a: new Double(1) }, { a: Long.fromNumber(1) }, { a: Decimal128.fromString('1.0') }],
      [{ a: true }, { a: '1' }],
    ],
    [
      'a long exactly',
      { a: Long.fromString('9007199254740993') },
      [{ a: Decimal128.fromString('9007199254740993') }],
      [{ a: new Double(9007199254740992) }],
    ],
    [
      'null and missing, not undefined',
      { a: null },
      [{ a: null }, {}, { a: [null] }],
      [{ a: 0 }, { a: [] }, { a: [1] }, { a: BSON_UNDEFINED }, { a: [BSON_UNDEFINED] }],
    ],
    [
      'null below an array',
      { 'a.b': null },
      [{ a: [{ c: 1 }] }, { a: {} }, { a: 1 }],
      [{ a: [] }, { a: [1] }, { a: [{ b: 1 }] }],
    ],
    ['an array whole or as element', { a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2], 3] }], [{ a: [2, 1] }, { a: 1 }]],
    [
      'a document with its field order',
      { a: { x: 1, y: 2 } },
      [{ a: { x: 1, y: 2 } }, { a: [{ x: 1, y: 2 }] }],
      [{ a: { y: 2, x: 1 } }, { a: { x: 1 } }],
    ],
    ['NaN', { a: new Double(Number.NaN) }, [{ a: Decimal128.fromString('NaN') }], [{ a: 0 }]],
    ['a path through an array', { 'a.b': 1 }, [{ a: [{ b: 0 }, { b: 1 }] }, { a: { b: [1] } }], [{ a: [[{ b: 1 }]] }]],
    [
      'an index',
      { 'a.0': 'x' },
      [{ a: ['x', 'y'] }, { a: { 0: 'x' } }, { a: [{ 0: 'x' }] }],
      [{ a: ['y', 'x'] }, { a: [['x']] }],
    ],
    ['an index and a field', { 'a.1.b': 2 }, [{ a: [0, { b: 2 }] }, { a: [0, [{ b: 2 }]] }], [{ a: [{ b: 2 }] }]],
    ['an ObjectId', { a: id }, [{ a: new ObjectId(id.toHexString()) }], [{ a: id.toHexString() }]],
    [
      'binary data with its subtype',
      { a: new Binary(new Uint8Array([1])) },
      [{ a: new Binary(new Uint8Array([1])) }],
      [{ a: new Binary(new Uint8Array([1]), 4) }],
    ],
    [
      'a DBRef',
      { a: new DBRef('c', id) },
      [{ a: { $ref: 'c', $id: id } }, { a: new DBRef('c', id) }],
      [{ a: { $ref: 'd', $id: id } }],
    ],
    ['a field of a DBRef', { 'a.$id': id }, [{ a: new DBRef('c', id) }], [{ a: id }]],
    ['everything with an empty filter', {}, [{}, { a: 1 }], []],
    ['a name that objects inherit', { toString: null }, [{}], [{ toString: 1 }]],
    ['$eq', { a: { $eq: { $gt: 1 } } }, [{ a: { $gt: 1 } }], [{ a: 2 }]],
    ['$ne of every element', { a: { $ne: 1 } }, [{ a: 2 }, {}, { a: [2] }], [{ a: 1 }, { a: [1, 2] }]],
    ['$in', { a: { $in: [1, 'x', null] } }, [{ a: new Double(1) }, { a: ['x'] }, {}], [{ a: 2 }]],
    [
      '$in with a regular expression',
      { a: { $in: [new BSONRegExp('^x', 'i'), 5] } },
      [{ a: 'Xy' }, { a: 5 }],
      [{ a: 'yx' }],
    ],
    [
      '$in with many strings',
      { a: { $in: [...'abcdefghijkl'] } },
      [{ a: 'k' }, { a: ['z', 'b'] }],
      [{ a: 'z' }, { a: 1 }],
    ],
    ['$nin', { a: { $nin: [1, 2] } }, [{ a: 3 }, {}], [{ a: [3, 1] }]],
  ],
  ranges: [
    ['of one bracket', { a: { $gt: 1 } }, [{ a: 2 }, { a: [0, 2] }], [{ a: 'x' }, { a: null }, {}, { a: 1 }]],
    ['with both ends in one element or two', { a: { $gt: 5, $lt: 3 } }, [{ a: [2, 10] }], [{ a: 4 }, { a: [4] }]],
    ['of dates', { a: { $gte: new Date(0) } }, [{ a: new Date(0) }], [{ a: 0 }, { a: new Date(-1) }]],
    ['of strings by code point', { a: { $gt: '\uffee' } }, [{ a: '\ud83d\ude00' }], [{ a: 'z' }]],
    ['never with NaN', { a: { $lt: 5 } }, [{ a: 4 }], [{ a: new Double(Number.NaN) }]],
    ['of NaN to itself', { a: { $gte: new Double(Number.NaN) } }, [{ a: new Double(Number.NaN) }], [{ a: 1 }]],
    ['of null', { a: { $lte: null } }, [{ a: null }, {}], [{ a: 1 }]],
    ['above MinKey', { a: { $gt: new MinKey() } }, [{ a: 1 }, { a: 'x' }, {}], [{ a: new MinKey() }]],
    ['below MaxKey', { a: { $lt: new MaxKey() } }, [{ a: 1 }, { a: null }], [{ a: new MaxKey() }]],
    ['of arrays whole', { a: { $gt: [1] } }, [{ a: [1, 0] }, { a: [2] }], [{ a: [1] }, { a: 5 }]],
  ],
  logic: [
    ['$and', { $and: [{ a: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }], [{ a: 1 }]],
    ['$or', { $or: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }], [{}]],
    ['$nor', { $nor: [{ a: 1 }, { b: 2 }] }, [{}], [{ a: 1 }, { b: 2 }]],
    ['$not with operators together', { a: { $not: { $gt: 1, $lt: 5 } } }, [{ a: 5 }, {}, { a: 'x' }], [{ a: 3 }]],
    ['$not with a regular expression', { a: { $not: new BSONRegExp('^x', '') } }, [{ a: 'y' }, { a: 1 }], [{ a: 'x' }]],
    ['$expr', { $expr: { $gt: ['$a', '$b'] } }, [{ a: 2, b: 1 }], [{ a: 1, b: 2 }]],
    [
      '$or of what another branch decides',
      { $or: [{ $expr: { $gt: [{ $size: '$a' }, 0] } }, { b: 1 }] },
      [{ a: 5, b: 1 }],
      [{ a: [], b: 2 }],
    ],
    [
      '$expr of what another condition leaves',
      { $expr: { $gt: [{ $size: '$a' }, 0] }, b: 1 },
      [{ a: [1], b: 1 }],
      [{ a: 5, b: 2 }],
    ],
    ['$comment', { $comment: 'why', a: 1 }, [{ a: 1 }], [{ a: 2 }]],
  ],
  'fields and types': [
    ['$exists', { a: { $exists: true } }, [{ a: null }, { a: [] }], [{}]],
    ['$exists false', { 'a.b': { $exists: false } }, [{ a: 1 }, {}, { a: [] }, { a: [{}] }], [{ a: [{}, { b: 1 }] }]],
    ['$type by name', { a: { $type: 'string' } }, [{ a: 'x' }, { a: [1, 'x'] }], [{ a: 1 }]],
    ['$type by number', { a: { $type: 16 } }, [{ a: new Int32(1) }], [{ a: new Double(1) }]],
    ['$type number', { a: { $type: 'number' } }, [{ a: Decimal128.fromString('1') }, { a: Long.ONE }], [{ a: 'x' }]],
    ['$type array of the whole', { a: { $type: 'array' } }, [{ a: [] }, { a: [1] }], [{ a: 1 }]],
    ['$type of several', { a: { $type: ['null', 'bool'] } }, [{ a: null }, { a: true }], [{}, { a: 1 }]],
  ],
  arrays: [
    ['$all', { a: { $all: ['x', 'y'] } }, [{ a: ['y', 'x'] }], [{ a: ['x'] }, { a: 'x' }]],
    ['$all of one', { a: { $all: ['x'] } }, [{ a: 'x' }, { a: ['x'] }], [{ a: 'y' }]],
    ['$all of nothing', { a: { $all: [] } }, [], [{ a: [] }, { a: 1 }, {}]],
    [
      '$all of a name with a dollar',
      { a: { $all: [{ $match: 1 }] } },
      [{ a: { $match: 1 } }],
      [{ a: 1 }, { a: { $gt: 1 } }],
    ],
    [
      '$in of a reference',
      { a: { $in: [{ $ref: 'c', $id: 1 }] } },
      [{ a: { $ref: 'c', $id: 1 } }],
      [{ a: { $ref: 'c' } }],
    ],
    ['$all of an array', { a: { $all: [['x', 'y']] } }, [{ a: ['x', 'y'] }, { a: [['x', 'y']] }], [{ a: ['y', 'x'] }]],
    [
      '$all with $elemMatch',
      { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { y: 2 } }] } },
      [{ a: [{ x: 1 }, { y: 2 }] }],
      [{ a: [{ x: 1 }] }],
    ],
    ['$size', { a: { $size: 2 } }, [{ a: [1, 2] }], [{ a: [1] }, { a: [[1, 2]] }, { a: 2 }]],
    [
      '$elemMatch of values',
      { a: { $elemMatch: { $gt: 5, $lt: 8 } } },
      [{ a: [1, 7] }],
      [{ a: [1, 9] }, { a: 7 }, { a: [[7]] }],
    ],
    [
      '$elemMatch of documents',
      { a: { $elemMatch: { x: 1, y: 2 } } },
      [{ a: [{ x: 1, y: 2 }] }],
      [{ a: [{ x: 1 }, { y: 2 }] }, { a: { x: 1, y: 2 } }],
    ],
    [
      '$elemMatch with $or',
      { a: { $elemMatch: { $or: [{ x: 1 }, { y: 2 }] } } },
      [{ a: [{ y: 2 }] }],
      [{ a: [{ y: 1 }] }],
    ],
    ['$elemMatch with $ne', { a: { $elemMatch: { $ne: 1 } } }, [{ a: [1, 2] }], [{ a: [1] }, { a: [] }]],
    [
      '$elemMatch with a schema',
      { a: { $elemMatch: { $jsonSchema: { required: ['x'] } } } },
      [{ a: [{}, { x: 1 }] }],
      [{ a: [{ y: 1 }] }],
    ],
    [
      '$elemMatch with a comment',
      { a: { $elemMatch: { $comment: 'why', x: 1 } } },
      [{ a: [{ x: 1 }] }],
      [{ a: [{ x: 2 }] }],
    ],
    ['$elemMatch in $elemMatch', { a: { $elemMatch: { $elemMatch: { $gt: 1 } } } }, [{ a: [[0, 2]] }], [{ a: [2] }]],
    ['$elemMatch below an array', { 'a.b': { $elemMatch: { $gt: 1 } } }, [{ a: [{ b: [2] }] }], [{ a: [{ b: 2 }] }]],
    ['$not $elemMatch', { a: { $not: { $elemMatch: { x: 1 } } } }, [{ a: [{ x: 2 }] }, {}], [{ a: [{ x: 1 }] }]],
  ],
  numbers: [
    [
      '$mod',
      { a: { $mod: [4, 1] } },
      [
        { a: 5 },
        { a: new Double(5.9) },
        { a: Long.fromString('9007199254740993') },
        { a: Decimal128.fromString('1.5') },
      ],
      [{ a: 4 }, { a: 'x' }, { a: new Double(Number.NaN) }],
    ],
    ['$mod of negative numbers', { a: { $mod: [4, -1] } }, [{ a: -5 }], [{ a: 5 }]],
    [
      '$bitsAllSet',
      { a: { $bitsAllSet: [0, 2] } },
      [{ a: 5 }, { a: new Binary(new Uint8Array([5])) }],
      [{ a: 4 }, { a: new Double(5.5) }],
    ],
    ['$bitsAnySet of a mask', { a: { $bitsAnySet: 6 } }, [{ a: 2 }, { a: 4 }], [{ a: 1 }]],
    ['$bitsAllClear', { a: { $bitsAllClear: [1] } }, [{ a: 5 }], [{ a: 2 }]],
    ['$bitsAnyClear beyond the sign', { a: { $bitsAnyClear: [200] } }, [{ a: 1 }], [{ a: -1 }]],
  ],
};

describe.each(Object.entries(ROWS))('a filter on %s', (_, rows) => {
  it.each(rows)('finds %s', (_title, filter, matching, others) => {
    for (const document of matching)
      expect({ document, found: matches(filter, document) }).toEqual({ document, found: true });
    for (const document of others)
      expect({ document, found: matches(filter, document) }).toEqual({ document, found: false });
  });
});

describe('a refused filter', () => {
  it.each<[string, Document, number, string]>([
    ['an unknown operator', { a: { $foo: 1 } }, 2, 'unknown operator: $foo'],
    ['an unknown operator at the top', { $foo: 1 }, 2, 'unknown top level operator: $foo'],
    ['a field among operators', { a: { $gt: 1, b: 2 } }, 2, 'unknown operator: b'],
    ['$where', { $where: 'true' }, 238, '$where is not supported'],
    ['$text', { $text: { $search: 'x' } }, 238, '$text is not supported'],
    ['$jsonSchema of a string', { $jsonSchema: 'object' }, 14, '$jsonSchema must be an object'],
    ['$alwaysTrue of another number', { $alwaysTrue: 0 }, 9, 'must be an integer value of 1'],
    ['$sampleRate beyond one', { $sampleRate: 1.5 }, 2, 'must be in [0, 1]'],
    ['$sampleRate of NaN', { $sampleRate: Number.NaN }, 2, 'must be in [0, 1]'],
    ['$expr of an element', { a: { $elemMatch: { b: 1, $expr: true } } }, 2, 'top-level document'],
    ['$where of an element', { a: { $elemMatch: { $where: 'true' } } }, 2, 'top-level document'],
    ['$near', { a: { $near: [0, 0] } }, 238, '$near is not supported'],
    ['$function within $expr', { $expr: { $function: {} } }, 238, '$function is not supported'],
    ['undefined', { a: undefined }, 2, 'cannot compare to undefined'],
    ['$and of no array', { $and: {} }, 2, '$and must be an array'],
    ['an empty $or', { $or: [] }, 2, 'nonempty array'],
    ['$nor of scalars', { $nor: [1] }, 2, 'full objects'],
    ['$in of no array', { a: { $in: 1 } }, 2, '$in needs an array'],
    ['an operator within $in', { a: { $in: [{ $gt: 1 }] } }, 2, 'cannot nest $ under $in'],
    ['$not of a number', { a: { $not: 1 } }, 2, '$not needs a regex or a document'],
    ['an empty $not', { a: { $not: {} } }, 2, '$not cannot be empty'],
    ['$ne of a regular expression', { a: { $ne: /x/ } }, 2, "Can't have regex as arg to $ne"],
    ['a range of a regular expression', { a: { $gt: /x/ } }, 2, "Can't have RegEx"],
    ['$type of an unknown name', { a: { $type: 'text' } }, 2, 'Unknown type name alias: text'],
    ['$type of an unknown number', { a: { $type: 99 } }, 2, 'Invalid numerical type code: 99'],
    ['$type of nothing', { a: { $type: [] } }, 9, 'at least one type'],
    ['$size of a fraction', { a: { $size: 1.5 } }, 2, 'Expected an integer'],
    ['a negative $size', { a: { $size: -1 } }, 2, 'non-negative'],
    ['undefined', { a: BSON_UNDEFINED }, 2, 'cannot compare to undefined'],
    ['undefined within $in', { a: { $in: [1, BSON_UNDEFINED] } }, 2, 'cannot compare to undefined'],
    ['half a reference within $in', { a: { $in: [{ $ref: 'c' }] } }, 2, 'cannot nest $ under $in'],
    ['$all of no array', { a: { $all: 1 } }, 2, '$all needs an array'],
    ['operators within $all', { a: { $all: [{ $gt: 1 }] } }, 2, 'no $ expressions in $all'],
    ['$elemMatch of a number', { a: { $elemMatch: 1 } }, 2, '$elemMatch needs an Object'],
    ['$mod by zero', { a: { $mod: [0, 1] } }, 2, 'divisor cannot be 0'],
    ['$mod of one part', { a: { $mod: [1] } }, 2, 'not enough elements'],
    ['$mod of text', { a: { $mod: ['x', 1] } }, 2, 'divisor not a number'],
    ['$options alone', { a: { $options: 'i' } }, 2, '$options needs a $regex'],
    ['a negative bit mask', { a: { $bitsAllSet: -1 } }, 9, 'non-negative'],
    ['a bit position of text', { a: { $bitsAllSet: ['x'] } }, 2, 'bit positions'],
  ])('is %s', (_, filter, code, message) => {
    expect(() => compileFilter(filter)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe('the position that a filter finds', () => {
  it.each<[string, Document, Document, number | undefined]>([
    ['of an equal element', { a: 2 }, { a: [1, 2, 3] }, 1],
    ['of an element document', { 'a.b': 2 }, { a: [{ b: 1 }, { b: 2 }] }, 1],
    ['of $elemMatch', { a: { $elemMatch: { b: 2, c: 3 } } }, { a: [{ b: 2 }, { b: 2, c: 3 }] }, 1],
    ['in the outermost array', { 'a.b': 3 }, { a: [{ b: [1] }, { b: [2, 3] }] }, 1],
    ['without an array', { a: 2 }, { a: 2 }, undefined],
    ['within a branch', { $or: [{ a: 2 }] }, { a: [1, 2] }, undefined],
  ])('is %s', (_, filter, document, index) => {
    expect(compileFilter(filter).matchedIndex(document)).toBe(index);
  });
});

describe('equality', () => {
  it('finds every value by itself, where $in and $eq agree and $ne is the opposite', () => {
    fc.assert(
      fc.property(bsonValues, bsonValues, (value, other) => {
        fc.pre(!(other instanceof BSONRegExp));
        const document = { field: value };
        expect(matches({ field: { $eq: value } }, document)).toBe(true);
        const found = matches({ field: { $eq: other } }, document);
        expect(matches({ field: { $in: [other] } }, document)).toBe(found);
        expect(matches({ field: { $ne: other } }, document)).toBe(!found);
      }),
      { numRuns: 1000 },
    );
  });
});
