/** Answers along indexes, whichever the planner takes, are those of a walk through the whole collection. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BSONRegExp, Decimal128, type Document, Double, Int32, Long, MaxKey, MinKey } from '../../../src/bson/bson.ts';
import { EMPTY_ARRAY } from '../../../src/bson/compare.ts';
import { keyText } from '../../../src/bson/key-encoding.ts';
import { BSON_UNDEFINED } from '../../../src/bson/legacy-types.ts';
import { getPathValues } from '../../../src/bson/paths.ts';
import { compileKeyedSort } from '../../../src/embedded/query/sort.ts';
import type { Collection } from '../../../src/embedded/storage/collection.ts';
import { insertDocument, removeDocument, replaceDocument } from '../../../src/embedded/storage/documents.ts';
import { buildIndexes } from '../../../src/embedded/storage/index-build.ts';
import { indexKeys } from '../../../src/embedded/storage/index-keys.ts';
import { parseIndexSpec } from '../../../src/embedded/storage/index-spec.ts';
import { Store } from '../../../src/embedded/storage/store.ts';
import { encodeDocument } from '../../../src/embedded/wire/codec.ts';
import { LazyDocument } from '../../../src/embedded/wire/lazy-document.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

const RUNS = Number(process.env.PLAN_RUNS ?? 300);
const SEED = process.env.PLAN_SEED === undefined ? 20_251_125 : Number(process.env.PLAN_SEED);

/** Few values, so that filters match and keys meet. */
const numbers = fc.constantFrom<unknown>(
  ...[0, 1, 2, 3].map((n) => new Int32(n)),
  new Double(1.5),
  new Double(2),
  Decimal128.fromString('1.5'),
  Long.fromNumber(3),
);
const scalars = fc.oneof(
  { weight: 4, arbitrary: numbers },
  { weight: 2, arbitrary: fc.constantFrom<unknown>('', 'a', 'ab', 'b') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(null, true, new Double(Number.NaN), new Date(5), { c: new Int32(1) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      Decimal128.fromString('NaN'),
      Decimal128.fromString('0.1'),
      new Date(6),
      new Double(Number.POSITIVE_INFINITY),
      new MinKey(),
      new MaxKey(),
    ),
  },
);
/** What is stored, and may not be asked for. */
const oddities = fc.constantFrom<unknown>(BSON_UNDEFINED, new BSONRegExp('^a', ''), [[]], [[new Int32(1)]]);
const inner = fc.record(
  {
    b: numbers,
    c: fc.oneof(numbers, fc.array(scalars, { maxLength: 2 })),
    d: fc.array(fc.record({ e: numbers, f: scalars }, { requiredKeys: [] }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const lists = fc.array(fc.oneof(scalars, scalars, inner, fc.array(scalars, { maxLength: 2 })), { maxLength: 3 });
const values = fc.oneof(
  { weight: 2, arbitrary: scalars },
  { weight: 1, arbitrary: inner },
  { weight: 1, arbitrary: fc.array(numbers, { maxLength: 3 }) },
  { weight: 1, arbitrary: lists },
  { weight: 2, arbitrary: fc.array(inner, { maxLength: 3 }) },
  { weight: 1, arbitrary: oddities },
);
const documents = fc.record({ a: values, x: fc.oneof(scalars, values), y: scalars }, { requiredKeys: [] });

const paths = fc.constantFrom('a', 'a', 'a.b', 'a.c', 'a.d.e', 'a.0', 'x', 'y', 'y');
const keys = fc.oneof(
  fc
    .uniqueArray(fc.tuple(paths, fc.constantFrom(1, -1)), { minLength: 1, maxLength: 3, selector: ([path]) => path })
    .map((entries): Document => Object.fromEntries(entries)),
  fc.constantFrom<Document>(
    { 'a.b': 1, 'a.c': 1 },
    { 'a.c': 1, 'a.b': -1 },
    { 'a.d.e': 1, 'a.d.f': -1 },
    { a: 1 },
    { y: 1, a: -1 },
    { a: 1, y: 1 },
    { y: 1, x: -1, a: 1 },
  ),
);
const partials = fc.constantFrom<Document | undefined>(
  undefined,
  undefined,
  { y: { $gt: new Int32(0) } },
  { y: { $exists: true } },
  { a: { $gte: new Int32(1) }, y: { $type: 'number' } },
  { $or: [{ y: 'a' }, { y: { $lt: new Int32(2) } }] },
  { 'a.b': null },
  { 'a.0': { $lt: new Int32(2) } },
);
const indexes = fc.tuple(keys, fc.boolean(), partials).map(
  ([key, sparse, partialFilterExpression]): Document => ({
    key,
    ...(sparse && partialFilterExpression === undefined ? { sparse } : {}),
    ...(partialFilterExpression === undefined ? {} : { partialFilterExpression }),
  }),
);

const range = fc
  .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), scalars)
  .map(([name, value]): Document => ({ [name]: value }));
const patterns = fc.constantFrom('^a', '^ab?', '^b$', 'b', '^', '^a|b').map((pattern) => new BSONRegExp(pattern, ''));
const plain = fc.oneof(
  { weight: 4, arbitrary: scalars },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 2 }) },
  { weight: 1, arbitrary: inner },
  { weight: 1, arbitrary: patterns },
);
const simple = fc.oneof(
  range,
  fc.tuple(range, range).map(([one, other]): Document => ({ ...one, ...other })),
  fc.array(plain, { maxLength: 3 }).map((members): Document => ({ $in: members })),
  plain.map((value): Document => (value instanceof BSONRegExp ? { $regex: value.pattern } : { $eq: value })),
  fc.boolean().map((exists): Document => ({ $exists: exists })),
  fc.constantFrom('number', 'string', 'null', 'array', 'object', 'int').map((type): Document => ({ $type: type })),
  scalars.map((value): Document => ({ $ne: value })),
  range.map((condition): Document => ({ $not: condition })),
);
const elements = fc.oneof(
  simple,
  fc.record({ b: fc.oneof(scalars, range), c: fc.oneof(scalars, simple) }, { requiredKeys: ['b'] }),
  fc.record({ 'd.e': fc.oneof(scalars, simple), 'd.f': scalars, b: scalars }, { requiredKeys: ['d.e'] }),
  fc.record({ d: fc.record({ e: scalars, f: scalars }).map(($elemMatch) => ({ $elemMatch })) }),
  fc.record({ '0': scalars }),
);
const conditions = fc.oneof(
  { weight: 3, arbitrary: plain },
  { weight: 5, arbitrary: simple },
  { weight: 2, arbitrary: elements.map(($elemMatch): Document => ({ $elemMatch })) },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 2 }).map(($all): Document => ({ $all })) },
  {
    weight: 1,
    arbitrary: fc
      .array(elements, { minLength: 1, maxLength: 2 })
      .map((members): Document => ({ $all: members.map(($elemMatch) => ({ $elemMatch })) })),
  },
);
/** Mostly on paths that the indexes have. */
function clausesOn(indexed: readonly string[]): fc.Arbitrary<Document> {
  const path = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...indexed) }, { weight: 1, arbitrary: paths });
  return fc
    .uniqueArray(fc.tuple(path, conditions), { minLength: 1, maxLength: 3, selector: ([path]) => path })
    .map((entries): Document => Object.fromEntries(entries));
}

