import { describe } from 'vitest';
import { Decimal128, Double, Int32, Long } from '../../../../src/bson/bson.ts';
import { expressionsOn } from './expression-rows.ts';

const int = (value: number) => new Int32(value);

const { rows } = expressionsOn({ n: null, s: 'text', mixed: [int(3), new Double(1), Long.fromNumber(2), null] });
const sorted = (input: unknown, sortBy: unknown) => ({ $sortArray: { input, sortBy } });
const names = (input: unknown, sortBy: unknown) => ({
  $map: { input: sorted(input, sortBy), in: '$$this.name' },
});

describe('a sorted array', () => {
  rows([
    [sorted('$mixed', 1), 'array [null null, double 1, long 2, int 3]'],
    [sorted('$mixed', Decimal128.fromString('-1')), 'array [int 3, long 2, double 1, null null]'],
    [sorted('$n', 1), null],
    [
      names(
        [
          { name: 'x', a: { b: 2 } },
          { name: 'y', a: { b: 1 } },
        ],
        { 'a.b': 1 },
      ),
      'array [string y, string x]',
    ],
    [
      names([{ name: 'x', a: 1 }, { name: 'y', a: 1 }, { name: 'z' }], { a: -1 }),
      'array [string x, string y, string z]',
    ],
    [sorted('$s', 1), 2_942_504],
    [sorted('$mixed', 2), 2_942_506],
    [sorted('$mixed', '$s'), 2_942_507],
    [sorted('$mixed', {}), 2_942_505],
    [sorted('$mixed', { a: 2 }), 2_942_505],
    [sorted('$mixed', { '': 1 }), 2_942_505],
    [sorted('$mixed', { 'a.': 1 }), 2_942_505],
    [sorted('$mixed', { 'a..b': 1 }), 2_942_505],
  ]);
});
