/** Whole documents: merged, and taken apart into arrays and back. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument, isNullish } from '../../../bson/bson-type.ts';
import { fieldCount, fieldEntries, hasField, setField } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { unary, variadic } from '../operands.ts';
import { type OperatorTable, typeName } from '../scope.ts';

export const OBJECT_OPERATORS: OperatorTable = {
  $mergeObjects: variadic(mergeObjects),
  $objectToArray: unary(objectToArray),
  $arrayToObject: unary(arrayToObject),
};

/** Later fields win; null and missing are passed over. One operand may be an array of documents. */
function mergeObjects(values: readonly unknown[]): Document {
  const [only] = values;
  const documents: readonly unknown[] = values.length === 1 && Array.isArray(only) ? only : values;
  const merged: Document = {};
  for (const value of documents) {
    if (isNullish(value)) continue;
    const document = asDocument(value);
    if (document === undefined)
      throw locationError(40_400, `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`);
    for (const [name, field] of fieldEntries(document)) setField(merged, name, field);
  }
  return merged;
}

function objectToArray(value: unknown): unknown {
  if (isNullish(value)) return null;
  const document = asDocument(value);
  if (document === undefined)
    throw locationError(40_390, `$objectToArray requires a document input, found: ${typeName(value)}`);
  return fieldEntries(document).map(([k, v]) => ({ k, v }));
}

/** All elements are pairs of name and value, or all are documents of `k` and `v`. A later field of one name wins. */
function arrayToObject(value: unknown): Document | null {
  if (isNullish(value)) return null;
  if (!Array.isArray(value))
    throw locationError(40_386, `$arrayToObject requires an array input, found: ${typeName(value)}`);
  const fieldOf = Array.isArray(value[0]) ? fieldOfPair : fieldOfDocument;
  if (value.length > 0 && !Array.isArray(value[0]) && asDocument(value[0]) === undefined) {
    throw locationError(40_398, `Unrecognised input type format for $arrayToObject: ${typeName(value[0])}`);
  }
  const document: Document = {};
  for (const element of value) {
    const [name, field] = fieldOf(element);
    setField(document, name, field);
  }
  return document;
}

function fieldOfPair(element: unknown): readonly [string, unknown] {
  if (!Array.isArray(element))
    throw locationError(
      40_396,
      `$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Array was detected, now found: ${typeName(element)}`,
    );
  if (element.length !== 2)
    throw locationError(
      40_397,
      `$arrayToObject requires an array of size 2 arrays, found array of size: ${element.length}`,
    );
  const [name, value] = element;
  return [checkedKey(name, 40_395, 4_940_400), value];
}

function fieldOfDocument(element: unknown): readonly [string, unknown] {
  const document = asDocument(element);
  if (document === undefined)
    throw locationError(
      40_391,
      `$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Object was detected, now found: ${typeName(element)}`,
    );
  const count = fieldCount(document);
  if (count !== 2)
    throw locationError(
      40_392,
      `$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys: ${count}`,
    );
  if (!hasField(document, 'k') || !hasField(document, 'v'))
    throw locationError(40_393, "$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys");
  return [checkedKey(document.k, 40_394, 4_940_401), document.v];
}

/** A field's name holds no zero byte. */
function checkedKey(name: unknown, typeCode: number, nullByteCode: number): string {
  if (typeof name !== 'string')
    throw locationError(
      typeCode,
      `$arrayToObject requires a field's name to be of type string, found: ${typeName(name)}`,
    );
  if (name.includes('\0')) throw locationError(nullByteCode, 'Key field cannot contain an embedded null byte');
  return name;
}
