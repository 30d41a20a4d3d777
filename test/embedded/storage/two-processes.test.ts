import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, openEngine, type TestEngine } from '../engine.ts';

let one: TestEngine;
let two: TestEngine;
beforeAll(async () => {
  one = await openEngine();
  two = await openEngine({ dataFile: one.dataFile });
});
afterAll(async () => {
  await two.close();
  await one.close();
});

let databases = 0;
function shared() {
  databases += 1;
  const name = `shared${databases}`;
  return [one.client.db(name).collection('items'), two.client.db(name).collection('items')] as const;
}

describe('two engines on one file', () => {
  it('see what the other wrote', async () => {
    const [here, there] = shared();
    await here.insertOne({ n: 1 });
    expect(await there.countDocuments({ n: 1 })).toBe(1);
    await there.updateOne({ n: 1 }, { $set: { n: 2 } });
    expect(await here.findOne()).toMatchObject({ n: 2 });
  });

  it('obey the indexes that the other made', async () => {
    const [here, there] = shared();
    await here.insertOne({ u: 1 });
    expect(await there.countDocuments()).toBe(1);
    await here.createIndex({ u: 1 }, { unique: true });
    expect((await failureOf(there.insertOne({ u: 1 }))).code).toBe(11000);
    expect(await there.indexes()).toHaveLength(2);
    await there.dropIndexes();
    await here.insertOne({ u: 1 });
    expect(await here.countDocuments({ u: 1 })).toBe(2);
  });

  it('know of arrays that the other put into an index', async () => {
    const [here, there] = shared();
    await here.createIndex({ a: 1 });
    await here.insertOne({ a: 1 });
    expect(await there.countDocuments({ a: { $gt: 3, $lt: 5 } })).toBe(0);
    await here.insertOne({ a: [1, 9] });
    expect(await there.countDocuments({ a: { $gt: 3, $lt: 5 } })).toBe(1);
  });

  it('know of arrays even when the update that first noted one was undone', async () => {
    const [here, there] = shared();
    await here.createIndexes([{ key: { a: 1 } }, { key: { u: 1 }, unique: true }]);
    await here.insertMany([
      { a: 1, u: 1 },
      { a: 1, u: 2 },
    ]);
    const updates = [
      { updateMany: { filter: {}, update: { $set: { a: [1, 9], u: 5 } } } },
      { updateOne: { filter: { u: 2 }, update: { $set: { a: [1, 9] } } } },
    ];
    expect((await failureOf(here.bulkWrite(updates, { ordered: false }))).code).toBe(11000);
    expect(await there.countDocuments({ a: { $gt: 3, $lt: 5 } })).toBe(1);
  });

  it('notice a collection that the other dropped and made anew', async () => {
    const [here, there] = shared();
    await here.insertOne({ n: 1 });
    expect(await there.countDocuments()).toBe(1);
    await here.drop();
    expect(await there.countDocuments()).toBe(0);
    await here.insertOne({ n: 2 });
    expect(await there.find().toArray()).toMatchObject([{ n: 2 }]);
  });

  it('write at the same time and lose nothing', async () => {
    const [here, there] = shared();
    await here.createIndex({ n: 1 }, { unique: true });
    await here.insertOne({ _id: 'count' as never, total: 0 });
    const work = [here, there].map(async (collection, side) => {
      for (let round = 0; round < 60; round += 1) {
        await Promise.all([
          collection.insertOne({ n: round * 2 + side }),
          collection.updateOne({ _id: 'count' as never }, { $inc: { total: 1 } }),
        ]);
      }
    });
    await Promise.all(work);
    expect(await here.countDocuments()).toBe(121);
    expect(await there.findOne({ _id: 'count' as never })).toMatchObject({ total: 120 });
  });
});
