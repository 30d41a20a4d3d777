import type { Db } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from '../../../src/bson/bson.ts';
import { openEngine } from '../../embedded/engine.ts';
import { contents, openTwoSides, type TwoSides } from './two-sides.ts';

let sides: TwoSides;
beforeAll(async () => {
  sides = await openTwoSides();
});
afterEach(() => sides.clear());
afterAll(() => sides.close());

const describeNamed = async (database: Db, name: string) =>
  (await database.listCollections({ name }, { nameOnly: false, promoteValues: false }).toArray())[0];
const numbers = (count: number) => Array.from({ length: count }, (_, n) => ({ _id: n as never, n }));
const shop = (side: 'source' | 'target', name = 'orders') => sides[side].client.db('shop').collection(name);

describe('a copy of the embedded database', () => {
  it('keeps the bytes of every document and every index', async () => {
    const values = [
      new Int32(1),
      new Double(1),
      new Double(-0),
      new Double(Number.NaN),
      Long.fromString('9007199254740993'),
      Decimal128.fromString('1.50'),
      'text',
      '',
      null,
      true,
      new Date(-1),
      new ObjectId(),
      new Binary(Buffer.from('bytes'), 0x80),
      new BSONRegExp('a.*', 'i'),
      new BSONSymbol('symbol'),
      new Code('f()'),
      new Code('f()', { x: new Int32(1) }),
      new Timestamp({ t: 7, i: 8 }),
      new MinKey(),
      new MaxKey(),
      [],
      [[1, { a: [] }]],
      {},
      { $ref: 'c', $id: 1 },
      new Map([['_bsontype', 'Double']]),
      new Map<string, unknown>([
        ['10', 1],
        ['2', new Map([['1', 'x']])],
        ['', ''],
        ['__proto__', 1],
        ['a.b', 1],
      ]),
    ];
    await shop('source').insertMany(values.map((value, position) => ({ _id: position as never, value })));
    const ids = [new Int32(-1), new Double(0.5), Long.fromNumber(2 ** 40), Decimal128.fromString('0.25'), 'x', null];
    const others = [{}, { a: 1 }, new Date(0), new ObjectId(), new Binary(Buffer.from('x')), true, new MinKey()];
    await shop('source', 'ids').insertMany([...ids, ...others].map((_id) => ({ _id: _id as never })));
    await shop('source').createIndex({ n: 1, 'a.b': -1 }, { unique: true, sparse: true, name: 'both' });
    await shop('source').createIndex({ when: 1 }, { expireAfterSeconds: 3600 });
    await sides.source.client.db('other').createCollection('empty');
    const report = await sides.copy();
    expect(report).toMatchObject({
      collections: [
        { namespace: 'other.empty', documents: 0, added: 0, indexes: 1, problems: [] },
        { namespace: 'shop.ids', documents: 13, added: 13, indexes: 1, problems: [] },
        { namespace: 'shop.orders', documents: values.length, added: values.length, indexes: 3, problems: [] },
      ],
      views: [],
    });
    for (const name of ['orders', 'ids']) {
      const [here, there] = await Promise.all(
        [sides.source, sides.target].map(({ client }) => contents(client, 'shop', name)),
      );
      expect(there).toEqual(here);
    }
    expect(await sides.target.client.db('other').listCollections().toArray()).toMatchObject([{ name: 'empty' }]);
  });

  it('makes collections with their options, and views', async () => {
    const validator = { n: { $gt: Long.fromNumber(5) } };
    const here = sides.source.client.db('shop');
    await here.createCollection('checked', { validator, validationLevel: 'moderate' });
    await here.collection('checked').insertOne({ n: 1 }, { bypassDocumentValidation: true });
    await here.createCollection('small', { viewOn: 'checked', pipeline: [{ $match: { n: { $lt: new Int32(3) } } }] });
    const report = await sides.copy();
    expect(report).toMatchObject({ collections: [{ namespace: 'shop.checked', added: 1 }], views: ['shop.small'] });
    const there = sides.target.client.db('shop');
    for (const name of ['checked', 'small']) {
      const [copied, original] = await Promise.all([there, here].map((database) => describeNamed(database, name)));
      expect(copied).toMatchObject({ type: original?.type, options: original?.options });
    }
    expect(await there.collection('small').find().toArray()).toMatchObject([{ n: 1 }]);
    expect(await sides.copy()).toMatchObject({ collections: [{ added: 0, problems: [] }], views: ['shop.small'] });
  });

  it('made again adds nothing and has the same digests', async () => {
    await shop('source').insertMany(numbers(25));
    const first = await sides.copy({ limits: { copyBatchDocumentsMax: 10 } });
    const second = await sides.copy();
    expect(second.collections).toEqual(first.collections.map((collection) => ({ ...collection, added: 0 })));
  });

  it('reads both sides again, the target first', async () => {
    await shop('source').insertMany(numbers(25));
    const steps: string[] = [];
    await sides.copy({ onProgress: ({ step, documents, total }) => steps.push(`${step} ${documents} of ${total}`) });
    expect(steps).toEqual(['Copying 25 of 25', 'Verifying 25 of 25', 'Rereading 25 of 25']);
  });

  it('adds what was written since', async () => {
    await shop('source').insertMany(numbers(25));
    await sides.copy();
    await shop('source').insertOne({ n: 25 });
    await shop('source').createIndex({ n: 1 });
    expect((await sides.copy()).collections).toMatchObject([{ documents: 26, added: 1, indexes: 2 }]);
    expect(await shop('target').indexes()).toHaveLength(2);
  });

  it('goes on where one that was interrupted came to', async () => {
    await shop('source').insertMany(numbers(50));
    const controller = new AbortController();
    const failure = await sides.failToCopy({
      limits: { copyBatchDocumentsMax: 10 },
      signal: controller.signal,
      onProgress: ({ documents }) => {
        if (documents === 20) controller.abort('SIGINT');
      },
    });
    expect(failure).toMatchObject({ code: 'CopyInterrupted' });
    expect(await shop('target').countDocuments()).toBe(20);
    expect((await sides.copy()).collections).toMatchObject([{ documents: 50, added: 30, problems: [] }]);
  });

  it('takes databases and collections by name', async () => {
    for (const database of ['a', 'b']) {
      for (const name of ['x', 'y']) await sides.source.client.db(database).collection(name).insertOne({ n: 1 });
    }
    const { collections } = await sides.copy({ databases: ['b'], collections: ['y'] });
    expect(collections.map(({ namespace }) => namespace)).toEqual(['b.y']);
    expect(await sides.failToCopy({ databases: ['none'] })).toMatchObject({ code: 'NothingToCopy' });
  });

  it('leaves out by name what the driver cannot write, and copies the rest', async () => {
    await shop('source').insertMany(numbers(3));
    const wide = [{ $set: { when: { $toDate: Long.fromString('9000000000000000') } } }];
    await shop('source').updateOne({ _id: 1 as never }, wide);
    const { collections } = await sides.copy();
    expect(collections).toMatchObject([{ documents: 2, added: 2 }]);
    expect(collections[0]?.problems).toEqual([
      'the document {"_id":1} was left out: it holds a date beyond the years of JavaScript',
    ]);
  });

  it('says so when documents were changed meanwhile', async () => {
    await shop('source').insertMany(numbers(20));
    let changed: Promise<unknown> | undefined;
    const { collections } = await sides.copy({
      limits: { copyBatchDocumentsMax: 10 },
      onProgress: ({ step }) => {
        if (step === 'Copying') changed ??= shop('source').updateOne({ _id: 0 as never }, { $set: { n: 'new' } });
      },
    });
    await changed;
    expect(collections[0]?.problems).toEqual(['documents were changed here while they were copied']);
  });

  it('says so when a document has become another one at the target', async () => {
    await shop('source').insertMany(numbers(20));
    let changed: Promise<unknown> | undefined;
    const { collections } = await sides.copy({
      limits: { copyBatchDocumentsMax: 10 },
      onProgress: ({ step }) => {
        if (step === 'Copying') changed ??= shop('target').updateOne({ _id: 0 as never }, { $set: { n: 'new' } });
      },
    });
    await changed;
    expect(collections[0]?.problems).toEqual([
      'the target has 20 documents, as were sent, and not all of them are the same',
    ]);
  });

  it('says so when the target has lost a document', async () => {
    await shop('source').insertMany(numbers(20));
    let lost: Promise<unknown> | undefined;
    const { collections } = await sides.copy({
      limits: { copyBatchDocumentsMax: 10 },
      onProgress: ({ step }) => {
        if (step === 'Copying') lost ??= shop('target').deleteOne({ _id: 0 as never });
      },
    });
    await lost;
    expect(collections[0]?.problems).toEqual(['the target has other documents than were sent: 19 of 20']);
  });
});

