import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let test: TestEngine;
beforeAll(async () => {
  test = await openEngine({ limits: { engineFileBytesMax: 1024 * 1024 } });
});
afterAll(() => test.close());

describe('a data file that cannot grow', () => {
  it('refuses the write by name, keeps what was acknowledged and reads on', async () => {
    const collection = test.collection();
    await collection.createIndex({ n: 1 });
    const inserting = async () => {
      for (let n = 0; n < 10_000; n += 1) await collection.insertOne({ n, text: 'a'.repeat(10_000) });
    };
    const failure = await failureOf(inserting());
    expect(failure).toMatchObject({ code: 14031, codeName: 'OutOfDiskSpace' });
    expect(failure.message).toContain('engineFileBytesMax');
    const stored = await collection.find().sort({ n: 1 }).toArray();
    expect(stored.length).toBeGreaterThan(10);
    expect(stored.map(({ n }) => n)).toEqual(stored.map((_, position) => position));
    expect(await collection.countDocuments({ n: { $gte: 0 } })).toBe(stored.length);
  });

  it('undoes the whole of a write that fails on the way', async () => {
    const collection = test.database().collection('many');
    const documents = Array.from({ length: 100 }, (_, n) => ({ n, text: 'a'.repeat(20_000) }));
    expect(await failureOf(collection.insertMany(documents))).toMatchObject({ code: 14031 });
    expect(await collection.countDocuments()).toBe(0);
  });

  it('takes writes again when something was removed', async () => {
    const client = test.client.db('test1').collection('items');
    await client.deleteMany({ n: { $lt: 20 } });
    await client.insertOne({ n: -1, text: 'a'.repeat(10_000) });
    expect(await client.findOne({ n: -1 })).toMatchObject({ n: -1 });
    expect(test.engine.failure()).toBeUndefined();
  });
});
