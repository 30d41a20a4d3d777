import { describe, expect, it } from 'vitest';
import { Decimal128, type Document, Double, Int32, Long, MaxKey } from '../../../../src/bson/bson.ts';
import { compilePipeline } from '../../../../src/embedded/aggregation/pipeline.ts';
import type { StageOptions } from '../../../../src/embedded/aggregation/stage.ts';
import { encodeDocument } from '../../../../src/embedded/wire/codec.ts';

const int = (value: number) => new Int32(value);
const double = (value: number) => new Double(value);
const decimal = (text: string) => Decimal128.fromString(text);

const run = (stage: Document, documents: readonly Document[], options: StageOptions = {}) => [
  ...compilePipeline([stage], options).run(documents),
];
const xs = (...values: readonly unknown[]): Document[] => values.map((x) => (x === undefined ? {} : { x }));
const bytesOf = (documents: readonly Document[]) =>
  documents.map((document) => Buffer.from(encodeDocument(document)).toString('hex'));

describe('$bucket', () => {
  it.each<[string, Document, Document[], Document[]]>([
    [
      'puts a value at or above a boundary and below the next',
      { boundaries: [int(0), int(10), int(20)] },
      xs(int(0), double(9.9), int(10), Long.fromNumber(19)),
      [
        { _id: int(0), count: int(2) },
        { _id: int(10), count: int(2) },
      ],
    ],
    [
      'puts the rest, missing values too, in the default bucket, in the order of all',
      { boundaries: [int(0), int(10)], default: 'rest' },
      xs(int(10), undefined, 'text', int(5)),
      [
        { _id: int(0), count: int(1) },
        { _id: 'rest', count: int(3) },
      ],
    ],
    [
      'takes constant expressions for boundaries and default',
      { boundaries: [{ $literal: 'a' }, { $toUpper: '' }].reverse(), default: { $literal: null } },
      xs('0', 'z'),
      [
        { _id: null, count: int(1) },
        { _id: '', count: int(1) },
      ],
    ],
    [
      'gathers with accumulators in their order',
      { boundaries: [int(0), int(9)], output: { s: { $sum: '$x' }, '\u00000': { $push: '$x' } } },
      xs(int(1), int(2)),
      [{ _id: int(0), s: int(3), '\u00000': [int(1), int(2)] }],
    ],
  ])('%s', (_, spec, documents, expected) => {
    expect(bytesOf(run({ $bucket: { groupBy: '$x', ...spec } }, documents))).toEqual(bytesOf(expected));
  });

  it.each<[string, unknown, number]>([
    ['no document', 1, 40_201],
    ['a value to group by that is no expression', { groupBy: 'x', boundaries: [0, 1] }, 40_202],
    ['a document that is no operator', { groupBy: { a: 1 }, boundaries: [0, 1] }, 40_202],
    ['boundaries that are no array', { groupBy: '$x', boundaries: 1 }, 40_200],
    ['boundaries of a field', { groupBy: '$x', boundaries: ['$a', 1] }, 40_191],
    ['boundaries of the time', { groupBy: '$x', boundaries: [0, { $subtract: ['$$NOW', 1] }] }, 40_191],
    ['a default of the time', { groupBy: '$x', boundaries: [0, 1], default: '$$NOW' }, 40_195],
    ['a text that is no time', { groupBy: '$x', boundaries: [0, { $literal: '$$NOW' }] }, 40_193],
    ['one boundary', { groupBy: '$x', boundaries: [0] }, 40_192],
    ['boundaries of several types', { groupBy: '$x', boundaries: [0, 'a'] }, 40_193],
    ['boundaries in the wrong order', { groupBy: '$x', boundaries: [0, 2, 1] }, 40_194],
    ['equal boundaries', { groupBy: '$x', boundaries: [0, 0] }, 40_194],
    ['a default of a field', { groupBy: '$x', boundaries: [0, 1], default: '$a' }, 40_195],
    ['a default between the boundaries', { groupBy: '$x', boundaries: [0, 2], default: 1 }, 40_199],
    ['output that is no document', { groupBy: '$x', boundaries: [0, 2], output: [] }, 40_196],
    ['output named _id', { groupBy: '$x', boundaries: [0, 2], output: { _id: { $sum: 1 } } }, 15_948],
    ['an unknown option', { groupBy: '$x', boundaries: [0, 2], granularity: 'R5' }, 40_197],
    ['no boundaries', { groupBy: '$x' }, 40_198],
    ['a value without a bucket', { groupBy: '$x', boundaries: [0, 1] }, 40_066],
  ])('refuses %s', (_, spec, code) => {
    expect(() => run({ $bucket: spec }, xs(int(1)))).toThrow(expect.objectContaining({ code }));
  });
});

