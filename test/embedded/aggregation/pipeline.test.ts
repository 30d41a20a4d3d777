import { describe, expect, it } from 'vitest';
import { type Document, Int32, Long } from '../../../src/bson/bson.ts';
import { compilePipeline } from '../../../src/embedded/aggregation/pipeline.ts';

const run = (stages: Document[], documents: Document[]) => [...compilePipeline(stages).run(documents)];
const text = (value: unknown) => JSON.stringify(value);
const int = (value: number) => new Int32(value);

const docs = [
  { _id: 1, c: 'A', n: int(10), t: ['x', 'y'] },
  { _id: 2, c: 'B', n: int(20), t: [] },
  { _id: 3, c: 'A', n: int(30), t: 'z' },
  { _id: 4, c: 'C', n: null },
];
const ids = (stages: Document[]) => run(stages, docs).map((document) => document._id);

describe('a stage', () => {
  it.each<[string, Document[], unknown[]]>([
    ['$match', [{ $match: { c: 'A' } }], [1, 3]],
    ['$sort', [{ $sort: { c: -1, _id: -1 } }], [4, 2, 3, 1]],
    ['$skip and $limit', [{ $skip: 1 }, { $limit: int(2) }], [2, 3]],
    ['$limit beyond the end', [{ $limit: Long.fromNumber(9) }], [1, 2, 3, 4]],
    ['none', [], [1, 2, 3, 4]],
  ])('passes documents: %s', (_, stages, expected) => {
    expect(ids(stages)).toEqual(expected);
  });

  it.each<[string, Document[], Document[], Document[]]>([
    ['$project', [{ $project: { n: 1, up: { $toLower: '$c' }, _id: 0 } }], [docs[0] ?? {}], [{ n: int(10), up: 'a' }]],
    ['$addFields in place', [{ $addFields: { a: 'new', z: '$a' } }], [{ a: 1, b: 2 }], [{ a: 'new', b: 2, z: 1 }]],
    ['$set of numbers as constants', [{ $set: { a: int(5) } }], [{}], [{ a: int(5) }]],
    ['$set into elements', [{ $set: { 'a.b': 0 } }], [{ a: [1, { c: 2 }] }], [{ a: [{ b: 0 }, { c: 2, b: 0 }] }]],
    ['$set of $$REMOVE', [{ $set: { a: '$$REMOVE' } }], [{ a: 1, b: 2 }], [{ b: 2 }]],
    ['$unset', [{ $unset: ['a', 'b.c'] }], [{ a: 1, b: { c: 1, d: 2 } }], [{ b: { d: 2 } }]],
    [
      '$unwind',
      [{ $unwind: '$t' }, { $project: { t: 1 } }],
      docs,
      [
        { _id: 1, t: 'x' },
        { _id: 1, t: 'y' },
        { _id: 3, t: 'z' },
      ],
    ],
    [
      '$unwind with what is empty',
      [{ $unwind: { path: '$t', preserveNullAndEmptyArrays: true } }, { $project: { t: 1 } }],
      docs.slice(1),
      [{ _id: 2 }, { _id: 3, t: 'z' }, { _id: 4 }],
    ],
    [
      '$unwind with the index',
      [{ $unwind: { path: '$a', includeArrayIndex: 'i' } }],
      [{ a: ['x'] }, { a: 5 }],
      [
        { a: 'x', i: Long.fromNumber(0) },
        { a: 5, i: null },
      ],
    ],
    [
      '$unwind of a nested array',
      [{ $unwind: '$a.b' }],
      [{ a: { b: [1, 2], c: 3 } }],
      [{ a: { b: 1, c: 3 } }, { a: { b: 2, c: 3 } }],
    ],
    ['$count', [{ $match: { c: 'A' } }, { $count: 'n' }], docs, [{ n: int(2) }]],
    ['$count of nothing', [{ $match: { c: 'Z' } }, { $count: 'n' }], docs, []],
    ['$sortByCount', [{ $sortByCount: '$c' }, { $limit: 1 }], docs, [{ _id: 'A', count: int(2) }]],
    [
      '$replaceRoot',
      [{ $replaceRoot: { newRoot: { $mergeObjects: [{ id: '$_id' }, '$d'] } } }],
      [{ _id: 1, d: { h: 2 } }],
      [{ id: 1, h: 2 }],
    ],
    ['$replaceWith', [{ $replaceWith: '$d' }], [{ d: { h: 2 } }], [{ h: 2 }]],
  ])('makes documents: %s', (_, stages, input, expected) => {
    expect(text(run(stages, input))).toBe(text(expected));
  });

  it('reads no more than it needs', () => {
    const read: number[] = [];
    function* endless(): Iterable<Document> {
      for (let n = 0; ; n += 1) {
        read.push(n);
        yield { n };
      }
    }
    expect([...compilePipeline([{ $match: { n: { $gte: 1 } } }, { $limit: 2 }]).run(endless())]).toEqual([
      { n: 1 },
      { n: 2 },
    ]);
    expect(read).toEqual([0, 1, 2]);
  });

  it('names the filter that storage may answer', () => {
    expect(compilePipeline([{ $match: { a: 1 } }, { $limit: 1 }]).leading.filter).toEqual({ a: 1 });
    expect(compilePipeline([{ $limit: 1 }, { $match: { a: 1 } }]).leading.filter).toBeUndefined();
  });
});

