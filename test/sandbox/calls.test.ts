import { afterAll, describe, expect, it } from 'vitest';
import { createAppSandbox } from './app-sandbox.ts';

const app = createAppSandbox();
afterAll(() => app.sandbox.close(0));

describe('forms of exports', () => {
  it.each([
    ['an assigned function', 'exports = function (payload) { return 1; };'],
    ['a declared variable', 'var exports = function () { return 1; };'],
    ['a constant', 'const exports = () => 1;'],
    ['an async arrow without blanks', 'exports=async(a)=>{return 1}'],
    ['a declared function', 'function exports() { return 1; }'],
    ['a helper before', 'const one = () => 1; exports = () => one();'],
    ['a hoisted helper after', 'exports = () => one(); function one() { return 1; }'],
    ['a trailing comment', 'exports = () => 1; // end'],
    ['a strict source', '"use strict";\nexports = () => 1;'],
    ['a hashbang', '#!/usr/bin/env node\nexports = () => 1;'],
    [
      'names of ours declared again',
      'const fetch = 1, URL = 1, Buffer = 1, EJSON = 1, utils = 1; let console, context; exports = () => fetch;',
    ],
    [
      'a builtin assigned without declaration',
      'exports = () => { const before = typeof Date; Date = 1; return before === "function" ? 1 : 0; };',
    ],
  ])('runs %s', async (_title, source) => {
    expect(await app.run(source)).toBe(1);
  });

  it.each([
    ['nothing', 'const a = 1;', 'got object'],
    ['a number', 'exports = 5;', 'got number'],
  ])('names a source that exports %s', async (_title, source, words) => {
    const outcome = await app.call(source);
    expect(outcome).toMatchObject({ status: 'threw', error: expect.stringContaining(words) });
    expect(outcome).toMatchObject({ error: expect.stringContaining('"name":"FunctionInvalid"') });
  });

  it('gives the place of a syntax error', async () => {
    expect(await app.call('exports = () => {\n  return (1;\n};')).toMatchObject({
      status: 'threw',
      error: expect.stringContaining(`(services/x/incoming_webhooks/y/source.js:2:12)`),
    });
  });
});

describe('state', () => {
  it('is fresh in every call, for declared and undeclared names', async () => {
    const source =
      'let n = 0; var v; exports = () => { n += 1; v = (v || 0) + 1; if (typeof g === "undefined") g = 0; g += 1; return [n, v, g]; };';
    expect(await app.run(source)).toEqual([1, 1, 1]);
    expect(await app.run(source)).toEqual([1, 1, 1]);
  });

  it('is not shared by interleaved calls that assign the same undeclared name before and after an await', async () => {
    const slow = createAppSandbox({
      answer: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return 'null';
      },
    });
    const source = `exports = async (payload) => {
      mine = payload.query.n;
      const before = mine;
      await context.services.get('mongodb-atlas').db('d').collection('c').findOne({});
      after = mine + '!';
      await null;
      return [before, mine, after];
    };`;
    const results = await Promise.all(['a', 'b', 'c'].map((n) => slow.run(source, { query: { n } })));
    expect(results).toEqual([
      ['a', 'a', 'a!'],
      ['b', 'b', 'b!'],
      ['c', 'c', 'c!'],
    ]);
    await slow.sandbox.close(0);
  });

  it('gives a source that uses the global object a realm of its own', async () => {
    const source = 'exports = () => { globalThis.seen = (globalThis.seen || 0) + 1; return seen; };';
    expect(await app.run(source)).toBe(1);
    expect(await app.run(source)).toBe(1);
  });

  it('lets sources with eval, Function and a free this work', async () => {
    expect(await app.run('exports = () => eval("1 + 1") + Function("return 1")();')).toBe(3);
    expect(await app.run('(function (root) { root.Lib = 4; })(this); exports = () => Lib;')).toBe(4);
  });
});

describe('the payload', () => {
  it('has query, header arrays that compare with strings, and a body that reads as text', async () => {
    const source = `exports = (payload) => [payload.query.x, payload.headers['X-Signature'] == 'v',
      Array.isArray(payload.headers['X-Signature']), payload.body.text()];`;
    expect(await app.run(source, { query: { x: '1' }, body: 'hé😀' })).toEqual(['1', true, true, 'hé😀']);
  });

  it('has no body when the request had none, and an empty one when it was empty', async () => {
    expect(await app.run('exports = (p) => [p.body === undefined, "body" in p];')).toEqual([true, false]);
    expect(await app.run('exports = (p) => p.body.text();', { body: '' })).toBe('');
  });

  it('keeps bytes that are no UTF-8', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const source = 'exports = (p, r) => { p.body.text(); r.setBody(p.body); };';
    expect(await app.call(source, { body: bytes })).toMatchObject({
      response: { body: { base64: Buffer.from(bytes).toString('base64') } },
    });
    expect(await app.run('exports = (p) => p.body.toHex();', { body: bytes })).toBe(Buffer.from(bytes).toString('hex'));
  });

  it('gives the extended form of the body to JSON and EJSON', async () => {
    const source = 'exports = (p) => [JSON.stringify(p.body), EJSON.stringify(p.body), p.body instanceof BSON.Binary];';
    const text = '{"$binary":{"base64":"aGk=","subType":"00"}}';
    expect(await app.run(source, { body: 'hi' })).toEqual([text, text, true]);
  });

  it('takes keys such as __proto__ as plain data', async () => {
    const body = '{"__proto__":{"polluted":1},"constructor":2}';
    const source =
      'exports = (p) => { const b = EJSON.parse(p.body.text()); return [Object.keys(b), ({}).polluted === undefined]; };';
    expect(await app.run(source, { body })).toEqual([['__proto__', 'constructor'], true]);
  });
});

