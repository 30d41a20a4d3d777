/** The error for a key that a unique index holds already, in MongoDB's form. */
import { Binary, Decimal128, type Document, Double, Int32, Long, ObjectId, Timestamp } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { EMPTY_ARRAY } from '../../bson/compare.ts';
import { fieldEntries, fieldNames } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';

export function duplicateKey(
  namespace: string,
  index: { readonly name: string; readonly key: Document },
  values: readonly unknown[],
): EngineError {
  const paths = fieldNames(index.key);
  const keyValue = Object.fromEntries(paths.map((path, position) => [path, storableValue(values[position])]));
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${printValue(keyValue)}`;
  return new EngineError(11000, 'DuplicateKey', message, { keyPattern: index.key, keyValue });
}

/** A missing field and an empty array have keys, but no value that a document could hold. */
function storableValue(value: unknown): unknown {
  return value === undefined || value === EMPTY_ARRAY ? null : value;
}

/** A value as the server's messages print it. */
function printValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Int32 || value instanceof Long || typeof value === 'boolean') return value.toString();
  if (value instanceof Double) return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (value instanceof Decimal128) return `NumberDecimal('${value.toString()}')`;
  if (value instanceof Timestamp) return `Timestamp(${value.getHighBits()}, ${value.getLowBits()})`;
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`;
  if (Array.isArray(value)) return `[ ${value.map(printValue).join(', ')} ]`;
  const document = asDocument(value);
  if (document === undefined) return String(value);
  const fields = fieldEntries(document).map(([name, field]) => `${name}: ${printValue(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
