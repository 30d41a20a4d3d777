import { describe, expect, it } from 'vitest';
import { BSONRegExp, Int32 } from '../../../../src/bson/bson.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';

const root = { s: 'John Smith', n: null, i: 7, p: '[', a: 'a'.repeat(1_000) };
const evaluate = (spec: unknown) => compileExpression(spec)(rootScope(root));
const match = (text: string, index: number, ...captures: readonly (string | null)[]) => ({
  match: text,
  idx: new Int32(index),
  captures,
});

describe('$regexMatch', () => {
  it.each<readonly [string, unknown, boolean]>([
    ['finds', { input: '$s', regex: 'Smith$' }, true],
    ['heeds case', { input: '$s', regex: 'smith' }, false],
    ['takes options', { input: '$s', regex: 'smith', options: 'i' }, true],
    ['takes an option twice', { input: '$s', regex: 'smith', options: 'iui' }, true],
    ['takes an expression with its own options', { input: '$s', regex: new BSONRegExp('smith', 'i') }, true],
    ['takes options of null', { input: '$s', regex: new BSONRegExp('smith', 'i'), options: '$n' }, true],
    ['is false of null', { input: '$n', regex: 'a' }, false],
    ['is false without an expression, whatever the options', { input: '$s', regex: '$n', options: 'z' }, false],
  ])('%s', (_, operand, expected) => {
    expect(evaluate({ $regexMatch: operand })).toBe(expected);
  });
});

describe('$regexFind', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['answers the first match', { input: 'ab1cd2', regex: '\\d' }, match('1', 2)],
    ['counts code points', { input: '😀é日b', regex: 'b' }, match('b', 3)],
    ['has null for a group that took no part', { input: 'cat', regex: '(cat)|(dog)' }, match('cat', 0, 'cat', null)],
    ['has an empty text for a group that matched nothing', { input: 'a', regex: '()a' }, match('a', 0, '')],
    ['begins where \\K says', { input: 'foobar', regex: 'foo\\Kbar' }, match('bar', 3)],
    ['matches nothing', { input: '', regex: '' }, match('', 0)],
    ['is null without a match', { input: 'a', regex: 'b' }, null],
    ['is null of null', { input: '$n', regex: 'b' }, null],
  ])('%s', (_, operand, expected) => {
    expect(evaluate({ $regexFind: operand })).toEqual(expected);
  });
});

describe('$regexFindAll', () => {
  it.each<readonly [string, unknown, readonly unknown[]]>([
    ['answers every match', { input: 'x日x😀x', regex: 'x' }, [match('x', 0), match('x', 2), match('x', 4)]],
    ['finds nothing at each character but the end', { input: 'é😀', regex: '' }, [match('', 0), match('', 1)]],
    ['finds nothing in nothing once', { input: '', regex: '' }, [match('', 0)]],
    ['does not overlap', { input: 'aaa', regex: 'aa' }, [match('aa', 0)]],
    ['sees what is before', { input: 'abab', regex: '(?<=a)b' }, [match('b', 1), match('b', 3)]],
    ['captures anew', { input: 'ab', regex: '(a)|(b)' }, [match('a', 0, 'a', null), match('b', 1, null, 'b')]],
    ['finds only what follows with \\G', { input: 'aaba', regex: '\\Ga' }, [match('a', 0), match('a', 1)]],
    ['is empty without a match', { input: 'a', regex: 'b' }, []],
    ['is empty of null', { input: '$n', regex: 'b' }, []],
  ])('%s', (_, operand, expected) => {
    expect(evaluate({ $regexFindAll: operand })).toEqual(expected);
  });

  it('gives up when what is found takes too much memory', () => {
    const spec = { $regexFindAll: { input: '$t', regex: '' } };
    expect(() => compileExpression(spec)(rootScope({ t: 'a'.repeat(1_000_000) }))).toThrow(
      expect.objectContaining({ code: 51_151 }),
    );
  });
});

describe('a wrong operand of a regular expression operator', () => {
  it.each<readonly [string, unknown, number]>([
    ['no document', 'a', 51_103],
    ['an unknown part', { input: 'a', regex: 'a', flags: 'i' }, 31_024],
    ['no input', { regex: 'a' }, 31_022],
    ['no expression', { input: 'a' }, 31_023],
    ['an input of a number', { input: '$i', regex: '$n' }, 51_104],
    ['an expression of a number, before the input', { input: '$i', regex: 1 }, 51_105],
    ['options of a number, before null', { input: '$n', regex: '$n', options: 1 }, 51_106],
    ['options in both places', { input: '$n', regex: new BSONRegExp('a', 'i'), options: '' }, 51_107],
    ['an unknown option', { input: '$n', regex: 'a', options: 'g' }, 51_108],
    ['a null character in the expression', { input: 'a', regex: 'a\0' }, 51_109],
    ['a null character in the options', { input: 'a', regex: 'a', options: 'i\0' }, 51_110],
    ['an invalid expression', { input: '$n', regex: '$p' }, 51_111],
    ['an expression that would try without end', { input: '$a', regex: '(a+)+[bc]$' }, 51_156],
    ['what is not supported', { input: 'a', regex: 'a\\X' }, 238],
  ])('is an error: %s', (_, operand, code) => {
    for (const name of ['$regexMatch', '$regexFind', '$regexFindAll']) {
      expect(() => evaluate({ [name]: operand })).toThrow(expect.objectContaining({ code }));
    }
  });

  it('is found before any document is read when it is constant', () => {
    expect(() => compileExpression({ $regexMatch: { input: '$s', regex: '[' } })).toThrow(
      expect.objectContaining({ code: 51_111 }),
    );
  });
});
