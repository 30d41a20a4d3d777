import { describe } from 'vitest';
import { Decimal128, Double, Int32, Long } from '../../../../src/bson/bson.ts';
import { WideDate } from '../../../../src/bson/legacy-types.ts';
import { expressionsOn } from './expression-rows.ts';

const int = (value: number) => new Int32(value);
const double = (value: number) => new Double(value);
const long = (text: string) => Long.fromString(text);
const decimal = (text: string) => Decimal128.fromString(text);

const root = {
  at: new Date('2024-02-29T23:05:09.007Z'),
  last: new WideDate((1n << 63n) - 1n),
  n: null,
  s: 'text',
};

const { rows } = expressionsOn(root);

describe('a sum', () => {
  rows([
    [{ $add: [] }, 'int 0'],
    [{ $add: [int(2_147_483_647), int(1)] }, 'long 2147483648'],
    [{ $add: [int(2_147_483_647), int(1), int(-1)] }, 'int 2147483647'],
    [{ $add: [Long.MAX_VALUE, int(1)] }, 'double 9223372036854776000'],
    [{ $add: [Long.MAX_VALUE, int(1), int(-1)] }, 'double 9223372036854776000'],
    [{ $add: [Long.MAX_VALUE, Long.MIN_VALUE] }, 'long -1'],
    [{ $add: [double(-0)] }, 'double 0'],
    [{ $add: [double(0.1), double(0.2), double(0.3)] }, 'double 0.6000000000000001'],
    [{ $add: [double(1.5), decimal('2.5')] }, 'decimal 4.00000000000000'],
    [{ $add: [decimal('1.0'), int(2)] }, 'decimal 3.0'],
    [{ $add: [decimal('1E3')] }, 'decimal 1000'],
    [{ $add: [decimal('9.999999999999999999999999999999999E6144'), decimal('5E6110')] }, 'decimal Infinity'],
    [{ $add: [decimal('1E40'), decimal('1')] }, 'decimal 1.000000000000000000000000000000000E+40'],
    [{ $add: [decimal('Infinity'), decimal('-Infinity')] }, 'decimal NaN'],
    [{ $add: ['$n', '$s'] }, null],
    [{ $add: ['$s', '$n'] }, 14],
    [{ $add: [1, true] }, 14],
  ]);
});

describe('a date', () => {
  rows([
    [{ $add: ['$at', double(0.5)] }, 'date 2024-02-29T23:05:09.008Z'],
    [{ $add: ['$at', double(-0.5)] }, 'date 2024-02-29T23:05:09.006Z'],
    [{ $add: ['$at', double(0.5), double(0.5)] }, 'date 2024-02-29T23:05:09.009Z'],
    [{ $add: [double(0.5), double(0.5), '$at'] }, 'date 2024-02-29T23:05:09.008Z'],
    [{ $add: ['$at', decimal('2.5')] }, 'date 2024-02-29T23:05:09.009Z'],
    [{ $add: ['$at', long('9007199254740993')] }, 'date 9008908502650000'],
    [{ $subtract: ['$at', double(2.5)] }, 'date 2024-02-29T23:05:09.004Z'],
    [{ $subtract: ['$at', '$last'] }, 'long -9223370327606866800'],
    [{ $subtract: ['$at', '$at'] }, 'long 0'],
    [{ $add: ['$at', '$at'] }, 16_612],
    [{ $add: ['$last', 1] }, 15],
    [{ $add: ['$at', double(Number.NaN)] }, 15],
    [{ $add: ['$at', decimal('1E6000')] }, 15],
    [{ $subtract: ['$at', double(1e300)] }, 15],
    [{ $subtract: ['$at', decimal('NaN')] }, 15],
    [{ $subtract: [1, '$at'] }, 14],
    [{ $subtract: ['$at', '$s'] }, 14],
  ]);
});

