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

describe('$group', () => {
  it('gathers equal numbers of any type under the first of them', () => {
    const documents = [{ a: int(1) }, { a: new Double(1) }, { a: Long.fromNumber(1) }, { a: '1' }];
    const expected = [
      { _id: int(1), n: int(3) },
      { _id: '1', n: int(1) },
    ];
    expect(bytesOf(run([{ $group: { _id: '$a', n: { $sum: 1 } } }], documents))).toEqual(bytesOf(expected));
  });

  it('takes a missing value for null, but not within a document', () => {
    const documents = [{}, { a: null }];
    expect(run([{ $group: { _id: '$a' } }], documents)).toEqual([{ _id: null }]);
    expect(run([{ $group: { _id: { a: '$a' } } }], documents)).toEqual([{ _id: {} }, { _id: { a: null } }]);
  });

  it('tells documents with other orders of fields apart', () => {
    const documents = [{ o: { a: 1, b: 2 } }, { o: { b: 2, a: 1 } }];
    expect(run([{ $group: { _id: '$o' } }], documents)).toHaveLength(2);
  });

  it.each<[string, unknown, number]>([
    ['no document', 'a', 15_947],
    ['no _id', { n: { $sum: 1 } }, 15_955],
    ['an _id that looks like a projection', { _id: { a: 1 } }, 17_390],
    ['an _id of a name with a dot', { _id: { 'a.b': '$a' } }, 16_412],
    ['a field with a dot', { _id: null, 'a.b': { $sum: 1 } }, 40_235],
    ['a field with a dollar', { _id: null, $a: { $sum: 1 } }, 40_236],
    ['a division by zero, with the number that the server has for it here', { _id: { $divide: ['$a', 0] } }, 4_848_401],
    ['a remainder of zero, with such a number', { _id: null, n: { $sum: { $mod: ['$a', 0] } } }, 4_848_403],
  ])('refuses %s', (_, spec, code) => {
    expect(() => run([{ $group: spec }], [{ a: int(1) }])).toThrow(expect.objectContaining({ code }));
  });

  /** Groups of numbers, texts, documents and nothing, each with documents all over the input. */
  const documents = Array.from({ length: 3_000 }, (_, at) => {
    const g = [int(at % 200), `text ${at % 150}`, { '\u00000': int(at % 90), z: null }, undefined, `é${at % 3}`][
      at % 5
    ];
    return { at: int(at), ...(g === undefined ? {} : { g }) };
  });
  const stages = [{ $group: { _id: '$g', n: { $sum: 1 }, first: { $first: '$at' }, all: { $push: '$at' } } }];

  it.each([
    ['a little less memory than it needs', 200_000],
    ['hardly any', 45_000],
  ])('gives the same groups with %s', (_, groupBytesMax) => {
    expect(bytesOf(run(stages, documents, { groupBytesMax })).toSorted()).toEqual(
      bytesOf(run(stages, documents)).toSorted(),
    );
  });

  it('refuses more groups than it has memory for when the disk may not be used', () => {
    const limited = () => run(stages, documents, { groupBytesMax: 45_000, allowDiskUse: false });
    expect(limited).toThrow(expect.objectContaining({ code: 292 }));
  });
});
