import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createAppSandbox } from './app-sandbox.ts';

const app = createAppSandbox({
  limits: { functionWallMs: 1500, functionCpuMs: 500, sandboxHeapMb: 64 },
  answer: async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return 'null';
  },
});
afterAll(() => app.sandbox.close(0));

const READ_SOMETHING = "context.services.get('mongodb-atlas').db('d').collection('c').findOne({})";

describe('programs that do not end', () => {
  it.each([
    ['an endless loop', 'while (true) {}'],
    ['a native loop', '[].indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
    ['an endless chain of microtasks', 'const again = () => Promise.resolve().then(again); again()'],
    ['an endless loop of awaits', 'return (async () => { for (;;) await null; })()'],
    ['a regular expression without end', '/^(a+)+$/.test("a".repeat(60) + "b")'],
    ['a loop after an answer', `return (async () => { await ${READ_SOMETHING}; for (;;); })()`],
    ['a loop inside a getter of the result', 'return { get x() { for (;;); } }'],
    ['a loop inside toJSON', 'return { toJSON() { for (;;); } }'],
    ['a loop while it is rendered', 'console.log({ toJSON() { for (;;); } })'],
    [
      'a loop in a getter of the error',
      'const e = new Error("x"); Object.defineProperty(e, "message", { get() { for (;;); } }); throw e',
    ],
    ['a loop in eval', 'eval("for (;;);")'],
    ['big integer arithmetic', 'let n = 3n; for (;;) n = n ** 7n'],
    ['a promise that never settles', 'return new Promise(() => {})'],
    ['a thenable that never settles', 'return { then() {} }'],
  ])(
    'stops %s',
    async (_title, body) => {
      const outcome = await app.call(`exports = () => { ${body}; };`);
      // Growing integers and chains of promises may hit the heap before the time is up.
      const grows = body.includes('7n') || body.includes('again');
      expect(['timed-out', ...(grows ? ['out-of-memory', 'threw'] : [])]).toContain(outcome.status);
      expect(await app.run('exports = () => "next";')).toBe('next');
    },
    20_000,
  );

  it('stops a loop at the top level of a source', async () => {
    expect(await app.call('for (;;); exports = () => 1;')).toMatchObject({ status: 'timed-out' });
  });

  it('keeps the lines that were printed before the end', async () => {
    const outcome = await app.call('exports = () => { console.log("before"); for (;;); };');
    expect(outcome).toMatchObject({ status: 'timed-out', logs: ['before'] });
  });
});

describe('programs that take memory', () => {
  // Collecting garbage counts as the program's own time.
  const app = createAppSandbox({ limits: { sandboxHeapMb: 64 }, answer: async () => 'null' });
  afterAll(() => app.sandbox.close(0));

  it.each([
    ['an array that grows', 'const a = []; while (true) a.push(a, [])'],
    [
      'a string that grows',
      'const a = []; for (let i = 0; ; i++) a.push("x".repeat(1e6) + i, ("y" + i).repeat(1e5).split(""))',
    ],
    ['a typed array', 'new Uint8Array(1e9)'],
    ['many typed arrays', 'const a = []; for (;;) a.push(new Uint8Array(1e6))'],
    ['a map', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, [i])'],
  ])(
    'ends %s with the memory limit',
    async (_title, body) => {
      expect(await app.call(`exports = () => { ${body}; };`)).toMatchObject({ status: 'out-of-memory' });
      expect(await app.run('exports = () => "next";')).toBe('next');
    },
    20_000,
  );

  it.each(['resize(1e8)', 'transfer(1e8)', 'transferToFixedLength(1e8)'])('have no buffer.%s', async (method) => {
    expect(await app.call(`exports = () => new ArrayBuffer(1, { maxByteLength: 1e8 }).${method};`)).toMatchObject({
      status: 'threw',
      error: expect.stringContaining('is not a function'),
    });
  });

  it.runIf(process.platform === 'linux')('are ended by the size of the process, whatever took the memory', async () => {
    // The child itself takes more than this.
    const small = createAppSandbox({ limits: { sandboxHeapMb: 16, sandboxOverheadMb: 8 } });
    expect(await small.call('exports = () => { for (;;); };')).toMatchObject({ status: 'out-of-memory' });
    await small.sandbox.close(0);
  });

  it('loses the calls that had started, and says so', async () => {
    const waiting = app.call(`exports = async () => { for (;;) await ${READ_SOMETHING}; };`);
    await app.run('exports = () => 1;');
    expect(await app.call('exports = () => { const a = []; while (true) a.push(a, []); };')).toMatchObject({
      status: 'out-of-memory',
    });
    expect(await waiting).toMatchObject({ status: 'lost' });
  }, 20_000);
});

describe('programs that fail', () => {
  it.each([
    ['deep recursion', 'const f = () => f() + 1; return f()', 'Maximum call stack'],
    [
      'recursion through a proxy',
      'const p = new Proxy({}, { get: (t, k, r) => r[k] }); return p.x',
      'Maximum call stack',
    ],
    ['nested brackets in eval', 'return eval("[".repeat(100000))', ''],
    ['a cyclic result', 'const a = {}; a.a = a; return a', 'circular'],
    ['a cyclic result with a promise', 'const a = { p: Promise.resolve() }; a.a = a; return a', 'circular'],
    ['a result nested too deeply', 'let a = {}; for (let i = 0; i < 5000; i++) a = { a }; return a', 'nested'],
    ['a getter that throws', 'return { get x() { throw new Error("getter"); } }', 'getter'],
    ['a toJSON that throws', 'return { toJSON() { throw new Error("json"); } }', 'json'],
    ['a then that throws', 'return { get then() { throw new Error("then"); } }', 'then'],
    ['a proxy as result', 'return new Proxy({}, { ownKeys() { throw new Error("keys"); } })', 'keys'],
    ['a revoked proxy', 'const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy', ''],
    ['a bad date', 'return new Date(NaN)', 'invalid date'],
    ['a huge BigInt', 'return 2n ** 70n', '64 bits'],
    [
      'an error with hostile fields',
      'throw Object.defineProperty(new Error("x"), "stack", { get() { throw 1; } })',
      'cannot be described',
    ],
    [
      'an error whose name is no text',
      'const e = new Error("x"); e.name = { toString() { throw 1; } }; throw e',
      'cannot be described',
    ],
    ['a revoked proxy thrown', 'const r = Proxy.revocable({}, {}); r.revoke(); throw r.proxy', 'cannot be described'],
    [
      'an error whose fields start rejections',
      'throw Object.defineProperty(new Error("x"), "message", { get() { Promise.reject(new Error("y")); return "spoiled"; } })',
      'spoiled',
    ],
    [
      'a spoofed BSON type',
      'return { _bsontype: "ObjectId", toHexString() { return "\\"" } , f: BigInt(2) ** 65n }',
      '64 bits',
    ],
  ])('answers %s', async (_title, body, words) => {
    const outcome = await app.call(`exports = () => { ${body}; };`);
    expect(outcome).toMatchObject({ status: 'threw', error: expect.stringContaining(words) });
    expect(await app.run('exports = () => "next";')).toBe('next');
  });
});

describe('ways out', () => {
  it.each([
    'this.constructor.constructor("return process")()',
    'exports.constructor.constructor("return process")()',
    'context.constructor.constructor("return process")()',
    'console.log.constructor("return process")()',
    'context.services.get.constructor("return process")()',
    'payload.body.text.constructor("return process")()',
    'EJSON.parse.constructor("return process")()',
    'utils.crypto.hash.constructor("return process")()',
    '(async () => {}).constructor("return process")()',
    '(function* () {}).constructor("return process")().next().value',
    '(async function* () {}).constructor("return process")()',
    'Reflect.construct(Reflect.getPrototypeOf(() => {}).constructor, ["return process"])()',
    'Object.getOwnPropertyDescriptor(Object.getPrototypeOf(async () => {}), "constructor").value("return process")()',
    'Array.from.constructor.constructor("return process")()',
    'new Error().constructor.constructor("return process")()',
    'BSON.ObjectId.constructor("return process")()',
    'BSON.ObjectId().constructor.constructor("return process")()',
    'response.setBody.constructor("return process")()',
    'globalThis.process.mainModule.require("fs")',
    'Function("return process")().binding("fs")',
    'process.env',
    'require("node:fs")',
    'module.constructor._load("fs")',
    'globalThis.boot("x")',
    'ivm.Isolate',
    'WebAssembly.compile',
    'new SharedArrayBuffer(8)',
    'Atomics.wait',
  ])('%s ends in an error of the guest', async (probe) => {
    for (const freshRealm of ['', 'globalThis;']) {
      const source = `${freshRealm} exports = async function (payload, response) {
        const found = await (${probe});
        if (found && found.next) await found.next();
        return 'reached'; };`;
      expect(await app.call(source, { body: 'x' })).toMatchObject({ status: 'threw' });
    }
  });

  it.each([
    '(() => {}).constructor',
    '(async () => {}).constructor',
    '(function* () {}).constructor',
    '[].map.constructor',
  ])('makes no code from text through %s where calls share a realm', async (maker) => {
    expect(await app.call(`exports = () => { ${maker}('leaked = 1')(); };`)).toMatchObject({
      status: 'threw',
      error: expect.stringContaining('EvalError'),
    });
    expect(await app.run('exports = () => typeof leaked;')).toBe('undefined');
  });

  it('fails a dynamic import', async () => {
    expect(await app.call('exports = () => import("node:fs").then(() => "reached");')).toMatchObject({
      status: 'threw',
    });
  });

  it('shows no function or object of ours to Error.prepareStackTrace', async () => {
    const source = `globalThis; exports = () => { Error.prepareStackTrace = (e, sites) => sites.map((s) => [typeof s.getFunction(), typeof s.getThis(), s.getFileName()]);
      const sites = new Error('x').stack; Error.prepareStackTrace = undefined; return sites.filter((s) => s[2] !== '${'services/x/incoming_webhooks/y/source.js'}').flatMap((s) => s.slice(0, 2)).filter((t) => t !== 'undefined'); };`;
    expect(await app.run(source)).toEqual([]);
  });

  it('gives a fresh realm no more names than a shared one', async () => {
    const names = await app.run('exports = () => Object.getOwnPropertyNames(globalThis);');
    expect(names).not.toEqual(expect.arrayContaining(['boot']));
    for (const name of ['process', 'require', 'Buffer', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'console']) {
      expect(names).not.toContain(name);
    }
  });

  it('lets nothing be left on the shared global object or on what is shared', async () => {
    const leave = `exports = () => { const tries = [() => { EJSON.parse = 1; }, () => { BSON.ObjectId.prototype.toString = () => 'x'; },
      () => { utils.crypto = 1; }, () => { context.user = 1; }, () => { console.log = 1; }, () => { BSON.Binary.prototype.text = 1; }, () => { BSON.extra = 1; }];
      for (const one of tries) one(); return 1; };`;
    expect(await app.run(leave)).toBe(1);
    const look =
      'exports = () => [typeof EJSON.parse, BSON.ObjectId("507f1f77bcf86cd799439011").toString().length, typeof utils.crypto, typeof BSON.extra];';
    expect(await app.run(look)).toEqual(['function', 24, 'object', 'undefined']);
  });

  it.each([
    [
      'Error.prepareStackTrace',
      'Error["prepareStackTrace"] = (e, sites) => sites.length',
      'typeof new Error("x").stack',
    ],
    ['Error.stackTraceLimit', 'Error["stackTraceLimit"] = 0', 'Error.stackTraceLimit'],
    ['a constant of BSON.Long', 'BSON.Long.ONE.low = 77', 'BSON.Long.ONE.low'],
    ['a small Long', 'BSON.Long.fromInt(5).low = 77', 'BSON.Long.fromInt(5).low'],
    ['a method of ours', 'utils.crypto.hash.cache = 1', 'typeof utils.crypto.hash.cache'],
    ['EJSON', 'EJSON.parse.cache = 1', 'typeof EJSON.parse.cache'],
    ['a class of BSON', 'BSON.ObjectId.isValid.cache = 1', 'typeof BSON.ObjectId.isValid.cache'],
    [
      'what all BSON classes extend',
      'Object.getPrototypeOf(BSON.ObjectId.prototype).cache = 1',
      'typeof BSON.ObjectId.prototype.cache',
    ],
    [
      'an accessor of the body',
      'Object.getOwnPropertyDescriptor(Object.getPrototypeOf(payload.body), "buffer").get.cache = 1',
      'typeof Object.getOwnPropertyDescriptor(Object.getPrototypeOf(payload.body), "buffer").get.cache',
    ],
    ['a namespace', 'Reflect.set(Math, "cache", 1)', 'typeof Math.cache'],
    ['a constructor', 'Reflect.set(Array, "cache", 1)', 'typeof Array.cache'],
    ['a method of the language', '[].push.cache = 1', 'typeof [].push.cache'],
  ])('leaves nothing for the next call on %s', async (_title, leave, look) => {
    const before = await app.run(`exports = (payload) => ${look};`, { body: '' });
    expect(await app.call(`exports = (payload) => { ${leave}; };`, { body: '' })).toMatchObject({ status: 'returned' });
    expect(await app.run(`exports = (payload) => ${look};`, { body: '' })).toBe(before);
  });

  it('lets a source extend prototypes, override their members on its objects, and extend namespaces for itself', async () => {
    const source = `String.prototype.shout = function () { 'use strict'; return this + '!'; };
      Array.prototype.last = function () { 'use strict'; return this[this.length - 1]; };
      function Old() {} Old.prototype.toString = () => 'old'; const e = new Error('x'); e.name = 'Mine'; e.message = 'm';
      const o = {}; o.toString = () => 'o'; o.constructor = 1; o.hasOwnProperty = 2;
      class Mine extends Error {} class List extends Array { static from() { return 'from'; } }
      exports = () => ['a'.shout(), [1, 2].last(), String(new Old()), String(e), String(o), new Mine('y').message, List.from()];`;
    expect(await app.run(source)).toEqual(['a!', 2, 'old', 'Mine: m', 'o', 'y', 'from']);
    expect(await app.run('Math.half = (n) => n / 2; exports = () => Math.half(4);')).toBe(2);
    expect(await app.run('exports = () => typeof Math.half;')).toBe('undefined');
  });

  it.each([
    [
      'a setter for elements of arrays',
      'Object.defineProperty(Array.prototype, 0, { set() { throw new Error("set"); }, configurable: true })',
    ],
    ['a setter that keeps elements', 'Object.defineProperty(Array.prototype, 0, { set() {}, configurable: true })'],
    ['descriptors with a getter', 'Object.prototype.get = () => 1'],
    ['toJSON of arrays', 'Array.prototype.toJSON = () => "patched"; Object.prototype.toJSON = undefined'],
    ['iteration of arrays', 'Array.prototype[Symbol.iterator] = () => { throw new Error("iterated"); }'],
    [
      'regular expressions',
      'RegExp.prototype.test = RegExp.prototype.exec = () => null; String.prototype.replace = () => ""',
    ],
    [
      'methods of arrays and strings',
      'Array.prototype.filter = Array.prototype.map = Array.prototype.join = () => []; String.prototype.toLowerCase = String.prototype.charCodeAt = () => 0; Array.prototype.push = () => { throw new Error("pushed"); }',
    ],
    ['a setter for the body', 'Object.defineProperty(Object.prototype, "body", { set() {}, configurable: true })'],
  ])('serves all calls after one has patched %s', async (_title, patch) => {
    const patched = createAppSandbox({
      answer: async ({ method }) => {
        if (method === 'count') throw Object.assign(new Error('refused'), { code: 7 });
        return '[{"a":{"$numberDouble":"5.0"}}]';
      },
    });
    expect(await patched.call(`exports = () => { ${patch}; };`)).toMatchObject({ status: 'returned' });
    const collection = "context.services.get('mongodb-atlas').db('d').collection('c')";
    const source = `exports = async (payload, response) => {
      const found = await ${collection}.find({ q: [{ a: 1 }] });
      let code; try { await ${collection}.count(); } catch (error) { code = error.code + error.message; }
      console.log('line', { a: [1] });
      response.setHeader('X-A', '1'); response.setHeader('x-a', '2');
      response.setBody(EJSON.stringify({ found, code, body: payload.body.text() }));
    };`;
    expect(await patched.call(source, { body: 'hi' })).toMatchObject({
      logs: ['line {"a":[{"$numberInt":"1"}]}'],
      response: {
        headers: [['x-a', '2']],
        body: { text: '{"found":[{"a":{"$numberDouble":"5.0"}}],"code":"7refused","body":"hi"}' },
      },
    });
    expect(await patched.call('exports = () => [Promise.resolve({ n: "x" })];')).toMatchObject({
      result: '[{"n":"x"}]',
    });
    expect(await patched.call('exports = () => { throw new Error("e"); };')).toMatchObject({
      error: '{"message":"e","name":"Error"}',
      stack: expect.stringContaining('source.js:1'),
    });
    expect(await patched.call('exports = () => { Promise.reject(new Error("r")); return 1; };')).toMatchObject({
      logs: ['unhandled rejection: Error: r'],
    });
    await patched.sandbox.close(0);
  });

  it('keeps working for others after a call has patched builtins', async () => {
    const patch = `exports = () => { JSON.parse = JSON.stringify = () => { throw new Error('patched'); }; Array.prototype.push = () => 0; Promise.prototype.then = () => {};
      Map.prototype.get = () => 1; String.prototype.slice = () => 'x'; Array.isArray = () => false; Object.keys = () => []; Reflect.apply = () => 1; return 1; };`;
    const patched = createAppSandbox();
    expect(await patched.run(patch)).toBe(1);
    expect(
      await patched.run(
        `exports = async (p) => { const a = await ${READ_SOMETHING}; return [p.query.a, a, { b: [1] }]; };`,
        { query: { a: '1' } },
      ),
    ).toEqual(['1', null, { b: [1] }]);
    await patched.sandbox.close(0);
  });
});

describe('the child process', () => {
  it.runIf(process.platform === 'linux')('has an empty environment and is run with the permission model', async () => {
    const pid = await findChild();
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('\0--permission\0');
  });
});

describe.runIf(process.platform === 'linux')('a program with the flags of the child', () => {
  it.each([
    ['files', 'require("node:fs").readFileSync("/etc/hostname")'],
    ['the project', `require("node:fs").readFileSync(${JSON.stringify(`${process.cwd()}/package.json`)})`],
    ['writing', 'require("node:fs").writeFileSync("/tmp/webhook-cli-written", "x")'],
    ['programs', 'require("node:child_process").execSync("id")'],
    ['workers', 'new (require("node:worker_threads").Worker)("1", { eval: true })'],
  ])('is refused %s', async (_title, code) => {
    const pid = await findChild();
    const [node = '', ...flags] = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .filter((part, index) => index === 0 || part.startsWith('--'));
    const { status, stderr } = spawnSync(node, [...flags, '-e', code], { env: {}, encoding: 'utf8' });
    expect([status, stderr.includes('ERR_ACCESS_DENIED')]).toEqual([1, true]);
  });
});

/** The process id of the sandbox's child, from the list of our own children. */
async function findChild(): Promise<string> {
  await app.run('exports = () => 1;');
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  const found = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/sandbox/child.'));
  if (found === undefined) throw new Error('no child process');
  return found;
}
