import { describe, expect, it } from 'vitest';
import { type Document, Double, Int32 } from '../../../../src/bson/bson.ts';
import { compilePipeline } from '../../../../src/embedded/aggregation/pipeline.ts';

const docs = [
  { _id: 1, c: 'A' },
  { _id: 2, c: 'B' },
  { _id: 3, c: 'A' },
];
const run = (stages: Document[], documents: readonly Document[] = docs, bytesMax?: number) => [
  ...compilePipeline(stages, bytesMax === undefined ? {} : { groupBytesMax: bytesMax }).run(documents),
];
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return undefined;
};

describe('$facet', () => {
  it('answers several pipelines over the same documents', () => {
    const stage = {
      $facet: { one: [{ $match: { c: 'A' } }, { $count: 'n' }], all: [], none: [{ $match: { c: 'Z' } }] },
    };
    expect(run([stage])).toEqual([{ one: [{ n: new Int32(2) }], all: docs, none: [] }]);
  });

  it('gives one document for no input', () => {
    expect(run([{ $facet: { a: [] } }], [])).toEqual([{ a: [] }]);
  });

  it('reads again from a file what it cannot keep', () => {
    const documents = Array.from({ length: 200 }, (_, n) => ({ n: new Int32(n), t: 'x'.repeat(50) }));
    const sum = [{ $group: { _id: null, n: { $sum: '$n' } } }];
    const answer = { _id: null, n: new Int32(19_900) };
    expect(run([{ $facet: { a: sum, b: sum } }], documents, 4_000)).toEqual([{ a: [answer], b: [answer] }]);
  });

  it('bounds what it gathers', () => {
    expect(codeOf(() => run([{ $facet: { a: [] } }], docs, 200))).toBe(4_031_700);
  });

  it.each<[string, unknown, number]>([
    ['no document', 1, 40_169],
    ['no pipeline', {}, 40_169],
    ['a pipeline that is no array', { a: 1 }, 40_170],
    ['a stage that is no document', { a: [1] }, 40_171],
    ['a path as a name', { 'a.b': [] }, 16_412],
    ['a facet within', { a: [{ $facet: { b: [] } }] }, 40_600],
    ['a stage that writes', { a: [{ $out: 'x' }] }, 40_600],
    ['a source of documents', { a: [{ $collStats: {} }] }, 40_600],
    ['a facet within a join within', { a: [{ $unionWith: { coll: 'x', pipeline: [{ $facet: { b: [] } }] } }] }, 40_600],
  ])('refuses %s', (_, spec, code) => {
    const source = {
      database: 'd',
      open: (openedAs: string) => ({
        name: 'x',
        openedAs,
        viewStages: [],
        find: () => [],
        hasIndexOn: () => false,
        statistics: () => undefined,
        exists: () => true,
        count: () => 0,
        scans: () => 0,
        indexes: () => [],
      }),
    };
    expect(codeOf(() => compilePipeline([{ $facet: spec }], { source }))).toBe(code);
  });
});

describe('$sample', () => {
  it('gives so many documents, each once', () => {
    const sample = run([{ $sample: { size: new Int32(2) } }]);
    expect(sample).toHaveLength(2);
    expect(new Set(sample.map(({ _id }) => _id)).size).toBe(2);
  });

  it('gives all when there are fewer', () => {
    const ids = run([{ $sample: { size: new Double(9.7) } }]).map(({ _id }) => Number(_id));
    expect(ids.sort()).toEqual([1, 2, 3]);
  });

  it.each<[string, unknown, number]>([
    ['no document', 1, 28_745],
    ['no size', {}, 28_749],
    ['a text', { size: '3' }, 28_746],
    ['nothing', { size: new Int32(0) }, 28_747],
    ['less than one', { size: new Double(0.9) }, 28_747],
    ['an unknown field', { size: new Int32(1), x: 1 }, 28_748],
  ])('refuses %s', (_, spec, code) => {
    expect(codeOf(() => compilePipeline([{ $sample: spec }]))).toBe(code);
  });
});

describe('$redact', () => {
  const byLevel = { $cond: [{ $gt: ['$level', 2] }, '$$PRUNE', '$$DESCEND'] };
  const document = {
    _id: 1,
    level: new Int32(1),
    a: { level: new Int32(3) },
    b: [{ level: new Int32(1), x: 1 }, { level: new Int32(5) }, 7, [{ level: new Int32(4) }]],
    c: { d: { level: new Int32(9) } },
  };

  it.each<[string, unknown, Document[]]>([
    [
      'removes what is below',
      byLevel,
      [{ _id: 1, level: new Int32(1), b: [{ level: new Int32(1), x: 1 }, 7, []], c: {} }],
    ],
    ['keeps the whole', '$$KEEP', [document]],
    ['removes the whole', '$$PRUNE', []],
    [
      'sees the whole document',
      { $cond: [{ $eq: ['$$ROOT.level', 1] }, { $cond: ['$d', '$$PRUNE', '$$DESCEND'] }, '$$PRUNE'] },
      [{ _id: 1, level: new Int32(1), a: document.a, b: document.b }],
    ],
  ])('%s', (_, spec, expected) => {
    expect(run([{ $redact: spec }], [document])).toEqual(expected);
  });

  it.each(['$$ROOT', 'KEEP', null, ['$$KEEP']])('refuses %o as a decision', (spec) => {
    expect(codeOf(() => run([{ $redact: spec }]))).toBe(17_053);
  });
});
