import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine, type TestEngine } from '../engine.ts';
import { firstEvent } from './watching.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

const ID = 1 as never;

describe('the description of an update', () => {
  const WIDE = { _id: 1, filler: 'x'.repeat(200) };

  it.each<[string, Document, Document | Document[], Document]>([
    [
      'fields set, added and taken away',
      { a: 1, b: 1, d: { x: 1, y: 1 } },
      { $set: { b: 2, 'd.x': 2, n: 3 }, $unset: { a: 1 } },
      { updatedFields: { b: 2, n: 3, 'd.x': 2 }, removedFields: ['a'], truncatedArrays: [] },
    ],
    [
      'a path that is made',
      {},
      { $set: { 'n.x.y': 5, 'n.z': 6 } },
      { updatedFields: { n: { x: { y: 5 }, z: 6 } }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'a document that is set as a whole',
      { d: { x: 1, y: 1 } },
      { $set: { d: { x: 1, y: 2 } } },
      { updatedFields: { d: { x: 1, y: 2 } }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'a name that moves',
      { a: 1, d: {} },
      { $rename: { a: 'd.b' } },
      { updatedFields: { 'd.b': 1 }, removedFields: ['a'], truncatedArrays: [] },
    ],
    [
      'an element',
      { l: [1, 2, 3] },
      { $set: { 'l.1': 9 } },
      { updatedFields: { 'l.1': 9 }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'an element taken away',
      { l: [1, 2] },
      { $unset: { 'l.0': 1 } },
      { updatedFields: { 'l.0': null }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'every element',
      { l: [{ v: 1 }, { v: 2 }] },
      { $inc: { 'l.$[].v': 1 } },
      { updatedFields: { 'l.0.v': 2, 'l.1.v': 3 }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'elements put behind',
      { l: [1] },
      { $push: { l: { $each: [2, 3] } } },
      { updatedFields: { 'l.1': 2, 'l.2': 3 }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'elements put before',
      { l: [1] },
      { $push: { l: { $each: [0], $position: 0 } } },
      { updatedFields: { l: [0, 1] }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'elements put behind and cut',
      { l: [1] },
      { $push: { l: { $each: [2, 3], $slice: -2 } } },
      { updatedFields: { l: [2, 3] }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'elements pulled',
      { l: [1, 2] },
      { $pull: { l: 1 } },
      { updatedFields: { l: [2] }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'a pipeline that sets fields',
      { d: { x: 1, y: [1, 2, 3], z: 'z'.repeat(60) } },
      [{ $set: { 'd.x': 2, n: 1 } }],
      { updatedFields: { n: 1, 'd.x': 2 }, removedFields: [], truncatedArrays: [] },
    ],
    [
      'a pipeline that cuts an array',
      { l: [1, 2, 3, 4, 5, 6] },
      [{ $set: { l: { $slice: ['$l', 2] } } }],
      { updatedFields: {}, removedFields: [], truncatedArrays: [{ field: 'l', newSize: 2 }] },
    ],
    [
      'a pipeline that moves a field',
      { a: 1, b: 2 },
      [{ $unset: 'a' }, { $set: { a: 3 } }],
      { updatedFields: { a: 3 }, removedFields: [], truncatedArrays: [] },
    ],
  ])('tells of %s', async (_, before, update, expected) => {
    const event = await firstEvent(test.database(), [{ ...WIDE, ...before }], (c) => c.updateOne({ _id: ID }, update));
    expect(event.operationType).toBe('update');
    expect(event.updateDescription).toEqual(expected);
    expect(JSON.stringify(event.updateDescription)).toBe(JSON.stringify(expected));
  });

  it('gives way to the whole document where a pipeline makes a new one', async () => {
    const event = await firstEvent(test.database(), [{ _id: 1, a: 1 }], (c) => c.updateOne({}, [{ $set: { a: 2 } }]));
    expect(event).toMatchObject({ operationType: 'replace', fullDocument: { _id: 1, a: 2 } });
    expect(event).not.toHaveProperty('updateDescription');
  });

  it('says how ambiguous paths are meant, when it is asked to', async () => {
    const before = { ...WIDE, d: { '0': { x: 1 } }, l: [{ x: 1 }] };
    const update = { $set: { 'd.0.x': 2, 'l.0.x': 2 } };
    const event = await firstEvent(test.database(), [before], (c) => c.updateOne({ _id: ID }, update), {
      showExpandedEvents: true,
    });
    expect(event.updateDescription).toEqual({
      updatedFields: { 'd.0.x': 2, 'l.0.x': 2 },
      removedFields: [],
      truncatedArrays: [],
      disambiguatedPaths: { 'd.0.x': ['d', '0', 'x'] },
    });
  });
});
