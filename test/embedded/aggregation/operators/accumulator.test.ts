import { describe } from 'vitest';
import { Decimal128, Double, Int32, Long } from '../../../../src/bson/bson.ts';
import { expressionsOn } from './expression-rows.ts';

const double = (value: number) => new Double(value);
const decimal = (text: string) => Decimal128.fromString(text);
const { NEGATIVE_INFINITY, NaN: NOT_A_NUMBER, POSITIVE_INFINITY } = Number;

const root = {
  numbers: [3, double(1.5), 'text', null, Long.fromNumber(2), double(NOT_A_NUMBER)],
  tenths: Array.from({ length: 10 }, () => double(0.1)),
  nested: [[1, 2], [3]],
  s: 'text',
  n: null,
};

const { rows } = expressionsOn(root);

describe('an accumulator as an expression', () => {
  rows([
    [{ $sum: [] }, 'int 0'],
    [{ $sum: '$tenths' }, 'double 1'],
    [{ $sum: ['$tenths', 1] }, 'int 1'],
    [{ $sum: [[1, 2, 'text', '$n']] }, 'int 3'],
    [{ $sum: '$nested' }, 'int 0'],
    [{ $sum: [new Int32(2_147_483_647), 1] }, 'long 2147483648'],
    [{ $sum: [Long.MAX_VALUE, 1] }, 'double 9223372036854776000'],
    [{ $sum: [decimal('1'), double(0.1)] }, 'decimal 1.100000000000000005551115123125783'],
    [{ $sum: [decimal('-NaN'), decimal('NaN'), 1] }, 'decimal NaN'],
    [{ $sum: [double(POSITIVE_INFINITY), double(NEGATIVE_INFINITY)] }, 'double NaN'],
    [{ $avg: [] }, null],
    [{ $avg: '$s' }, null],
    [{ $avg: [1, 2] }, 'double 1.5'],
    [{ $avg: [1, decimal('2')] }, 'decimal 1.5'],
    // The lower half of a long is added first, and the one that is left is lost. In a group it is not.
    [{ $avg: [Long.MAX_VALUE, Long.MIN_VALUE] }, 'double 0'],
    [{ $min: ['$s', 5, '$n', '$missing'] }, 'int 5'],
    [{ $max: '$numbers' }, 'string text'],
    [{ $max: ['$nested', 1] }, 'array [array [int 1, int 2], array [int 3]]'],
    [{ $min: ['$n', '$missing'] }, null],
    [{ $stdDevPop: [2, 4, 4, 4, 5, 5, 7, 9] }, 'double 2'],
    [{ $stdDevSamp: [[1, 3]] }, 'double 1.4142135623730951'],
    [{ $stdDevPop: 5 }, 'double 0'],
    [{ $stdDevSamp: 5 }, null],
    [{ $stdDevPop: ['$s'] }, null],
    [{ $stdDevPop: [1, double(POSITIVE_INFINITY)] }, 'double NaN'],
  ]);
});

describe('a percentile', () => {
  const percentile = (input: unknown, p: unknown) => ({ $percentile: { input, p, method: 'approximate' } });
  const median = (input: unknown) => ({ $median: { input, method: 'approximate' } });
  rows([
    [percentile('$numbers', [0, 0.5, 1]), 'array [double 1.5, double 2, double 3]'],
    [percentile([1, 2, 3, 4], [{ $divide: [1, 2] }]), 'array [double 2]'],
    [percentile(7, [0.1, 0.9]), 'array [double 7, double 7]'],
    [
      percentile([double(POSITIVE_INFINITY), double(NEGATIVE_INFINITY)], [0.5, 1]),
      'array [double -Infinity, double Infinity]',
    ],
    [percentile('$s', [0.1, 0.9]), 'array [null null, null null]'],
    [median([decimal('1'), 3, 2]), 'double 2'],
    [median('$missing'), null],
    [median(['text']), null],
    [percentile([1], []), 7_750_301],
    [percentile([1], 0.5), 7_750_301],
    [percentile([1], '$tenths'), 7_750_300],
    [percentile([1], ['text']), 7_750_302],
    [percentile([1], [1.1]), 7_750_303],
    [{ $percentile: [1] }, 7_436_200],
    [{ $median: 1 }, 7_436_201],
    [{ $median: { input: 1, method: 'approximate', p: [0.5] } }, 40_415],
    [{ $median: { input: 1 } }, 40_414],
    [{ $median: { input: 1, method: 'exact' } }, 2],
  ]);
});
