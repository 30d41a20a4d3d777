import { describe, expect, it } from 'vitest';
import { checkExpansion, checkExpression } from '../../src/expressions/expression.ts';

const messages = (json: unknown, place: Parameters<typeof checkExpression>[1]) =>
  checkExpression(json, place).map(({ message }) => message);

describe('an expression', () => {
  it.each(['%%root.a', '%%prevRoot.a', '%%this', '%%prev'])(
    'may look at the document in the rules of one: %s',
    (key) => {
      expect(messages({ [key]: 1 }, 'document')).toEqual([]);
      const refused = `expansion ${key.split('.')[0]} belongs to the rules of documents and has no meaning here`;
      expect(messages({ [key]: 1 }, 'function')).toEqual([refused]);
      expect(messages({ [key]: 1 }, 'filter')).toEqual([refused]);
    },
  );

  it('may look at arguments where there are some', () => {
    const refused = 'expansion %%args belongs to functions and service actions and has no meaning here';
    expect(messages({ '%%args.a': 1 }, 'function')).toEqual([]);
    expect(messages({ '%%args.a': 1 }, 'document')).toEqual([refused]);
    expect(messages({ '%%args.a': 1 }, 'filter')).toEqual([refused]);
  });

  it('means a field by a bare key in the rules of documents, an argument elsewhere', () => {
    expect(messages({ owner: '%%user.id' }, 'document')).toEqual([]);
    expect(messages({ owner: '%%user.id' }, 'function')).toEqual([]);
    expect(messages({ 'owner..id': 1 }, 'document')).toEqual(['the path of %%root has an empty part']);
    expect(messages({ 'owner..id': 1 }, 'function')).toEqual(['the path of %%args has an empty part']);
  });

  it('tells an operator that is missing here from one that never was', () => {
    expect(checkExpression({ a: { '%regex': 'x' } }, 'document')).toMatchObject([{ found: '%regex', notYet: true }]);
    expect(checkExpression({ a: { '%regx': 'x' } }, 'document')[0]).not.toHaveProperty('notYet');
  });
});

describe('a text', () => {
  it('is an expansion only when it starts as one', () => {
    expect(checkExpansion('%%user.id', 'filter')).toEqual([]);
    expect(checkExpansion('id-%%usr', 'filter')).toEqual([]);
    expect(checkExpansion('%%usr', 'filter')).toMatchObject([{ found: '%%usr', message: 'unknown expansion %%usr' }]);
    expect(checkExpansion('%%root', 'filter')).toHaveLength(1);
    expect(checkExpansion('%%root', 'document')).toEqual([]);
  });
});
