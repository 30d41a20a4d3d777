import { afterAll, describe, expect, it } from 'vitest';
import { createAppSandbox } from './app-sandbox.ts';

const app = createAppSandbox({
  functions: {
    add: 'exports = (a, b) => a + b;',
    later: 'exports = async (a) => a * 2;',
    broken: 'exports = (',
    escape: '}; }); exports = 1; (function () { return function () {',
    again: 'exports = () => context.functions.execute("again");',
    fails: 'exports = () => { throw new TypeError("inner"); };',
    counts:
      'let n = 0; exports = () => { n += 1; total = (typeof total === "number" ? total : 0) + 1; return [n, total]; };',
    asSystem: { text: 'exports = () => [context.runningAsSystem(), context.user.type];', runAsSystem: true },
  },
  values: { plain: { ejson: '{"a":{"$numberInt":"1"}}' }, key: { secret: 'key-secret' } },
});
afterAll(() => app.sandbox.close(0));

describe('context.functions.execute', () => {
  it('answers synchronously, or the promise of an async function', async () => {
    expect(await app.run('exports = () => context.functions.execute("add", 1, 2) + 1;')).toBe(4);
    expect(await app.run('exports = async () => (await context.functions.execute("later", 4)) + 1;')).toBe(9);
  });

  it('starts the called function with fresh state each time', async () => {
    const source = 'exports = () => [context.functions.execute("counts"), context.functions.execute("counts")];';
    expect(await app.run(source)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it.each([
    ['an unknown name', '"nope"', "function not found: 'nope'"],
    ['a name of the prototype', '"constructor"', "function not found: 'constructor'"],
    ['a source that does not compile', '"broken"', 'functions/broken/source.js'],
    ['a source that would end its wrapper', '"escape"', 'functions/escape/source.js'],
    ['a function that calls itself for ever', '"again"', 'more than 32 levels deep'],
    ['a name that is computed', '"fa" + "ils"', 'inner'],
  ])('throws for %s', async (_title, name, words) => {
    expect(await app.call(`exports = () => context.functions.execute(${name});`)).toMatchObject({
      status: 'threw',
      error: expect.stringContaining(words),
    });
  });

  it.each([
    ['an alias', 'const f = context.functions; exports = () => f["exec" + "ute"]("add", 1, 2);'],
    ['a destructured name', 'const { functions } = context; exports = () => functions.execute("add", 1, 2);'],
    ['an alias of the context', 'const c = context; exports = () => c["func" + "tions"].execute("add", 1, 2);'],
    ['another function', 'const run = (c) => c.functions.execute("add", 1, 2); exports = () => run(context);'],
    ['eval', 'exports = () => eval("context.functions.execute(\\"add\\", 1, 2)");'],
  ])('reaches functions through %s', async (_title, source) => {
    expect(await app.run(source)).toBe(3);
  });

  it('runs a callee as system when it is configured so, and its caller not', async () => {
    const source =
      'exports = () => [context.functions.execute("asSystem"), context.runningAsSystem(), context.user.id];';
    expect(await app.run(source)).toEqual([[true, 'system'], false, 'user-1']);
  });
});

describe('context', () => {
  it('offers request, user, app, environment and values', async () => {
    const source = `exports = () => [context.request.httpMethod, context.user.id, context.app.clientAppId, context.environment.tag,
      context.values.get('plain'), context.values.get('nope') === undefined];`;
    expect(await app.run(source)).toEqual(['POST', 'user-1', 'app-abcde', '', { a: 1 }, true]);
  });

  it('gives a value anew each time', async () => {
    expect(
      await app.run('exports = () => { context.values.get("plain").a = 9; return context.values.get("plain").a; };'),
    ).toBe(1);
  });

  it.each([
    ['a value behind a secret', 'context.values.get("key")', 'SecretsNotAvailableError'],
    ['context.http', 'context.http.get({ url: "http://x" })', 'context.http: get is not supported'],
    [
      'another type of service',
      'context.services.get("sms").send({})',
      'the twilio service \\"sms\\": send is not supported',
    ],
    ['jwt', 'utils.jwt.encode("HS256", {}, "k")', 'utils.jwt.encode is not supported'],
    ['encryption', 'utils.crypto.encrypt("aes", "m", "k")', 'utils.crypto.encrypt is not supported'],
    [
      'watch',
      'context.services.get("mongodb-atlas").db("d").collection("c").watch()',
      'collection.watch is not supported',
    ],
    ['require', 'require("crypto")', 'require is not defined'],
    ['setTimeout', 'setTimeout(() => {}, 1)', 'setTimeout is not defined'],
  ])('refuses %s by name', async (_title, expression, words) => {
    expect(await app.call(`exports = () => ${expression};`)).toMatchObject({
      status: 'threw',
      error: expect.stringContaining(words),
    });
  });

  it('answers undefined for an unknown service', async () => {
    expect(await app.run('exports = () => context.services.get("nope") === undefined;')).toBe(true);
  });

  it('takes the arguments of a plain function', async () => {
    const given = { kind: 'ejson', text: '[\n {"$oid":"507f1f77bcf86cd799439011"}, {"$numberInt":"2"}]' } as const;
    expect(await app.run('exports = (id, n) => [id.toString(), n];', { arguments: given })).toEqual([
      '507f1f77bcf86cd799439011',
      2,
    ]);
  });
});

describe('console', () => {
  it('keeps lines with values as extended JSON', async () => {
    const source =
      'exports = () => { console.log("a", 1, { n: 1 }, undefined, BSON.ObjectId("507f1f77bcf86cd799439011")); console.error(null); };';
    expect(await app.call(source)).toMatchObject({
      logs: ['a 1 {"n":{"$numberInt":"1"}} undefined 507f1f77bcf86cd799439011', 'null'],
      droppedLogs: 0,
    });
  });

  it('keeps the first 25 lines of 512 bytes and counts the rest', async () => {
    const outcome = await app.call(
      'exports = () => { for (let i = 0; i < 1000; i++) console.log(i + "é".repeat(100000)); };',
    );
    const { logs, droppedLogs } = outcome.status === 'returned' ? outcome : { logs: [], droppedLogs: 0 };
    expect([logs.length, droppedLogs]).toEqual([25, 975]);
    expect(Math.max(...logs.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(512);
  });

  it('survives values that cannot be shown', async () => {
    const source =
      'exports = () => { const a = {}; a.a = a; console.log(a, { get x() { throw 1; } }, { toJSON() { throw 2; } }); return 1; };';
    expect(await app.call(source)).toMatchObject({
      status: 'returned',
      logs: [expect.stringContaining('cannot be shown')],
    });
  });
});
