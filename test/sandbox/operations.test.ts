import { afterAll, describe, expect, it } from 'vitest';
import { createAppSandbox } from './app-sandbox.ts';

const collection = "context.services.get('mongodb-atlas').db('d').collection('c')";
const STORED =
  '{"d":{"$numberDouble":"5.0"},"i":{"$numberInt":"5"},"a":[{"$numberDouble":"1e12"}],"o":{"z":{"$numberDouble":"-0.0"}}}';
const app = createAppSandbox({
  answer: async ({ method, args }) => {
    if (method === 'find' || method === 'aggregate') return '[{"a":{"$numberInt":"1"}},{"a":{"$numberInt":"2"}}]';
    if (method === 'count') return '{"$numberLong":"2"}';
    if (method === 'replaceOne') return STORED;
    if (method === 'deleteOne') {
      throw Object.assign(new Error('Duplicate key error'), { name: 'MongoDBError', code: 11000 });
    }
    if (method === 'deleteMany') throw 'not even an error';
    return args;
  },
});
afterAll(() => app.sandbox.close(0));

describe('collections', () => {
  it('send canonical extended JSON and keep BSON types in answers', async () => {
    const source = `exports = async () => {
      const [doc] = await ${collection}.insertOne({ n: 1, d: 1.5, id: BSON.ObjectId('507f1f77bcf86cd799439011'), l: BSON.Long(7) });
      return [typeof doc.n, doc.id instanceof BSON.ObjectId, doc.id.toString(), doc.l instanceof BSON.Long, doc.l + 1];
    };`;
    expect(await app.run(source)).toEqual(['number', true, '507f1f77bcf86cd799439011', true, 8]);
    expect(app.contextCalls.at(-1)).toEqual({
      facility: 'mongodb',
      service: 'mongodb-atlas',
      database: 'd',
      collection: 'c',
      method: 'insertOne',
      args: '[{"n":{"$numberInt":"1"},"d":{"$numberDouble":"1.5"},"id":{"$oid":"507f1f77bcf86cd799439011"},"l":{"$numberLong":"7"}}]',
      user: { id: 'user-1', type: 'normal', data: {}, custom_data: {}, identities: [] },
      runningAsSystem: false,
    });
  });

  it('keep doubles that look like integers apart from integers, as long as they are passed on unchanged', async () => {
    const stored = STORED.replace('1e12', '1000000000000.0');
    const read = `const doc = await ${collection}.replaceOne({}, {});`;
    expect(await app.call(`exports = async () => { ${read} return doc; };`)).toMatchObject({ result: stored });
    await app.call(`exports = async () => { ${read} await ${collection}.insertOne(doc); };`);
    expect(app.contextCalls.at(-1)?.args).toBe(`[${stored}]`);
    const uses = 'doc.i += doc.d; doc.d += 1; return [typeof doc.d, doc, { copied: doc.a[0] }];';
    expect(await app.call(`exports = async () => { ${read} ${uses} };`)).toMatchObject({
      result:
        '["number",{"d":{"$numberInt":"6"},"i":{"$numberInt":"10"},"a":[{"$numberDouble":"1000000000000.0"}],"o":{"z":{"$numberDouble":"-0.0"}}},{"copied":{"$numberLong":"1000000000000"}}]',
    });
  });

  it('refuse a promise among the arguments', async () => {
    expect(await app.call(`exports = () => ${collection}.insertOne({ p: Promise.resolve(1) });`)).toMatchObject({
      status: 'threw',
      error: expect.stringContaining('must be awaited'),
    });
  });

  it('reject with an Error whose name, message and code are the handler’s, and whose stack is the function’s', async () => {
    const source = `exports = async () => {
      try { await ${collection}.deleteOne({}); } catch (e) { return [e instanceof Error, e.name, e.message, e.code, e.stack]; }
    };`;
    const [isError, name, message, code, stack] = (await app.run(source)) as unknown[];
    expect([isError, name, message, code]).toEqual([true, 'MongoDBError', 'Duplicate key error', 11000]);
    expect(stack).toMatch(/^MongoDBError: Duplicate key error\n[\s\S]*source\.js:2:/);
  });

  it('reject with an Error when the handler fails in another way', async () => {
    expect(await app.call(`exports = () => ${collection}.deleteMany({});`)).toMatchObject({
      error: '{"message":"not even an error","name":"Error"}',
    });
  });

  it('have the database alias of 2017', async () => {
    expect(
      await app.run("exports = () => context.services.get('mongodb-atlas').database('d').collection('c').count();"),
    ).toBe(2);
  });

  it.each(['db()', 'db("").collection("c")', 'db("d").collection(5)'])('refuse %s', async (access) => {
    expect(await app.call(`exports = () => context.services.get('mongodb-atlas').${access};`)).toMatchObject({
      status: 'threw',
    });
  });
});

