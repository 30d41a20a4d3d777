import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine();
});
afterAll(() => test.close());

let name = '';
let count = 0;
const validate = (options: object = {}) => test.client.db('d').command({ validate: name, ...options });

beforeEach(async () => {
  count += 1;
  name = `c${count}`;
  const collection = test.client.db('d').collection<{ _id: number }>(name);
  await collection.createIndex({ a: 1 });
  await collection.insertMany([1, 2, 3].map((_id) => ({ _id, a: [_id, -_id] })));
});

/** Changes the file behind the engine's back. `$c` and `$x` stand for the tables of the newest collection and its index. */
function damage(sql: string): void {
  const file = new DatabaseSync(test.dataFile);
  const id = (table: string) => file.prepare(`SELECT max(id) AS id FROM ${table}`).get()?.id;
  file.exec(sql.replaceAll('$c', `c${id('collections')}`).replaceAll('$x', `x${id('indexes')}`));
  file.close();
}

describe('validate', () => {
  it('finds nothing in a sound collection', async () => {
    expect(await validate({ full: true })).toMatchObject({
      ns: `d.${name}`,
      nrecords: 3,
      nIndexes: 2,
      keysPerIndex: { _id_: 3, a_1: 6 },
      indexDetails: { _id_: { valid: true }, a_1: { valid: true, spec: { key: { a: 1 } } } },
      valid: true,
      repaired: false,
      repairMode: 'None',
      errors: [],
    });
  });

  it.each([
    [
      'a key that is not there',
      'DELETE FROM $x WHERE rid = 2',
      {
        missingIndexEntries: [{ indexName: 'a_1', idKey: { _id: 2 } }, {}],
        errors: ["Detected 2 missing index entries in index 'a_1'."],
      },
    ],
    [
      'a key of nothing',
      "INSERT INTO $x VALUES (x'00', 99)",
      { extraIndexEntries: [{ indexName: 'a_1' }], errors: ["Detected 1 extra index entries in index 'a_1'."] },
    ],
    [
      'an array that the index does not know of',
      'UPDATE indexes SET multikey = 0; UPDATE catalog_version SET version = version + 1',
      { indexDetails: { a_1: { valid: false } }, errors: ["Index 'a_1' does not know of 3 arrays."] },
    ],
    [
      'damaged bytes',
      'UPDATE $c SET document = zeroblob(20) WHERE rid = 1',
      { corruptRecords: [1], nInvalidDocuments: 1 },
    ],
    [
      'another _id than the index has',
      "UPDATE $c SET id = x'01' WHERE rid = 3",
      { indexDetails: { _id_: { valid: false } } },
    ],
  ])('finds %s', async (_, sql, expected) => {
    damage(sql);
    expect(await validate()).toMatchObject({ valid: false, ...expected });
  });

  it('says that it cannot repair', async () => {
    damage('DELETE FROM $x');
    const answer = await validate({ repair: true });
    expect(answer).toMatchObject({ valid: false, repaired: false, repairMode: 'FixErrors' });
    expect(answer.errors).toContain('the embedded engine cannot repair a collection');
  });

  it('warns of documents that the validator would refuse', async () => {
    await test.client.db('d').command({ collMod: name, validator: { _id: { $lt: 3 } } });
    expect(await validate()).toMatchObject({ valid: true, nNonCompliantDocuments: 1, warnings: [expect.any(String)] });
  });

  it('reads no documents for the metadata', async () => {
    const answer = await validate({ metadata: true });
    expect(answer).toMatchObject({ valid: true, nIndexes: 2 });
    expect(answer).not.toHaveProperty('nrecords');
  });

  it.each([
    ['a collection that is not there', { validate: 'none' }, 26],
    ['a name that is no text', { validate: 1 }, 73],
    ['an empty name', { validate: '' }, 73],
    ['the background', { validate: 'c1', background: 'yes' }, 115],
    ['metadata and all', { validate: 'c1', metadata: true, full: 1 }, 72],
    ['a repair of what is checked alone', { validate: 'c1', checkBSONConformance: true, repair: true }, 72],
  ])('refuses %s', async (_, command, code) => {
    expect(await failureOf(test.client.db('d').command(command))).toMatchObject({ code });
  });
});
