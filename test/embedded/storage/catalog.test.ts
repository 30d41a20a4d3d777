import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseIndexSpec } from '../../../src/embedded/storage/index-spec.ts';
import { Store } from '../../../src/embedded/storage/store.ts';
import { DEFAULT_LIMITS } from '../../../src/limits.ts';

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'engine-catalog-'));
  store = new Store(join(directory, 'data.sqlite'), DEFAULT_LIMITS, (error) => {
    throw error;
  });
  await store.write(() => {
    const { catalog } = store;
    catalog.addIndex(catalog.create('db', 'one'), parseIndexSpec({ key: { a: 1 }, name: 'a_1' }));
  });
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const one = () => store.catalog.find('db', 'one');
const names = () => store.catalog.list().map(({ name }) => name);

function fail(): never {
  throw new Error('refused');
}

describe('the catalog in memory', () => {
  it('stays as it is when what was undone did not change it', async () => {
    const before = one();
    await store.write(() => {
      expect(() => store.undoable(fail)).toThrow('refused');
    });
    await expect(store.write(fail)).rejects.toThrow('refused');
    store.catalog.refresh();
    expect(one()).toBe(before);
  });

  it.each<[string, () => void]>([
    ['a collection', () => store.catalog.create('db', 'two')],
    ['the options of one', () => store.catalog.setOptions(one() ?? fail(), { validator: { a: 1 } })],
    ['its drop', () => store.catalog.drop(one() ?? fail())],
    ['its name', () => store.catalog.rename(one() ?? fail(), 'db', 'two')],
    ['the arrays of an index', () => store.catalog.markMultikey(one()?.indexes[0] ?? fail(), 1)],
  ])('forgets %s when it is undone, in part or as a whole', async (_, change) => {
    const work = () => {
      change();
      fail();
    };
    await store.write(() => {
      expect(() => store.undoable(work)).toThrow('refused');
      expect([names(), one()?.options, one()?.indexes[0]?.multikey]).toEqual([['one'], {}, 0]);
    });
    await expect(store.write(work)).rejects.toThrow('refused');
    store.catalog.refresh();
    expect([names(), one()?.options, one()?.indexes[0]?.multikey]).toEqual([['one'], {}, 0]);
  });

  it('forgets a change that was undone after an earlier part of the same write was', async () => {
    const write = store.write(() => {
      store.catalog.create('db', 'two');
      expect(() => store.undoable(fail)).toThrow('refused');
      expect(names()).toEqual(['one', 'two']);
      fail();
    });
    await expect(write).rejects.toThrow('refused');
    store.catalog.refresh();
    expect(names()).toEqual(['one']);
  });

  it.each<[string, string]>([
    ['a collection', 'UPDATE collections SET options = zeroblob(3)'],
    ['an index', 'UPDATE indexes SET spec = zeroblob(3)'],
  ])('is never half of a file in which the definition of %s is damaged', async (_, sql) => {
    await store.write(() => {
      store.file.run(sql);
      store.file.run('UPDATE catalog_version SET version = version + 1');
    });
    for (let look = 0; look < 2; look += 1) {
      expect(() => store.catalog.refresh()).toThrow(expect.objectContaining({ code: 301 }));
      await expect(store.write(() => store.catalog.ensure('db', 'two'))).rejects.toMatchObject({ code: 301 });
    }
  });
});