describe('cursors', () => {
  it.each([
    ['returned', `${collection}.find({})`],
    ['awaited', `await ${collection}.find({})`],
    ['asked for an array', `await ${collection}.find({}).sort({ a: 1 }).toArray()`],
    ['of an aggregation', `${collection}.aggregate([])`],
    [
      'iterated',
      `await (async () => { const all = []; for await (const d of ${collection}.find({})) all.push(d); return all; })()`,
    ],
  ])('give an array when %s', async (_title, expression) => {
    expect(await app.run(`exports = async () => { return ${expression}; };`)).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('are read one by one, with undefined at the end', async () => {
    const source = `exports = async () => { const c = ${collection}.find({}); const r = [];
      for (let d; (d = await c.next()); ) r.push(d.a); return [r, await c.next() === undefined]; };`;
    expect(await app.run(source)).toEqual([[1, 2], true]);
  });

  it('send skip, limit and sort with the query, once, and only when read', async () => {
    const before = app.contextCalls.length;
    const source = `exports = async () => { ${collection}.find({ never: 1 });
      const c = ${collection}.find({ q: 1 }, { p: 1 }).skip(1).limit(2).sort({ a: -1 }); await c.toArray(); await c.next(); return 1; };`;
    await app.run(source);
    expect(app.contextCalls.slice(before).map((call) => JSON.parse(call.args))).toEqual([
      [
        { q: { $numberInt: '1' } },
        { p: { $numberInt: '1' } },
        { skip: { $numberInt: '1' }, limit: { $numberInt: '2' }, sort: { a: { $numberInt: '-1' } } },
      ],
    ]);
  });

  it('are awaited inside a result', async () => {
    expect(await app.run(`exports = () => ({ list: ${collection}.find({}), n: ${collection}.count() });`)).toEqual({
      list: [{ a: 1 }, { a: 2 }],
      n: 2,
    });
  });

  it('refuse to be changed once they are read', async () => {
    const source = `exports = async () => { const c = ${collection}.find({}); await c.next(); c.limit(1); };`;
    expect(await app.call(source)).toMatchObject({ status: 'threw', error: expect.stringContaining('cursor.limit()') });
  });
});

describe('work that nobody awaits', () => {
  it('is finished before the answer, callbacks included', async () => {
    const source = `exports = (p, response) => {
      ${collection}.count().then((n) => ${collection}.findOne({})).then(() => { response.setBody('done'); });
    };`;
    expect(await app.call(source)).toMatchObject({ status: 'returned', response: { body: { text: 'done' } } });
  });

  it('is a log line when it fails', async () => {
    expect(await app.call(`exports = () => { ${collection}.deleteOne({}); return 'ok'; };`)).toMatchObject({
      status: 'returned',
      result: '"ok"',
      logs: ['unhandled rejection: Error: Duplicate key error'],
    });
  });

  it('fails the call beyond the number of operations that may be queued', async () => {
    const few = createAppSandbox({ limits: { functionOperationsMax: 10 } });
    const loop = (count: number) =>
      `exports = () => { for (let i = 0; i < ${count}; i++) ${collection}.insertOne({ i }); };`;
    expect(await few.call(loop(10))).toMatchObject({ status: 'returned' });
    const message = '{"message":"exceeded max async work queue size of 10","name":"Error"}';
    expect(await few.call(loop(11))).toMatchObject({ status: 'threw', error: message });
    const swallowed = `exports = () => { try { for (;;) ${collection}.insertOne({}); } catch {} return 'fine'; };`;
    expect(await few.call(swallowed)).toMatchObject({ status: 'threw', error: message });
    await few.sandbox.close(0);
  });
});
