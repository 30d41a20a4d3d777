import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { Bounds } from '../../../src/embedded/query/bounds.ts';
import { isImplied } from '../../../src/embedded/storage/partial-index.ts';

describe('a query and the filter of a partial index', () => {
  it.each<[Document, Document]>([
    [{ a: 5 }, { a: { $gt: 3 } }],
    [{ a: { $gt: 5 } }, { a: { $gt: 3 } }],
    [{ a: { $gte: 3 } }, { a: { $gte: 3 } }],
    [{ a: { $in: [4, 5] } }, { a: { $gt: 3 } }],
    [{ a: { $in: [] } }, { a: 1 }],
    [{ a: 1 }, { a: { $exists: true } }],
    [{ a: { $lt: 'x' } }, { a: { $exists: true } }],
    [{ a: { $type: 'string' } }, { a: { $exists: true } }],
    [{ a: { $exists: true } }, { a: { $exists: true } }],
    [
      { a: 1, b: 2 },
      { a: { $gt: 0 }, b: { $exists: true } },
    ],
    [{ $and: [{ a: 1 }, { b: 2 }] }, { $and: [{ b: 2 }, { a: { $lte: 1 } }] }],
    [{ a: 1, c: 9 }, { $or: [{ b: 1 }, { a: 1 }] }],
    [{ a: true }, { a: { $type: 'bool' } }],
    [{ a: 5 }, { a: { $type: 'number' } }],
    [{ a: { $type: 'int' } }, { a: { $type: 'int' } }],
    [{ a: null }, { a: null }],
    [{ a: { $elemMatch: { $gt: 5 } } }, { a: { $gt: 3 } }],
    [{ a: { $elemMatch: { b: 5 } } }, { 'a.b': { $gt: 3 } }],
    [{ a: /^ab/ }, { a: { $exists: true } }],
  ])('%j asks for no document outside of %j', (query, expression) => {
    expect(isImplied(expression, new Bounds(query))).toBe(true);
  });

  it.each<[Document, Document]>([
    [{ a: 3 }, { a: { $gt: 3 } }],
    [{ a: { $gte: 3 } }, { a: { $gt: 3 } }],
    [{ a: { $gt: 3, $lt: 5 } }, { a: { $in: [4] } }],
    [{ a: { $in: [4, 'x'] } }, { a: { $gt: 3 } }],
    [{ a: null }, { a: { $exists: true } }],
    [{ a: { $in: [1, null] } }, { a: { $exists: true } }],
    [{ a: { $ne: 1 } }, { a: { $exists: true } }],
    [{ a: { $exists: false } }, { a: { $exists: true } }],
    [{ b: 1 }, { a: { $gt: 3 } }],
    [{}, { a: { $exists: true } }],
    [{ a: 1 }, { a: { $gt: 0 }, b: { $exists: true } }],
    [{ $or: [{ a: 1 }, { b: 1 }] }, { a: 1 }],
    [{ $nor: [{ a: 1 }] }, { a: 1 }],
    [{ a: 5 }, { a: { $type: 'int' } }],
    [{ a: 'x' }, { a: { $type: 'string' } }],
    [{ a: [5] }, { a: { $gt: 3 } }],
    [{ a: /^ab/ }, { a: { $gte: 'a' } }],
    [{ a: 1 }, { $expr: { $eq: ['$a', 1] } }],
    [{ a: { $elemMatch: { b: null } } }, { 'a.b': null }],
    [{ a: { $elemMatch: { 'b.c': null } } }, { 'a.b.c': null }],
    [{ a: { $elemMatch: { '0': 5 } } }, { 'a.0': { $lt: 6 } }],
  ])('%j may ask for documents outside of %j', (query, expression) => {
    expect(isImplied(expression, new Bounds(query))).toBe(false);
  });
});
