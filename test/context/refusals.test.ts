import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ObjectId } from '../../src/bson/bson.ts';
import { COLLECTION_METHODS } from '../../src/context/context-calls.ts';
import { createTestContext, system, type TestContext } from './test-context.ts';

let context: TestContext;
const call: TestContext['call'] = (method, args, target) => context.call(method, args, target);

beforeAll(async () => {
  context = await createTestContext();
}, 30_000);
afterAll(() => context.end());
beforeEach(() => context.empty());

describe('a call that cannot be answered', () => {
  const oid = new ObjectId();
  it.each([
    ['an unknown method', 'watch', [], {}, /"watch" is not supported/],
    ['a method named like an object member', 'constructor', [], {}, /"constructor" is not supported/],
    ['an unknown service', 'find', [], { service: 'nosuch' }, /service "nosuch" has no data source/],
    ['the registry', 'find', [], { database: 'webhook_cli' }, /functions cannot access the database "webhook_cli"/],
    ['the registry in another case', 'find', [], { database: 'Webhook_CLI' }, /cannot access/],
    ['admin', 'find', [], { database: 'admin' }, /cannot access/],
    ['local', 'find', [], { database: 'local' }, /cannot access/],
    ['config', 'find', [], { database: 'config' }, /cannot access/],
    ['a database with a dollar', 'find', [], { database: 'a$b' }, /illegal database name/],
    ['an empty database', 'find', [], { database: '' }, /illegal database name/],
    ['a collection with a dollar', 'find', [], { collection: '$cmd' }, /illegal collection name/],
    ['an empty collection', 'find', [], { collection: '' }, /illegal collection name/],
    ['a system collection', 'find', [], { collection: 'system.users' }, /illegal collection name/],
    ['a query that is no document', 'find', ['x'], {}, /find: the query must be a document/],
    ['a query that is a list', 'find', [[]], {}, /find: the query must be a document/],
    ['a query that is an id', 'findOne', [oid], {}, /findOne: the query must be a document/],
    [
      'an unknown option',
      'find',
      [{}, {}, { hint: 'x' }],
      {},
      /find: unknown option "hint"; the options are: sort, projection, skip, limit/,
    ],
    ['an option of another method', 'deleteOne', [{}, { upsert: true }], {}, /deleteOne: unknown option "upsert"/],
    ['a limit that is no number', 'find', [{}, {}, { limit: 'x' }], {}, /find: limit must be a whole number/],
    ['a negative skip', 'find', [{}, {}, { skip: -1 }], {}, /find: skip must be a whole number/],
    [
      'an upsert that is no boolean',
      'updateOne',
      [{}, { $set: { a: 1 } }, { upsert: 1 }],
      {},
      /upsert must be true or false/,
    ],
    ['too many arguments', 'find', [{}, {}, {}, {}], {}, /find takes at most 3 arguments/],
    ['a document that is none', 'insertOne', ['x'], {}, /insertOne: the document must be a document/],
    ['no document', 'insertOne', [], {}, /insertOne: the document must be a document/],
    ['an empty list', 'insertMany', [[]], {}, /^must provide at least one element$/],
    [
      'a replacement with operators',
      'findOneAndReplace',
      [{}, { $set: { a: 1 } }],
      {},
      /^the replace operation document must not contain atomic operators$/,
    ],
    ['an update without operators', 'findOneAndUpdate', [{}, { a: 1 }], {}, /must have update operators/],
    ['an unknown update operator', 'updateOne', [{}, { $who: { a: 1 } }], {}, /Unknown modifier: \$who/],
    ['an unknown query operator', 'find', [{ $who: 1 }], {}, /unknown top level operator: \$who/],
    ['an unknown stage', 'aggregate', [[{ $who: 1 }]], {}, /^Unrecognized pipeline stage name: '\$who'\.$/],
    ['a stage with two names', 'aggregate', [[{ $match: {}, $limit: 1 }]], {}, /must contain exactly one field/],
    [
      'a stage that looks into the server',
      'aggregate',
      [[{ $currentOp: {} }]],
      {},
      /Unrecognized pipeline stage name: '\$currentOp'/,
    ],
    ['a change stream', 'aggregate', [[{ $changeStream: {} }]], {}, /Unrecognized pipeline stage name/],
    ['$where', 'find', [{ $where: 'true' }], {}, /\$where is not allowed/],
    ['$where deep inside', 'find', [{ $and: [{ $or: [{ $where: 'true' }] }] }], {}, /\$where is not allowed/],
    ['$where in an update', 'updateOne', [{ $where: 'true' }, { $set: { a: 1 } }], {}, /\$where is not allowed/],
    [
      '$function in $expr',
      'find',
      [{ $expr: { $function: { body: 'f', args: [], lang: 'js' } } }],
      {},
      /\$function is not allowed/,
    ],
    [
      '$function in a projection',
      'find',
      [{}, {}, { projection: { a: { $function: {} } } }],
      {},
      /\$function is not allowed/,
    ],
    ['$function as the second argument', 'find', [{}, { a: { $function: {} } }], {}, /\$function is not allowed/],
    [
      '$accumulator in a facet',
      'aggregate',
      [[{ $facet: { a: [{ $group: { _id: 1, x: { $accumulator: {} } } }] } }]],
      {},
      /\$accumulator is not allowed/,
    ],
    ['$out to the registry', 'aggregate', [[{ $out: { db: 'webhook_cli', coll: 'apps' } }]], {}, /cannot access/],
    [
      '$merge into the registry',
      'aggregate',
      [[{ $merge: { into: { db: 'webhook_cli', coll: 'apps' } } }]],
      {},
      /cannot access/,
    ],
    [
      '$lookup from the registry',
      'aggregate',
      [[{ $lookup: { from: { db: 'webhook_cli', coll: 'apps' }, as: 'x', pipeline: [] } }]],
      {},
      /cannot access/,
    ],
    [
      '$unionWith the registry inside $lookup',
      'aggregate',
      [[{ $lookup: { from: 'c', as: 'x', pipeline: [{ $unionWith: { db: 'webhook_cli', coll: 'apps' } }] } }]],
      {},
      /cannot access/,
    ],
    [
      '$unionWith admin inside $facet',
      'aggregate',
      [[{ $facet: { a: [{ $unionWith: { db: 'admin', coll: 'x' } }] } }]],
      {},
      /cannot access/,
    ],
    ['$out of an update pipeline', 'updateOne', [{}, [{ $out: { db: 'admin', coll: 'x' } }]], {}, /cannot access/],
    ['an unknown operation of a list', 'bulkWrite', [[{ drop: {} }]], {}, /each element has one of insertOne/],
    [
      'an unknown field of an operation',
      'bulkWrite',
      [[{ deleteOne: { filter: {}, hint: 1 } }]],
      {},
      /unknown field "hint"/,
    ],
    [
      '$where in an operation',
      'bulkWrite',
      [[{ deleteOne: { filter: { $where: '1' } } }]],
      {},
      /\$where is not allowed/,
    ],
    ['a field that is no name', 'distinct', [5], {}, /the field must be a name/],
  ] as const)('for %s is an error that names it', async (_title, method, args, target, message) => {
    await expect(call(method, args, target)).rejects.toMatchObject({
      name: 'MongoDBError',
      message: expect.stringMatching(message),
    });
  });

  it('for a duplicate key has the message and code that handlers look for', async () => {
    await call('insertOne', [{ _id: 1 }]);
    const duplicate = { name: 'MongoDBError', message: 'Duplicate key error', code: 11000 };
    await expect(call('insertOne', [{ _id: 1 }])).rejects.toMatchObject(duplicate);
    await expect(call('insertMany', [[{ _id: 1 }]])).rejects.toMatchObject(duplicate);
    await expect(call('bulkWrite', [[{ insertOne: { document: { _id: 1 } } }]])).rejects.toMatchObject(duplicate);
  });

  it('for any method of a user other than the system is refused', async () => {
    for (const method of COLLECTION_METHODS.keys()) {
      const target = {
        facility: 'mongodb',
        service: 'mongodb-atlas',
        database: context.name,
        collection: 'c',
      } as const;
      const asked = context.handler()(
        { ...target, method, args: '[{}]' },
        { ...system, user: { id: 'x' }, runningAsSystem: false },
      );
      await expect(asked).rejects.toThrow(/only functions that run as the system user/);
    }
  });

  it.each([
    ['insertOne', '[{"a":[{"_bsontype":"ObjectId"}]}]'],
    ['updateOne', '[{},{"$set":{"a":{"_bsontype":"Long"}}}]'],
    ['find', '[{"_bsontype":"x"}]'],
    ['aggregate', '[[{"$match":{"a":{"_bsontype":null}}}]]'],
  ])('for the key _bsontype in the arguments of %s is an error that names it', async (method, args) => {
    const target = { facility: 'mongodb', service: 'mongodb-atlas', database: context.name, collection: 'c' } as const;
    await expect(context.handler()({ ...target, method, args }, system)).rejects.toMatchObject({
      name: 'MongoDBError',
      message: `${method}: a document has the key "_bsontype", which cannot be stored or looked for`,
    });
  });

  it('for arguments that are no extended JSON list is an error', async () => {
    const target = {
      facility: 'mongodb',
      service: 'mongodb-atlas',
      database: context.name,
      collection: 'c',
      method: 'find',
    } as const;
    for (const args of ['', '{', '{}', '5', '[{"$oid":"x"}]']) {
      await expect(context.handler()({ ...target, args }, system)).rejects.toMatchObject({ name: 'MongoDBError' });
    }
  });
});
