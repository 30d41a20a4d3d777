/** The error for a key that a unique index holds already, in MongoDB's form. */
import { toDouble } from '../../bson/arithmetic.ts';
import { Binary, type Document, MaxKey, MinKey, ObjectId, Timestamp } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { EMPTY_ARRAY, regexParts } from '../../bson/compare.ts';
import { fieldEntries, fieldNames, setField } from '../../bson/fields.ts';
import { BSON_UNDEFINED, WideDate } from '../../bson/legacy-types.ts';
import { EngineError } from '../engine-error.ts';

export function duplicateKey(
  namespace: string,
  index: { readonly name: string; readonly key: Document },
  values: readonly unknown[],
): EngineError {
  const paths = fieldNames(index.key);
  const keyValue: Document = {};
  for (const [position, path] of paths.entries()) setField(keyValue, path, storedValue(values[position]));
  const message = `E11000 duplicate key error collection: ${namespace} index: ${index.name} dup key: ${printValue(keyValue)}`;
  return new EngineError(11000, 'DuplicateKey', message, { keyPattern: index.key, keyValue });
}

/** An index holds a missing field as null, and an empty array as BSON's undefined. */
function storedValue(value: unknown): unknown {
  if (value === undefined) return null;
  return value === EMPTY_ARRAY ? BSON_UNDEFINED : value;
}

const TEXT_SHOWN_MAX = 160;

/** A value as the server's messages print it, long ones cut. */
export function printValue(value: unknown): string {
  switch (bsonTypeOf(value)) {
    case 'missing':
    case 'null':
      return 'null';
    case 'string':
      return printText(JSON.stringify(value));
    case 'double':
      return printDouble(toDouble(value));
    case 'date':
      return `new Date(${millisOf(value)})`;
    case 'array':
      return `[ ${(Array.isArray(value) ? value : []).map(printValue).join(', ')} ]`;
    case 'object':
      return printDocument(asDocument(value) ?? {});
    default:
      return printText(printSpecial(value));
  }
}

function printSpecial(value: unknown): string {
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  // A timestamp is a Long to JavaScript.
  if (value instanceof Timestamp) return `Timestamp(${value.getHighBitsUnsigned()}, ${value.getLowBitsUnsigned()})`;
  if (value instanceof Binary) return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`;
  if (value === BSON_UNDEFINED) return 'undefined';
  if (value instanceof MinKey) return 'MinKey';
  if (value instanceof MaxKey) return 'MaxKey';
  if (bsonTypeOf(value) !== 'regex') return String(value);
  const { pattern, options } = regexParts(value);
  return `/${pattern}/${options}`;
}

function printText(text: string): string {
  return text.length <= TEXT_SHOWN_MAX ? text : `${text.slice(0, TEXT_SHOWN_MAX)}...`;
}

function printDouble(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}

function millisOf(value: unknown): string {
  return String(value instanceof WideDate ? value.millis : value instanceof Date ? value.getTime() : value);
}

function printDocument(document: Document): string {
  const fields = fieldEntries(document).map(([name, field]) => `${name}: ${printValue(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
