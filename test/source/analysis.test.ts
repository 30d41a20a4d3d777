import { describe, expect, it } from 'vitest';
import { analyzeSource } from '../../src/source/analysis.ts';

describe('names assigned without declaration', () => {
  it.each([
    ['a = 1', ['a']],
    ['exports = () => { total = 0; for (item of []) total += item; }', ['exports', 'total', 'item']],
    ['[x, { y, z: w = 1 }] = [1, {}]', ['x', 'y', 'w']],
    ['for (k in {}) {}', ['k']],
    ['count++; --other; n ||= 1', ['count', 'other', 'n']],
    ['Date = 5', ['Date']],
    ['console = 1; context = 2', ['console', 'context']],
    ['({ m() { inMethod = 1; } })', ['inMethod']],
    ['var a; let b; const c = 1; function d() {} class E {} a = b = 1; d = 2', []],
    ['exports = function named() { named = 1; }', ['exports']],
    ['(a) => { a = 1; try {} catch (e) { e = 1; } }', []],
    ['read.property = 1; use(read)', []],
    ['typeof nothing', []],
    ['"use strict"; a = 1', []],
    ['function f() { "use strict"; a = 1; } b = 1', ['b']],
    ['class A { m() { a = 1; } }', []],
  ])('in %s', (text, names) => {
    expect(analyzeSource(text).implicitGlobals).toEqual(names);
  });
});

describe('the need for a realm of its own', () => {
  it.each([
    'eval("1")',
    '(0, eval)("1")',
    'new Function("x")',
    'Function("return this")()',
    'globalThis.x = 1',
    'this.x = 1',
    '(() => this)()',
    'function f() { return this; }',
    'function Old() { this.x = 1; }',
    '({ m() { return this; } })',
    'typeof globalThis',
    'Math.half = (n) => n / 2',
    'Error.prepareStackTrace = () => []',
    'exports = () => { Array["last"] = 1; }',
  ])('is seen in %s', (text) => {
    expect(analyzeSource(text).needsFreshRealm).toBe(true);
  });

  it.each([
    'exports = () => 1',
    'class A { constructor() { this.x = 1; } m() { return () => this; } }',
    'class A extends B { x = this; static { this.y = 1; } }',
    '"use strict"; this.x = 1; function f() { return this; }',
    'function f() { "use strict"; return this; }',
    'const Function = () => {}; Function()',
    'function f(eval) { return eval; }',
    'const a = { eval: 1, globalThis: 2 }; a.eval; a.Function',
    'String.prototype.shout = () => "A"',
    'const Math = {}; Math.half = 1',
    'exports.Math = 1; context.Error = 2; BSON.extra = 3; state = {}; state.x = 1',
  ])('is not seen in %s', (text) => {
    expect(analyzeSource(text).needsFreshRealm).toBe(false);
  });
});

describe('exports and declarations', () => {
  it.each(['exports = 1', 'var exports = 1', 'let exports = 1', 'function exports() {}', 'exports=async()=>{}'])(
    'finds exports in %s',
    (text) => {
      expect(analyzeSource(text).assignsExports).toBe(true);
    },
  );

  it.each(['module.exports = 1', 'exports.x = 1', 'const e = 1', ''])('finds none in %j', (text) => {
    expect(analyzeSource(text).assignsExports).toBe(false);
  });

  it('lists top-level declarations', () => {
    expect(
      analyzeSource('var a; let b; const { c, d: [e] } = {}; function f() { var g; } class H {}').declaredNames,
    ).toEqual(['a', 'b', 'c', 'e', 'f', 'H']);
  });
});

describe('functions that a source calls', () => {
  it.each([
    ['context.functions.execute("a"); context.functions.execute("b", context.functions.execute("c"))', ['a', 'b', 'c']],
    ['context.functions["execute"]("a")', ['a']],
    ['nothing()', []],
    ['"execute"', []],
    ['const { user } = x; context.services.get("a"); context["values"].get("b"); search.execute(text)', []],
    ['const a = { context: 1, functions: 2 }; a.context; class B { context() {} }', []],
    ['context.functions.execute("a", context.user, { execute: 1 })', ['a']],
  ])('are named in %s', (text, names) => {
    expect(analyzeSource(text).calledFunctions).toEqual(names);
  });

  it.each([
    'context.functions.execute(name)',
    'context.functions.execute("a" + b)',
    'context.functions.execute()',
    'const { execute } = context.functions',
    'const run = context.functions.execute',
    'context.functions[method]("a")',
    'context.functions.execute.call(null, "a")',
    'const f = context.functions; f["exec" + "ute"]("a", 1)',
    'const { functions } = context',
    'const c = context; c.functions.execute("a")',
    'helper(context)',
    '({ context })',
    'context["func" + "tions"].execute("a")',
    'context[name]',
    'with (context) { functions.execute("a") }',
    'eval("context")',
    'context.functions?.execute(name)',
    '"" + context',
  ])('are unknown in %s', (text) => {
    expect(analyzeSource(text).calledFunctions).toBe('any');
  });
});

it('gives the careful answer for what the parser cannot follow', () => {
  const careful = { needsFreshRealm: true, calledFunctions: 'any' };
  expect(analyzeSource(`a = ${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toMatchObject(careful);
  expect(analyzeSource('this is no script')).toMatchObject(careful);
  const crowded = `${'{let a;'.repeat(2000)}${'x;'.repeat(100_000)}${'}'.repeat(2000)}`;
  expect(analyzeSource(crowded)).toMatchObject(careful);
});
