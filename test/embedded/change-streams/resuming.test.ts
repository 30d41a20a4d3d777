import type { Collection, Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { driver, failureOf, openEngine, type TestEngine } from '../engine.ts';
import { eventsOf, take, tokenOf, typeOf } from './watching.ts';

const { Binary, Timestamp } = driver;

let test: TestEngine;
let collection: Collection;
beforeAll(async () => {
  test = await openEngine({ client: { monitorCommands: true } });
});
beforeEach(() => {
  collection = test.collection();
});
afterAll(() => test.close());

const numbered = (count: number): Document[] => Array.from({ length: count }, (_, _id) => ({ _id }));
const idsOf = (events: Document[]) => events.map(({ documentKey }) => documentKey._id);

async function insertedEvents(count: number): Promise<Document[]> {
  return eventsOf(collection.watch(), count, () => collection.insertMany(numbered(count)));
}

describe('a stream that goes on', () => {
  it.each(['resumeAfter', 'startAfter'])('with %s an event gives what comes after it', async (option) => {
    const [first] = await insertedEvents(3);
    expect(idsOf(await take(collection.watch([], { [option]: first?._id }), 2))).toEqual([1, 2]);
  });

  it.each(['resumeAfter', 'startAfter'])(
    'with %s the token of an empty batch gives what comes next',
    async (option) => {
      const token = await tokenOf(collection);
      await collection.insertMany(numbered(2));
      expect(idsOf(await take(collection.watch([], { [option]: token }), 2))).toEqual([0, 1]);
    },
  );

  it('at the time of an event gives that event too', async () => {
    const [, second] = await insertedEvents(3);
    const startAtOperationTime = second?.clusterTime;
    expect(idsOf(await take(collection.watch([], { startAtOperationTime }), 2))).toEqual([1, 2]);
  });

  it('before the first change of all gives everything', async () => {
    await insertedEvents(2);
    const startAtOperationTime = new Timestamp({ t: 1, i: 0xffff_ffff });
    expect(idsOf(await take(collection.watch([], { startAtOperationTime }), 2))).toEqual([0, 1]);
  });

  it('after the end of a collection gives that end, and then what a new one of that name sees', async () => {
    const [drop, end] = await eventsOf(
      collection.watch([{ $match: { operationType: { $ne: 'insert' } } }]),
      2,
      async () => {
        await collection.insertOne({});
        await collection.drop();
      },
    );
    expect(await take(collection.watch([], { resumeAfter: drop?._id }), 1)).toMatchObject([
      { operationType: 'invalidate' },
    ]);
    await collection.insertOne({ _id: 5 as never });
    expect(idsOf(await take(collection.watch([], { startAfter: end?._id }), 1))).toEqual([5]);
    const refused = await failureOf(collection.watch([], { resumeAfter: end?._id }).next());
    expect(refused).toMatchObject({ code: 260, codeName: 'InvalidResumeToken' });
  });

  it('has tokens that sort as their events do', async () => {
    const events = await insertedEvents(50);
    const tokens = events.map(({ _id }) => _id._data);
    expect(tokens.toSorted()).toEqual(tokens);
    expect(new Set(tokens).size).toBe(50);
  });

  it.each<[string, (data: string) => Document]>([
    ['in small letters', (data) => ({ _data: data.toLowerCase() })],
    ['without its last byte', (data) => ({ _data: data.slice(0, -2) })],
    ['with bytes behind it', (data) => ({ _data: `${data}00FF` })],
    ['with further fields', (data) => ({ _data: data, _typeBits: new Binary(Buffer.alloc(1)), more: 1 })],
  ])('takes a token %s', async (_, changed) => {
    const [first] = await insertedEvents(2);
    expect(idsOf(await take(collection.watch([], { resumeAfter: changed(first?._id._data) }), 1))).toEqual([1]);
  });
});

describe('a token', () => {
  const DATA = '8264000000000000012B042C0100296E5A100400112233445566778899AABBCCDDEEFF04';

  it.each<[string, Document, number]>([
    ['without data', {}, 40_647],
    ['whose data is no text', { _data: 1 }, 40_647],
    ['whose type bits are text', { _data: '00', _typeBits: 'x' }, 40_648],
    ['that is empty', { _data: '' }, 40_649],
    ['that is not hexadecimal', { _data: 'xyz' }, 9],
    ['of an odd length', { _data: 'abc' }, 9],
    ['of an unknown type', { _data: '00' }, 50_811],
    ['of an unknown version', { _data: '8264000000000000012B0E' }, 50_795],
    ['of half a time', { _data: '826400' }, 15],
    ['without two of its bytes', { _data: DATA.slice(0, -4) }, 15],
    ['with a number that has no end', { _data: '82640000000000000130FFFF' }, 15],
  ])('%s is refused', async (_, resumeAfter, code) => {
    expect(await failureOf(collection.watch([], { resumeAfter }).next())).toMatchObject({ code });
    expect(await failureOf(collection.watch([], { startAfter: resumeAfter }).next())).toMatchObject({ code });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['of another collection', async () => (await foreignEvent())._id],
    ['that no event has', async () => ({ _data: DATA })],
    [
      'of an event that is shown only when asked for',
      async () => {
        const stream = collection.watch([], { showExpandedEvents: true });
        const [created] = await eventsOf(stream, 1, () => collection.insertOne({}));
        expect(created).toMatchObject({ operationType: 'create' });
        return created?._id;
      },
    ],
  ])('%s fails at the next event, and is not tried again', async (_, token) => {
    const resumeAfter = await token();
    let opened = 0;
    test.client.on('commandStarted', ({ commandName }) => {
      if (commandName === 'aggregate') opened += 1;
    });
    const stream = collection.watch([], { resumeAfter });
    const next = failureOf(stream.next());
    await collection.insertOne({ late: 1 });
    expect(await next).toMatchObject({ code: 280, codeName: 'ChangeStreamFatalError' });
    expect(stream.closed).toBe(true);
    expect(opened).toBe(1);
  });

  async function foreignEvent(): Promise<Document> {
    const other = test.collection();
    const [event = {}] = await eventsOf(other.watch(), 1, () => other.insertOne({}));
    return event;
  }
});

describe('history that is gone', () => {
  const large = () => ({ filler: 'x'.repeat(10_000) });

  it('fails streams that would need it, at their opening and while they are open', async () => {
    const small = await openEngine({ limits: { engineOplogBytesMax: 50_000 } });
    const items = small.collection();
    const token = await tokenOf(items);
    const stream = items.watch([], { batchSize: 1 });
    await eventsOf(items.watch(), 1, () => items.insertOne({}));
    const first = stream.next();
    await items.insertOne({ _id: 1 as never });
    expect(await first).toMatchObject({ documentKey: { _id: 1 } });
    for (let count = 0; count < 20; count += 1) await items.insertOne(large());
    const expected = { code: 286, codeName: 'ChangeStreamHistoryLost' };
    expect(await failureOf(stream.next())).toMatchObject(expected);
    expect(await failureOf(items.watch([], { resumeAfter: token }).next())).toMatchObject(expected);
    const startAtOperationTime = new Timestamp({ t: 1, i: 1 });
    expect(await failureOf(items.watch([], { startAtOperationTime }).next())).toMatchObject(expected);
    expect(await failureOf(items.watch([], { resumeAfter: token }).next())).toMatchObject({
      message: expect.stringContaining('no longer be in the oplog'),
    });
    await small.close();
  });

  it('is kept over a restart, and so are tokens', async () => {
    const first = await openEngine();
    const before = await tokenOf(first.client.db('a').collection('items'));
    await first.client
      .db('a')
      .collection('items')
      .insertOne({ _id: 1 as never });
    await first.client.close();
    await first.engine.close();
    const second = await openEngine({ dataFile: first.dataFile });
    const events = await take(second.client.db('a').collection('items').watch([], { resumeAfter: before }), 1);
    expect(events.map(typeOf)).toEqual(['insert']);
    await second.close();
  });
});