function filtersOn(indexed: readonly string[]): fc.Arbitrary<Document> {
  const clauses = clausesOn(indexed);
  const joined = fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(clauses, { minLength: 1, maxLength: 2 }))
    .map(([operator, branches]): Document => ({ [operator]: branches }));
  const branches = fc.oneof({ weight: 4, arbitrary: clauses }, { weight: 1, arbitrary: joined });
  const several = (minLength: number) => fc.array(branches, { minLength, maxLength: 3 });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Document>({}) },
    { weight: 6, arbitrary: clauses },
    { weight: 2, arbitrary: several(1).map(($and): Document => ({ $and })) },
    { weight: 2, arbitrary: fc.tuple(several(2), fc.option(clauses)).map(([$or, others]) => ({ ...others, $or })) },
  );
}

/** Mostly the order of an index, or a part or the reverse of it. */
function sortsOn(patterns: readonly Document[]): fc.Arbitrary<Document> {
  const part = fc
    .tuple(fc.constantFrom(...patterns), fc.nat(2), fc.nat(2), fc.constantFrom(1, -1))
    .map(([pattern, from, count, turn]) => {
      const entries = Object.entries(pattern).map(([path, direction]) => [path, Number(direction) * turn] as const);
      const start = Math.min(from, entries.length - 1);
      return Object.fromEntries(entries.slice(start, start + count + 1));
    });
  return fc.oneof({ weight: 3, arbitrary: part }, { weight: 1, arbitrary: keys });
}

