import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { indexKeys, keysBeyond } from '../../../src/embedded/storage/index-keys.ts';
import { parseIndexSpec } from '../../../src/embedded/storage/index-spec.ts';

describe('the keys of a document', () => {
  it.each<[string, Document, Document, number]>([
    ['one for a scalar', { key: { a: 1 } }, { a: 1 }, 1],
    ['one for a missing field', { key: { a: 1 } }, {}, 1],
    ['one for an empty array', { key: { a: 1 } }, { a: [] }, 1],
    ['one for each element that differs', { key: { a: 1 } }, { a: [1, 2, 1] }, 2],
    [
      'one for each element of the array that two fields share',
      { key: { 'a.b': 1, 'a.c': 1 } },
      { a: [{}, { b: 1 }] },
      2,
    ],
    ['none for a missing field of a sparse index', { key: { a: 1 }, sparse: true }, { b: 1 }, 0],
    ['one for null in a sparse index', { key: { a: 1 }, sparse: true }, { a: null }, 1],
    ['one for a single field of a sparse index', { key: { a: 1, b: 1 }, sparse: true }, { b: 1 }, 1],
    ['none for a field below null in a sparse index', { key: { 'a.b': 1 }, sparse: true }, { a: null }, 0],
    ['none outside the filter', { key: { a: 1 }, partialFilterExpression: { b: 1 } }, { a: 1 }, 0],
    ['one within the filter', { key: { a: 1 }, partialFilterExpression: { b: 1 } }, { b: 1 }, 1],
  ])('are %s', (_, definition, document, count) => {
    expect(indexKeys(parseIndexSpec(definition), document).keys).toHaveLength(count);
  });

  it.each<[string, string[], string[], string[]]>([
    ['nothing', ['a', 'b'], [], ['a', 'b']],
    ['one', ['a', 'b'], ['b'], ['a']],
    ['several', ['a', 'b', 'c'], ['c', 'x', 'a'], ['b']],
  ])('are compared with %s', (_, keys, others, left) => {
    const bytes = (texts: string[]) => texts.map((text) => Buffer.from(text));
    expect(keysBeyond(bytes(keys), bytes(others)).map(String)).toEqual(left);
  });
});