describe('$bucketAuto', () => {
  const auto = (spec: Document, documents: readonly Document[], options?: StageOptions) =>
    run({ $bucketAuto: { groupBy: '$x', ...spec } }, documents, options);
  const counts = (documents: readonly Document[]) => documents.map(({ _id, count }) => [_id.min, _id.max, count]);

  it.each<[string, Document, Document[], unknown[][]]>([
    [
      'cuts into equal counts',
      { buckets: int(2) },
      xs(int(4), int(1), int(3), int(2)),
      [
        [int(1), int(3), int(2)],
        [int(3), int(4), int(2)],
      ],
    ],
    [
      'leaves equal values together',
      { buckets: int(2) },
      xs(int(1), int(1), int(1), int(2)),
      [
        [int(1), int(2), int(3)],
        [int(2), int(2), int(1)],
      ],
    ],
    [
      'makes fewer buckets of fewer values',
      { buckets: int(5) },
      xs(int(1), int(2)),
      [
        [int(1), int(2), int(1)],
        [int(2), int(2), int(1)],
      ],
    ],
    [
      'puts the rest in the last bucket',
      { buckets: int(2) },
      xs(int(1), int(2), int(3)),
      [
        [int(1), int(3), int(2)],
        [int(3), int(3), int(1)],
      ],
    ],
    ['orders across types, missing as null', { buckets: int(1) }, xs('a', undefined, int(1)), [[null, 'a', int(3)]]],
    ['makes nothing of nothing', { buckets: int(3) }, [], []],
  ])('%s', (_, spec, documents, expected) => {
    expect(counts(auto(spec, documents))).toEqual(expected);
  });

  it.each<[string, unknown, unknown]>([
    ['R5', double(0.63), double(1_600)],
    ['R80', double(0.975), double(1_030)],
    ['1-2-5', double(0.5), double(2_000)],
    ['E6', double(0.68), double(1_500)],
    ['E192', double(0.988), double(1_010)],
    ['POWERSOF2', double(0.5), int(1_024)],
  ])('rounds its boundaries to %s', (granularity, least, greatest) => {
    const numbers = xs(int(0), int(1), int(1), int(10), int(100), int(1_000));
    const found = counts(auto({ buckets: int(6), granularity }, numbers));
    // Zero has no number of a series next to it: its bucket ends where the next values begin, rounded down.
    expect(found[0]?.slice(1)).toEqual([least, int(1)]);
    expect(found.at(-1)?.[1]).toEqual(greatest);
    expect(found.slice(1).map(([min]) => min)).toEqual(found.slice(0, -1).map(([, max]) => max));
    expect(found.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(numbers.length);
  });

  it('takes the first and the last from the input, and lists in the order of the buckets', () => {
    const documents = [5, 1, 4, 2].map((x, at) => ({ x: int(x), at: int(at) }));
    const output = {
      first: { $first: '$x' },
      last: { $last: '$x' },
      two: { $lastN: { n: 2, input: '$at' } },
      all: { $push: '$x' },
    };
    expect(auto({ buckets: int(1), output }, documents)).toEqual([
      {
        _id: { min: int(1), max: int(5) },
        first: int(5),
        last: int(2),
        two: [int(2), int(3)],
        all: [1, 2, 4, 5].map(int),
      },
    ]);
  });

  it('rounds decimals in decimals', () => {
    const found = counts(auto({ buckets: int(1), granularity: 'R5' }, xs(decimal('0.11'), decimal('7'))));
    expect(found).toEqual([[decimal('0.10'), decimal('10'), int(2)]]);
  });

  it('keeps infinity within reach', () => {
    const found = counts(auto({ buckets: int(1), granularity: 'R10' }, xs(int(1), double(1 / 0))));
    expect(found).toEqual([[double(0.8), double(1 / 0), int(2)]]);
  });

  it.each<[string, unknown, unknown, number]>([
    ['no document', 1, 1, 40_240],
    ['a value to group by that is no expression', { groupBy: 1, buckets: 1 }, 1, 40_239],
    ['buckets that are no number', { groupBy: '$x', buckets: 'a' }, 1, 40_241],
    ['half a bucket', { groupBy: '$x', buckets: double(1.5) }, 1, 40_242],
    ['no bucket', { groupBy: '$x', buckets: 0 }, 1, 40_243],
    ['output that is no document', { groupBy: '$x', buckets: 1, output: 1 }, 1, 40_244],
    ['an unknown option', { groupBy: '$x', buckets: 1, boundaries: [] }, 1, 40_245],
    ['no number of buckets', { groupBy: '$x' }, 1, 40_246],
    ['a granularity that is no text', { groupBy: '$x', buckets: 1, granularity: 5 }, 1, 40_261],
    ['an unknown granularity', { groupBy: '$x', buckets: 1, granularity: 'toString' }, 1, 40_257],
    ['to round text', { groupBy: '$x', buckets: 1, granularity: 'R5' }, 'a', 40_258],
    ['to round what is no number', { groupBy: '$x', buckets: 1, granularity: 'R5' }, double(Number.NaN), 40_259],
    ['to round below zero', { groupBy: '$x', buckets: 1, granularity: 'POWERSOF2' }, int(-1), 40_260],
  ])('refuses %s', (_, spec, value, code) => {
    expect(() => run({ $bucketAuto: spec }, xs(value))).toThrow(expect.objectContaining({ code }));
  });

  it('gives the same with little memory', () => {
    const documents = xs(
      ...Array.from({ length: 2_000 }, (_, at) => [int((at * 7_919) % 1_009), 'x', new MaxKey()][at % 3]),
    );
    const spec = { buckets: int(7), output: { least: { $min: '$x' }, n: { $sum: 1 }, last: { $last: '$x' } } };
    const limits = { sortBytesMax: 5_000, groupBytesMax: 5_000 };
    expect(bytesOf(auto(spec, documents, limits))).toEqual(bytesOf(auto(spec, documents)));
  });
});
