import { describe, expect, it } from 'vitest';
import { type Document, Double, Int32, Long } from '../../../../src/bson/bson.ts';
import { compilePipeline } from '../../../../src/embedded/aggregation/pipeline.ts';

const int = (value: number) => new Int32(value);
const day = (number: number) => new Date(Date.UTC(2024, 0, number));
const run = (stage: Document, documents: readonly Document[]) => [...compilePipeline([stage]).run(documents)];
const densify = (spec: unknown, documents: readonly Document[]) => run({ $densify: spec }, documents);

describe('$densify', () => {
  it('sorts by partition first where a name is a number', () => {
    const documents = [
      { p: 1, '0': int(3) },
      { p: 2, '0': int(1) },
      { p: 1, '0': int(2) },
    ];
    const spec = { field: '0', partitionByFields: ['p'], range: { step: int(1), bounds: 'partition' } };
    expect(densify(spec, documents).map((document) => document.p)).toEqual([1, 1, 2]);
  });

  it('bounds what it keeps of its partitions', () => {
    const documents = Array.from({ length: 100 }, (_, at) => ({ p: `${at}`, t: int(1) }));
    const spec = { field: 't', partitionByFields: ['p'], range: { step: int(1), bounds: 'partition' } };
    const run = (groupBytesMax: number) => [...compilePipeline([{ $densify: spec }], { groupBytesMax }).run(documents)];
    expect(run(100_000)).toHaveLength(100);
    expect(() => run(10_000)).toThrow(expect.objectContaining({ code: 6_007_200 }));
  });

  const range = (bounds: unknown, step: unknown = int(2), unit?: string) => ({
    field: 't',
    range: unit === undefined ? { step, bounds } : { step, bounds, unit },
  });

  it.each<[string, Document, Document[], Document[]]>([
    [
      'fills from the least to the greatest value',
      range('full'),
      [
        { a: 1, t: int(5) },
        { a: 2, t: int(0) },
        { a: 3, t: int(3) },
      ],
      [{ a: 2, t: int(0) }, { t: int(2) }, { a: 3, t: int(3) }, { t: int(4) }, { a: 1, t: int(5) }],
    ],
    [
      'lets documents without the field pass',
      range('full'),
      [{ a: 1 }, { a: 2, t: null }, { t: int(1) }, { t: int(3) }],
      [{ a: 1 }, { a: 2, t: null }, { t: int(1) }, { t: int(3) }],
    ],
    [
      'fills each partition to the ends of all',
      { ...range('full'), partitionByFields: ['p'] },
      [
        { p: 1, t: int(0) },
        { p: 2, t: int(2) },
        { p: 1, t: int(4) },
      ],
      [
        { p: 1, t: int(0) },
        { p: 2, t: int(0) },
        { p: 2, t: int(2) },
        { p: 1, t: int(2) },
        { p: 1, t: int(4) },
        { p: 2, t: int(4) },
      ],
    ],
    [
      'fills each partition to its own ends',
      { ...range('partition'), partitionByFields: ['p.q'] },
      [
        { p: { q: 2 }, t: int(2) },
        { p: { q: 1 }, t: int(0) },
        { p: { q: 1 }, t: int(4) },
        { p: { q: 2 }, t: int(6) },
      ],
      [
        { p: { q: 1 }, t: int(0) },
        { p: { q: 1 }, t: int(2) },
        { p: { q: 1 }, t: int(4) },
        { p: { q: 2 }, t: int(2) },
        { p: { q: 2 }, t: int(4) },
        { p: { q: 2 }, t: int(6) },
      ],
    ],
    [
      'fills bounds without their upper end',
      range([int(0), int(6)]),
      [{ t: int(-1) }, { t: int(3) }, { t: int(9) }],
      [{ t: int(-1) }, { t: int(0) }, { t: int(2) }, { t: int(3) }, { t: int(4) }, { t: int(9) }],
    ],
    ['fills bounds of no documents', range([int(0), int(4)]), [], [{ t: int(0) }, { t: int(2) }]],
    [
      'fills bounds in each partition',
      { ...range([int(0), int(4)]), partitionByFields: ['p'] },
      [
        { p: 1, t: int(2) },
        { p: 2, t: int(0) },
      ],
      [
        { p: 1, t: int(0) },
        { p: 1, t: int(2) },
        { p: 2, t: int(0) },
        { p: 2, t: int(2) },
      ],
    ],
    [
      'widens to the type of its step',
      range('full', new Double(0.5)),
      [{ t: int(0) }, { t: int(1) }],
      [{ t: int(0) }, { t: new Double(0.5) }, { t: int(1) }],
    ],
    [
      'goes by units of dates',
      range('full', int(1), 'day'),
      [{ t: day(1) }, { t: day(3) }],
      [{ t: day(1) }, { t: day(2) }, { t: day(3) }],
    ],
    [
      'goes by months',
      range('full', Long.ONE, 'month'),
      [{ t: day(1) }, { t: day(60 + 1) }],
      [{ t: day(1) }, { t: day(32) }, { t: day(61) }],
    ],
    [
      'makes nested fields',
      { ...range('full'), field: 'a.t' },
      [{ a: { t: int(0) } }, { a: { t: int(4) } }],
      [{ a: { t: int(0) } }, { a: { t: int(2) } }, { a: { t: int(4) } }],
    ],
  ])('%s', (_, spec, documents, expected) => {
    expect(densify(spec, documents)).toEqual(expected);
  });

  it.each<[string, unknown, Document[], number]>([
    ['no document', 1, [], 9],
    ['no field', { range: { step: 1, bounds: 'full' } }, [], 40_414],
    ['no step', { field: 't', range: { bounds: 'full' } }, [], 40_414],
    ['an unknown field', { ...range('full'), a: 1 }, [], 40_415],
    ['a field that is no text', { ...range('full'), field: 1 }, [], 14],
    ['partitions that are no array', { ...range('full'), partitionByFields: 'p' }, [], 14],
    ['a partition by the field itself', { ...range('full'), partitionByFields: ['t'] }, [], 8_993_000],
    ['a step of zero', range('full', int(0)), [], 5_733_401],
    ['a step of text', range('full', 'x'), [], 5_733_401],
    ['half a unit', range('full', new Double(0.5), 'day'), [], 6_586_400],
    ['an unknown unit', range('full', int(1), 'days'), [], 9],
    ['an unknown word for bounds', range('all'), [], 5_946_802],
    ['bounds that are no array', range(1), [], 5_733_404],
    ['three bounds', range([1, 2, 3]), [], 5_733_403],
    ['bounds in the wrong order', range([2, 1]), [], 5_733_402],
    ['bounds of text', range(['a', 'b']), [], 5_946_800],
    ['bounds of two types', range([int(1), day(1)]), [], 5_733_406],
    ['bounds of other types than the step', range([int(1), new Double(2)]), [], 5_876_900],
    ['bounds of dates without a unit', range([day(1), day(2)]), [], 5_733_410],
    ['bounds of numbers with a unit', range([int(1), int(2)], int(1), 'day'), [], 5_733_409],
    ['the bounds of partitions without any', range('partition'), [], 5_733_408],
    ['values that are text', range('full'), [{ t: 'x' }], 5_733_201],
    ['dates without a unit', range('full'), [{ t: day(1) }], 6_053_600],
    [
      'to make more documents than MongoDB does',
      range('full', int(1)),
      [{ t: int(0) }, { t: int(600_000) }],
      5_897_900,
    ],
  ])('refuses %s', (_, spec, documents, code) => {
    expect(() => densify(spec, documents)).toThrow(expect.objectContaining({ code }));
  });
});

