import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine, type TestEngine } from '../engine.ts';
import { eventsOf, take, tokenOf } from './watching.ts';

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

const numbers = (events: Document[]) => events.map(({ fullDocument }) => fullDocument.n);

describe('change streams of two engines on one file', () => {
  it('tell at once of what the other one wrote', async () => {
    const there = two.client.db('a').collection('items');
    const events = await eventsOf(one.client.db('a').collection('items').watch(), 3, async () => {
      for (const n of [1, 2, 3]) await there.insertOne({ n });
    });
    expect(numbers(events)).toEqual([1, 2, 3]);
  });

  it('tell of the writes of both in one order', async () => {
    const [here, there] = [one, two].map(({ client }) => client.db('b').collection('items'));
    if (here === undefined || there === undefined) throw new Error('two collections');
    const [startAfter, count] = [await tokenOf(here), 100];
    await Promise.all(
      [here, there].map(async (items, at) => {
        for (let n = 0; n < count; n += 1) await items.insertOne({ n: n * 2 + at });
      }),
    );
    const [seenHere, seenThere] = await Promise.all(
      [here, there].map((items) => take(items.watch([], { startAfter }), count * 2)),
    );
    expect(seenThere?.map(({ _id }) => _id._data)).toEqual(seenHere?.map(({ _id }) => _id._data));
    const seen = numbers(seenHere ?? []);
    expect(seen.filter((n) => n % 2 === 0)).toEqual(Array.from({ length: count }, (_, n) => n * 2));
    expect(seen.filter((n) => n % 2 === 1)).toEqual(Array.from({ length: count }, (_, n) => n * 2 + 1));
  });

  it('look up the document that the other one has changed', async () => {
    const [here, there] = [one.client.db('c').collection('items'), two.client.db('c').collection('items')];
    await here.insertOne({ n: 1 });
    const stream = here.watch([], { fullDocument: 'updateLookup' });
    const events = await eventsOf(stream, 1, () => there.updateOne({}, { $set: { n: 2 } }));
    expect(numbers(events)).toEqual([2]);
  });
});
