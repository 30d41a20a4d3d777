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

describe('names that each call is given', () => {
  it('are the real ones in a source that assigns them without declaring them', async () => {
    const source = `if (typeof context === 'undefined') { context = { mock: true }; console = { log() {} }; }
      exports = () => ({ mock: context.mock === true, has: typeof context.services, log: typeof console.debug });`;
    expect(await app.run(source)).toEqual({ mock: false, has: 'object', log: 'function' });
  });

  it('can be assigned by a source for itself', async () => {
    expect(await app.run('context = { a: 1 }; console = 2; exports = () => [context.a, console];')).toEqual([1, 2]);
    expect(await app.run('exports = () => typeof context.services;')).toBe('object');
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
    ['a promise in an instance', 'new (class A { constructor() { this.p = Promise.resolve("x"); } })()', '{"p":"x"}'],
    ['a promise in a map', 'new Map([["p", Promise.resolve("x")]])', '{"p":"x"}'],
    ['the same promise twice', '(() => { const p = Promise.resolve("x"); return [p, p]; })()', '["x","x"]'],
    ['an accessor beside a promise', '({ p: Promise.resolve("x"), get y() { return "y"; } })', '{"p":"x","y":"y"}'],
    ['a promise of undefined', '[Promise.resolve()]', '[null]'],
    ['a Double', 'BSON.Double(5)', '{"$numberDouble":"5.0"}'],
    ['an Int32', 'BSON.Int32(5)', '{"$numberInt":"5"}'],
    ['a Code with scope', 'BSON.Code("f", { a: "b" })', '{"$code":"f","$scope":{"a":"b"}}'],
    [
      'a DBRef',
      'new BSON.DBRef("c", BSON.ObjectId("507f1f77bcf86cd799439011"), "d", { e: "f" })',
      '{"$ref":"c","$id":{"$oid":"507f1f77bcf86cd799439011"},"$db":"d","e":"f"}',
    ],
    [
      'a BSON regular expression',
      'BSON.BSONRegExp("a\\"", "i")',
      '{"$regularExpression":{"pattern":"a\\"","options":"i"}}',
    ],
    ['keys of the order', '[BSON.MinKey(), BSON.MaxKey()]', '[{"$minKey":1},{"$maxKey":1}]'],
    ['a number beyond 64 bits', '1e20', '{"$numberDouble":"100000000000000000000.0"}'],
    ['an ObjectId', 'BSON.ObjectId("507f1f77bcf86cd799439011")', '{"$oid":"507f1f77bcf86cd799439011"}'],
    ['a Long', 'new BSON.Long(5)', '{"$numberLong":"5"}'],
    ['a Decimal128', 'BSON.Decimal128.fromString("1.10")', '{"$numberDecimal":"1.10"}'],
    ['a timestamp', 'BSON.Timestamp({ t: 1, i: 2 })', '{"$timestamp":{"t":1,"i":2}}'],
    ['a map', 'new Map([["a", "b"]])', '{"a":"b"}'],
    ['an own __proto__', 'JSON.parse(\'{"__proto__":"x"}\')', '{"__proto__":"x"}'],
  ])('writes %s', async (_title, value, text) => {
    expect(await app.call(`exports = () => ${value};`)).toMatchObject({ status: 'returned', result: text });
  });

  it.each([
    ['the first three are rejected', '[1, 2, 3].map((n) => Promise.reject(new Error("no " + n)))', 'no 1'],
    ['the second of two is rejected', '[Promise.resolve(1), Promise.reject(new Error("late"))]', 'late'],
    ['a getter makes a new one each time', '({ get p() { return Promise.resolve(1); } })', 'without end'],
  ])('fails for promises when %s', async (_title, value, words) => {
    expect(await app.call(`exports = () => ${value};`)).toMatchObject({
      status: 'threw',
      error: expect.stringContaining(words),
    });
  });

  it('writes JSON for what only looks like a BSON value', async () => {
    const fake = (name: string, fields: string) => `Object.create(BSON.${name}.prototype, { ${fields} })`;
    const values = [
      fake('ObjectId', `toHexString: { value: () => '"' }`),
      fake('Long', `toString: { value: () => '",' }`),
      fake('Double', `value: { value: '"' }`),
      fake('Int32', `value: { value: '"' }`),
      fake('Decimal128', `toString: { value: () => '"' }`),
      fake('Timestamp', `t: { value: '"' }, i: { value: '}' }`),
    ];
    const outcome = await app.call(`exports = () => [${values.join()}];`);
    expect(outcome.status === 'returned' && JSON.parse(outcome.result)).toHaveLength(values.length);
  });

  it.each([
    ['a subtype that is no byte', `{ sub_type: { value: '","x":"' } }`, 'subtype'],
    ['a subtype of 256', `{ sub_type: { value: 256 } }`, 'subtype'],
    ['bytes that are none', `{ sub_type: { value: 0 }, buffer: { value: { subarray: () => ['"'] } } }`, 'Uint8Array'],
  ])('refuses a binary with %s', async (_title, fields, words) => {
    const source = `exports = () => Object.create(BSON.Binary.prototype, ${fields});`;
    expect(await app.call(source)).toMatchObject({ status: 'threw', error: expect.stringContaining(words) });
  });

  it('that nobody gets are not written', async () => {
    const circular = 'const a = {}; a.a = a;';
    expect(await app.call(`exports = () => { ${circular} return a; };`, { wantsResult: false })).toMatchObject({
      status: 'returned',
      response: undefined,
    });
    expect(await app.call(`exports = (p, r) => { ${circular} r.setBody('x'); return a; };`)).toMatchObject({
      status: 'returned',
      response: { body: { text: 'x' } },
    });
    // The response is used after the function has returned.
    const late = `exports = (p, r) => { ${circular} Promise.resolve().then(() => r.setBody('x')); return a; };`;
    expect(await app.call(late)).toMatchObject({ status: 'returned', response: { body: { text: 'x' } } });
    expect(await app.call('exports = async () => { throw new Error("no"); };', { wantsResult: false })).toMatchObject({
      status: 'threw',
    });
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
    const bytes = (count: number) => `exports = (p, r) => r.setBody(BSON.Binary.fromHex("00".repeat(${count})));`;
    expect(await small.call(bytes(100))).toMatchObject({ status: 'returned' });
    expect(await small.call(bytes(101))).toMatchObject({ status: 'threw' });
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

  it.each([
    ['a long message', 'throw new Error("x".repeat(40e6))', 'xxx'],
    ['a long name', 'const e = new Error("m"); e.name = "n".repeat(40e6); throw e', 'nnn'],
    ['a long stack', 'const e = new Error("m"); e.stack = "s".repeat(40e6); throw e', '"m"'],
    ['characters that take six bytes', 'throw new Error("\\x01".repeat(1e6))', 'u0001'],
    ['a long string', 'throw "x".repeat(40e6)', 'xxx'],
    ['a large document', 'throw { a: "x".repeat(20e6) }', 'takes more than 16384 bytes'],
    [
      'a long name of a database',
      `context.services.get('mongodb-atlas').db('d'.repeat(40e6)).collection('c').findOne()`,
      'at most',
    ],
  ])('cuts %s, and the child goes on', async (_title, body, words) => {
    const before = app.call('exports = () => 1;');
    const outcome = await app.call(`exports = () => { ${body}; };`);
    expect(outcome).toMatchObject({ status: 'threw', error: expect.stringContaining(words) });
    if (outcome.status !== 'threw') return;
    expect(() => JSON.parse(outcome.error)).not.toThrow();
    expect(Math.max(Buffer.byteLength(outcome.error), Buffer.byteLength(outcome.stack))).toBeLessThan(17 * 1024);
    expect(await before).toMatchObject({ status: 'returned' });
    expect(app.diagnostics).toEqual([]);
  });

  it('keeps positions of the file and no frames of its own', async () => {
    const outcome = await app.call('const f = () => {\n  throw new Error("deep");\n};\nexports = () => f();');
    expect(outcome).toMatchObject({
      stack:
        'Error: deep\n    at f (services/x/incoming_webhooks/y/source.js:2:9)\n    at exports (services/x/incoming_webhooks/y/source.js:4:17)',
    });
  });
});
