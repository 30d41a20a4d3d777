import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/bson/bson.ts';
import { EMPTY_ARRAY } from '../../src/bson/compare.ts';
import { getKeyTuples, getPathValues } from '../../src/bson/paths.ts';

describe('the values that a path reaches', () => {
  it.each<[string, Document, string, unknown[]]>([
    ['a field', { a: 1 }, 'a', [1]],
    ['a missing field', { b: 1 }, 'a', [undefined]],
    ['null', { a: null }, 'a', [null]],
    ['a nested field', { a: { b: 1 } }, 'a.b', [1]],
    ['a field below a scalar', { a: 1 }, 'a.b', [undefined]],
    ['the elements of an array', { a: [1, 2] }, 'a', [1, 2]],
    ['an empty array', { a: [] }, 'a', [EMPTY_ARRAY]],
    ['an array within an array as one value', { a: [[1, 2], 3] }, 'a', [[1, 2], 3]],
    ['a field of each element', { a: [{ b: 1 }, { b: 2 }] }, 'a.b', [1, 2]],
    ['a field that an element lacks', { a: [{ b: 1 }, { c: 2 }] }, 'a.b', [1, undefined]],
    ['a field of elements that are scalars', { a: [1] }, 'a.b', [undefined]],
    ['a field below an empty array', { a: [] }, 'a.b', [undefined]],
    ['arrays in arrays of documents', { a: [{ b: [1, 2] }, { b: 3 }] }, 'a.b', [1, 2, 3]],
    ['an element by its index', { a: ['x', 'y'] }, 'a.1', ['y']],
    ['a field of an element by its index', { a: [{ b: 1 }, { b: 2 }] }, 'a.1.b', [2]],
    ['an element that is an array, and its elements', { a: [[1, 2]] }, 'a.0', [[1, 2], 1, 2]],
    ['an element and a field of the same name', { a: [{ 0: 'x' }] }, 'a.0', ['x', { 0: 'x' }]],
    ['an index beyond the end', { a: ['x'] }, 'a.3', [undefined]],
    ['a field with a number for a name', { a: { 0: 'x' } }, 'a.0', ['x']],
    ['a name that every object inherits', {}, 'constructor', [undefined]],
  ])('are %s', (_, document, path, values) => {
    expect(getPathValues(document, path)).toEqual(values);
  });
});

describe('compound keys', () => {
  const tuples = (document: Document, ...paths: string[]) => getKeyTuples(document, paths);

  it.each<[string, Document, string[], unknown[][]]>([
    ['one tuple without an array', { a: 1, b: { c: 2 } }, ['a', 'b.c'], [[1, 2]]],
    ['undefined for what is missing', { a: 1 }, ['a', 'b'], [[1, undefined]]],
    [
      'one tuple an element',
      { a: [1, 2], b: 3 },
      ['a', 'b'],
      [
        [1, 3],
        [2, 3],
      ],
    ],
    [
      'fields of one element together',
      {
        a: [
          { x: 1, y: 9 },
          { x: 2, y: 0 },
        ],
      },
      ['a.x', 'a.y'],
      [
        [1, 9],
        [2, 0],
      ],
    ],
    ['an empty array', { a: [], b: 1 }, ['a', 'b'], [[EMPTY_ARRAY, 1]]],
    ['a missing field below an empty array', { a: [], b: 1 }, ['a.x', 'b'], [[undefined, 1]]],
    ['an element by its index', { a: [5, 6], b: 1 }, ['a.1', 'b'], [[6, 1]]],
    ['arrays nested through documents', { a: [{ b: [1, 2] }] }, ['a.b'], [[1], [2]]],
  ])('have %s', (_, document, paths, expected) => {
    expect(tuples(document, ...paths)).toMatchObject({ kind: 'tuples', tuples: expected });
  });

  it.each<[string, Document, string[], number]>([
    ['no array', { a: { b: 1 } }, ['a.b', 'c'], 0],
    ['an array at the end', { a: 1, b: [1] }, ['a', 'b'], 0b10],
    ['an array that is empty', { a: [] }, ['a', 'b'], 0b1],
    ['paths through one array', { a: [{ x: 1, y: 2 }], b: 1 }, ['a.x', 'b', 'a.y'], 0b101],
    ['an array on the way to nothing', { a: [1] }, ['a.x'], 0b1],
    ['an element by its index', { a: [5, 6] }, ['a.1'], 0],
  ])('say of %s which paths run through one', (_, document, paths, arrays) => {
    expect(tuples(document, ...paths)).toMatchObject({ arrays });
  });

  it('do not combine two arrays', () => {
    expect(tuples({ a: [1], b: [2] }, 'a', 'b')).toEqual({ kind: 'parallel', paths: ['b', 'a'] });
  });

  it('take one array at two places for two', () => {
    const array = [1];
    expect(tuples({ a: array, b: array }, 'a', 'b')).toEqual({ kind: 'parallel', paths: ['b', 'a'] });
  });
});
