import { describe, expect, it } from 'vitest';
import { Int32 } from '../../../../src/bson/bson.ts';
import { compileExpression } from '../../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../../src/embedded/aggregation/scope.ts';
import { EngineError } from '../../../../src/embedded/engine-error.ts';
import { expressionsOn } from './expression-rows.ts';

const int = (value: number) => new Int32(value);

const { rows } = expressionsOn({ n: null, s: 'text', a: [int(1), int(2), int(3)] });
const steps = (count: number) => ({ $range: [int(0), int(count)] });
const reduced = (input: unknown, initialValue: unknown, step: unknown) => ({
  $reduce: { input, initialValue, in: step },
});

describe('a reduced array', () => {
  rows([
    [reduced('$a', int(0), { $add: ['$$value', '$$this'] }), 'int 6'],
    [reduced([], int(7), '$$this'), 'int 7'],
    [reduced('$n', int(7), '$$this'), null],
    [reduced('$s', int(7), '$$this'), 40_080],
  ]);
});

describe('a value that grows from step to step', () => {
  rows([
    // A level more each time: what weighs the whole at every few steps would not come to an end.
    [{ $size: { $objectToArray: reduced(steps(400_000), {}, { a: '$$value' }) } }, 'int 1'],
    [{ $size: reduced(steps(2_000), [], { $concatArrays: ['$$value', ['$$this']] }) }, 'int 2000'],
    [reduced(steps(1_000), { a: int(1) }, { a: '$$value', b: '$$value' }), 146],
    [reduced(steps(100), [int(1)], { $concatArrays: ['$$value', '$$value'] }), 146],
    [reduced(steps(100), 'ab', { $concat: ['$$value', '$$value'] }), 16_493],
  ]);
});

describe('a large value beside many small ones', () => {
  const large = { $range: [int(0), int(200_000)] };
  const small = { $map: { input: steps(20_000), in: { $literal: [int(7)] } } };

  // What goes through the large one for each of the small ones would not come to an end.
  rows([
    [{ $in: [large, small] }, 'bool false'],
    [{ $indexOfArray: [small, large] }, 'int -1'],
    [
      { $let: { vars: { large }, in: { $size: { $filter: { input: small, cond: { $eq: ['$$large', '$$this'] } } } } } },
      'int 0',
    ],
  ]);
});

describe('an operator that goes through an array', () => {
  it.each([
    ['$filter', { $filter: { input: '$a', cond: true } }],
    ['$map', { $map: { input: '$a', in: int(1) } }],
    ['$reduce', reduced('$a', int(0), '$$this')],
  ])('ends when the command has taken too long: %s', (_, spec) => {
    const checkTime = () => {
      throw new EngineError(50, 'MaxTimeMSExpired', 'operation exceeded time limit');
    };
    const evaluate = compileExpression(spec, { checkTime });
    expect(() => evaluate(rootScope({ a: [int(1)] }))).toThrow(expect.objectContaining({ code: 50 }));
  });
});
