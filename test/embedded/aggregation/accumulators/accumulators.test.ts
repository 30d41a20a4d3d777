import { describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Int32, Long, MinKey } from '../../../../src/bson/bson.ts';
import { BSON_UNDEFINED } from '../../../../src/bson/legacy-types.ts';
import { compilePipeline } from '../../../../src/embedded/aggregation/pipeline.ts';
import type { StageOptions } from '../../../../src/embedded/aggregation/stage.ts';
import { encodeDocument } from '../../../../src/embedded/wire/codec.ts';

const int = (value: number) => new Int32(value);
const long = (value: number) => Long.fromNumber(value);
const double = (value: number) => new Double(value);
const decimal = (text: string) => Decimal128.fromString(text);

/** One group of all documents; values tell their types. */
function group(accumulator: Document, documents: readonly Document[], options: StageOptions = {}): unknown {
  const stages = [{ $group: { _id: null, r: accumulator } }, { $project: { _id: 0 } }];
  const [result] = compilePipeline(stages, options).run(documents);
  return result?.r;
}

const values = (...list: readonly unknown[]): Document[] =>
  list.map((v, k) => (v === undefined ? { k: int(k) } : { v, k: int(k) }));

const bytesOf = (value: unknown) => Buffer.from(encodeDocument({ value })).toString('hex');

