import { describe, expect, it } from 'vitest';
import { listContextUses } from '../../src/source/context-calls.ts';

const roots = new Set(['context', 'require', 'fetch', 'utils']);

describe('the uses of the context', () => {
  it.each([
    ['a member', 'context.user', ['context.user']],
    ['a call with a text', 'context.values.get("limit")', ['context.values.get("limit")']],
    ['a call with another argument', 'context.values.get(1)', ['context.values.get()']],
    ['a call without arguments', 'context.values.get()', ['context.values.get()']],
    ['a template as text', 'context.values.get(`limit`)', ['context.values.get("limit")']],
    ['a text in brackets', 'context["http"].post()', ['context.http.post()']],
    ['optional members and calls', 'context?.http?.post?.(1)', ['context.http.post()']],
    [
      'a chain over several lines',
      'context.services\n.get("a")\n.db("b")\n.collection("c")',
      ['context.services.get("a").db("b").collection("c")'],
    ],
    ['a use in an argument', 'send(context.http.get())', ['context.http.get()']],
    ['a use in brackets', 'table[context.user.id]', ['context.user.id']],
    ['a use after await', 'exports = async () => (await context.http.get()).body', ['context.http.get()']],
    ['a use in a template', `\`\${context.user.id}\``, ['context.user.id']],
    ['a constructor', 'new utils.Thing("x")', ['utils.Thing']],
    ['a name that is handed on', 'load(require)', ['require']],
    ['a short property', '({ fetch })', ['fetch']],
  ])('are seen for %s', (_title, text, uses) => {
    expect(render(text)).toEqual(uses);
  });

  it.each([
    ['one variable', 'const h = context.http; h.post();', ['context.http', 'context.http.post()']],
    [
      'two variables',
      'const c = context; const h = c.http; h.post();',
      ['context', 'context.http', 'context.http.post()'],
    ],
    [
      'a variable of an outer function',
      'const h = context.http; () => () => h.post();',
      ['context.http', 'context.http.post()'],
    ],
    [
      'a var that is used before its line',
      'exports = () => h.post(); var h = context.http;',
      ['context.http.post()', 'context.http'],
    ],
    [
      'a pattern',
      'const { http, values: { get: read } } = context; http.post(); read("limit");',
      ['context', 'context.http.post()', 'context.values.get("limit")'],
    ],
    ['a text in a variable', 'const name = "a"; context.values.get(name);', ['context.values.get("a")']],
    [
      'a collection in a variable',
      'const c = context.services.get("a").db("b").collection("c"); c.watch();',
      [
        'context.services.get("a").db("b").collection("c")',
        'context.services.get("a").db("b").collection("c").watch()',
      ],
    ],
  ])('are followed through %s', (_title, text, uses) => {
    expect(render(text)).toEqual(uses);
  });

  it.each([
    ['a parameter', 'exports = (context) => context.http.post();', []],
    ['a variable that is assigned again', 'let h = context.http; h = other; h.post();', ['context.http']],
    ['a choice', 'const h = a ? context.http : b; h.post();', ['context.http']],
    ['a property of an object', 'const o = { h: context.http }; o.h.post();', ['context.http']],
    ['a loop variable', 'for (const h of context.http) h.post();', ['context.http']],
    ['a list pattern', 'const [h] = context.http; h.post();', ['context.http']],
    ['a rest pattern', 'const { ...h } = context; h.http.post();', ['context']],
    ['a default', 'const { h = 1 } = context; h.post();', ['context']],
    ['a computed name', 'context[name].post();', ['context']],
    ['a text that is put together', 'context.values.get("a" + b);', ['context.values.get()']],
    ['a text that changes', 'let name = "a"; name = "b"; context.values.get(name);', ['context.values.get()']],
    ['a variable that stands for itself', 'var a = b; var b = a; a.post(); context.user;', ['context.user']],
    ['a result', 'exports = async () => { const h = await context.http; h.post(); };', ['context.http']],
    ['an own function of that name', 'function fetch() {} fetch();', []],
    ['a name that the source assigns', 'fetch = () => 1; fetch();', []],
    ['a property of that name', 'a.fetch(); ({ fetch: 1 }); class A { fetch() {} }', []],
    ['a label', 'fetch: for (;;) break fetch;', []],
    ['a comment and a text', '// context.http.post()\n"context.http.post()"', []],
  ])('are not guessed through %s', (_title, text, uses) => {
    expect(render(text)).toEqual(uses);
  });

  it('leave out names that the source tests, because it is written for their absence', () => {
    expect(render('if (typeof require === "function") require("a"); fetch("b");')).toEqual(['fetch("b")']);
  });

  it('have the offsets of members and of first arguments', () => {
    const text = 'const h = context.http;\nh.post("a");';
    const [, second] = listContextUses(text, roots);
    expect(second?.steps.map(({ offset }) => text.slice(offset).split(/\W/, 2).find(Boolean))).toEqual([
      'context',
      'http',
      'post',
      'a',
    ]);
  });

  it('are none in a source that does not compile', () => {
    expect(listContextUses('context.http.post(', roots)).toEqual([]);
  });
});

describe('a hostile source', () => {
  it.each([
    ['a million brackets', '('.repeat(1e6)],
    ['a chain of 200,000 members', `context${'.a'.repeat(2e5)}`],
    ['a chain of 100,000 calls', `context${'.a()'.repeat(1e5)}`],
    ['100,000 arrow functions in each other', `${'a=>'.repeat(1e5)}require("x")`],
    ['100,000 brackets in each other', `${'['.repeat(1e5)}require("x")${']'.repeat(1e5)}`],
    ['2,000 variables that each stand for the one before', nestVariables(2000)],
    ['150,000 declarations', Array.from({ length: 150_000 }, (_, index) => `let v${index};`).join('')],
    // Handed from block to block, these names fill four gigabytes.
    ['200,000 names in 2,000 blocks in each other', `${'{let a;'.repeat(2000)}${'x;'.repeat(2e5)}${'}'.repeat(2000)}`],
    [
      'variables of names of the prototype',
      'const __proto__ = context.__proto__, constructor = context; constructor.x();',
    ],
  ])('of %s throws nothing', (_title, text) => {
    expect(Array.isArray(listContextUses(text, roots))).toBe(true);
  });

  it('makes no chain longer than a few dozen steps', () => {
    const longest = Math.max(...listContextUses(nestVariables(200), roots).map(({ steps }) => steps.length));
    expect(longest).toBe(32);
  });
});

function render(text: string): string[] {
  return listContextUses(text, roots).map(({ steps }) => {
    const parts = steps.map((step) => {
      if (step.kind === 'member') return `.${step.name}`;
      return step.text === undefined ? '()' : `("${step.text}")`;
    });
    return parts.join('').slice(1);
  });
}

function nestVariables(count: number): string {
  const lines = Array.from({ length: count }, (_, index) => `const a${index + 1} = a${index}.b.c;`);
  return `const a0 = context;\n${lines.join('\n')}`;
}