function questionsOn(specs: readonly Document[]) {
  const patterns = specs.map(({ key }): Document => key);
  const indexed = patterns.flatMap((pattern) => Object.keys(pattern));
  const question = fc.record({
    filter: filtersOn(indexed),
    sort: fc.option(sortsOn(patterns), { nil: undefined }),
    limit: fc.constantFrom(0, 0, 3),
  });
  return fc.array(question, { minLength: 8, maxLength: 8 });
}

const cases = fc
  .uniqueArray(indexes, { minLength: 1, maxLength: 3, selector: ({ key }) => Object.keys(key).join() })
  .chain((specs) => fc.tuple(fc.constant(specs), questionsOn(specs)));

let store: Store;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'plans-'));
  store = new Store(join(directory, 'data.sqlite'), DEFAULT_LIMITS, (error) => {
    throw error;
  });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

let collections = 0;

/** The same documents in a collection without indexes and in one with. */
async function fill(stored: readonly Document[], specs: readonly Document[], indexesFirst: boolean) {
  collections += 1;
  const [plainly, indexed] = [`plain${collections}`, `indexed${collections}`];
  await store.write(() => {
    store.catalog.create('plans', plainly);
    store.catalog.create('plans', indexed);
    if (indexesFirst) addIndexes(indexed, specs);
    for (const [_id, document] of stored.entries()) {
      for (const name of [plainly, indexed]) insert(name, { _id: new Int32(_id), ...document });
    }
    if (!indexesFirst) addIndexes(indexed, specs);
  });
  return { plainly: load(plainly), indexed: load(indexed) };
}

function load(name: string): Collection {
  const collection = store.catalog.find('plans', name);
  if (collection === undefined) throw new Error('the collection is gone');
  return collection;
}

function addIndexes(name: string, specs: readonly Document[]): void {
  buildIndexes(
    store,
    load(name),
    specs.map((spec, at) => parseIndexSpec({ ...spec, name: `i${at}` })),
  );
}

function insert(name: string, document: Document): void {
  insertDocument(store.target(load(name)), new LazyDocument(encodeDocument(document)));
}

/** Documents that each index can hold. */
function holdable(stored: readonly Document[], specs: readonly Document[]): readonly Document[] {
  const parsed = specs.map(parseIndexSpec);
  return stored.filter((document) => parsed.every((spec) => isHoldable(spec, document)));
}

function isHoldable(spec: ReturnType<typeof parseIndexSpec>, document: Document): boolean {
  try {
    indexKeys(spec, document);
    return true;
  } catch {
    return false;
  }
}

