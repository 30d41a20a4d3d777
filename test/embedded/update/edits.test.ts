import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/bson/bson.ts';
import { asDocument } from '../../../src/bson/bson-type.ts';
import { fieldEntries, fieldNames, getField } from '../../../src/bson/fields.ts';
import { editsBetween } from '../../../src/embedded/update/document-edits.ts';
import { describeEdits, type Edits } from '../../../src/embedded/update/edits.ts';
import { compileUpdate } from '../../../src/embedded/update/update.ts';

const NAMES = ['a', 'b', 'c', '0', '1'];

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('x', 'yy', null),
    tie('list'),
    tie('document'),
  ),
  list: fc.array(tie('any'), { maxLength: 4 }),
  document: fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { maxKeys: 4 }),
}));
const document = value.document.map((fields) => ({ _id: 1, ...(fields as Document) }));
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));

const operators = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constant('$set'), path, value.any),
      fc.tuple(fc.constant('$unset'), path, fc.constant(1)),
      fc.tuple(fc.constant('$inc'), path, fc.integer({ min: -1, max: 1 })),
      fc.tuple(
        fc.constant('$push'),
        path,
        fc.oneof(
          value.any,
          fc.record({ $each: fc.array(value.any, { maxLength: 3 }), $slice: fc.integer({ min: -3, max: 3 }) }),
        ),
      ),
      fc.tuple(fc.constant('$pop'), path, fc.constantFrom(1, -1)),
      fc.tuple(fc.constant('$pull'), path, fc.constantFrom(1, 2)),
      fc.tuple(fc.constant('$rename'), path, path),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => {
    const update: Document = {};
    for (const [operator, at, operand] of parts) update[operator] = { ...update[operator], [at]: operand };
    return update;
  });

/** The document that the edits, told as a change stream tells them, make of the one before. */
function rebuilt(before: Document, after: Document, edits: Edits): Document {
  const { updatedFields, removedFields, truncatedArrays } = describeEdits(edits, after);
  const cut: Document = {};
  for (const { field, newSize } of truncatedArrays) cut[field] = { $each: [], $slice: newSize.value };
  const removed: Document = {};
  for (const name of removedFields) removed[name] = 1;
  const parts: Document[] = [{ $push: cut }, { $unset: removed }, { $set: updatedFields }];
  return parts.reduce((current, update) => compileUpdate(update, { filter: {} }).apply(current).document, before);
}

/** Order of fields aside: what is added comes in the order of the paths here. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  const fields = asDocument(value);
  if (fields === undefined) return value;
  return fieldNames(fields)
    .toSorted()
    .map((name) => [name, sorted(getField(fields, name))]);
}

describe('the edits of an update', () => {
  it('make the document after it of the one before', () => {
    let compared = 0;
    const property = fc.property(document, operators, (before, update) => {
      let updated: ReturnType<ReturnType<typeof compileUpdate>['apply']>;
      try {
        updated = compileUpdate(update, { filter: {} }).apply(before);
      } catch {
        // Conflicting paths, and operators that do not fit what they find.
        return;
      }
      if (updated.edits === undefined) {
        expect(updated.changed).toBe(false);
        return;
      }
      compared += 1;
      expect(sorted(rebuilt(before, updated.document, updated.edits))).toEqual(sorted(updated.document));
    });
    fc.assert(property, { seed: 7, numRuns: 3_000 });
    expect(compared).toBeGreaterThan(500);
  });

  it('found by comparing two documents make one of the other', () => {
    let compared = 0;
    const related = fc.tuple(document, document, value.any).map(([one, other, filler]) => {
      const shared = { filler: [filler, 'x'.repeat(150)], deep: { more: one, filler: 'x'.repeat(100) } };
      const [before, after]: Document[] = [
        { ...one, ...shared },
        { ...other, ...shared, deep: { more: other, filler: 'x'.repeat(100) } },
      ];
      return [before, after] as const;
    });
    const property = fc.property(related, ([before = {}, after = {}]) => {
      const edits = editsBetween(before, after);
      if (edits === undefined) return;
      compared += 1;
      expect(sorted(rebuilt(before, after, edits))).toEqual(sorted(after));
    });
    fc.assert(property, { seed: 7, numRuns: 3_000 });
    expect(compared).toBeGreaterThan(500);
  });

  it('are no longer than the document, or it is told as a whole', () => {
    expect(editsBetween({ _id: 1, a: 1 }, { _id: 1, a: 2 })).toBeUndefined();
    const filler = 'x'.repeat(50);
    expect(
      fieldEntries(
        describeEdits(editsBetween({ a: 1, filler }, { a: 2, filler }) ?? { at: new Map() }, { a: 2, filler })
          .updatedFields,
      ),
    ).toEqual([['a', 2]]);
  });
});
