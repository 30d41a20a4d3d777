import { describe, expect, it } from 'vitest';
import { type Document, Double, Int32, Long } from '../../../../src/bson/bson.ts';
import { compilePipeline } from '../../../../src/embedded/aggregation/pipeline.ts';
import type { StageOptions } from '../../../../src/embedded/aggregation/stage.ts';
import { encodeDocument } from '../../../../src/embedded/wire/codec.ts';

const int = (value: number) => new Int32(value);
const run = (stages: Document[], documents: readonly Document[], options: StageOptions = {}) => [
  ...compilePipeline(stages, options).run(documents),
];
const bytesOf = (documents: readonly Document[]) =>
  documents.map((document) => Buffer.from(encodeDocument(document)).toString('hex'));

describe('$sort', () => {
  const documents = Array.from({ length: 3_000 }, (_, at) => ({
    _id: int(at),
    v: [int(at % 17), new Double((at % 17) + 0.5), 'text', null, [int(at % 5), 'x'], { '\u00001': Long.ONE }][at % 6],
    pad: 'p'.repeat(at % 40),
  }));

  it.each<[string, Document]>([
    ['ascending', { v: 1 }],
    ['descending by several fields', { pad: -1, v: -1 }],
    ['by what all have in common', { missing: 1 }],
  ])('gives the same, stable, with little memory: %s', (_, sort) => {
    const sorted = run([{ $sort: sort }], documents);
    expect(bytesOf(run([{ $sort: sort }], documents, { sortBytesMax: 3_000 }))).toEqual(bytesOf(sorted));
  });

  it('keeps only what a limit after it asks for', () => {
    const stages = [{ $sort: { v: -1 } }, { $skip: 3 }, { $skip: int(2) }, { $limit: Long.fromNumber(5) }];
    const limited = run(stages, documents, { sortBytesMax: 500_000, allowDiskUse: false });
    expect(bytesOf(limited)).toEqual(bytesOf(run([{ $sort: { v: -1 } }], documents).slice(5, 10)));
  });

  it('does not take a limit behind another stage for its own', () => {
    const stages = [{ $sort: { _id: -1 } }, { $match: { _id: int(0) } }, { $limit: 1 }];
    expect(run(stages, documents)).toHaveLength(1);
  });

  it('refuses more than its memory when the disk may not be used', () => {
    const limited = () => run([{ $sort: { v: 1 } }], documents, { sortBytesMax: 3_000, allowDiskUse: false });
    expect(limited).toThrow(expect.objectContaining({ code: 292 }));
  });

  it.each<[string, unknown, number]>([
    ['no document', 1, 15_973],
    ['no field', {}, 15_976],
    ['parallel arrays', { a: 1, b: 1 }, 2],
  ])('refuses %s', (_, spec, code) => {
    expect(() => run([{ $sort: spec }], [{ a: [1], b: [1] }])).toThrow(expect.objectContaining({ code }));
  });
});