describe('an accumulator', () => {
  it.each<[string, Document, Document[], unknown]>([
    ['$sum of ints', { $sum: '$v' }, values(int(1), int(2)), int(3)],
    ['$sum beyond an int', { $sum: '$v' }, values(int(2_147_483_647), int(1)), long(2_147_483_648)],
    ['$sum with a long', { $sum: '$v' }, values(int(1), long(2)), long(3)],
    ['$sum beyond a long', { $sum: '$v' }, values(Long.MAX_VALUE, Long.MAX_VALUE), double(2 ** 64)],
    ['$sum of doubles, exactly', { $sum: '$v' }, values(...Array.from({ length: 10 }, () => double(0.1))), double(1)],
    ['$sum of a double and a decimal', { $sum: '$v' }, values(double(3.5), decimal('2.50')), decimal('6.00')],
    ['$sum of both infinities', { $sum: '$v' }, values(double(1 / 0), double(-1 / 0)), double(Number.NaN)],
    ['$sum of what is no number', { $sum: '$v' }, values('x', undefined, null, true, [int(1)]), int(0)],
    ['$avg of ints', { $avg: '$v' }, values(int(1), int(2)), double(1.5)],
    ['$avg of decimals', { $avg: '$v' }, values(decimal('1'), int(2)), decimal('1.5')],
    ['$avg of longs, by their exact sum', { $avg: '$v' }, values(Long.MAX_VALUE, Long.MIN_VALUE), double(-0.5)],
    ['$avg of no number', { $avg: '$v' }, values('x', null), null],
    ['$min', { $min: '$v' }, values(int(3), null, undefined, 'a', double(2)), double(2)],
    ['$max across types', { $max: '$v' }, values(int(3), 'a', null), 'a'],
    ['$min keeps the first of equals', { $min: '$v' }, values(double(2), int(2)), double(2)],
    ['$min of nothing', { $min: '$v' }, values(null, undefined, BSON_UNDEFINED), null],
    ['$first of a missing value', { $first: '$v' }, values(undefined, int(1)), null],
    ['$last', { $last: '$v' }, values(int(1), int(2), undefined), null],
    ['$push without missing values', { $push: '$v' }, values(int(1), undefined, null), [int(1), null]],
    ['$addToSet', { $addToSet: '$v' }, values(int(1), double(1), undefined, [int(1)], null), [int(1), [int(1)], null]],
    ['$concatArrays', { $concatArrays: '$v' }, values([int(1)], undefined, [[int(2)], null]), [int(1), [int(2)], null]],
    ['$setUnion', { $setUnion: '$v' }, values([int(1), long(1)], [int(2)], undefined), [int(1), int(2)]],
    [
      '$mergeObjects',
      { $mergeObjects: '$v' },
      values({ b: int(1), a: int(1) }, null, { a: int(2) }),
      { b: int(1), a: int(2) },
    ],
    ['$count', { $count: {} }, values(null, undefined), int(2)],
    ['$stdDevPop', { $stdDevPop: '$v' }, values(int(2), int(4), 'x'), double(1)],
    ['$stdDevPop of one', { $stdDevPop: '$v' }, values(int(2)), double(0)],
    ['$stdDevSamp of one', { $stdDevSamp: '$v' }, values(int(2)), null],
    ['$firstN', { $firstN: { input: '$v', n: 2 } }, values(undefined, int(2), int(3)), [null, int(2)]],
    ['$lastN', { $lastN: { input: '$v', n: long(2) } }, values(int(1), int(2), undefined), [int(2), null]],
    ['$minN', { $minN: { input: '$v', n: 2 } }, values(int(3), null, int(1), int(2)), [int(1), int(2)]],
    ['$maxN', { $maxN: { input: '$v', n: double(5) } }, values(int(3), null, int(4)), [int(4), int(3)]],
    ['$top', { $top: { sortBy: { v: -1 }, output: '$k' } }, values(int(1), int(3), int(3)), int(1)],
    ['$bottom', { $bottom: { sortBy: { v: -1 }, output: ['$k', '$v'] } }, values(int(1), int(3)), [int(0), int(1)]],
    [
      '$topN by least elements',
      { $topN: { n: 2, sortBy: { v: 1 }, output: '$k' } },
      values(int(2), [int(1), int(9)], int(3)),
      [int(1), int(0)],
    ],
    [
      '$bottomN in the order of the sort',
      { $bottomN: { n: 2, sortBy: { v: 1 }, output: '$v' } },
      values(int(3), int(1), int(2)),
      [int(2), int(3)],
    ],
    ['$topN of a missing output', { $topN: { n: 1, sortBy: { k: 1 }, output: '$v' } }, values(undefined), [null]],
    [
      '$median',
      { $median: { input: '$v', method: 'approximate' } },
      values(int(3), int(1), int(2), 'x', double(Number.NaN)),
      double(2),
    ],
    ['$median of nothing', { $median: { input: '$v', method: 'approximate' } }, values('x'), null],
    [
      '$percentile',
      { $percentile: { input: '$v', p: [0, 0.5, 0.9, 1], method: 'approximate' } },
      values(int(4), int(1), int(3), int(2)),
      [double(1), double(2), double(4), double(4)],
    ],
  ])('%s', (_, accumulator, documents, expected) => {
    expect(bytesOf(group(accumulator, documents))).toBe(bytesOf(expected));
  });

  it('has no deviation from an infinity', () => {
    expect(group({ $stdDevPop: '$v' }, values(double(1 / 0), int(1)))).toEqual(double(Number.NaN));
  });

  it('takes n from the _id of its group', () => {
    const stages = [{ $group: { _id: { n: '$n' }, r: { $firstN: { input: '$v', n: '$n' } } } }];
    const documents = [1, 2, 1, 2, 2].map((n, v) => ({ n: int(n), v: int(v) }));
    const results = Array.from(compilePipeline(stages).run(documents), ({ r }) => r);
    expect(results).toEqual([[int(0)], [int(1), int(3)]]);
  });

  const groupOf = (accumulator: unknown) => () => group(accumulator as Document, values(int(1)));

  it.each<[string, unknown, number]>([
    ['an accumulator that is no document', 1, 40_234],
    ['an empty document', {}, 40_234],
    ['a name without a dollar', { sum: 1 }, 40_234],
    ['two accumulators', { $sum: 1, $avg: 1 }, 40_238],
    ['an array, also of one', { $sum: ['$v'] }, 40_237],
    ['an unknown name', { $abc: 1 }, 15_952],
    ['an expression that is no accumulator', { $add: 1 }, 15_952],
    ['$accumulator, by name', { $accumulator: {} }, 238],
    ['$count of something', { $count: { a: 1 } }, 14],
    ['$mergeObjects of what is no object', { $mergeObjects: '$v' }, 5_911_200],
    ['$concatArrays of what is no array', { $concatArrays: '$v' }, 14],
    ['$setUnion of null', { $setUnion: { $literal: null } }, 14],
    ['$firstN without n', { $firstN: { input: 1 } }, 5_787_906],
    ['$firstN without input', { $firstN: { n: 1 } }, 5_787_907],
    ['$firstN of something else', { $firstN: { n: 1, input: 1, sortBy: {} } }, 5_787_901],
    ['$firstN of no document', { $firstN: 1 }, 5_787_900],
    ['an n of zero', { $minN: { n: 0, input: 1 } }, 7_548_606],
    ['an n that is no whole number', { $lastN: { n: double(1.5), input: 1 } }, 7_548_606],
    ['an n of text', { $topN: { n: 'x', sortBy: { a: 1 }, output: 1 } }, 7_548_606],
    ['$topN without n', { $topN: { sortBy: { a: 1 }, output: 1 } }, 5_788_003],
    ['$top without output', { $top: { sortBy: { a: 1 } } }, 5_788_004],
    ['$top without sortBy', { $top: { output: 1 } }, 5_788_005],
    ['$top with n', { $top: { n: 1, sortBy: { a: 1 }, output: 1 } }, 5_788_002],
    ['$top sorted by text', { $top: { sortBy: 'a', output: 1 } }, 10_065],
    ['$top sorted in a wrong direction', { $top: { sortBy: { a: 2 }, output: 1 } }, 15_975],
    ['$median without a method', { $median: { input: 1 } }, 40_414],
    ['$median with p', { $median: { input: 1, p: [1], method: 'approximate' } }, 40_415],
    ['$median of a method that it does not have', { $median: { input: 1, method: 'exact' } }, 2],
    ['a method that is no text', { $median: { input: 1, method: 1 } }, 14],
    ['$percentile of no p', { $percentile: { input: 1, p: [], method: 'approximate' } }, 7_750_301],
    ['p of a field', { $percentile: { input: 1, p: '$v', method: 'approximate' } }, 7_750_300],
    ['p of text', { $percentile: { input: 1, p: ['x'], method: 'approximate' } }, 7_750_302],
    ['p beyond one', { $percentile: { input: 1, p: [1.1], method: 'approximate' } }, 7_750_303],
  ])('refuses %s', (_, accumulator, code) => {
    expect(groupOf(accumulator)).toThrow(expect.objectContaining({ code }));
  });
});