describe('a query', () => {
  it('finds along its indexes what it finds without', async () => {
    let byIndex = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(documents, { minLength: 2, maxLength: 10 }),
        cases,
        fc.boolean(),
        async (drawn, [specs, asked], indexesFirst) => {
          const stored = holdable(drawn, specs);
          const { plainly, indexed } = await fill(stored, specs, indexesFirst);
          for (const { filter, sort, limit } of asked) {
            const query = { filter, sort: sort && { ...sort }, limit };
            if (sort !== undefined && isParallel(sort, stored)) continue;
            if (store.prepare(indexed, query).plan?.kind !== 'collection') byIndex += 1;
            expect(answer(indexed, query)).toEqual(answer(plainly, query));
            expect(store.count(indexed, { filter, limit })).toBe(store.count(plainly, { filter, limit }));
            for (const path of ['a', 'a.b', 'x', 'y']) {
              expect(valuesOf(indexed, path, filter)).toEqual(valuesOf(plainly, path, filter));
            }
            for (const { spec } of indexed.indexes) checkHint(indexed, plainly, query, spec);
          }
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
    expect(byIndex).toBeGreaterThan(RUNS / 2);
  }, 600_000);
});

describe('a cursor, while documents are written between its batches,', () => {
  it('gives what nobody touches once, and what it gives as it is now', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(documents, { minLength: 6, maxLength: 12 }),
        cases,
        fc.nat(4),
        fc.array(fc.tuple(fc.nat(11), fc.option(documents, { nil: undefined })), { minLength: 1, maxLength: 4 }),
        async (drawn, [specs, asked], before, writes) => {
          const stored = holdable(drawn, specs);
          for (const { filter, sort } of asked.slice(0, 3)) {
            if (sort !== undefined && isParallel(sort, stored)) continue;
            const { plainly, indexed } = await fill(stored, specs, true);
            const touched = await readWhileWriting(indexed, { filter, sort }, before, holdableWrites(writes, specs));
            if (touched === undefined) continue;
            const { given, ids } = touched;
            const untouched = (found: number[]) => found.filter((id) => !ids.has(id)).sort((a, b) => a - b);
            const expected = Array.from(store.find(plainly, { filter }), ({ document }) => Number(document._id));
            expect({ filter, sort, given: untouched(given) }).toEqual({ filter, sort, given: untouched(expected) });
          }
        },
      ),
      { numRuns: RUNS / 4, seed: SEED },
    );
  }, 600_000);

  it.each<[string, Document, Document | undefined, Document, readonly Write[], number[]]>([
    [
      'in merged ranges leaves out what is deleted',
      { a: { $in: [1, 2] } },
      { b: 1 },
      { a: 1, b: 1 },
      [[1, undefined]],
      [0, 2, 3],
    ],
    [
      'in merged ranges leaves out what matches no longer',
      { a: { $in: [1, 2] } },
      { b: 1 },
      { a: 1, b: 1 },
      [[1, { a: 3, b: 2 }]],
      [0, 2, 3],
    ],
    [
      'in merged ranges does not go back',
      { a: { $in: [1, 2] } },
      { b: 1 },
      { a: 1, b: 1 },
      [[0, { a: 2, b: 0 }]],
      [0, 1, 2, 3],
    ],
    [
      'in merged ranges of several intervals stays within them',
      { a: { $in: [1, 2] }, b: { $in: [1, 3, 4] } },
      { a: 1, b: 1 },
      { a: 1, b: 1 },
      [],
      [0, 2, 3],
    ],
    [
      'backwards leaves out what is deleted',
      { a: { $in: [1, 2] } },
      { b: -1 },
      { a: 1, b: 1 },
      [[2, undefined]],
      [3, 1, 0],
    ],
  ])('%s', async (_, filter, sort, key, writes, expected) => {
    const stored = [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
      { a: 1, b: 3 },
      { a: 2, b: 4 },
    ];
    const { indexed } = await fill(stored, [{ key }], true);
    expect((await readWhileWriting(indexed, { filter, sort }, 1, writes))?.given).toEqual(expected);
  });
});

/** The `_id` of a document, and what comes into its place; undefined deletes it. */
type Write = readonly [number, Document | undefined];

function holdableWrites(writes: readonly Write[], specs: readonly Document[]): readonly Write[] {
  return writes.filter(([, document]) => document === undefined || holdable([document], specs).length > 0);
}

/** Undefined for a query that sorts what it has read, and so has read all at its first batch. */
async function readWhileWriting(
  collection: Collection,
  { filter, sort }: { filter: Document; sort: Document | undefined },
  before: number,
  writes: readonly Write[],
): Promise<{ given: number[]; ids: ReadonlySet<number> } | undefined> {
  const prepared = store.prepare(collection, { filter, sort });
  if (prepared.sort !== undefined) return undefined;
  const cursor = store.run(collection, prepared)[Symbol.iterator]();
  const given: number[] = [];
  for (let count = 0; count < before; count += 1) {
    const next = cursor.next();
    if (next.done !== true) given.push(Number(next.value.document._id));
  }
  await store.write(() => {
    for (const [_id, document] of writes) write(collection, _id, document);
  });
  for (let next = cursor.next(); next.done !== true; next = cursor.next()) {
    const [now] = store.find(collection, { filter: { $and: [{ _id: next.value.document._id }, filter] } });
    expect({ filter, sort, found: now && encodeDocument(now.document) }).toEqual({
      filter,
      sort,
      found: encodeDocument(next.value.document),
    });
    given.push(Number(next.value.document._id));
  }
  return { given, ids: new Set(writes.map(([_id]) => _id)) };
}

