// biome-ignore-all lint/suspicious/noThenProperty: `$cond` and `$switch` name an operand `then`.
import { describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Int32, Long } from '../../../src/bson/bson.ts';
import { compileExpression } from '../../../src/embedded/aggregation/expression.ts';
import { rootScope } from '../../../src/embedded/aggregation/scope.ts';

const int = (value: number) => new Int32(value);
const double = (value: number) => new Double(value);
const long = (value: string) => Long.fromString(value);
const decimal = (value: string) => Decimal128.fromString(value);

const root: Document = {
  i: int(7),
  l: long('9007199254740993'),
  d: double(2.5),
  m: decimal('0.1'),
  s: 'Straße',
  a: [int(1), int(2), int(3)],
  r: [{ s: 1, t: { u: 'x' } }, { t: 5 }, 3, { s: 2, t: [{ u: 'y' }] }],
  o: { p: 1 },
  e: [],
  n: null,
  at: new Date('2024-02-29T23:05:09.007Z'),
};

const evaluate = (spec: unknown) => compileExpression(spec)(rootScope(root));

/** Text with types, for a plain number counts as the int that it is stored as. */
function plain(value: unknown): unknown {
  if (value === undefined) return 'missing';
  if (value instanceof Double) return `double ${Object.is(value.value, -0) ? '-0' : value.value}`;
  if (value instanceof Long) return `long ${value}`;
  if (value instanceof Decimal128) return `decimal ${value}`;
  if (value instanceof Int32) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

type Row = readonly [spec: unknown, expected: unknown];

const ROWS: Record<string, readonly Row[]> = {
  'paths and constants': [
    ['$i', int(7)],
    ['$x', undefined],
    ['$o.p', 1],
    ['$i.p', undefined],
    ['$r.s', [1, 2]],
    ['$r.t.u', ['x', ['y']]],
    ['$a.0', []],
    ['$constructor', undefined],
    ['$$ROOT.o.p', 1],
    ['$$CURRENT.s', 'Straße'],
    ['$$REMOVE', undefined],
    ['text', 'text'],
    [{ $literal: '$i' }, '$i'],
    [
      { x: '$i', y: '$x', z: { w: '$o.p' } },
      { x: int(7), z: { w: 1 } },
    ],
    [
      ['$i', '$x'],
      [int(7), null],
    ],
    [{ $let: { vars: { v: '$i' }, in: { $add: ['$$v', 1] } } }, int(8)],
  ],
  arithmetic: [
    [{ $add: [] }, 0],
    [{ $add: ['$i', 1] }, int(8)],
    [{ $add: [int(2147483647), 1] }, long('2147483648')],
    [{ $add: ['$l', 1] }, long('9007199254740994')],
    [{ $add: [Long.MAX_VALUE, 1] }, double(2 ** 63)],
    [{ $add: ['$i', '$d'] }, double(9.5)],
    [{ $add: ['$m', '$i'] }, decimal('7.1')],
    [{ $add: ['$m', decimal('0.2')] }, decimal('0.3')],
    [{ $add: ['$i', null] }, null],
    [{ $add: ['$i', '$x'] }, null],
    [{ $add: ['$at', 1000] }, new Date('2024-02-29T23:05:10.007Z')],
    [{ $subtract: ['$i', 10] }, int(-3)],
    [{ $subtract: ['$at', new Date('2024-02-29T23:05:09Z')] }, long('7')],
    [{ $subtract: ['$at', 7] }, new Date('2024-02-29T23:05:09Z')],
    [{ $multiply: ['$i', '$i'] }, int(49)],
    [{ $multiply: [int(65536), int(65536)] }, long('4294967296')],
    [{ $multiply: ['$m', '$m'] }, decimal('0.01')],
    [{ $multiply: [Long.MAX_VALUE, 2] }, double(2 ** 64)],
    [{ $divide: ['$i', 2] }, double(3.5)],
    [{ $divide: [int(6), int(3)] }, double(2)],
    [{ $divide: [decimal('1'), int(3)] }, decimal('0.3333333333333333333333333333333333')],
    [{ $divide: [decimal('2'), int(3)] }, decimal('0.6666666666666666666666666666666667')],
    [{ $divide: [decimal('1'), int(4)] }, decimal('0.25')],
    [{ $mod: ['$i', 4] }, int(3)],
    [{ $mod: [int(-7), 4] }, int(-3)],
    [{ $mod: ['$d', 2] }, double(0.5)],
    [{ $mod: [decimal('5.5'), int(2)] }, decimal('1.5')],
    [{ $abs: int(-3) }, int(3)],
    [{ $abs: int(-2147483648) }, long('2147483648')],
    [{ $abs: decimal('-1.5') }, decimal('1.5')],
    [{ $ceil: '$d' }, double(3)],
    [{ $floor: double(-2.5) }, double(-3)],
    [{ $floor: decimal('2.7') }, decimal('2')],
    [{ $round: double(2.5) }, double(2)],
    [{ $round: double(3.5) }, double(4)],
    [{ $round: [double(2.675), 2] }, double(2.67)],
    [{ $round: [int(1250), -2] }, int(1200)],
    [{ $round: [decimal('1.005'), 2] }, decimal('1.00')],
    [{ $trunc: [double(-2.79), 1] }, double(-2.7)],
    [{ $trunc: '$i' }, int(7)],
    [{ $sum: '$a' }, int(6)],
    [{ $sum: ['$i', '$d', 'x'] }, double(9.5)],
    [{ $avg: '$a' }, double(2)],
    [{ $max: ['$i', '$l'] }, long('9007199254740993')],
    [{ $min: '$a' }, int(1)],
  ],
  'comparison and conditions': [
    [{ $eq: ['$i', double(7)] }, true],
    [{ $eq: ['$x', null] }, false],
    [{ $gt: ['$x', null] }, false],
    [{ $lt: ['$x', null] }, true],
    [{ $gt: ['text', 5] }, true],
    [{ $cmp: ['$l', double(9007199254740992)] }, 1],
    [{ $ne: ['$i', 7] }, false],
    [{ $gte: ['$i', 7] }, true],
    [{ $lte: ['$i', 6] }, false],
    [{ $and: [] }, true],
    [{ $and: ['$i', ''] }, true],
    [{ $and: ['$i', 0] }, false],
    [{ $or: [null, '$x', decimal('0')] }, false],
    [{ $or: [] }, false],
    [{ $not: ['$n'] }, true],
    [{ $not: '$i' }, false],
    [{ $cond: [true, 'y', { $divide: [1, { $size: '$none' }] }] }, 'y'],
    [{ $cond: { if: '$n', then: 'y', else: 'n' } }, 'n'],
    [{ $ifNull: ['$n', '$x', 'z'] }, 'z'],
    [{ $ifNull: ['$n', '$x'] }, undefined],
    [
      {
        $switch: {
          branches: [
            { case: false, then: 1 },
            { case: '$i', then: 2 },
          ],
          default: 3,
        },
      },
      2,
    ],
    [{ $switch: { branches: [{ case: false, then: 1 }], default: 3 } }, 3],
  ],
  arrays: [
    [{ $size: '$a' }, 3],
    [{ $isArray: ['$a'] }, true],
    [{ $isArray: '$x' }, false],
    [{ $arrayElemAt: ['$a', -1] }, int(3)],
    [{ $arrayElemAt: ['$a', 9] }, undefined],
    [{ $arrayElemAt: ['$n', 0] }, null],
    [{ $first: '$a' }, int(1)],
    [{ $last: '$a' }, int(3)],
    [{ $first: '$e' }, undefined],
    [{ $last: '$x' }, null],
    [{ $in: [double(2), '$a'] }, true],
    [{ $in: [5, '$a'] }, false],
    [{ $concatArrays: ['$a', [4]] }, [1, 2, 3, 4]],
    [{ $concatArrays: ['$a', '$n'] }, null],
    [{ $reverseArray: '$a' }, [3, 2, 1]],
    [{ $slice: ['$a', 2] }, [1, 2]],
    [{ $slice: ['$a', -2] }, [2, 3]],
    [{ $slice: ['$a', 1, 1] }, [2]],
    [{ $slice: ['$a', -9, 1] }, [1]],
    [{ $filter: { input: '$a', cond: { $gt: ['$$this', 1] } } }, [2, 3]],
    [{ $filter: { input: '$a', as: 'v', cond: { $gt: ['$$v', 0] }, limit: 1 } }, [1]],
    [{ $filter: { input: '$n', cond: true } }, null],
    [{ $map: { input: '$r', as: 'v', in: '$$v.s' } }, [1, null, null, 2]],
    [{ $map: { input: '$x', in: 1 } }, null],
    [
      { $map: { input: '$a', in: { $map: { input: '$a', as: 'w', in: { $add: ['$$this', '$$w'] } } } } },
      [
        [2, 3, 4],
        [3, 4, 5],
        [4, 5, 6],
      ],
    ],
    [{ $reduce: { input: '$a', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, int(6)],
  ],
  'documents and types': [
    [{ $mergeObjects: ['$o', { p: 2, q: 3 }, null, '$x'] }, { p: 2, q: 3 }],
    [{ $mergeObjects: [] }, {}],
    [{ $type: '$i' }, 'int'],
    [{ $type: '$l' }, 'long'],
    [{ $type: '$at' }, 'date'],
    [{ $type: '$x' }, 'missing'],
    [{ $type: '$n' }, 'null'],
    [{ $type: ['$a'] }, 'array'],
    [{ $type: decimal('1') }, 'decimal'],
  ],
};

describe.each(Object.entries(ROWS))('an expression of %s', (_, rows) => {
  it.each(rows.map(([spec, expected]) => [JSON.stringify(spec), spec, expected] as const))(
    'has its value: %s',
    (_title, spec, expected) => {
      expect(plain(evaluate(spec))).toEqual(plain(expected));
    },
  );
});

describe('a refused expression', () => {
  it.each<[unknown, number, string]>([
    [{ $foo: 1 }, 168, "Unrecognized expression '$foo'"],
    [{ $cond: ['$i', { $foo: 1 }, 2] }, 168, "Unrecognized expression '$foo'"],
    [{ $zip: {} }, 34_465, "Missing 'inputs' parameter to $zip"],
    [{ $divide: [1, 0] }, 2, "can't $divide by zero"],
    [{ $cond: [true, 'y', { $divide: [1, 0] }] }, 2, "can't $divide by zero"],
    [{ $function: {} }, 238, '$function is not supported'],
    [{ $add: [1], $subtract: [1, 2] }, 15_983, 'exactly one field'],
    [{ 'a.b': 1 }, 16_412, "may not contain '.'"],
    [{ a: 1, $b: 2 }, 16_410, "may not start with '$'"],
    ['$', 16_872, 'not a valid FieldPath'],
    ['$a..b', 15_998, 'may not be empty'],
    ['$$nobody', 17_276, 'Use of undefined variable: nobody'],
    ['$$NOW', 51_144, '$$NOW'],
    ['$$CLUSTER_TIME', 51_144, '$$CLUSTER_TIME'],
    [{ $subtract: [1] }, 16_020, 'Expression $subtract takes exactly 2 arguments. 1 were passed in.'],
    [{ $round: [1, 2, 3] }, 28_667, 'takes at least 1 arguments, and at most 2, but 3'],
    [{ $cond: [1, 2] }, 16_020, 'Expression $cond takes exactly 3 arguments'],
    [{ $cond: { if: 1, then: 2 } }, 17_082, "Missing 'else' parameter"],
    [{ $cond: { if: 1, then: 2, else: 3, other: 4 } }, 17_083, 'Unrecognized parameter to $cond: other'],
    [{ $ifNull: ['$n'] }, 1_257_300, 'at least two arguments'],
    [{ $switch: { branches: [] } }, 40_068, 'at least one branch'],
    [{ $switch: { branches: [{ case: 1 }] } }, 40_065, "'then'"],
    [{ $filter: { input: [] } }, 28_650, "Missing 'cond' parameter to $filter"],
    [{ $map: { input: [], in: 1, x: 1 } }, 16_879, 'Unrecognized parameter to $map: x'],
    [{ $map: { input: [], as: '1x', in: 1 } }, 9, 'invalid character'],
  ])('is %j', (spec, code, message) => {
    expect(() => compileExpression(spec)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it.each<[unknown, number, string]>([
    [{ $add: ['$i', '$s'] }, 14, '$add only supports numeric or date types, not string'],
    [{ $add: ['$at', '$at'] }, 16_612, 'only one date'],
    [{ $subtract: ['$s', 1] }, 14, "can't $subtract int from string"],
    [{ $multiply: ['$at', 1] }, 14, '$multiply only supports numeric types, not date'],
    [{ $divide: ['$i', 0] }, 2, "can't $divide by zero"],
    [{ $divide: ['$i', decimal('0')] }, 2, "can't $divide by zero"],
    [{ $divide: ['$s', 1] }, 14, '$divide only supports numeric types, not string and int'],
    [{ $mod: ['$i', 0] }, 16_610, "can't $mod by zero"],
    [{ $mod: ['$s', 1] }, 16_611, '$mod only supports numeric types'],
    [{ $abs: '$s' }, 28_765, '$abs only supports numeric types, not string'],
    [{ $abs: Long.MIN_VALUE }, 28_680, "can't take $abs of long long min"],
    [{ $round: ['$d', 1.5] }, 51_082, 'integral value'],
    [{ $round: ['$d', 101] }, 51_083, '[-20, 100]'],
    [{ $floor: '$s' }, 28_765, '$floor only supports numeric types'],
    [{ $size: '$x' }, 17_124, 'must be an array, but was of type: missing'],
    [{ $arrayElemAt: ['$i', 0] }, 28_689, 'must be an array, but is int'],
    [{ $arrayElemAt: ['$a', 'x'] }, 28_690, 'must be a numeric value, but is string'],
    [{ $first: '$i' }, 28_689, 'must be an array, but is int'],
    [{ $in: [1, '$i'] }, 40_081, '$in requires an array as a second argument, found: int'],
    [{ $concatArrays: ['$i'] }, 28_664, '$concatArrays only supports arrays, not int'],
    [{ $slice: ['$i', 1] }, 28_724, 'must be an array, but is of type: int'],
    [{ $slice: ['$a', 0, 0] }, 28_729, 'must be positive'],
    [{ $filter: { input: '$i', cond: true } }, 28_651, 'input to $filter must be an array not int'],
    [{ $map: { input: '$i', in: 1 } }, 16_883, 'input to $map must be an array not int'],
    [{ $mergeObjects: ['$i'] }, 40_400, 'requires object inputs, but input is of type int'],
    [{ $switch: { branches: [{ case: false, then: 1 }] } }, 40_069, 'no default was specified'],
  ])('fails on its values: %j', (spec, code, message) => {
    expect(() => evaluate(spec)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});
