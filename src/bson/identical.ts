/** Whether storing one value in place of another would change nothing: same types, same bits, same order of fields. */
import { Decimal128, type Document } from './bson.ts';
import { asDocument, bsonTypeOf } from './bson-type.ts';
import { valuesEqual } from './compare.ts';
import { exactNumber } from './compare-numbers.ts';
import { fieldNames, getField } from './fields.ts';

export function valuesIdentical(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const type = bsonTypeOf(a);
  if (type !== bsonTypeOf(b)) return false;
  switch (type) {
    case 'double':
      return Object.is(exactNumber(a), exactNumber(b));
    case 'decimal':
      return a instanceof Decimal128 && b instanceof Decimal128 && Buffer.compare(a.bytes, b.bytes) === 0;
    case 'object':
      return documentsIdentical(asDocument(a) ?? {}, asDocument(b) ?? {});
    case 'array':
      return arraysIdentical(a as readonly unknown[], b as readonly unknown[]);
    default:
      return valuesEqual(a, b);
  }
}

function documentsIdentical(a: Document, b: Document): boolean {
  const names = fieldNames(a);
  const otherNames = fieldNames(b);
  if (names.length !== otherNames.length) return false;
  return names.every(
    (name, index) => name === otherNames[index] && valuesIdentical(getField(a, name), getField(b, name)),
  );
}

function arraysIdentical(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => valuesIdentical(element, b[index]));
}
