import { describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Long, MinKey } from '../../../src/bson/bson.ts';
import { compileKeyedSort, compileSort } from '../../../src/embedded/query/sort.ts';

/** The `n` of the documents in their sorted order. */
const sorted = (sort: Document, documents: Document[]) =>
  documents.toSorted(compileSort(sort)).map((document) => document.n);

describe('a sort', () => {
  it.each<[string, Document, Document[], number[]]>([
    [
      'orders types and values',
      { a: 1 },
      [
        { n: 1, a: 'x' },
        { n: 2, a: 5 },
        { n: 3, a: null },
        { n: 4, a: { b: 1 } },
        { n: 5, a: new MinKey() },
      ],
      [5, 3, 2, 1, 4],
    ],
    [
      'orders descending',
      { a: -1 },
      [
        { n: 1, a: 1 },
        { n: 2, a: 2 },
      ],
      [2, 1],
    ],
    ['takes a missing value for null', { a: 1, n: 1 }, [{ n: 3, a: 0 }, { n: 2, a: null }, { n: 1 }], [1, 2, 3]],
    ['puts an empty array before null', { a: 1 }, [{ n: 1 }, { n: 2, a: [] }, { n: 3, a: new MinKey() }], [3, 2, 1]],
    [
      'takes the least element ascending',
      { a: 1 },
      [
        { n: 1, a: [5, 2] },
        { n: 2, a: 3 },
        { n: 3, a: [1, 9] },
      ],
      [3, 1, 2],
    ],
    [
      'takes the greatest element descending',
      { a: -1 },
      [
        { n: 1, a: [5, 2] },
        { n: 2, a: 6 },
        { n: 3, a: [1, 9] },
      ],
      [3, 2, 1],
    ],
    [
      'reaches through arrays',
      { 'a.b': 1 },
      [
        { n: 1, a: [{ b: 3 }] },
        { n: 2, a: { b: 2 } },
        { n: 3, a: [{ b: 9 }, { b: 1 }] },
      ],
      [3, 2, 1],
    ],
    [
      'orders by several fields',
      { a: 1, b: -1 },
      [
        { n: 1, a: 1, b: 1 },
        { n: 2, a: 1, b: 2 },
        { n: 3, a: 0, b: 0 },
      ],
      [3, 2, 1],
    ],
    [
      'compares fields of one element together',
      { 'a.x': 1, 'a.y': 1 },
      [
        {
          n: 1,
          a: [
            { x: 1, y: 9 },
            { x: 2, y: 0 },
          ],
        },
        { n: 2, a: [{ x: 1, y: 5 }] },
      ],
      [2, 1],
    ],
    [
      'keeps the order of equals',
      { a: 1 },
      [
        { n: 1, a: 1 },
        { n: 2, a: new Double(1) },
        { n: 3, a: 1 },
      ],
      [1, 2, 3],
    ],
    [
      'takes a dotted name for a path',
      { 'a.b': 1 },
      [
        { n: 1, 'a.b': 1, a: { b: 2 } },
        { n: 2, a: { b: 1 } },
      ],
      [2, 1],
    ],
  ])('%s', (_, sort, documents, order) => {
    expect(sorted(sort, documents)).toEqual(order);
    const { key } = compileKeyedSort(sort);
    const byKey = documents.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
    expect(byKey.map((document) => document.n)).toEqual(order);
  });

  it('takes a search score for missing, for there is no search', () => {
    expect(sorted({ s: { $meta: 'searchScore' }, n: -1 }, [{ n: 1 }, { n: 2 }])).toEqual([2, 1]);
    expect(sorted({ s: { $meta: 'searchScore' } }, [{ n: 1 }, { n: 2 }])).toEqual([1, 2]);
  });

  it.each<[string, unknown]>([
    ['a long', Long.fromNumber(-1)],
    ['a double that is cut to a whole number', new Double(-1.9)],
    ['a decimal that is rounded to a whole number', Decimal128.fromString('-1.4')],
  ])('takes for a direction: %s', (_, direction) => {
    expect(sorted({ n: direction }, [{ n: 1 }, { n: 3 }, { n: 2 }])).toEqual([3, 2, 1]);
  });

  it.each<[string, Document, number]>([
    ['a direction of 2', { a: 2 }, 15_975],
    ['a direction that is cut to zero', { a: new Double(0.9) }, 15_975],
    ['a direction that is no number', { a: new Double(Number.NaN) }, 15_975],
    ['a direction of text', { a: 'x' }, 15_974],
    ['a direction of true', { a: true }, 15_974],
    ['a direction of a document', { a: { b: 1 } }, 17_312],
    ['a text score, for there is no text search', { a: { $meta: 'textScore' } }, 40_218],
    ['a random order', { a: { $meta: 'randVal' } }, 238],
    ['$meta of an unknown keyword', { a: { $meta: 'x' } }, 31_138],
    ['$meta with company', { a: { $meta: 'textScore', b: 1 } }, 9],
    ['an operator for a path', { $a: 1 }, 16_410],
    ['a wrong direction before a wrong path', { $a: 2 }, 15_975],
    ['an empty path', { '': 1 }, 40_352],
    ['a path that ends with a dot', { 'a.': 1 }, 40_353],
    ['an empty name in a path', { 'a..b': 1 }, 15_998],
    ['more than 32 fields', Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`f${at}`, 1])), 13_103],
  ])('refuses %s', (_, sort, code) => {
    expect(() => compileSort(sort)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses two arrays', () => {
    expect(() => sorted({ a: 1, b: 1 }, [{ a: [1], b: [1] }, {}])).toThrow('parallel arrays');
  });
});
