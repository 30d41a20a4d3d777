import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BSONRegExp, type Document } from '../../../src/bson/bson.ts';
import { encodeKey } from '../../../src/bson/key-encoding.ts';
import { getKeyTuples } from '../../../src/bson/paths.ts';
import { Bounds } from '../../../src/embedded/query/bounds.ts';
import { compileFilter } from '../../../src/embedded/query/filter.ts';
import { cutBytes, type Intervals } from '../../../src/embedded/query/interval.ts';
import { regexPrefix } from '../../../src/embedded/query/regex-prefix.ts';
import { intervalTexts } from '../../../src/embedded/storage/interval-text.ts';

/** Few values, so that filters match. */
const numbers = fc.constantFrom<unknown>(0, 1, 2, 3);
const scalars = fc.oneof(numbers, numbers, fc.constantFrom<unknown>(null, 'x'));
const elements = fc.oneof(numbers, fc.record({ b: numbers }), fc.array(numbers, { maxLength: 2 }));
const lists = fc.oneof(fc.tuple(numbers, numbers), fc.tuple(elements, elements), fc.constant([]));
const fields = fc.oneof(scalars, lists, lists);
const documents: fc.Arbitrary<Document> = fc.record({ a: fc.oneof(fields, fc.record({ b: fields })), b: fields });
const paths = fc.constantFrom('b', 'b', 'a', 'a.b');
const range = fc
  .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq'), numbers)
  .map(([name, value]): Document => ({ [name]: value }));
const operators = fc.oneof(
  scalars,
  fields,
  range,
  fc.tuple(numbers, numbers).map(([$gte, $lt]): Document => ({ $gte, $lt })),
  fc.array(scalars, { minLength: 1, maxLength: 4 }).map((members): Document => ({ $in: members })),
);
const clauses = fc.tuple(paths, operators).map(([path, operator]): Document => ({ [path]: operator }));
const filters = fc.oneof(
  clauses,
  fc.array(clauses, { minLength: 1, maxLength: 3 }).map((branches): Document => ({ $and: branches })),
  fc.array(clauses, { minLength: 1, maxLength: 3 }).map((branches): Document => ({ $or: branches })),
);

function isWithin(value: unknown, intervals: Intervals, direction: 1 | -1): boolean {
  const key = encodeKey(value, direction);
  return intervals.some(({ lower, upper }) => {
    const [first, last] = direction === 1 ? [lower, upper] : [upper, lower];
    const isAfterStart = Buffer.compare(key, cutBytes(first, direction)) >= 0;
    return isAfterStart && Buffer.compare(key, cutBytes(last, direction)) < 0;
  });
}

function keysOf(document: Document, path: string): unknown[] {
  const result = getKeyTuples(document, [path]);
  return result.kind === 'tuples' ? result.tuples.map(([key]) => key) : [];
}

const DIRECTIONS = [1, -1] as const;

