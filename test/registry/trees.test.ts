import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../src/registry/documents.ts';
import { buildTrees } from '../../src/registry/trees.ts';

const entry = (path: string, blob = 'b'): TreeEntry => ({ path, kind: 'other', resource: path, blob, size: 1 });
const many = (count: number) => Array.from({ length: count }, (_, index) => entry(`services/s/${index}/source.js`));

describe('the trees of a deployment', () => {
  it('are none for no files', () => {
    expect(buildTrees([], 500)).toEqual([]);
  });

  it('hold every file once, in path order, within the limit', () => {
    const paths = fc.uniqueArray(fc.string({ minLength: 1, unit: 'binary' }), { maxLength: 30 });
    fc.assert(
      fc.property(paths, fc.integer({ min: 1, max: 9 }), (names, entriesMax) => {
        const trees = buildTrees(
          names.map((name) => entry(name)),
          entriesMax,
        );
        const listed = trees.flatMap(({ entries }) => entries.map(({ path }) => path));
        expect(listed).toEqual(names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
        expect(trees.every(({ entries }) => entries.length >= 1 && entries.length <= entriesMax)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('have the same hashes whatever order the files come in', () => {
    const files = many(3_000);
    expect(buildTrees(files.toReversed(), 500)).toEqual(buildTrees(files, 500));
  });

  it.each([
    ['path', { path: 'b' }],
    ['kind', { kind: 'value' as const }],
    ['resource', { resource: 'x' }],
    ['bytes', { blob: 'c' }],
    ['size', { size: 2 }],
  ])('have another hash when the %s of a file differs', (_, difference) => {
    const [before] = buildTrees([entry('a')], 500);
    const [after] = buildTrees([{ ...entry('a'), ...difference }], 500);
    expect(after?._id).not.toBe(before?._id);
  });

  it('change in one or two places when one file of 10,000 is changed, added or removed', () => {
    const files = many(10_000);
    const before = new Set(buildTrees(files, 500).map(({ _id }) => _id));
    const changes = [
      files.with(1_234, entry('services/s/1234/source.js', 'changed')),
      [...files, entry('services/s/12345/added.js')],
      files.toSpliced(777, 1),
    ];
    expect(before.size).toBeGreaterThan(20);
    for (const changed of changes) {
      const added = buildTrees(changed, 500).filter(({ _id }) => !before.has(_id));
      expect(added.length).toBeGreaterThanOrEqual(1);
      expect(added.length).toBeLessThanOrEqual(2);
    }
  });

  it('keep their hashes from release to release', () => {
    expect(buildTrees([entry('a'), entry('b/c')], 500).map(({ _id }) => _id)).toMatchInlineSnapshot(`
      [
        "8647f91b949040cd0b37c0a8ce22b1df6c3eb0df2bf8c64c45d249a60e258688",
      ]
    `);
  });
});