describe('results', () => {
  it.each([
    ['an int32', '900', '{"$numberInt":"900"}'],
    ['a larger integer', '2147483648', '{"$numberLong":"2147483648"}'],
    ['a fraction', '1.5', '{"$numberDouble":"1.5"}'],
    ['negative zero', '-0', '{"$numberDouble":"-0.0"}'],
    ['infinity', '-Infinity', '{"$numberDouble":"-Infinity"}'],
    ['undefined', 'undefined', 'null'],
    ['undefined inside', '({ a: undefined, b: [undefined] })', '{"a":null,"b":[null]}'],
    ['a date', 'new Date(5)', '{"$date":{"$numberLong":"5"}}'],
    ['a function', '({ f: (a) => a })', '{"f":{"$code":"(a) => a"}}'],
    ['a symbol', '({ s: Symbol("x"), t: "t" })', '{"t":"t"}'],
    ['a regular expression', '/a"b/i', '{"$regularExpression":{"pattern":"a\\"b","options":"i"}}'],
    [
      'promises inside',
      '({ a: Promise.resolve("x"), b: [Promise.resolve([Promise.resolve("y")])] })',
      '{"a":"x","b":[["y"]]}',
    ],
    ['an ObjectId', 'BSON.ObjectId("507f1f77bcf86cd799439011")', '{"$oid":"507f1f77bcf86cd799439011"}'],
    ['a Long', 'new BSON.Long(5)', '{"$numberLong":"5"}'],
    ['a Decimal128', 'BSON.Decimal128.fromString("1.10")', '{"$numberDecimal":"1.10"}'],
    ['a timestamp', 'BSON.Timestamp({ t: 1, i: 2 })', '{"$timestamp":{"t":1,"i":2}}'],
    ['a map', 'new Map([["a", "b"]])', '{"a":"b"}'],
    ['an own __proto__', 'JSON.parse(\'{"__proto__":"x"}\')', '{"__proto__":"x"}'],
  ])('writes %s', async (_title, value, text) => {
    expect(await app.call(`exports = () => ${value};`)).toMatchObject({ status: 'returned', result: text });
  });

  it('writes plain JSON when asked', async () => {
    expect(await app.run('exports = () => ({ n: 5, l: BSON.Long(6), d: new Date(0) });')).toEqual({
      n: 5,
      l: 6,
      d: { $date: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('refuses output beyond the limit, and takes output at it', async () => {
    const small = createAppSandbox({ limits: { functionOutputBytesMax: 100 } });
    expect(await small.call('exports = () => "x".repeat(98);')).toMatchObject({ status: 'returned' });
    expect(await small.call('exports = () => "x".repeat(99);')).toMatchObject({
      status: 'threw',
      error: expect.stringContaining('OutputLimitExceeded'),
    });
    expect(await small.call('exports = (p, r) => r.setBody("é".repeat(51));')).toMatchObject({ status: 'threw' });
    await small.sandbox.close(0);
  });
});

describe('errors', () => {
  it.each([
    ['an Error', 'throw new Error("boom")', '{"message":"boom","name":"Error"}'],
    ['a native error', 'x.y', '{"message":"x is not defined","name":"ReferenceError"}'],
    ['a rejected promise', 'return Promise.reject(new RangeError("r"))', '{"message":"r","name":"RangeError"}'],
    ['a string', 'throw "text"', '"text"'],
    ['null', 'throw null', 'null'],
    ['undefined', 'throw undefined', 'null'],
    ['a document', 'throw { code: 5 }', '{"code":{"$numberInt":"5"}}'],
    [
      'a cyclic value',
      'const a = {}; a.a = a; throw a',
      '{"message":"the thrown value cannot be described","name":"Error"}',
    ],
  ])('describes %s', async (_title, body, error) => {
    expect(await app.call(`exports = () => { ${body}; };`)).toMatchObject({ status: 'threw', error });
  });

  it('keeps positions of the file and no frames of its own', async () => {
    const outcome = await app.call('const f = () => {\n  throw new Error("deep");\n};\nexports = () => f();');
    expect(outcome).toMatchObject({
      stack:
        'Error: deep\n    at f (services/x/incoming_webhooks/y/source.js:2:9)\n    at exports (services/x/incoming_webhooks/y/source.js:4:17)',
    });
  });
});