describe('a target that has data of its own', () => {
  it.each([
    { title: 'a document more', document: { _id: 99, n: 99 }, message: '{"_id":99} that is not in the data file' },
    { title: 'another document of the same _id', document: { _id: 1, n: 'x' }, message: '{"_id":1} is another one' },
    { title: 'a number of another type', document: { _id: 1, n: new Double(1) }, message: '{"_id":1} is another one' },
  ])('is refused before anything is written: $title', async ({ document, message }) => {
    await sides.source.client.db('a').collection('first').insertOne({ n: 1 });
    await shop('source').insertMany(numbers(5));
    await shop('target').insertOne(document as never);
    const failure = await sides.failToCopy();
    expect(failure).toMatchObject({ code: 'TargetHasOther', message: expect.stringContaining('shop.orders') });
    expect(failure.message).toContain(message);
    expect(await sides.target.client.db('a').listCollections().toArray()).toEqual([]);
    expect(await shop('target').countDocuments()).toBe(1);
  });

  it.each([
    { title: 'another validator', options: { validator: { n: { $gt: 6 } } } },
    { title: 'a view of that name', options: { viewOn: 'x', pipeline: [] } },
  ])('is refused before anything is written: $title', async ({ options }) => {
    await sides.source.client.db('shop').createCollection('orders', { validator: { n: { $gt: 5 } } });
    await sides.target.client.db('shop').createCollection('orders', options);
    expect(await sides.failToCopy()).toMatchObject({ code: 'TargetHasOther' });
    expect((await sides.copy({ overwrite: true })).collections).toMatchObject([{ namespace: 'shop.orders' }]);
    expect(await sides.copy()).toMatchObject({ collections: [{ problems: [] }] });
  });

  it('ends the copy with the name of a collection whose indexes it does not take', async () => {
    await shop('source').insertMany(numbers(3));
    await shop('source').createIndex({ n: 1 }, { name: 'mine' });
    await shop('target').createIndex({ other: 1 }, { name: 'mine' });
    const failure = await sides.failToCopy();
    expect(failure).toMatchObject({ code: 'CopyFailed', message: expect.stringContaining('shop.orders: ') });
  });

  it('is replaced when that was asked for, and other collections stay', async () => {
    await shop('source').insertMany(numbers(5));
    await shop('target').insertMany([{ n: 'other' }]);
    await shop('target').createIndex({ other: 1 });
    await shop('target', 'mine').insertOne({ n: 1 });
    const { collections } = await sides.copy({ overwrite: true });
    expect(collections).toMatchObject([{ documents: 5, added: 5, problems: [] }]);
    expect(await shop('target').indexes()).toHaveLength(1);
    expect(await shop('target', 'mine').countDocuments()).toBe(1);
  });

  it('is refused, also to be replaced, when it is the data file itself', async () => {
    await shop('source').insertMany(numbers(5));
    const again = await openEngine({ dataFile: sides.source.dataFile });
    for (const overwrite of [false, true]) {
      expect(await sides.failToCopy({ target: again.client, overwrite })).toMatchObject({ code: 'CopyIsSource' });
    }
    expect(await shop('source').countDocuments()).toBe(5);
    await again.close();
  });
});