describe('the bounds of a filter', () => {
  it('never exclude a document that the filter matches', () => {
    let matched = 0;
    fc.assert(
      fc.property(filters, documents, (filter, document) => {
        if (!compileFilter(filter).matches(document)) return;
        const bounds = new Bounds(filter);
        for (const path of ['a', 'b', 'a.b']) {
          for (const { intervals } of bounds.at(path)) {
            matched += 1;
            for (const direction of DIRECTIONS) {
              expect(keysOf(document, path).some((key) => isWithin(key, intervals, direction))).toBe(true);
            }
          }
        }
      }),
      { numRuns: 5000 },
    );
    expect(matched).toBeGreaterThan(50);
  });

  it('hold no value that the filter does not match, where they say so', () => {
    fc.assert(
      fc.property(operators, scalars, (operator, b) => {
        const bounds = new Bounds({ b: operator });
        const predicates = bounds.at('b');
        if (predicates.length < bounds.clauses.length || !predicates.every(({ exact }) => exact)) return;
        const isInAll = predicates.every(({ intervals }) => isWithin(b, intervals, 1));
        expect(isInAll).toBe(compileFilter({ b: operator }).matches({ b }));
      }),
      { numRuns: 5000 },
    );
  });

  it.each<[string, Document, string, string[]]>([
    ['equality', { a: 1 }, 'a', ['[1, 1]']],
    ['both ends of a range, each by itself', { a: { $gt: 1, $lte: 5 } }, 'a', ['(1, inf.0]', '[-inf.0, 5]']],
    ['a range of text', { a: { $lt: 'b' } }, 'a', ['["", "b")']],
    ['a range of dates', { a: { $gte: new Date(5) } }, 'a', ['[new Date(5), new Date(9223372036854775807)]']],
    ['$in, in order and each once', { a: { $in: [3, 1, 3] } }, 'a', ['[1, 1] [3, 3]']],
    ['null, with what an old undefined has', { a: null }, 'a', ['[undefined, undefined] [null, null]']],
    ['$exists', { a: { $exists: true } }, 'a', ['[MinKey, MaxKey]']],
    ['the absence of a field', { a: { $exists: 0 } }, 'a', ['[undefined, undefined] [null, null]']],
    [
      'types',
      { a: { $type: ['string', 'date'] } },
      'a',
      ['["", {}) [new Date(-9223372036854775808), new Date(9223372036854775807)]'],
    ],
    ['an array, by its first element or whole', { a: [4, 2] }, 'a', ['[4, 4] [[ 4, 2 ], [ 4, 2 ]]']],
    ['the empty array', { a: [] }, 'a', ['[undefined, undefined] [[  ], [  ]]']],
    ['the beginning of texts', { a: { $regex: '^ab' } }, 'a', ['["ab", "ac") [/^ab/, /^ab/]']],
    ['each member of $all', { a: { $all: [1, 2] } }, 'a', ['[1, 1]', '[2, 2]']],
    ['fields of an element', { a: { $elemMatch: { b: 1 } } }, 'a.b', ['[1, 1]']],
    ['operators on an element', { a: { $elemMatch: { $gt: 1 } } }, 'a', ['(1, inf.0]']],
    ['conditions within $and', { $and: [{ a: 1 }, { $and: [{ a: 'x' }] }] }, 'a', ['[1, 1]', '["x", "x"]']],
    ['the only branch of $or', { $or: [{ a: 1 }] }, 'a', ['[1, 1]']],
    ['NaN alone in a range from it', { a: { $gte: Number.NaN } }, 'a', ['[nan, nan]']],
    ['nothing from an array as end of a range', { a: { $gt: [1] } }, 'a', []],
    ['nothing from arrays as type', { a: { $type: 'array' } }, 'a', []],
    ['nothing from other regular expressions', { a: { $regex: 'ab' } }, 'a', []],
    ['nothing from a regular expression among others', { a: { $in: ['x', new BSONRegExp('b', '')] } }, 'a', []],
    ['nothing from what is not', { a: { $ne: 1, $not: { $gt: 3 }, $nin: [2] } }, 'a', []],
    ['nothing from $or and $nor', { $or: [{ a: 1 }, { b: 1 }], $nor: [{ a: 2 }] }, 'a', []],
    ['nothing from a place in an element that is an array', { a: { $elemMatch: { '0': 1 } } }, 'a.0', []],
    ['nothing from elements within elements', { a: { $elemMatch: { $elemMatch: { $gt: 1 } } } }, 'a', []],
  ])('hold %s', (_, filter, path, expected) => {
    expect(new Bounds(filter).at(path).map(({ intervals }) => intervalTexts(intervals, 1).join(' '))).toEqual(expected);
  });

  it('hold one interval around very many values', () => {
    const filter = { a: { $in: Array.from({ length: 25_000 }, (_, at) => at) } };
    const [predicate] = new Bounds(filter).at('a');
    expect(predicate?.intervals.length).toBeLessThan(10_000);
    expect(predicate?.exact).toBe(false);
    for (const value of [0, 9_999, 10_000, 24_999]) expect(isWithin(value, predicate?.intervals ?? [], 1)).toBe(true);
  });

  it('of a branch hold those of the filter around it', () => {
    const bounds = new Bounds({ b: 1 }, new Bounds({ a: 1, $or: [{ b: 1 }, { b: 2 }] }));
    expect([bounds.has('a'), bounds.at('a').length, bounds.at('b').length, bounds.complete]).toEqual([
      true,
      1,
      1,
      false,
    ]);
  });

  it.each<[string, string, string | undefined]>([
    ['^abc', '', 'abc'],
    ['\\Aabc', '', 'abc'],
    ['^ab*c', '', 'a'],
    ['^ab?', '', 'a'],
    ['^ab{2}', '', 'a'],
    ['^ab+', '', 'ab'],
    ['^a\\.b', 's', 'a.b'],
    ['^a\\d', '', 'a'],
    ['^a.c', '', 'a'],
    ['^a$', '', 'a'],
    ['^😀?', '', undefined],
    ['^a|b', '', undefined],
    ['abc', '', undefined],
    ['^', '', undefined],
    ['^abc', 'i', undefined],
    ['^abc', 'm', undefined],
    ['^abc', 'x', undefined],
  ])('know of /%s/%s that a match begins with %s', (pattern, options, text) => {
    expect(regexPrefix({ pattern, options })).toBe(text);
  });
});
