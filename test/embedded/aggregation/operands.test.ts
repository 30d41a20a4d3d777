import { describe, expect, it } from 'vitest';
import { Int32 } from '../../../src/bson/bson.ts';
import { compileExpression } from '../../../src/embedded/aggregation/expression.ts';
import { expressionsOn } from './operators/expression-rows.ts';

const int = (value: number) => new Int32(value);

const { rows } = expressionsOn({ n: null, s: 'text', i: int(6), a: [int(1)], t: 'b' });

describe('operands that come one after the other', () => {
  rows([
    [{ $concat: ['$n', { $toInt: '$s' }] }, null],
    [{ $concatArrays: ['$missing', { $toInt: '$s' }] }, null],
    [{ $setUnion: ['$n', { $toInt: '$s' }] }, null],
    [{ $setIntersection: ['$n', { $toInt: '$s' }] }, null],
    [{ $bitOr: ['$n', { $toInt: '$s' }] }, null],
    [{ $add: ['$n', { $toInt: '$s' }] }, null],
    [{ $setUnion: [{ $toInt: '$s' }, '$n'] }, 241],
  ]);
});

describe('constants of a commutative operator', () => {
  rows([
    [{ $setUnion: [{ $literal: 'text' }, '$missing'] }, null],
    [{ $setUnion: [null, '$s'] }, 17_043],
    [{ $setUnion: ['$n', null, { $literal: 'text' }] }, null],
    [{ $setUnion: ['$n', { $literal: 'text' }, null] }, 17_043],
    [{ $setUnion: [{ $literal: 'text' }, null] }, 17_043],
    [{ $setUnion: [[int(3)], '$a', [int(2)]] }, 'array [int 1, int 2, int 3]'],
    [{ $setIntersection: [[int(3), int(1)], '$a', [int(1)]] }, 'array [int 1]'],
    [{ $setIntersection: [null, '$s'] }, 17_047],
    [{ $bitAnd: [{ $literal: 'text' }, '$n'] }, null],
    [{ $bitAnd: [null, '$s'] }, 14],
    [{ $bitXor: [int(1), '$i', int(4)] }, 'int 3'],
  ]);
});

describe('neighbouring constants of an associative operator', () => {
  rows([
    [{ $concat: ['$t', 'a', 'b', '$t', 'c'] }, 'string babbc'],
    [{ $concat: ['$n', 'a', int(5)] }, 16_702],
    [{ $concat: ['$n', int(5)] }, null],
    [{ $concat: ['$n', null, int(5)] }, null],
    [{ $concatArrays: ['$a', [int(2)], [int(3)], '$a'] }, 'array [int 1, int 2, int 3, int 1]'],
    [{ $concatArrays: ['$n', [int(1)], { $literal: 'text' }] }, 28_664],
    [{ $concatArrays: ['$n', { $literal: 'text' }] }, null],
  ]);

  it('fail when the expression is compiled', () => {
    expect(() => compileExpression({ $concat: ['$s', 'a', int(5)] })).toThrow(
      expect.objectContaining({ code: 16_702 }),
    );
  });
});

describe('a number of operands', () => {
  rows([
    [{ $not: [] }, 16_020],
    [{ $eq: [int(1)] }, 16_020],
    [{ $eq: int(1) }, 16_020],
    [{ $range: [int(1), int(2), int(1), int(1)] }, 28_667],
    [{ $toUpper: '$s' }, 'string TEXT'],
  ]);
});