describe('a product, quotient or remainder', () => {
  rows([
    [{ $multiply: [] }, 'int 1'],
    [{ $multiply: [int(65_536), int(65_536)] }, 'long 4294967296'],
    [{ $multiply: [int(65_536), int(65_536), int(0)] }, 'int 0'],
    [{ $multiply: [Long.MAX_VALUE, int(2)] }, 'double 18446744073709552000'],
    [{ $multiply: [Long.MAX_VALUE, int(2), int(0)] }, 'double 0'],
    [{ $multiply: [double(0.1), int(3)] }, 'double 0.30000000000000004'],
    [{ $multiply: [decimal('-0'), int(5)] }, 'decimal -0'],
    [{ $multiply: [decimal('-0'), int(-5)] }, 'decimal 0'],
    [{ $multiply: [double(1.5), decimal('2.0')] }, 'decimal 3.000000000000000'],
    [{ $multiply: [decimal('-1E-6176'), decimal('0.1')] }, 'decimal -0E-6176'],
    [{ $multiply: [decimal('Infinity'), int(0)] }, 'decimal NaN'],
    [{ $multiply: ['$n', true] }, null],
    [{ $multiply: [2, '$s'] }, 14],
    [{ $divide: [int(6), int(3)] }, 'double 2'],
    [{ $divide: [decimal('10'), decimal('3')] }, 'decimal 3.333333333333333333333333333333333'],
    [{ $divide: [double(10), decimal('2')] }, 'decimal 5.0000000000000'],
    [{ $divide: [decimal('-1'), decimal('Infinity')] }, 'decimal -0E-6176'],
    [{ $divide: [1, 0] }, 2],
    [{ $divide: [decimal('0'), decimal('-0')] }, 2],
    [{ $divide: [1, '$s'] }, 14],
    [{ $mod: [int(7), double(4)] }, 'double 3'],
    [{ $mod: [int(-10), int(5)] }, 'int 0'],
    [{ $mod: [Long.MIN_VALUE, long('-1')] }, 'long 0'],
    [{ $mod: [double(-0), int(3)] }, 'double -0'],
    [{ $mod: [decimal('-9.999999999999999999999999999999999E6144'), int(3)] }, 'decimal -0'],
    [{ $mod: [decimal('1E-6143'), int(3)] }, 'decimal 1E-6143'],
    [{ $mod: [int(10), decimal('-Infinity')] }, 'decimal 10'],
    [{ $mod: [decimal('5'), int(0)] }, 5_733_415],
    [{ $mod: [5, double(-0)] }, 16_610],
    [{ $mod: [5, '$s'] }, 16_611],
    [{ $mod: [5] }, 16_020],
  ]);
});

describe('rounding', () => {
  rows([
    [{ $abs: int(-2_147_483_648) }, 'long 2147483648'],
    [{ $abs: decimal('-0') }, 'decimal 0'],
    [{ $abs: Long.MIN_VALUE }, 28_680],
    [{ $abs: '$s' }, 28_765],
    [{ $ceil: double(-0.5) }, 'double -0'],
    [{ $ceil: decimal('-0.5') }, 'decimal -0'],
    [{ $ceil: decimal('1E-6143') }, 'decimal 1'],
    [{ $floor: decimal('1E33') }, 'decimal 1000000000000000000000000000000000'],
    [{ $floor: decimal('1E34') }, 'decimal NaN'],
    [{ $floor: decimal('Infinity') }, 'decimal NaN'],
    [{ $floor: Long.MAX_VALUE }, 'long 9223372036854775807'],
    [{ $round: double(2.5) }, 'double 2'],
    [{ $round: double(-0.4) }, 'double -0'],
    [{ $round: [double(2.675), 2] }, 'double 2.67'],
    [{ $trunc: [double(0.29), 2] }, 'double 0.28'],
    [{ $round: [double(123_456_789_012_345.12), 100] }, 'double 123456789012345.12'],
    [{ $round: [decimal('23.298'), -1] }, 'decimal 2E+1'],
    [{ $round: [decimal('1.1'), 33] }, 'decimal 1.100000000000000000000000000000000'],
    [{ $round: [decimal('1.1'), 100] }, 'decimal 1.100000000000000000000000000000000'],
    [
      { $round: decimal('9.999999999999999999999999999999999E6144') },
      'decimal 9.999999999999999999999999999999999E+6144',
    ],
    [{ $round: decimal('-Infinity') }, 'decimal -Infinity'],
    [{ $round: [int(2_147_483_647), -1] }, 'long 2147483650'],
    // The server's own wrap around the end of 32 bits.
    [{ $round: [int(-2_147_483_648), -1] }, 'int 2147483646'],
    [{ $round: [long('1250'), -2] }, 'long 1200'],
    [{ $trunc: [int(-1999), -3] }, 'int -1000'],
    [{ $round: [1.5, '$n'] }, null],
    [{ $round: [Long.MAX_VALUE, -1] }, 51_080],
    [{ $round: '$s' }, 51_081],
    [{ $round: [1, '$s'] }, 16_004],
    [{ $round: [1, double(Number.NaN)] }, 31_109],
    [{ $round: [1, decimal('NaN')] }, 51_082],
    [{ $round: [1, long('4294967297')] }, 51_082],
    [{ $round: [1, 101] }, 51_083],
    [{ $trunc: [1, -21] }, 51_083],
    [{ $trunc: [1, 2, 3] }, 28_667],
  ]);
});

