import { describe, expect, it } from 'vitest';
import { type Document, Double, Int32, Long } from '../../../src/bson/bson.ts';
import { ID_INDEX, parseIndexSpec, printIndexSpec } from '../../../src/embedded/storage/index-spec.ts';

describe('an index of the file', () => {
  it.each<[string, Document, Document]>([
    [
      'with all that the first version wrote',
      {
        v: 2,
        key: { a: 1, 'b.c': -1 },
        name: 'n',
        unique: true,
        sparse: true,
        expireAfterSeconds: 60,
        partialFilterExpression: { a: { $gt: 1 } },
      },
      { unique: true, sparse: true, hidden: false, prepareUnique: false, expireAfterSeconds: 60, version: 2 },
    ],
    ['without a version', { key: { a: 1 }, name: 'n' }, { version: 2, unique: false, expireAfterSeconds: undefined }],
    ['without a name', { key: { a: 1, b: -1 } }, { name: 'a_1_b_-1' }],
    ['with a key that is refused today', { key: { a: true, b: null }, name: 'n' }, { paths: ['a', 'b'] }],
    ['with flags that are numbers', { key: { a: 1 }, name: 'n', unique: new Double(2), sparse: 0 }, { unique: true }],
    ['with options that nobody knows', { key: { a: 1 }, name: 'n', sparkle: 1, ns: 'x' }, { options: {} }],
  ])('%s is read', (_, stored, expected) => {
    expect(parseIndexSpec(stored)).toMatchObject(expected);
  });

  it('reads the direction of each field from the sign of its value', () => {
    const { fields } = parseIndexSpec({ key: { a: new Double(-0.5), b: Long.fromInt(7), c: new Int32(-1) } });
    expect(fields).toEqual([
      { path: 'a', direction: -1 },
      { path: 'b', direction: 1 },
      { path: 'c', direction: -1 },
    ]);
  });

  it('is printed as it is read, however often', () => {
    const stored = {
      v: new Int32(1),
      key: { a: new Double(1) },
      name: 'n',
      background: false,
      unique: true,
      hidden: true,
      partialFilterExpression: { a: 1 },
      sparse: false,
      expireAfterSeconds: new Int32(5),
      storageEngine: { wiredTiger: {} },
      prepareUnique: true,
    };
    const printed = printIndexSpec(parseIndexSpec(stored));
    expect(Object.entries(printed)).toEqual(Object.entries(stored));
    expect(printIndexSpec(parseIndexSpec(printed))).toEqual(printed);
  });

  it('on _id has the three fields that every definition has', () => {
    expect(Object.entries(printIndexSpec(ID_INDEX))).toEqual([
      ['v', new Int32(2)],
      ['key', { _id: new Int32(1) }],
      ['name', '_id_'],
    ]);
  });
});
