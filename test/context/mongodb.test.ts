import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EJSON } from '../../src/bson/bson.ts';
import { createTestContext, system, type TestContext } from './test-context.ts';

let context: TestContext;
const call: TestContext['call'] = (method, args, target) => context.call(method, args, target);

beforeAll(async () => {
  context = await createTestContext();
}, 30_000);
afterAll(() => context.end());
beforeEach(() => context.empty());

const int = (value: number) => ({ $numberInt: String(value) });

describe('collection methods that read', () => {
  beforeEach(async () => {
    await call('insertMany', [
      [
        { _id: 1, n: 3, t: 'a' },
        { _id: 2, n: 1, t: 'b' },
        { _id: 3, n: 2, t: 'a' },
      ],
    ]);
  });

  it('finds documents with their BSON types, by query, projection, sort, skip and limit', async () => {
    expect(await call('find', [{ t: 'a' }])).toEqual([
      { _id: int(1), n: int(3), t: 'a' },
      { _id: int(3), n: int(2), t: 'a' },
    ]);
    expect(await call('find', [{}, { n: 1, _id: 0 }, { sort: { n: 1 }, skip: 1, limit: 1 }])).toEqual([{ n: int(2) }]);
    expect(await call('find', [])).toHaveLength(3);
    expect(await call('find', [{}, null, { projection: { n: 1, _id: 0 }, sort: { n: -1 } }])).toEqual([
      { n: int(3) },
      { n: int(2) },
      { n: int(1) },
    ]);
  });

  it('stores texts that look like a type', async () => {
    await call('insertOne', [{ _id: 9, t: '_bsontype' }]);
    expect(await call('findOne', [{ t: '_bsontype' }])).toEqual({ _id: int(9), t: '_bsontype' });
  });

  it('finds one document, or null', async () => {
    expect(await call('findOne', [{ n: 1 }])).toEqual({ _id: int(2), n: int(1), t: 'b' });
    expect(await call('findOne', [{ n: 1 }, { t: 1, _id: 0 }])).toEqual({ t: 'b' });
    expect(await call('findOne', [{ n: 9 }])).toBeNull();
  });

  it('counts as a Long', async () => {
    expect(await call('count', [])).toEqual({ $numberLong: '3' });
    expect(await call('count', [{ t: 'a' }])).toEqual({ $numberLong: '2' });
    expect(await call('countDocuments', [{ t: 'a' }])).toEqual({ $numberLong: '2' });
    expect(await call('count', [{}, { limit: 1 }])).toEqual({ $numberLong: '1' });
  });

  it('lists distinct values', async () => {
    expect(await call('distinct', ['t'])).toEqual(['a', 'b']);
    expect(await call('distinct', ['n', { t: 'a' }])).toEqual(expect.arrayContaining([int(2), int(3)]));
  });

  it('runs a pipeline', async () => {
    expect(await call('aggregate', [[{ $match: { t: 'a' } }, { $sort: { n: 1 } }, { $project: { n: 1 } }]])).toEqual([
      { _id: int(3), n: int(2) },
      { _id: int(1), n: int(3) },
    ]);
  });

  it('ends at the number of result documents that the limits allow', async () => {
    const limited = context.handler({ functionResultDocumentsMax: 2 });
    for (const [method, args] of [
      ['find', []],
      ['find', [{}, {}, { limit: 3 }]],
      ['aggregate', [[]]],
    ] as const) {
      const target = {
        facility: 'mongodb',
        service: 'mongodb-atlas',
        database: context.name,
        collection: 'c',
      } as const;
      expect(JSON.parse(await limited({ ...target, method, args: JSON.stringify(args) }, system))).toHaveLength(2);
    }
  });

  it('refuses a result that is larger than one message may be', async () => {
    const limited = context.handler({ sandboxMessageBytesMax: 100 });
    const target = { facility: 'mongodb', service: 'mongodb-atlas', database: context.name, collection: 'c' } as const;
    await expect(limited({ ...target, method: 'find', args: '[]' }, system)).rejects.toMatchObject({
      name: 'MongoDBError',
      message: 'the result is larger than 50 characters',
    });
  });
});

