import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Document, Int32, Long, ObjectId, Timestamp } from '../../../src/bson/bson.ts';
import { WideDate } from '../../../src/bson/legacy-types.ts';
import { insertDocument } from '../../../src/embedded/storage/documents.ts';
import { buildIndexes } from '../../../src/embedded/storage/index-build.ts';
import { parseIndexSpec } from '../../../src/embedded/storage/index-spec.ts';
import { Store } from '../../../src/embedded/storage/store.ts';
import { sweepExpired } from '../../../src/embedded/storage/ttl.ts';
import { encodeDocument } from '../../../src/embedded/wire/codec.ts';
import { LazyDocument } from '../../../src/embedded/wire/lazy-document.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

const NOW = new Date('2024-05-06T07:08:09.123Z');

function ago(seconds: number, millis = 0): Date {
  return new Date(NOW.getTime() - seconds * 1_000 + millis);
}

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ttl-test-'));
  store = new Store(join(directory, 'data.sqlite'), DEFAULT_LIMITS, (error) => {
    throw error;
  });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

async function fill(definition: Document, documents: readonly Document[]): Promise<void> {
  await store.write(() => {
    const spec = parseIndexSpec({ name: 'ttl', ...definition });
    const collection = buildIndexes(store, store.catalog.create('db', 'items'), [spec]);
    for (const document of documents) {
      insertDocument(store.target(collection), new LazyDocument(encodeDocument(document), document));
    }
  });
}

function left(): unknown[] {
  const found = store.find(store.catalog.find('db', 'items'), { filter: {}, sort: { _id: 1 } });
  return [...found].map(({ document }) => (document._id instanceof Int32 ? document._id.value : document._id));
}

describe('a sweep', () => {
  it.each<[string, unknown, boolean]>([
    ['a date of that age', ago(60), true],
    ['a date that is a millisecond younger', ago(60, 1), false],
    ['a date before the year 0', new WideDate(-(2n ** 62n)), true],
    ['a date after all dates', new WideDate(2n ** 62n), false],
    ['an array with an old date', [ago(1), 'x', ago(61)], true],
    ['an array of young dates', [ago(1), ago(2)], false],
    ['an empty array', [], false],
    ['an array within an array', [[ago(61)]], false],
    ['a document with an old date', { at: ago(61) }, false],
    ['a number', 5, false],
    ['an old object id', new ObjectId('000000000000000000000000'), false],
    ['an old timestamp', new Timestamp({ t: 1, i: 1 }), false],
    ['a long', Long.fromNumber(ago(61).getTime()), false],
    ['null', null, false],
  ])('of an index with %s', async (_, at, isRemoved) => {
    await fill({ key: { at: 1 }, expireAfterSeconds: 60 }, [{ _id: 1, at }, { _id: 2 }]);
    expect(await sweepExpired(store, NOW)).toBe(isRemoved ? 1 : 0);
    expect(left()).toEqual(isRemoved ? [2] : [1, 2]);
  });

  it.each<[string, Document, number[]]>([
    ['only documents of its filter', { partialFilterExpression: { done: true } }, [2, 3]],
    ['by a hidden index', { hidden: true }, [3]],
    ['by a sparse and descending index', { key: { at: -1 }, sparse: true }, [3]],
    ['nothing within the longest time', { expireAfterSeconds: 0x7fff_ffff }, [1, 2, 3]],
    ['at once with a time of 0', { expireAfterSeconds: 0 }, []],
  ])('removes %s', async (_, definition, expected) => {
    const documents = [
      { _id: 1, at: ago(61), done: true },
      { _id: 2, at: ago(61) },
      { _id: 3, at: ago(0), done: false },
    ];
    await fill({ key: { at: 1 }, expireAfterSeconds: 60, ...definition }, documents);
    await sweepExpired(store, NOW);
    expect(left()).toEqual(expected);
  });

  it('reads paths through arrays of documents', async () => {
    await fill({ key: { 'a.at': 1 }, expireAfterSeconds: 60 }, [
      { _id: 1, a: [{ at: ago(1) }, { at: ago(61) }] },
      { _id: 2, a: { at: ago(1) } },
    ]);
    await sweepExpired(store, NOW);
    expect(left()).toEqual([2]);
  });

  it('goes on until nothing is left, in parts', async () => {
    const documents = Array.from({ length: 1_203 }, (_, _id) => ({ _id, at: ago(61) }));
    await fill({ key: { at: 1 }, expireAfterSeconds: 60 }, documents);
    expect(await sweepExpired(store, NOW)).toBe(1_203);
    expect(left()).toEqual([]);
  });

  it('removes nothing more once the index is dropped between two parts', async () => {
    const documents = Array.from({ length: 800 }, (_, _id) => ({ _id, at: ago(61) }));
    await fill({ key: { at: 1 }, expireAfterSeconds: 60 }, documents);
    const sweep = sweepExpired(store, NOW);
    await store.write(() => {
      const collection = store.catalog.find('db', 'items');
      const [index] = collection?.indexes ?? [];
      if (collection !== undefined && index !== undefined) store.catalog.dropIndex(collection, index);
    });
    expect(await sweep).toBeLessThan(800);
    expect(left().length).toBeGreaterThan(0);
  });

  it('passes over an index with a document that is damaged, and goes on with the next', async () => {
    await fill({ key: { at: 1 }, expireAfterSeconds: 60 }, [{ _id: 1, at: ago(61) }]);
    await store.write(() => {
      const damaged = store.catalog.create('db', 'damaged');
      const spec = parseIndexSpec({ name: 'ttl', key: { at: 1 }, expireAfterSeconds: 60 });
      const document = { _id: 1, at: ago(61) };
      const target = store.target(buildIndexes(store, damaged, [spec]));
      insertDocument(target, new LazyDocument(encodeDocument(document), document));
      store.file.run(`UPDATE c${damaged.id} SET sum = sum + 1`);
      store.catalog.rename(store.catalog.ensure('db', 'items'), 'db', 'later');
    });
    await expect(sweepExpired(store, NOW)).rejects.toMatchObject({ code: 301 });
    expect(store.count(store.catalog.find('db', 'later'), { filter: {} })).toBe(0);
  });
});