describe('a refused pipeline', () => {
  it.each<[string, Document[], number, string]>([
    ['an unknown stage', [{ $nope: 1 }], 40_324, "Unrecognized pipeline stage name: '$nope'"],
    ['an unsupported stage', [{ $geoNear: {} }], 238, '$geoNear is not supported'],
    ['an empty stage', [{}], 40_323, 'exactly one field'],
    ['a stage of two names', [{ $match: {}, $limit: 1 }], 40_323, 'exactly one field'],
    ['$match of a number', [{ $match: 1 }], 15_959, 'the match filter must be an expression in an object'],
    ['$match of an unknown operator', [{ $match: { a: { $foo: 1 } } }], 2, 'unknown operator: $foo'],
    ['$project of a number', [{ $project: 1 }], 15_969, 'must be an object'],
    ['$project of nothing', [{ $project: {} }], 51_272, 'at least one field'],
    ['$project of an unknown expression', [{ $project: { a: { $nope: 1 } } }], 31_325, 'Unknown expression $nope'],
    [
      '$addFields of an unknown expression',
      [{ $addFields: { a: { $nope: 1 } } }],
      168,
      "Unrecognized expression '$nope'",
    ],
    ['$addFields of a number', [{ $addFields: 1 }], 40_272, '$addFields specification stage must be an object'],
    ['$unset of a number', [{ $unset: 1 }], 31_002, 'must be a string or an array'],
    ['$unset of nothing', [{ $unset: [] }], 31_119, 'at least one field'],
    ['$sort of nothing', [{ $sort: {} }], 15_976, 'at least one sort key'],
    ['$sort of a number', [{ $sort: 1 }], 15_973, 'must be an object'],
    ['$limit of zero', [{ $limit: 0 }], 15_958, 'the limit must be positive'],
    ['$limit of text', [{ $limit: 'x' }], 5_107_201, 'Expected an integer'],
    ['$skip of a negative number', [{ $skip: -1 }], 5_107_200, 'non-negative'],
    ['$unwind of a name', [{ $unwind: 'a' }], 28_818, "prefixed with a '$'"],
    ['$unwind of a variable', [{ $unwind: '$$NOW' }], 16_410, "may not start with '$'"],
    ['$unwind of a path with an end missing', [{ $unwind: '$a.' }], 40_353, "must not end with a '.'"],
    ['$unwind of nothing', [{ $unwind: '$' }], 40_352, 'empty string'],
    ['$unwind of the empty string', [{ $unwind: '' }], 28_812, 'no path'],
    [
      '$unwind with an index without a name',
      [{ $unwind: { path: '$a', includeArrayIndex: 'b..c' } }],
      15_998,
      'may not be empty',
    ],
    ['$unwind of a number', [{ $unwind: 1 }], 15_981, 'string or an object'],
    ['$unwind of an unknown option', [{ $unwind: { path: '$a', x: 1 } }], 28_811, 'unrecognized option'],
    ['$unwind without a path', [{ $unwind: {} }], 28_812, 'no path'],
    [
      '$unwind with an index of a path',
      [{ $unwind: { path: '$a', includeArrayIndex: '$i' } }],
      28_822,
      'should not be prefixed',
    ],
    ['$count of a path', [{ $count: '$a' }], 40_158, '$-prefixed'],
    ['$count of nothing', [{ $count: '' }], 40_157, 'non-empty'],
    ['$count of the id', [{ $count: '_id' }], 9_039_800, '_id'],
    ['$count of a dotted name', [{ $count: 'a.b' }], 40_160, "'.'"],
    ['$sortByCount of a constant', [{ $sortByCount: 'a' }], 40_149, '$-prefixed path'],
    ['$replaceRoot without newRoot', [{ $replaceRoot: {} }], 40_414, 'is missing'],
    ['$replaceRoot with more', [{ $replaceRoot: { newRoot: '$a', b: 1 } }], 40_415, 'unknown field'],
    ['$where within $match', [{ $match: { $where: 'true' } }], 2, '$where is not allowed'],
  ])('is one with %s', (_, stages, code, message) => {
    expect(() => compilePipeline(stages)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it('ends at a new root that is no document', () => {
    expect(() => run([{ $replaceWith: '$_id' }], docs)).toThrow(expect.objectContaining({ code: 40_228 }));
  });
});