/** Values of all kinds, so that what is spilled must keep them as they are. */
const mixed: readonly unknown[] = [
  int(5),
  double(0.1),
  long(7),
  decimal('1.10'),
  'text',
  null,
  undefined,
  new MinKey(),
  [int(2), { '0': int(1), a: null }],
  double(-0),
  decimal('-0E+3'),
  new Date(5),
  true,
  { b: int(1), a: int(2) },
  BSON_UNDEFINED,
  double(1e300),
  Long.MIN_VALUE,
];

describe('a spilled accumulator', () => {
  const arrays = Array.from({ length: 60 }, (_, at) => [int(at % 7), mixed[at % mixed.length] ?? null]);
  const documents = arrays.map((a, k) => {
    const v = mixed[k % mixed.length];
    return { k: int(k), a, o: { [`f${k % 5}`]: v ?? null }, n: int((k * 37) % 11), ...(v === undefined ? {} : { v }) };
  });

  it.each<[string, Document]>([
    ['$sum', { $sum: '$v' }],
    ['$sum of whole numbers', { $sum: '$n' }],
    ['$avg', { $avg: '$v' }],
    ['$avg of whole numbers', { $avg: '$n' }],
    ['$min', { $min: '$v' }],
    ['$max', { $max: '$v' }],
    ['$first', { $first: '$v' }],
    ['$last', { $last: '$v' }],
    ['$push', { $push: '$v' }],
    ['$addToSet', { $addToSet: '$v' }],
    ['$concatArrays', { $concatArrays: '$a' }],
    ['$setUnion', { $setUnion: '$a' }],
    ['$mergeObjects', { $mergeObjects: '$o' }],
    ['$count', { $count: {} }],
    ['$firstN', { $firstN: { input: '$v', n: 7 } }],
    ['$lastN', { $lastN: { input: '$v', n: 7 } }],
    ['$minN', { $minN: { input: '$v', n: 7 } }],
    ['$maxN', { $maxN: { input: '$v', n: 7 } }],
    ['$top', { $top: { sortBy: { n: 1 }, output: '$v' } }],
    ['$bottom', { $bottom: { sortBy: { n: 1 }, output: '$v' } }],
    ['$topN', { $topN: { n: 9, sortBy: { n: 1 }, output: ['$k', '$v'] } }],
    ['$bottomN', { $bottomN: { n: 9, sortBy: { n: 1 }, output: ['$k', '$v'] } }],
    ['$median', { $median: { input: '$n', method: 'approximate' } }],
    ['$percentile', { $percentile: { input: '$v', p: [0.1, 0.9], method: 'approximate' } }],
  ])('gives what it gives in memory: %s', (_, accumulator) => {
    // Other groups fill the memory again and again, so that the one group comes in many parts.
    const fillers = Array.from({ length: 40 }, (_, at) => ({ filler: `${at}`.repeat(200) }));
    const stages = [{ $group: { _id: { $ifNull: ['$filler', 'all'] }, r: accumulator } }, { $match: { _id: 'all' } }];
    const input = documents.flatMap((document, at) => [document, ...fillers.slice(at % 3, (at % 3) + 20)]);
    const concise = input.map((document) => ('filler' in document ? { ...document, a: [], o: {}, n: 0 } : document));
    const run = (options: StageOptions) => [...compilePipeline(stages, options).run(concise)].map(bytesOf);
    expect(run({ groupBytesMax: 12_000 })).toEqual(run({}));
  });

  it('holds one group within its memory, as MongoDB does', () => {
    const big = Array.from({ length: 100 }, () => ({ v: 'x'.repeat(1_000) }));
    const push = () => group({ $push: '$v' }, big, { groupBytesMax: 20_000 });
    expect(push).toThrow(expect.objectContaining({ code: 146 }));
  });

  it('does not take for memory what it has let go', () => {
    const big = Array.from({ length: 1_000 }, (_, k) => ({
      k: int(k),
      v: `${k}`.repeat(300),
      o: { a: 'x'.repeat(900) },
    }));
    const options = { groupBytesMax: 20_000 };
    expect(group({ $max: '$v' }, big, options)).toBe('999'.repeat(300));
    expect(group({ $last: '$v' }, big, options)).toBe('999'.repeat(300));
    expect(group({ $lastN: { n: 2, input: '$k' } }, big, options)).toEqual([int(998), int(999)]);
    expect(group({ $topN: { n: 1, sortBy: { k: -1 }, output: '$v' } }, big, options)).toEqual(['999'.repeat(300)]);
    expect(group({ $mergeObjects: '$o' }, big, options)).toEqual({ a: 'x'.repeat(900) });
  });
});
