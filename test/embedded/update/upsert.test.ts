import { describe, expect, it } from 'vitest';
import { type Document, Int32 } from '../../../src/bson/bson.ts';
import { compileUpdate } from '../../../src/embedded/update/update.ts';

const now = new Date(0);
const insert = (filter: Document, update: Document | Document[]) =>
  compileUpdate(update, { filter, now }).insertFrom(filter);
const text = (value: unknown) => JSON.stringify(value);

describe('what an upsert inserts', () => {
  it.each<[string, Document, Document | Document[], Document]>([
    [
      'the filter’s equalities, by path, then the update’s',
      { k: 1, 'a.b': 2, z: { $gt: 3 } },
      { $set: { s: 1 }, $setOnInsert: { t: 2 } },
      { a: { b: 2 }, k: 1, s: 1, t: 2 },
    ],
    ['equalities within $and', { $and: [{ k: 1 }, { j: { $eq: 2 } }] }, { $set: { s: 1 } }, { j: 2, k: 1, s: 1 }],
    [
      'a single branch and a single member',
      { $or: [{ a: 1 }], b: { $in: [2] }, c: { $all: [3] } },
      { $set: {} },
      { a: 1, b: 2, c: 3 },
    ],
    [
      'nothing of several branches or members',
      { $or: [{ a: 1 }, { a: 2 }], b: { $in: [1, 2] } },
      { $set: { s: 1 } },
      { s: 1 },
    ],
    ['nothing of regular expressions', { a: /x/ }, { $set: { s: 1 } }, { s: 1 }],
    ['a document that the filter equals', { a: { b: 1 } }, { $set: { 'a.c': 2 } }, { a: { b: 1, c: 2 } }],
    ['the filter’s _id', { _id: 5 }, { $set: { a: 1 } }, { _id: 5, a: 1 }],
    ['the update’s _id', { a: 1 }, { $set: { _id: 5 } }, { a: 1, _id: 5 }],
    ['an increment of an equality', { a: new Int32(1) }, { $inc: { a: new Int32(2) } }, { a: new Int32(3) }],
    ['a replacement with the filter’s _id alone', { _id: 5, k: 1 }, { r: 1 }, { _id: 5, r: 1 }],
    [
      'a replacement whatever the filter says of its fields',
      { _id: 5, k: { $all: [1, 2] } },
      { r: 1 },
      { _id: 5, r: 1 },
    ],
    ['a replacement without an _id', { k: 1 }, { r: 1 }, { r: 1 }],
    ['a pipeline’s result', { k: 1 }, [{ $set: { l: '$k' } }], { k: 1, l: 1 }],
  ])('is %s', (_, filter, update, document) => {
    expect(text(insert(filter, update))).toBe(text(document));
  });

  it.each<[string, Document, Document, number, string]>([
    ['several members of $all', { a: { $all: [1, 2] } }, { $set: { b: 1 } }, 54, "path 'a' is matched twice"],
    ['one path required twice', { a: 1, $and: [{ a: 2 }] }, { $set: { b: 1 } }, 54, "path 'a' is matched twice"],
    [
      'a path within another',
      { a: { x: 1 }, 'a.b': 1 },
      { $set: { b: 1 } },
      54,
      "both paths 'a.b' and 'a' are matched",
    ],
    ['another _id than the filter’s', { _id: 1 }, { $set: { _id: 2 } }, 66, "immutable field '_id'"],
    [
      'a replacement of another _id',
      { _id: 1 },
      { _id: 2 },
      66,
      "(immutable) field '_id' was found to have been altered to _id: 2",
    ],
    ['a path through an equality', { a: 1 }, { $set: { 'a.b': 1 } }, 28, "Cannot create field 'b' in element {a: 1}"],
  ])('is never %s', (_, filter, update, code, message) => {
    expect(() => insert(filter, update)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe('a replacement', () => {
  const apply = (document: Document, update: Document | Document[]) =>
    compileUpdate(update, { filter: {}, now }).apply(document);

  it('keeps the _id in first place', () => {
    expect(text(apply({ _id: 1, a: 1 }, { b: 2 }).document)).toBe(text({ _id: 1, b: 2 }));
    expect(apply({ _id: 1, a: 1 }, {}).document).toEqual({ _id: 1 });
  });

  it('says when it changes nothing', () => {
    expect(apply({ _id: 1, a: 1 }, { _id: 1, a: 1 })).toEqual({ document: { _id: 1, a: 1 }, changed: false });
    expect(apply({ _id: 1, a: 1, b: 2 }, { _id: 1, b: 2, a: 1 }).changed).toBe(true);
  });

  it.each<[string, Document, number]>([
    ['another _id', { _id: 2 }, 66],
    ['an operator after a field', { a: 1, $set: { b: 1 } }, 52],
  ])('may not have %s', (_, replacement, code) => {
    expect(() => apply({ _id: 1 }, replacement)).toThrow(expect.objectContaining({ code }));
  });

  it('takes no array filters', () => {
    const options = { filter: {}, now, arrayFilters: [{ x: 1 }] };
    expect(() => compileUpdate({ a: 1 }, options)).toThrow(expect.objectContaining({ code: 9 }));
    expect(() => compileUpdate([{ $set: { a: 1 } }], options)).toThrow(expect.objectContaining({ code: 9 }));
  });
});

describe('an update pipeline', () => {
  const apply = (document: Document, stages: Document[]) => compileUpdate(stages, { filter: {}, now }).apply(document);

  it.each<[string, Document, Document[], Document]>([
    ['computes fields', { _id: 1, g: [1, 2] }, [{ $set: { t: { $size: '$g' } } }, { $unset: 'g' }], { _id: 1, t: 2 }],
    ['knows the time', { _id: 1 }, [{ $set: { at: '$$NOW' } }], { _id: 1, at: now }],
    ['removes conditionally', { _id: 1, a: 1 }, [{ $set: { a: { $cond: [true, '$$REMOVE', 1] } } }], { _id: 1 }],
    ['keeps the _id when it replaces the root', { _id: 1, a: { b: 2 } }, [{ $replaceWith: '$a' }], { _id: 1, b: 2 }],
    ['projects', { _id: 1, a: 1, b: 2 }, [{ $project: { a: 1 } }], { _id: 1, a: 1 }],
    ['fills with values', { _id: 1, a: null }, [{ $fill: { output: { a: { value: 2 } } } }], { _id: 1, a: 2 }],
  ])('%s', (_, document, stages, after) => {
    expect(text(apply(document, stages).document)).toBe(text(after));
  });

  it('says when it changes nothing', () => {
    const document = { _id: 1, a: 1 };
    expect(apply(document, [{ $set: { a: '$a' } }])).toEqual({ document, changed: false });
  });

  it.each<[string, Document[], number]>([
    ['a stage of many documents', [{ $match: {} }], 72],
    ['a value of other documents', [{ $fill: { output: { a: { method: 'locf' } } } }], 72],
    ['an unknown stage', [{ $foo: {} }], 40_324],
    ['another _id', [{ $set: { _id: 2 } }], 66],
  ])('may not have %s', (_, stages, code) => {
    expect(() => apply({ _id: 1 }, stages)).toThrow(expect.objectContaining({ code }));
  });
});
