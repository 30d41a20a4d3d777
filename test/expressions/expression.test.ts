import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExpressionScope } from '../../src/expressions/compiled.ts';
import { evaluateExpression, parseExpression } from '../../src/expressions/expression.ts';

const scope: ExpressionScope = {
  value: (name) => (name === 'list' ? ['a', 'b'] : undefined),
  environment: { tag: '', values: {} },
  request: { remoteIPAddress: '127.0.0.1', requestHeaders: { Accept: ['a'] } },
  user: { id: '', type: 'system' },
  args: [{ query: { a: '1' } }],
  callFunction: async () => {
    throw new Error('boom');
  },
};

const keys = fc.constantFrom(
  ...'%%user.id %%request %%values.list %%true %%false %%nosuch a.b __proto__ constructor'.split(' '),
  ...'%and %or %nor %not %in $in %nin %gt %exists %function %stringToOid $oid $numberInt %size %'.split(' '),
);
const leaves = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), keys);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    leaves,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(keys, tie('json'), { maxKeys: 3 }),
  ),
}));

describe('the expression language', () => {
  it('answers true, false or problems with a pointer for any JSON, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (expression) => {
        const parsed = parseExpression(expression);
        if (parsed.ok) expect(typeof (await evaluateExpression(parsed.expression, scope))).toBe('boolean');
        else for (const problem of parsed.problems) expect(problem.pointer).toMatch(/^(\/|$)/);
      }),
      { numRuns: 2000 },
    );
  });

  it('names every problem of an expression, not only the first', () => {
    const parsed = parseExpression({ '%%usr.id': 1, '%%user.id': { '%foo': 1 } });
    expect(parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer)).toEqual(['/%%usr.id', '/%%user.id/%foo']);
  });

  it('offers the known names beside an unknown one', () => {
    const parsed = parseExpression({ '%%requst.body': 1 });
    expect(parsed).toMatchObject({ problems: [{ found: '%%requst', allowed: expect.arrayContaining(['%%request']) }] });
  });

  it('escapes the pointer of a key with a slash', () => {
    expect(parseExpression({ 'a/b~c': { '%foo': 1 } })).toMatchObject({ problems: [{ pointer: '/a~1b~0c/%foo' }] });
  });

  it('refuses an expression that is nested too deeply, and survives a far deeper one', () => {
    let expression: unknown = true;
    for (let depth = 0; depth < 5_000; depth++) expression = { '%not': expression };
    expect(parseExpression(expression)).toMatchObject({ ok: false, problems: [{ message: /deeper than 100/ }] });
    let list: unknown = 1;
    for (let depth = 0; depth < 5_000; depth++) list = [list];
    expect(parseExpression({ a: list })).toMatchObject({ ok: false, problems: [{ message: /deeper than 100/ }] });
  });

  it('tells the cause of a fault', async () => {
    const parsed = parseExpression({ '%%true': { '%function': { name: 'f' } } });
    const causes: string[] = [];
    if (parsed.ok) await evaluateExpression(parsed.expression, scope, (cause) => causes.push(cause));
    expect(causes).toEqual(['boom']);
  });
});
