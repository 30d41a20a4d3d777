import { describe, expect, it } from 'vitest';
import { type Document, Double, Int32 } from '../../../src/bson/bson.ts';
import { compileProjection } from '../../../src/embedded/query/projection.ts';

const text = (value: unknown) => JSON.stringify(value);

const doc = { _id: 1, a: 1, b: { c: 2, d: 3 }, e: [{ f: 1, g: 2 }, 5, [{ f: 3, g: 4 }], { g: 6 }], h: [1, 2, 3, 4] };

describe('a projection', () => {
  it.each<[string, Document, Document]>([
    ['of nothing', {}, doc],
    ['including', { a: 1 }, { _id: 1, a: 1 }],
    ['including in the document’s order', { b: 1, a: true }, { _id: 1, a: 1, b: { c: 2, d: 3 } }],
    ['including without _id', { a: new Double(1), _id: 0 }, { a: 1 }],
    ['of _id alone', { _id: 1 }, { _id: 1 }],
    ['including a nested field', { 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
    ['including nested fields by a document', { b: { c: 1 } }, { _id: 1, b: { c: 2 } }],
    ['including through arrays', { 'e.f': 1, _id: 0 }, { e: [{ f: 1 }, [{ f: 3 }], {}] }],
    ['including below a scalar', { 'a.x': 1 }, { _id: 1 }],
    ['including a missing field', { x: 1 }, { _id: 1 }],
    ['excluding', { b: 0, e: 0, h: false }, { _id: 1, a: 1 }],
    ['excluding _id', { _id: 0, b: 0, e: 0, h: 0 }, { a: 1 }],
    ['excluding with _id kept', { _id: 1, b: 0, e: 0, h: 0 }, { _id: 1, a: 1 }],
    ['excluding through arrays', { a: 0, b: 0, h: 0, 'e.f': 0 }, { _id: 1, e: [{ g: 2 }, 5, [{ g: 4 }], { g: 6 }] }],
    ['of the first elements', { h: { $slice: 2 }, b: 0, e: 0 }, { _id: 1, a: 1, h: [1, 2] }],
    ['of the last elements', { h: { $slice: -1 }, a: 1 }, { _id: 1, a: 1, h: [4] }],
    ['of elements from the middle', { h: { $slice: [1, 2] }, _id: 1 }, { _id: 1, h: [2, 3] }],
    ['of elements from before the begin', { h: { $slice: [-9, 2] }, _id: 1 }, { _id: 1, h: [1, 2] }],
    ['of the element that matches', { h: { $elemMatch: { $gt: 2 } } }, { _id: 1, h: [3] }],
    ['of no element that matches', { h: { $elemMatch: { $gt: 9 } } }, { _id: 1 }],
    ['of an expression', { x: { $concat: ['v', 'w'] }, _id: 0 }, { x: 'vw' }],
    ['of a path', { x: '$b.c', a: 1 }, { _id: 1, a: 1, x: 2 }],
    ['of a nested expression', { 'b.x': '$a', 'b.c': 1 }, { _id: 1, b: { c: 2, x: 1 } }],
    ['of an expression beside no _id', { _id: 0, x: '$a' }, { x: 1 }],
    ['of an expression that is missing', { x: '$nothing' }, { _id: 1 }],
    ['of an expression in every element', { 'e.x': '$a', _id: 0 }, { e: [{ x: 1 }, { x: 1 }, [{ x: 1 }], { x: 1 }] }],
    ['excluding beside $elemMatch', { a: 0, b: 0, e: 0, h: { $elemMatch: { $gt: 2 } } }, { _id: 1, h: [3] }],
    ['of a constant', { x: 'text', y: { $literal: new Int32(1) } }, { _id: 1, x: 'text', y: new Int32(1) }],
  ])('%s', (_, projection, expected) => {
    expect(text(compileProjection(projection)(doc))).toBe(text(expected));
  });

  it('keeps the element that the filter matched', () => {
    const filter = { r: { $elemMatch: { s: 5 } } };
    expect(compileProjection({ 'r.$': 1 }, filter)({ _id: 1, r: [{ s: 1 }, { s: 5 }] })).toEqual({
      _id: 1,
      r: [{ s: 5 }],
    });
  });

  it('does not change the document', () => {
    const document = { _id: 1, b: { c: 1 } };
    expect(compileProjection({ 'b.x': '$_id' })(document)).toEqual({ _id: 1, b: { x: 1 } });
    expect(document).toEqual({ _id: 1, b: { c: 1 } });
  });

  it.each<[string, Document, number]>([
    ['an exclusion in an inclusion', { a: 1, b: 0 }, 31_254],
    ['an inclusion in an exclusion', { a: 0, b: 1 }, 31_253],
    ['a position in an exclusion', { a: 0, 'h.$': 1 }, 31_253],
    ['an expression in an exclusion', { a: 0, b: '$c' }, 31_310],
    ['a path and one within it', { a: 1, 'a.b': 1 }, 31_249],
    ['a path and one around it', { 'a.b': 1, a: 1 }, 31_250],
    ['an empty document', { a: {} }, 51_270],
    ['an empty name', { 'a..b': 1 }, 15_998],
    ['an operator for a name', { $a: 1 }, 16_410],
    ['an unknown expression', { a: { $nope: 1 } }, 31_325],
    ['an unsupported expression', { a: { $function: {} } }, 238],
    ['$meta', { a: { $meta: 'textScore' } }, 40_218],
    ['$elemMatch of a nested field', { 'a.b': { $elemMatch: {} } }, 31_275],
    ['$elemMatch of a number', { a: { $elemMatch: 1 } }, 31_274],
    ['$slice of text', { a: { $slice: 'x' } }, 28_667],
    ['$slice with a negative count', { a: { $slice: [1, -1] } }, 28_724],
  ])('refuses %s', (_, projection, code) => {
    expect(() => compileProjection(projection)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses a position that the filter did not find', () => {
    expect(() => compileProjection({ 'r.$': 1 }, {})({ r: [1] })).toThrow(expect.objectContaining({ code: 51_246 }));
  });
});
