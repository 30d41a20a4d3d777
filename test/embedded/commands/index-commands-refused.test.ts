/** Definitions that createIndexes refuses, with the server's codes; what only this engine refuses has code 238. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decimal128, type Document, Long } from '../../../src/bson/bson.ts';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

type Row = [string, Document, number];

function keys(rows: readonly [string, Document, number][]): Row[] {
  return rows.map(([title, key, code]) => [title, { key, name: 'n' }, code]);
}

function options(rows: readonly [string, Document, number][]): Row[] {
  return rows.map(([title, given, code]) => [title, { key: { a: 1 }, name: 'n', ...given }, code]);
}

function filters(rows: readonly [Document, number][]): Row[] {
  return rows.map(([partialFilterExpression, code]) => [
    `the filter ${JSON.stringify(partialFilterExpression)}`,
    { key: { a: 1 }, name: 'n', partialFilterExpression },
    code,
  ]);
}

function special(kind: unknown, rows: readonly [string, Document, number][]): Row[] {
  return rows.map(([title, given, code]) => [title, { key: { a: kind }, name: 'n', ...given }, code]);
}

const WILDCARD = { key: { '$**': 1 }, name: 'n' };

const ROWS: readonly Row[] = [
  ['no key', { name: 'n' }, 9],
  ['no name', { key: { a: 1 } }, 9],
  ['a key that is no document', { key: [1], name: 'n' }, 14],
  ['a name that is no text', { key: { a: 1 }, name: 5 }, 14],
  ['an empty name', { key: { a: 1 }, name: '' }, 67],
  ['a name with a null byte', { key: { a: 1 }, name: 'a\0b' }, 67],
  ['the name for all indexes', { key: { a: 1 }, name: '*' }, 2],
  ...keys([
    ['an empty key', {}, 67],
    ['a direction of 0', { a: 0 }, 67],
    ['a direction that is no number', { a: Number.NaN }, 67],
    ['a direction of true', { a: true }, 67],
    ['a direction of null', { a: null }, 67],
    ['a direction that is a document', { a: {} }, 67],
    ['an empty text for a direction', { a: '' }, 67],
    ['a kind that nobody knows', { a: 'abc' }, 67],
    ['an empty field', { '': 1 }, 67],
    ['an empty part of a path', { 'a..b': 1 }, 67],
    ['a path that ends in a dot', { 'a.': 1 }, 67],
    ['a field with a dollar sign', { $a: 1 }, 67],
    ['a part of a path with a dollar sign', { 'a.$b': 1 }, 67],
    ['a reference that is no part of a field', { $id: 1 }, 67],
    ['the field of text indexes', { _fts: 1 }, 67],
    ['33 fields', Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`f${n}`, 1])), 13_103],
    ['a key of more than 2048 bytes', { ['x'.repeat(2_100)]: 1 }, 67],
    ['a descending index on _id', { _id: -1 }, 2],
    ['what is nearly the index on _id', { _id: 1.5 }, 2],
    ['two kinds in one key', { a: 'text', b: '2dsphere' }, 67],
    ['the kind for a wildcard elsewhere', { a: 'wildcard' }, 7_246_202],
    ['the kind for a wildcard at one', { '$**': 'wildcard' }, 67],
    ['a wildcard that is not at the end', { 'a.$**.b': 1 }, 67],
    ['a wildcard within a wildcard', { 'a.$**.$**': 1 }, 67],
    ['two wildcards', { '$**': 1, 'a.$**': 1 }, 7_246_201],
    ['a field within the wildcard beside it', { 'a.$**': 1, 'a.b': 1 }, 7_246_204],
    ['a field beside a wildcard for all', { '$**': 1, a: 1 }, 67],
    ['hashes at a wildcard', { '$**': 'hashed' }, 67],
    ['two hashed fields', { a: 'hashed', b: 'hashed' }, 31_303],
    ['texts that are apart', { a: 'text', b: 1, c: 'text' }, 67],
    ['a plane that is not first', { a: 1, b: '2d' }, 16_801],
    ['buckets of time series', { a: '2dsphere_bucket' }, 67],
    ['a hashed index', { a: 'hashed' }, 238],
    ['a wildcard index', { 'a.$**': -1 }, 238],
    ['a text index', { a: 1, '$**': 'text' }, 238],
    ['an index of columns', { a: 'columnstore' }, 238],
  ]),
  ...options([
    ['an unknown option', { sparkle: true }, 197],
    ['unique as text', { unique: 'yes' }, 14],
    ['sparse as null', { sparse: null }, 14],
    ['background as a document', { background: {} }, 14],
    ['hidden as a number', { hidden: 1 }, 14],
    ['a version that is text', { v: '2' }, 14],
    ['a version that is not whole', { v: 1.5 }, 2],
    ['version 0', { v: 0 }, 67],
    ['version 3', { v: 3 }, 67],
    ['a language that is no text', { default_language: 5 }, 14],
    ['a number of bits that is text', { bits: '5' }, 14],
    ['weights', { weights: { a: 1 } }, 67],
    ['weights that are a number', { weights: 5 }, 14],
    ['a projection', { wildcardProjection: { a: 1 } }, 2],
    ['an empty collation', { collation: {} }, 2],
    ['a collation that is text', { collation: 'de' }, 14],
    ['a collation without a locale', { collation: { strength: 2 } }, 40_414],
    ['a collation of an unknown language', { collation: { locale: 'zzz' } }, 2],
    ['a collation of strength 6', { collation: { locale: 'de', strength: 6 } }, 2],
    ['a collation of an index of version 1', { collation: { locale: 'de' }, v: 1 }, 67],
    ['a collation', { collation: { locale: 'de' } }, 238],
    ['settings of storage that are none', { storageEngine: 5 }, 67],
    ['empty settings of storage', { storageEngine: {} }, 67],
    ['settings of another storage', { storageEngine: { mmap: {} } }, 72],
    ['unique, and soon to be', { unique: true, prepareUnique: true }, 67],
    ['clustered, and not unique', { clustered: true }, 67],
    ['not clustered', { clustered: false, unique: true }, 6_492_800],
    ['clustered, with another option', { clustered: true, sparse: true }, 197],
    ['clustered, of a collection that is not there', { clustered: true, unique: true }, 6_100_900],
    ['the definition of another index', { originalSpec: { key: { a: 1 }, name: 'n' } }, 238],
    ['a time to live that is text', { expireAfterSeconds: '5' }, 67],
    ['a time to live of null', { expireAfterSeconds: null }, 67],
    ['a time to live that is no number', { expireAfterSeconds: Number.NaN }, 67],
    ['a negative time to live', { expireAfterSeconds: -1 }, 67],
    ['a time to live without end', { expireAfterSeconds: Number.POSITIVE_INFINITY }, 67],
    ['a time to live of more than an int', { expireAfterSeconds: Long.fromNumber(2 ** 31) }, 67],
    ['a time to live that rounds up to that', { expireAfterSeconds: Decimal128.fromString('2147483647.6') }, 67],
    ['a time to live of two fields', { key: { a: 1, b: 1 }, expireAfterSeconds: 5 }, 67],
    ['a filter that is none', { partialFilterExpression: 5 }, 14],
    ['a filter, and sparse', { partialFilterExpression: { a: 1 }, sparse: true }, 67],
  ]),
  ...filters([
    [{ $and: [] }, 2],
    [{ $or: 1 }, 2],
    [{ a: { $gt: /x/ } }, 2],
    [{ a: { $foo: 1 } }, 2],
    [{ $where: 'x' }, 2],
    [{ $text: { $search: 'x' } }, 2],
    [{ a: { $near: [0, 0] } }, 5_626_500],
    [{ $or: [{ b: 1 }, { $expr: { $eq: ['$a', 1] } }] }, 224],
    [{ $jsonSchema: {} }, 224],
    [{ a: { $exists: false } }, 67],
    [{ a: { $exists: null } }, 67],
    [{ a: { $ne: 1 } }, 67],
    [{ a: { $gt: 1, $nin: [5] } }, 67],
    [{ a: { $not: { $gt: 1 } } }, 67],
    [{ a: /x/ }, 67],
    [{ a: { $regex: 'x' } }, 67],
    [{ a: { $all: [] } }, 67],
    [{ a: { $all: [1, /x/] } }, 67],
    [{ a: { $elemMatch: { b: 1 } } }, 67],
    [{ $nor: [{ a: 1 }] }, 67],
    [{ $or: [{ a: 1 }, { $and: [{ b: { $size: 1 } }] }] }, 67],
    [{ a: { $geoWithin: { $center: [[0, 0], 5] } } }, 238],
  ]),
  ...Object.entries({
    unique: true,
    sparse: true,
    hidden: false,
    background: true,
    expireAfterSeconds: 5,
    partialFilterExpression: { a: 1 },
  }).map(
    ([option, value]): Row => [`${option} of the index on _id`, { key: { _id: 1 }, name: 'n', [option]: value }, 197],
  ),
  ['a collation of the index on _id', { key: { _id: 1 }, name: 'n', collation: { locale: 'de' } }, 67],
  ...special('text', [
    ['a weight of 0', { weights: { a: 0 } }, 67],
    ['a weight that is text', { weights: { a: 'x' } }, 67],
    ['weights that are a list', { weights: [1] }, 67],
    ['an unknown language', { default_language: 'klingon' }, 67],
    ['an empty field for the language', { language_override: '' }, 67],
    ['version 4 of texts', { textIndexVersion: 4 }, 67],
    ['a collation of texts', { collation: { locale: 'de' } }, 67],
    ['a text index with all options', { weights: { a: 5 }, default_language: 'GERMAN', textIndexVersion: 3 }, 238],
  ]),
  ...special('2d', [
    ['a plane of 0 bits', { bits: 0 }, 72],
    ['a plane of 33 bits', { bits: 33 }, 72],
    ['a plane without area', { min: 10, max: 10 }, 72],
    ['a plane', { min: -1, max: 1, bits: 5 }, 238],
  ]),
  ...special('2dsphere', [
    ['version 4 of spheres', { '2dsphereIndexVersion': 4 }, 67],
    ['levels in the wrong order', { coarsestIndexedLevel: 9, finestIndexedLevel: 3 }, 16_749],
    ['a sphere', { '2dsphereIndexVersion': 3 }, 238],
  ]),
  ...special('hashed', [['unique hashes', { unique: true }, 16_764]]),
  ['a unique wildcard', { ...WILDCARD, unique: true }, 67],
  ['a sparse wildcard', { ...WILDCARD, sparse: true }, 67],
  ['a wildcard that expires', { ...WILDCARD, expireAfterSeconds: 5 }, 67],
  ['a wildcard of version 1', { ...WILDCARD, v: 1 }, 67],
  ...(
    [
      ['that is empty', {}, 9],
      ['that is text', 'a', 14],
      ['of both kinds', { a: 1, b: 0 }, 31_254],
      ['of a field and one within', { a: 1, 'a.b': 0 }, 31_249],
      ['of a value', { a: 'yes' }, 51_271],
      ['of an expression', { a: { $add: [1] } }, 51_271],
      ['that is right', { _id: 1, a: 0 }, 238],
    ] as const
  ).map(
    ([title, wildcardProjection, code]): Row => [`a projection ${title}`, { ...WILDCARD, wildcardProjection }, code],
  ),
  ['a projection of a part', { key: { 'a.$**': 1 }, name: 'n', wildcardProjection: { a: 1 } }, 9],
  ...(
    [
      [{ a: 0 }, 238],
      [{ b: 0 }, 7_246_209],
      [{ '0': 0 }, 7_246_210],
      [{ a: 1 }, 7_246_208],
      [{ b: 1, 'b.c': 1 }, 7_246_200],
      [{ b: 'x' }, 7_246_207],
      [{ b: 1, c: 1, a: 0, d: 0 }, 7_246_211],
    ] as const
  ).map(
    ([wildcardProjection, code]): Row => [
      `the projection ${JSON.stringify(wildcardProjection)} beside a field`,
      { key: { a: 1, '$**': 1 }, name: 'n', wildcardProjection },
      code,
    ],
  ),
];

describe('createIndexes', () => {
  it.each(ROWS)('refuses %s', async (_, index, code) => {
    const database = test.database();
    expect((await failureOf(database.command({ createIndexes: 'items', indexes: [index] }))).code).toBe(code);
    expect(await database.listCollections().toArray()).toEqual([]);
  });

  it.each<[string, Document]>([
    ['32 fields', { key: Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`f${n}`, 1])) }],
    ['the fields of a reference', { key: { 'a.$id': 1, 'a.$ref': 1 } }],
    ['an array index as a name', { key: { '0': 1, 'a.10': -1 } }],
    ['infinite and broken directions', { key: { a: Number.NEGATIVE_INFINITY, b: 0.5 } }],
    ['another direction for _id', { key: { _id: 2 } }],
    ['a hidden TTL index', { key: { a: 1 }, hidden: true, expireAfterSeconds: -0.9 }],
    ...[
      {},
      { a: null },
      { a: { b: 1 } },
      { a: { $exists: 'x' } },
      { a: { $gte: 1, $lt: 5 } },
      { a: { $in: [1, /x/] } },
      { a: { $eq: /x/ } },
      { a: { $all: [1, 2] } },
      { a: { $type: ['string', 16] } },
      { $or: [{ a: 1 }, { $and: [{ b: { $exists: true } }] }] },
      { a: { $ref: 'c', $id: 1 } },
    ].map((partialFilterExpression): [string, Document] => [
      `the filter ${JSON.stringify(partialFilterExpression)}`,
      { key: { a: 1 }, partialFilterExpression },
    ]),
  ])('takes %s', async (_, index) => {
    const indexes = [{ ...index, name: 'n' }];
    expect(await test.database().command({ createIndexes: 'items', indexes })).toMatchObject({ numIndexesAfter: 2 });
  });
});