describe('collection methods that write', () => {
  it('inserts a document and makes its id', async () => {
    const { insertedId } = (await call('insertOne', [{ a: 1 }])) as { insertedId: { $oid: string } };
    expect(insertedId.$oid).toMatch(/^[0-9a-f]{24}$/);
    expect(await call('findOne', [{}])).toEqual({ _id: insertedId, a: int(1) });
  });

  it('keeps every BSON type that is written back', async () => {
    const document = EJSON.parse(
      `{"_id":{"$numberInt":"1"},"int":{"$numberInt":"1"},"long":{"$numberLong":"1"},"double":{"$numberDouble":"1.0"},
        "decimal":{"$numberDecimal":"1.10"},"date":{"$date":{"$numberLong":"0"}},"binary":{"$binary":{"base64":"AP8=","subType":"00"}},
        "regex":{"$regularExpression":{"pattern":"a","options":"i"}},"id":{"$oid":"5f0f1d2c3b4a59687a6b5c4d"},"null":null,
        "timestamp":{"$timestamp":{"t":1,"i":2}},"nested":{"list":[{"$numberLong":"5"},"x",true]}}`,
      { relaxed: false },
    );
    await call('insertOne', [document]);
    expect(await call('findOne', [{}])).toEqual(JSON.parse(EJSON.stringify(document, { relaxed: false })));
  });

  it('inserts many and lists their ids', async () => {
    expect(await call('insertMany', [[{ _id: 5 }, { _id: 'x' }]])).toEqual({ insertedIds: [int(5), 'x'] });
  });

  it('updates one or many', async () => {
    await call('insertMany', [
      [
        { _id: 1, n: 1 },
        { _id: 2, n: 1 },
      ],
    ]);
    expect(await call('updateOne', [{ n: 1 }, { $set: { n: 2 } }])).toEqual({
      matchedCount: int(1),
      modifiedCount: int(1),
    });
    expect(await call('updateMany', [{}, { $inc: { n: 1 } }])).toEqual({ matchedCount: int(2), modifiedCount: int(2) });
    expect(await call('updateOne', [{ _id: 7 }, { $set: { n: 7 } }, { upsert: true }])).toEqual({
      matchedCount: int(0),
      modifiedCount: int(0),
      upsertedId: int(7),
    });
  });

  it('replaces the document when updateOne has no operators, and refuses that for updateMany', async () => {
    await call('insertOne', [{ _id: 1, a: 1, b: 2 }]);
    expect(await call('updateOne', [{ _id: 1 }, { a: 5 }])).toEqual({ matchedCount: int(1), modifiedCount: int(1) });
    expect(await call('findOne', [{}])).toEqual({ _id: int(1), a: int(5) });
    await expect(call('updateMany', [{}, { a: 5 }])).rejects.toThrow(/must have update operators/);
  });

  it('replaces and deletes', async () => {
    await call('insertMany', [[{ _id: 1 }, { _id: 2 }, { _id: 3 }]]);
    expect(await call('replaceOne', [{ _id: 1 }, { x: 1 }])).toEqual({ matchedCount: int(1), modifiedCount: int(1) });
    expect(await call('deleteOne', [{ _id: 1 }])).toEqual({ deletedCount: int(1) });
    expect(await call('deleteMany', [{}])).toEqual({ deletedCount: int(2) });
  });

  it('answers the document before a change, or after it with returnNewDocument', async () => {
    await call('insertOne', [{ _id: 1, n: 1 }]);
    expect(await call('findOneAndUpdate', [{ _id: 1 }, { $inc: { n: 1 } }])).toEqual({ _id: int(1), n: int(1) });
    const after = { returnNewDocument: true, projection: { _id: 0 } };
    expect(await call('findOneAndUpdate', [{ _id: 1 }, { $inc: { n: 1 } }, after])).toEqual({ n: int(3) });
    expect(await call('findOneAndReplace', [{ _id: 1 }, { m: 1 }, { returnNewDocument: true }])).toEqual({
      _id: int(1),
      m: int(1),
    });
    expect(await call('findOneAndDelete', [{ _id: 1 }])).toEqual({ _id: int(1), m: int(1) });
    expect(await call('findOneAndDelete', [{ _id: 1 }])).toBeNull();
  });

  it('runs a list of writes and answers null', async () => {
    const operations = [
      { insertOne: { document: { _id: 1, n: 1 } } },
      { insertOne: { document: { _id: 2, n: 1 } } },
      { updateOne: { filter: { _id: 1 }, update: { $set: { n: 5 } } } },
      { replaceOne: { filter: { _id: 3 }, replacement: { n: 3 }, upsert: true } },
      { deleteOne: { filter: { _id: 2 } } },
    ];
    expect(await call('bulkWrite', [operations, { ordered: true }])).toBeNull();
    expect(await call('find', [{}, {}, { sort: { _id: 1 } }])).toEqual([
      { _id: int(1), n: int(5) },
      { _id: int(3), n: int(3) },
    ]);
  });
});