describe('a power, root or logarithm', () => {
  rows([
    [{ $pow: [int(2), int(31)] }, 'long 2147483648'],
    [{ $pow: [int(-2), int(63)] }, 'long -9223372036854775808'],
    [{ $pow: [int(2), int(63)] }, 'double 9223372036854776000'],
    [{ $pow: [int(2), int(-1)] }, 'double 0.5'],
    [{ $pow: [int(-1), Long.MIN_VALUE] }, 'long 1'],
    [{ $pow: [int(0), int(0)] }, 'int 1'],
    [{ $pow: [int(3), Long.MAX_VALUE] }, 'double Infinity'],
    [{ $pow: [double(1), double(Number.NaN)] }, 'double 1'],
    [{ $pow: [int(-1), double(Number.POSITIVE_INFINITY)] }, 'double 1'],
    [{ $pow: [decimal('1.5'), int(2)] }, 'decimal 2.250000000000000000000000000000000'],
    [{ $pow: [0, -1] }, 28_764],
    [{ $pow: [decimal('0'), decimal('-0.5')] }, 28_764],
    [{ $pow: ['$s', 1] }, 28_762],
    [{ $pow: [1, '$s'] }, 28_763],
    [{ $sqrt: long('4') }, 'double 2'],
    [{ $sqrt: double(-0) }, 'double -0'],
    [{ $sqrt: decimal('-0') }, 'decimal -0'],
    [{ $sqrt: -1 }, 28_714],
    [{ $sqrt: decimal('-1E-6176') }, 28_714],
    [{ $exp: int(1) }, 'double 2.718281828459045'],
    [{ $exp: decimal('0') }, 'decimal 1'],
    [{ $ln: double(Math.E) }, 'double 1'],
    [{ $ln: decimal('NaN') }, 'double NaN'],
    [{ $ln: 0 }, 28_766],
    [{ $ln: decimal('-1') }, 28_766],
    [{ $log10: long('1000') }, 'double 3'],
    [{ $log10: decimal('-0') }, 28_761],
    [{ $log: [int(8), int(2)] }, 'double 3'],
    [{ $log: [decimal('64'), int(2)] }, 'decimal 5.999999999999999999999999999999999'],
    [{ $log: [0, 10] }, 28_758],
    [{ $log: [10, decimal('1')] }, 28_759],
    [{ $log: ['$s', 10] }, 28_756],
    [{ $log: [10, '$s'] }, 28_757],
    [{ $sigmoid: 0 }, 'double 0.5'],
    [{ $sigmoid: decimal('1') }, 'decimal 0.7310585786300048792511592418218362'],
    [{ $sigmoid: double(Number.NEGATIVE_INFINITY) }, 'double 0'],
    [{ $sigmoid: '$n' }, null],
    [{ $sigmoid: [1] }, 14],
  ]);
});
