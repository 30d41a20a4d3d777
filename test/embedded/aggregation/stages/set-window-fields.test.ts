import { describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Int32, Long } from '../../../../src/bson/bson.ts';
import { compilePipeline } from '../../../../src/embedded/aggregation/pipeline.ts';
import type { StageOptions } from '../../../../src/embedded/aggregation/stage.ts';
import { encodeDocument } from '../../../../src/embedded/wire/codec.ts';

const int = (value: number) => new Int32(value);
const long = (value: number) => Long.fromNumber(value);
const double = (value: number) => new Double(value);
const decimal = (text: string) => Decimal128.fromString(text);
const day = (number: number) => new Date(Date.UTC(2024, 0, number));

const run = (spec: unknown, documents: readonly Document[], options: StageOptions = {}) => [
  ...compilePipeline([{ $setWindowFields: spec }], options).run(documents),
];
const bytesOf = (value: unknown) => Buffer.from(encodeDocument({ value })).toString('hex');

/** The values of one function over documents that are sorted by `k`. */
const results = (output: Document, documents: readonly Document[], options?: StageOptions) =>
  run({ sortBy: { k: 1 }, output: { r: output } }, documents, options).map(({ r }) => r);
const series = (...values: readonly unknown[]): Document[] =>
  values.map((v, at) => (v === undefined ? { k: int(at) } : { k: int(at), v }));

const ints = series(int(3), int(1), int(2), int(5), int(4));
const sums = (window: Document, documents = ints) => results({ $push: '$v', window }, documents);
const lists = (...of: readonly (readonly number[])[]) => of.map((list) => list.map(int));

describe('a window', () => {
  it.each<[string, Document, readonly (readonly number[])[]]>([
    [
      'all of the partition',
      { documents: ['unbounded', 'unbounded'] },
      Array.from({ length: 5 }, () => [3, 1, 2, 5, 4]),
    ],
    ['all of it when nothing is said', {}, Array.from({ length: 5 }, () => [3, 1, 2, 5, 4])],
    [
      'up to the document',
      { documents: ['unbounded', 'current'] },
      [[3], [3, 1], [3, 1, 2], [3, 1, 2, 5], [3, 1, 2, 5, 4]],
    ],
    [
      'from the document on',
      { documents: ['current', 'unbounded'] },
      [[3, 1, 2, 5, 4], [1, 2, 5, 4], [2, 5, 4], [5, 4], [4]],
    ],
    [
      'its neighbours',
      { documents: [-1, 1] },
      [
        [3, 1],
        [3, 1, 2],
        [1, 2, 5],
        [2, 5, 4],
        [5, 4],
      ],
    ],
    ['before it', { documents: [int(-2), long(-1)] }, [[], [3], [3, 1], [1, 2], [2, 5]]],
    ['far behind it', { documents: [3, 9] }, [[5, 4], [4], [], [], []]],
    ['beyond the start', { documents: ['unbounded', -9] }, [[], [], [], [], []]],
    ['by value', { range: [double(-1), 'current'] }, [[3], [3, 1], [1, 2], [2, 5], [5, 4]]],
    [
      'by value on both sides',
      { range: [-1, double(1.5)] },
      [
        [3, 1],
        [3, 1, 2],
        [1, 2, 5],
        [2, 5, 4],
        [5, 4],
      ],
    ],
    ['by value from the start', { range: ['unbounded', -2] }, [[], [], [3], [3, 1], [3, 1, 2]]],
    ['by value to the end', { range: [2, 'unbounded'] }, [[2, 5, 4], [5, 4], [4], [], []]],
  ])('holds %s', (_, window, expected) => {
    expect(sums(window)).toEqual(lists(...expected));
  });

  it('holds all documents of equal values by value, and by position only those before', () => {
    const documents = [1, 1, 2].map((k, v) => ({ k: int(k), v: int(v) }));
    expect(sums({ range: [0, 0] }, documents)).toEqual(lists([0, 1], [0, 1], [2]));
    expect(sums({ range: ['current', 'current'] }, documents)).toEqual(lists([0], [1], [2]));
  });

  it.each<[string, Document, number[][]]>([
    ['days', { range: [-1, 0], unit: 'day' }, [[0], [0, 1], [1, 2], [3]]],
    [
      'months, to the last day of a shorter one',
      { range: ['current', 1], unit: 'month' },
      [[0, 1, 2, 3], [1, 2, 3], [2, 3], [3]],
    ],
    ['hours', { range: [-24, 24], unit: 'hour' }, [[0, 1], [0, 1, 2], [1, 2], [3]]],
  ])('is measured in %s', (_, window, expected) => {
    const dates = [day(30), day(31), day(32), new Date(Date.UTC(2024, 1, 29))];
    const documents = dates.map((k, v) => ({ k, v: int(v) }));
    expect(sums(window, documents)).toEqual(lists(...expected));
  });

  it('is of a partition, in the order of the partitions', () => {
    const documents = [
      { p: 'b', k: int(1) },
      { p: null, k: int(2) },
      { p: 'a', k: int(3) },
      { k: int(4) },
      { p: 'a', k: int(0) },
    ];
    const stage = {
      partitionBy: '$p',
      sortBy: { k: -1 },
      output: { all: { $push: '$k' }, n: { $documentNumber: {} } },
    };
    expect(run(stage, documents)).toEqual([
      { k: int(4), all: [int(4), int(2)], n: int(1) },
      { p: null, k: int(2), all: [int(4), int(2)], n: int(2) },
      { p: 'a', k: int(3), all: [int(3), int(0)], n: int(1) },
      { p: 'a', k: int(0), all: [int(3), int(0)], n: int(2) },
      { p: 'b', k: int(1), all: [int(1)], n: int(1) },
    ]);
  });

  it('needs no order for all of a partition, and keeps that of its input', () => {
    expect(run({ output: { n: { $count: {} } } }, [{ a: 2 }, { a: 1 }])).toEqual([
      { a: 2, n: int(2) },
      { a: 1, n: int(2) },
    ]);
  });

  it('writes into documents and arrays, and replaces fields in their place', () => {
    const [document] = run({ output: { 'a.n': { $count: {} }, b: { $first: '$c' }, c: { $count: {} } } }, [
      { a: [{}, 1], b: 1, c: 2 },
    ]);
    expect(Object.entries(document ?? {})).toEqual([
      ['a', [{ n: int(1) }, { n: int(1) }]],
      ['b', 2],
      ['c', int(1)],
    ]);
  });
});