describe('$fill', () => {
  const fill = (spec: unknown, documents: readonly Document[]) => run({ $fill: spec }, documents);

  it.each<[string, Document, Document[], Document[]]>([
    [
      'carries the last value on',
      { output: { v: { method: 'locf' } } },
      [{ v: 1 }, { v: null }, {}],
      [{ v: 1 }, { v: 1 }, { v: 1 }],
    ],
    [
      'draws a line in each partition',
      { partitionByFields: ['p'], sortBy: { t: 1 }, output: { v: { method: 'linear' } } },
      [
        { p: 1, t: int(1), v: int(1) },
        { p: 1, t: int(3), v: int(3) },
        { p: 2, t: int(2), v: null },
        { p: 1, t: int(2) },
      ],
      [
        { p: 1, t: int(1), v: int(1) },
        { p: 1, t: int(2), v: new Double(2) },
        { p: 1, t: int(3), v: int(3) },
        { p: 2, t: int(2), v: null },
      ],
    ],
    [
      'puts a value in',
      { output: { v: { value: { $add: ['$w', 1] } } } },
      [
        { v: null, w: int(1) },
        { v: 0, w: int(1) },
      ],
      [
        { v: int(2), w: int(1) },
        { v: 0, w: int(1) },
      ],
    ],
    [
      'puts a value where no method finds one',
      { sortBy: { t: 1 }, output: { v: { method: 'locf' }, w: { value: '$v' } } },
      [{ t: 1 }, { t: 2, v: 3 }],
      [
        { t: 1, v: null, w: null },
        { t: 2, v: 3, w: 3 },
      ],
    ],
  ])('%s', (_, spec, documents, expected) => {
    expect(fill(spec, documents)).toEqual(expected);
  });

  it.each<[string, unknown, number]>([
    ['no document', 1, 9],
    ['no output', {}, 40_414],
    ['empty output', { output: {} }, 6_050_203],
    ['an unknown field', { output: { v: { method: 'locf' } }, a: 1 }, 40_415],
    ['a fill that is no document', { output: { v: 1 } }, 6_050_200],
    ['a method and a value', { output: { v: { method: 'locf', value: 1 } } }, 6_050_201],
    ['an unknown method', { output: { v: { method: 'toString' } } }, 6_050_202],
    ['a method that is no text', { output: { v: { method: 1 } } }, 14],
    [
      'two kinds of partitions',
      { partitionBy: '$a', partitionByFields: ['a'], output: { v: { method: 'locf' } } },
      6_050_204,
    ],
    ['a line without an order', { output: { v: { method: 'linear' } } }, 605_001],
    ['a partition of a number', { partitionBy: 1, output: { v: { method: 'locf' } } }, 14],
  ])('refuses %s', (_, spec, code) => {
    expect(() => fill(spec, [{ v: int(1) }])).toThrow(expect.objectContaining({ code }));
  });
});