function write(collection: Collection, _id: number, document: Document | undefined): void {
  const target = store.target(collection);
  const [found] = store.find(collection, { filter: { _id } });
  if (found === undefined) return;
  if (document === undefined) removeDocument(target, found.rid, found);
  else {
    const after = { _id: found.document._id, ...document };
    replaceDocument(target, found.rid, { before: found.document, after, updateDescription: undefined });
  }
}

type Asked = { filter: Document; sort: Document | undefined; limit: number };

describe('an index through arrays', () => {
  it.each<[string, Document, Document[], Document, Document | undefined, number[]]>([
    [
      'leaves two fields to two elements',
      { 'a.b': 1, 'a.c': 1 },
      [
        {
          a: [
            { b: 1, c: 0 },
            { b: 0, c: 2 },
          ],
        },
        { a: [{ b: 1, c: 2 }] },
        { a: [{ b: 1 }] },
      ],
      { 'a.b': 1, 'a.c': 2 },
      undefined,
      [0, 1],
    ],
    [
      'binds two fields to one element of $elemMatch',
      { 'a.b': 1, 'a.c': 1 },
      [
        {
          a: [
            { b: 1, c: 0 },
            { b: 0, c: 2 },
          ],
        },
        { a: [{ b: 1, c: 2 }] },
      ],
      { a: { $elemMatch: { b: 1, c: 2 } } },
      undefined,
      [1],
    ],
    [
      'leaves fields of an array within an element to two of its elements',
      { 'a.b.x': 1, 'a.b.y': 1 },
      [
        {
          a: [
            {
              b: [
                { x: 1, y: 0 },
                { x: 0, y: 2 },
              ],
            },
          ],
        },
      ],
      { a: { $elemMatch: { 'b.x': 1, 'b.y': 2 } } },
      undefined,
      [0],
    ],
    [
      'leaves the ends of a range to two elements',
      { a: 1 },
      [{ a: [1, 9] }, { a: 5 }, { a: [9] }],
      { a: { $gt: 4, $lt: 6 } },
      undefined,
      [0, 1],
    ],
    ['sorts by the least of all elements', { a: 1 }, [{ a: 3 }, { a: [0, 5] }], { a: { $gt: 2 } }, { a: 1 }, [1, 0]],
    ['sorts by the greatest of all elements', { a: 1 }, [{ a: 3 }, { a: [0, 5] }, { a: [] }], {}, { a: -1 }, [1, 0, 2]],
    [
      'sorts by a field that equality does not fix',
      { a: 1, b: 1 },
      [
        { a: 5, b: 1 },
        { a: [5, 1], b: 2 },
      ],
      { a: 5 },
      { a: 1, b: 1 },
      [1, 0],
    ],
    [
      'sorts by the field after one element',
      { a: 1, b: 1 },
      [
        { a: [5, 1], b: 2 },
        { a: 5, b: 1 },
      ],
      { a: 5 },
      { b: 1 },
      [1, 0],
    ],
    [
      'sorts by elements that a condition on another path leaves out',
      { 'a.b': 1, 'a.c': 1 },
      [
        {
          a: [
            { b: 1, c: 5 },
            { b: 2, c: 0 },
          ],
        },
        { a: [{ b: 1, c: 3 }] },
      ],
      { 'a.b': 1 },
      { 'a.c': 1 },
      [0, 1],
    ],
    [
      'finds a whole array by its first element',
      { a: 1 },
      [{ a: [1, 2] }, { a: [2, 1] }, { a: [[1, 2]] }],
      { a: [1, 2] },
      undefined,
      [0, 2],
    ],
    ['finds the empty array', { a: 1 }, [{ a: [] }, { a: [[]] }, { a: null }, {}], { a: [] }, undefined, [0, 1]],
    [
      'merges ranges backwards',
      { a: 1, b: 1 },
      [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
        { a: 1, b: 3 },
      ],
      { a: { $in: [1, 2] } },
      { b: -1 },
      [2, 1, 0],
    ],
    [
      'finds what is missing',
      { a: 1 },
      [{ a: null }, {}, { a: [null] }, { a: [] }, { a: 1 }],
      { a: null },
      undefined,
      [0, 1, 2],
    ],
  ])('%s', async (_, key, stored, filter, sort, expected) => {
    const { indexed } = await fill(stored, [{ key }], true);
    const query = { filter, sort, hint: 'i0' };
    const found = Array.from(store.find(indexed, query), ({ document }) => Number(document._id));
    expect(sort === undefined ? found.sort((one, other) => one - other) : found).toEqual(expected);
  });

  it('gives no order when it is sparse, and so lacks elements', async () => {
    const stored = [{ a: [{ b: 3, c: 0 }] }, { a: [{ b: 2, c: 0 }, ''] }];
    const { indexed } = await fill(stored, [{ key: { 'a.c': 1, 'a.b': -1 }, sparse: true }], true);
    const query = { filter: { 'a.b': { $gt: 0 } }, sort: { 'a.c': 1 }, hint: 'i0' };
    expect(Array.from(store.find(indexed, query), ({ document }) => Number(document._id))).toEqual([1, 0]);
  });

  it('gives each value of a field once, null only where it stands', async () => {
    const spec = { key: { a: 1 } };
    const [missing, both] = [
      await fill([{ a: 1 }, {}, { a: 1 }], [spec], true),
      await fill([{}, { a: null }], [spec], true),
    ];
    const plan = store.prepareDistinct(missing.indexed, 'a', { filter: {} }).plan;
    expect(plan?.kind).toBe('distinct');
    expect(valuesOf(missing.indexed, 'a', {})).toMatchObject({ keys: [keyText(1)] });
    expect(valuesOf(both.indexed, 'a', {})).toMatchObject({ keys: [keyText(null)] });
  });
});