describe('a window function', () => {
  const near = { documents: [-1, 0] };

  it.each<[string, Document, Document[], unknown[]]>([
    [
      '$sum narrows what has become small',
      { $sum: '$v', window: near },
      series(long(5), int(1), double(0.5), int(2), int(3)),
      [int(5), int(6), double(1.5), double(2.5), int(5)],
    ],
    [
      '$avg',
      { $avg: '$v', window: near },
      series(int(1), 'x', 'y', decimal('3')),
      [double(1), double(1), null, decimal('3')],
    ],
    [
      '$min and null',
      { $min: '$v', window: near },
      series(int(3), null, undefined, int(1), int(2)),
      [int(3), int(3), null, int(1), int(1)],
    ],
    [
      '$max',
      { $max: '$v', window: { documents: [-2, 0] } },
      series(int(3), int(3), int(1), int(0), int(2)),
      [int(3), int(3), int(3), int(3), int(2)],
    ],
    [
      '$minN',
      { $minN: { input: '$v', n: 2 }, window: { documents: [-2, 0] } },
      series(int(3), int(1), int(2), int(9)),
      [[int(3)], [int(1), int(3)], [int(1), int(2)], [int(1), int(2)]],
    ],
    [
      '$maxN',
      { $maxN: { input: '$v', n: 1 }, window: near },
      series(int(3), null, int(2)),
      [[int(3)], [int(3)], [int(2)]],
    ],
    [
      '$firstN',
      { $firstN: { input: '$v', n: 1 }, window: near },
      series(int(3), undefined, int(2)),
      [[int(3)], [int(3)], [null]],
    ],
    [
      '$lastN',
      { $lastN: { input: '$v', n: 2 }, window: { documents: [-2, 0] } },
      series(int(3), undefined, int(2)),
      [[int(3)], [int(3), null], [null, int(2)]],
    ],
    [
      '$addToSet',
      { $addToSet: '$v', window: near },
      series(int(1), int(1), int(2), undefined),
      [[int(1)], [int(1)], [int(1), int(2)], [int(2)]],
    ],
    [
      '$concatArrays',
      { $concatArrays: '$v', window: near },
      series([int(1)], [], [int(2), int(3)]),
      [[int(1)], [int(1)], [int(2), int(3)]],
    ],
    [
      '$setUnion',
      { $setUnion: '$v', window: near },
      series([int(1)], [int(1), int(2)], []),
      [[int(1)], [int(1), int(2)], [int(1), int(2)]],
    ],
    [
      '$top',
      { $top: { sortBy: { v: -1 }, output: '$k' }, window: near },
      series(int(3), int(1), int(2)),
      [int(0), int(0), int(2)],
    ],
    [
      '$bottomN',
      { $bottomN: { n: 2, sortBy: { v: 1 }, output: '$v' }, window: { documents: [-2, 0] } },
      series(int(3), int(1), int(2)),
      [[int(3)], [int(1), int(3)], [int(2), int(3)]],
    ],
    [
      '$median',
      { $median: { input: '$v', method: 'approximate' }, window: { documents: [-2, 0] } },
      series(int(3), int(1), int(2)),
      [double(3), double(1), double(2)],
    ],
    [
      '$percentile',
      { $percentile: { input: '$v', p: [1], method: 'approximate' }, window: near },
      series(int(3), 'x', 'y'),
      [[double(3)], [double(3)], [null]],
    ],
    [
      '$stdDevPop, null beside an infinity',
      { $stdDevPop: '$v', window: near },
      series(double(1 / 0), int(1), int(3)),
      [null, null, double(1)],
    ],
    [
      '$stdDevSamp',
      { $stdDevSamp: '$v', window: { documents: [-2, 0] } },
      series(int(1), int(3), int(5), int(7)),
      [null, double(Math.SQRT2), double(2), double(2)],
    ],
    [
      '$covariancePop',
      { $covariancePop: ['$k', '$v'], window: { documents: [-2, 0] } },
      series(int(0), int(2), int(4), 'x'),
      [double(0), double(0.5), double(4 / 3), double(0.5)],
    ],
    ['$covarianceSamp of no pairs', { $covarianceSamp: '$v', window: near }, series(int(0), int(2)), [null, null]],
    [
      '$first and $last',
      { $first: '$v', window: { documents: [1, 2] } },
      series(int(0), int(2), int(3)),
      [int(2), int(3), null],
    ],
    ['$shift', { $shift: { output: '$v', by: -1, default: 'none' } }, series(int(0), int(2)), ['none', int(0)]],
    ['$rank', { $rank: {} }, [int(1), int(1), null, int(2)].map((k) => ({ k })), [int(1), int(2), int(2), int(4)]],
    [
      '$denseRank',
      { $denseRank: {} },
      [int(1), double(1), null, int(2)].map((k) => ({ k })),
      [int(1), int(2), int(2), int(3)],
    ],
    ['$documentNumber', { $documentNumber: {} }, [int(1), int(1)].map((k) => ({ k })), [int(1), int(2)]],
    [
      '$expMovingAvg',
      { $expMovingAvg: { input: '$v', N: 3 } },
      series('x', int(4), int(8), null),
      [null, double(4), double(6), double(6)],
    ],
    [
      '$expMovingAvg of decimals',
      { $expMovingAvg: { input: '$v', alpha: 0.25 } },
      series(decimal('4'), int(8)),
      [decimal('4'), decimal('5.000000000000000')],
    ],
    [
      '$derivative',
      { $derivative: { input: '$v' }, window: near },
      series(int(1), int(4), double(4.5)),
      [null, double(3), double(0.5)],
    ],
    [
      '$integral',
      { $integral: { input: '$v' }, window: near },
      series(int(1), int(4), int(2)),
      [int(0), double(2.5), double(3)],
    ],
    ['$locf', { $locf: '$v' }, series(null, int(1), undefined, int(2)), [null, int(1), int(1), int(2)]],
    [
      '$linearFill',
      { $linearFill: '$v' },
      series(null, int(1), undefined, null, int(4), null),
      [null, int(1), double(2), double(3), int(4), null],
    ],
    [
      '$minMaxScaler',
      { $minMaxScaler: { input: '$v' } },
      series(int(1), int(3), int(2)),
      [double(0), double(1), double(0.5)],
    ],
    [
      '$minMaxScaler of a window',
      { $minMaxScaler: { input: '$v', min: 10, max: 20 }, window: near },
      series(int(1), int(3), int(2)),
      [int(10), double(20), double(10)],
    ],
  ])('%s', (_, output, documents, expected) => {
    expect(results(output, documents).map(bytesOf)).toEqual(expected.map(bytesOf));
  });

  it('measures slopes and areas of dates in a unit', () => {
    const documents = [1, 2, 4].map((at) => ({ k: day(at), v: int(at * 86_400) }));
    const slope = { $derivative: { input: '$v', unit: 'second' }, window: { documents: [-1, 0] } };
    expect(results(slope, documents)).toEqual([null, double(1), double(1)]);
    const area = { $integral: { input: '$v', unit: 'day' } };
    expect(results(area, documents)).toEqual(documents.map(() => double(7.5 * 86_400)));
  });

  const one = (output: unknown, stage: Document = {}) => ({ sortBy: { k: 1 }, output: { r: output }, ...stage });
  const sum = (window: unknown) => one({ $sum: '$v', window });

  it.each<[string, unknown, number]>([
    ['a stage of no document', 1, 9],
    ['a stage without output', { sortBy: { k: 1 } }, 40_414],
    ['an unknown field', { output: {}, limit: 1 }, 40_415],
    ['output that is no document', { output: [] }, 14],
    ['sortBy that is no document', { sortBy: 'k', output: {} }, 14],
    ['a partition of arrays', { partitionBy: ['$k'], output: {} }, 14],
    ['a function that is no document', one(1), 9],
    ['no function', one({ window: {} }), 9],
    ['an unknown function', one({ $abc: 1 }), 9],
    ['two functions', one({ $sum: 1, $avg: 1 }), 9],
    ['an object merged over windows, by name', one({ $mergeObjects: '$v' }), 238],
    ['paths that collide', { output: { a: { $sum: 1 }, 'a.b': { $sum: 1 } } }, 6_307_900],
    ['a path of an operator', { output: { $a: { $sum: 1 } } }, 16_410],
    ['a window that is no document', sum([0, 1]), 9],
    ['a window of both kinds', sum({ documents: [0, 1], range: [0, 1] }), 9],
    ['a unit of positions', sum({ documents: [0, 1], unit: 'day' }), 9],
    ['an unknown field of a window', sum({ documents: [0, 1], a: 1 }), 9],
    ['one bound', sum({ documents: [0] }), 9],
    ['half a position', sum({ documents: [0, double(1.5)] }), 9],
    ['a bound of a field', sum({ range: [0, '$k'] }), 9],
    ['bounds in the wrong order', sum({ documents: [1, -1] }), 5_339_900],
    ['a current document above its bound', sum({ range: ['current', -1] }), 5_339_900],
    ['an unknown unit', sum({ range: [0, 1], unit: 'days' }), 9],
    ['half a unit', sum({ range: [0, double(1.5)], unit: 'day' }), 9],
    ['positions without an order', { output: { r: { $sum: 1, window: { documents: [0, 1] } } } }, 5_339_901],
    ['values without an order', { output: { r: { $sum: 1, window: { range: [0, 1] } } } }, 5_339_902],
    ['values in descending order', one({ $sum: 1, window: { range: [0, 1] } }, { sortBy: { k: -1 } }), 8_947_401],
    ['values that are no numbers', one({ $sum: 1, window: { range: [0, 1] } }, { sortBy: { text: 1 } }), 5_429_414],
    ['values that are no dates', sum({ range: [0, 1], unit: 'day' }), 5_429_513],
    ['dates without a unit', one({ $sum: 1, window: { range: [0, 1] } }, { sortBy: { date: 1 } }), 5_429_413],
    ['a rank in a window', one({ $rank: {}, window: {} }), 5_371_601],
    ['a rank by two fields', one({ $rank: {} }, { sortBy: { k: 1, v: 1 } }), 5_371_602],
    ['a rank of something', one({ $denseRank: '$k' }), 5_371_603],
    ['a shift without an order', { output: { r: { $shift: { output: 1, by: 1 } } } }, 9],
    ['a shift by half', one({ $shift: { output: 1, by: double(0.5) } }), 9],
    ['a shift with a default of a field', one({ $shift: { output: 1, by: 1, default: '$k' } }), 9],
    ['an average of N and alpha', one({ $expMovingAvg: { input: 1, N: 1, alpha: 0.5 } }), 9],
    ['an alpha of one', one({ $expMovingAvg: { input: 1, alpha: 1 } }), 9],
    ['an N of zero', one({ $expMovingAvg: { input: 1, N: 0 } }), 9],
    ['a derivative without a window', one({ $derivative: { input: '$v' } }), 9],
    ['a derivative of null', one({ $derivative: { input: null }, window: {} }), 5_624_903],
    ['a derivative by month', one({ $derivative: { input: 1, unit: 'month' }, window: {} }), 5_490_710],
    ['an integral of text', one({ $integral: { input: '$text' } }), 5_423_900],
    ['an integral of dates without a unit', one({ $integral: { input: '$v' } }, { sortBy: { date: 1 } }), 5_423_902],
    ['a line without an order', { output: { r: { $linearFill: '$v' } } }, 605_001],
    ['a line through text', one({ $linearFill: '$text' }), 14],
    ['a line over equal values', one({ $linearFill: '$v' }, { sortBy: { same: 1 } }), 6_050_106],
    ['a last value in a window', one({ $locf: '$v', window: {} }), 9],
    ['a scale of text', one({ $minMaxScaler: { input: '$text' } }), 10_487_003],
    ['a scale with one end', one({ $minMaxScaler: { input: 1, min: 0 } }), 9],
    [
      'a scale of a window without the document',
      one({ $minMaxScaler: { input: 1 }, window: { documents: [1, 2] } }),
      9,
    ],
    ['an n that depends on the document', one({ $firstN: { input: 1, n: '$v' } }), 7_548_606],
  ])('refuses %s', (_, spec, code) => {
    const documents = [1, 2].map((k) => ({ k: int(k), v: int(k), text: 'x', date: day(k), same: int(0) }));
    expect(() => run(spec, documents)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a partition', () => {
  const documents = Array.from({ length: 1_500 }, (_, at) => ({
    p: `p${at % 3}`,
    k: int((at * 7_919) % 1_511),
    v: [int(at), new Double(at / 3), null, 'x'][at % 4],
  }));
  const stage = {
    partitionBy: '$p',
    sortBy: { k: 1 },
    output: {
      sum: { $sum: '$v', window: { documents: [-7, 3] } },
      near: { $push: '$v', window: { range: [-2, 2] } },
      last: { $last: '$k' },
      n: { $documentNumber: {} },
      filled: { $locf: '$v' },
    },
  };

  it('gives the same with little memory', () => {
    const limits = { sortBytesMax: 4_000, groupBytesMax: 4_000 };
    expect(run(stage, documents, limits).map(bytesOf)).toEqual(run(stage, documents).map(bytesOf));
  });

  it('is refused beyond its memory when the disk may not be used', () => {
    const limited = () => run(stage, documents, { groupBytesMax: 4_000, allowDiskUse: false });
    expect(limited).toThrow(expect.objectContaining({ code: 292 }));
  });

  it('holds one window within its memory', () => {
    const pushed = () => run({ output: { all: { $push: '$v' } } }, documents, { groupBytesMax: 4_000 });
    expect(pushed).toThrow(expect.objectContaining({ code: 146 }));
  });

  it('holds the values of a window that slides within its memory, also those that count for nothing', () => {
    const texts = documents.map(({ k }) => ({ k, text: 'x'.repeat(1_000) }));
    const summed = { sortBy: { k: 1 }, output: { sum: { $sum: '$text', window: { documents: [-6, 'current'] } } } };
    expect(() => run(summed, texts, { groupBytesMax: 4_000 })).toThrow(expect.objectContaining({ code: 146 }));
  });
});
