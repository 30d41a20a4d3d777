import { describe, expect, it } from 'vitest';
import { type Document, Double, MinKey } from '../../../src/bson/bson.ts';
import { compileSort, sortDocuments } from '../../../src/embedded/query/sort.ts';

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
    expect(sortDocuments(documents, sort).map((document) => document.n)).toEqual(order);
  });

  it.each<[string, Document, number]>([
    ['a direction of 2', { a: 2 }, 15_975],
    ['a direction of text', { a: 'x' }, 15_974],
    ['$meta', { a: { $meta: 'textScore' } }, 238],
    ['an operator for a path', { $a: 1 }, 16_410],
    ['an empty name in a path', { 'a..b': 1 }, 2],
  ])('refuses %s', (_, sort, code) => {
    expect(() => compileSort(sort)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses two arrays', () => {
    expect(() => sorted({ a: 1, b: 1 }, [{ a: [1], b: [1] }, {}])).toThrow('parallel arrays');
  });
});