/** The documents by `_id`, or as many sort keys as were asked for in their order: equal ones may change places. */
function answer(collection: Collection, query: Asked & { hint?: string }): unknown {
  const found = Array.from(store.find(collection, query), ({ document }) => document);
  if (query.sort !== undefined) {
    const { key } = compileKeyedSort(query.sort);
    return {
      filter: query.filter,
      keys: found.map((document) => Buffer.from(key(document), 'latin1').toString('hex')),
    };
  }
  const ids = found.map(({ _id }) => Number(_id)).sort((a, b) => a - b);
  return { filter: query.filter, found: query.limit > 0 ? ids.length : ids };
}

/** The different values of a path. */
function valuesOf(collection: Collection, path: string, filter: Document): unknown {
  const found = store.run(collection, store.prepareDistinct(collection, path, { filter }));
  const values = Array.from(found, ({ document }) => getPathValues(document, path)).flat();
  const keys = values.filter((value) => value !== undefined && value !== EMPTY_ARRAY).map((value) => keyText(value));
  return { path, filter, keys: [...new Set(keys)].sort() };
}

/** A hint leaves out what its index lacks. */
function checkHint(
  indexed: Collection,
  plainly: Collection,
  query: Asked,
  spec: ReturnType<typeof parseIndexSpec>,
): void {
  const { filter } = query;
  const hinted = Array.from(store.find(indexed, { filter, hint: spec.name }), ({ document }) => Number(document._id));
  const held = Array.from(store.find(plainly, { filter }), ({ document }) => document).filter(
    (document) => indexKeys(spec, document).keys.length > 0,
  );
  expect({ filter, key: spec.key, hinted: hinted.sort((a, b) => a - b) }).toEqual({
    filter,
    key: spec.key,
    hinted: held.map(({ _id }) => Number(_id)),
  });
  expect(store.count(indexed, { filter, hint: spec.name })).toBe(held.length);
  if (held.length < [...store.find(plainly, { filter })].length || query.sort === undefined) return;
  expect(answer(indexed, { ...query, hint: spec.name })).toEqual(answer(plainly, query));
}

function isParallel(sort: Document, stored: readonly Document[]): boolean {
  const { key } = compileKeyedSort(sort);
  try {
    for (const document of stored) key(document);
    return false;
  } catch {
    return true;
  }
}
