/** Extended JSON text to values of function code: 32-bit integers and doubles are numbers, all other types their classes. */
import { bsonLibrary } from './bson-library.ts';
import { decodeBase64 } from './bytes.ts';
import {
  arrayIsArray,
  dateGetTime,
  jsonParse,
  numberIsInteger,
  objectHasOwn,
  objectKeys,
  stringCharCodeAt,
} from './primordials.ts';
import { rememberDouble } from './stored-doubles.ts';

/** Throws a SyntaxError for bad JSON and a BSONError for a bad value. Reads canonical and relaxed text, old forms too. */
export function readEjson(text: string): unknown {
  return convert(jsonParse(text));
}

const DOLLAR = 36;

function convert(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (arrayIsArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (typeof value[index] === 'object') value[index] = convertInside(value, index, value[index]);
    }
    return value;
  }
  const fields = value as Record<string, unknown>;
  const keys = objectKeys(fields);
  const first = keys[0];
  if (first !== undefined && stringCharCodeAt(first, 0) === DOLLAR) {
    const special = convertSpecial(first, fields, keys.length);
    if (special !== fields) return special;
  }
  // JSON.parse made own properties, `__proto__` included, so that plain assignment changes just those.
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? '';
    if (typeof fields[key] === 'object') fields[key] = convertInside(fields, key, fields[key]);
  }
  return fields;
}

/** A double that looks like an integer is remembered with the object that holds it. */
function convertInside(holder: object, key: string | number, value: unknown): unknown {
  const converted = convert(value);
  if (typeof converted !== 'number' || !numberIsInteger(converted)) return converted;
  if (typeof value === 'object' && value !== null && objectHasOwn(value, '$numberDouble')) {
    rememberDouble(holder, key, converted);
  }
  return converted;
}

/** The object itself when its `$` key is not one of extended JSON: an operator, or a reference to another document. */
function convertSpecial(key: string, fields: Record<string, unknown>, size: number): unknown {
  const value = fields[key];
  const only = size === 1;
  switch (key) {
    case '$oid':
      return only ? new bsonLibrary.ObjectId(String(value)) : fields;
    case '$numberInt':
    case '$numberDouble':
      return only ? Number(value) : fields;
    case '$numberLong':
      return only ? bsonLibrary.Long.fromString(String(value)) : fields;
    case '$numberDecimal':
      return only ? bsonLibrary.Decimal128.fromString(String(value)) : fields;
    case '$date':
      return only ? readDate(value) : fields;
    case '$binary':
      return readBinary(value, fields);
    case '$uuid':
      return only ? new bsonLibrary.UUID(String(value)) : fields;
    case '$code':
      return readCode(String(value), fields, size);
    case '$minKey':
      return only ? new bsonLibrary.MinKey() : fields;
    case '$maxKey':
      return only ? new bsonLibrary.MaxKey() : fields;
    case '$symbol':
      return only ? String(value) : fields;
    case '$undefined':
      return only ? undefined : fields;
    default:
      return convertNested(key, value, fields, only);
  }
}

function convertNested(key: string, value: unknown, fields: Record<string, unknown>, only: boolean): unknown {
  if (!only || typeof value !== 'object' || value === null) return fields;
  if (key === '$timestamp' && 't' in value && 'i' in value) {
    return new bsonLibrary.Timestamp({ t: Number(value.t), i: Number(value.i) });
  }
  if (key === '$regularExpression' && 'pattern' in value) {
    const options = 'options' in value ? String(value.options) : '';
    return new bsonLibrary.BSONRegExp(String(value.pattern), options);
  }
  return fields;
}

function readDate(value: unknown): Date {
  const inner =
    typeof value === 'object' && value !== null && '$numberLong' in value ? Number(value.$numberLong) : value;
  const date = new Date(typeof inner === 'number' ? inner : String(inner));
  if (!numberIsInteger(dateGetTime(date))) throw new bsonLibrary.BSONError(`invalid $date ${String(inner)}`);
  return date;
}

/** `{"$binary":{"base64","subType"}}`, and the older `{"$binary":"…","$type":"00"}`. */
function readBinary(value: unknown, fields: Record<string, unknown>): unknown {
  if (typeof value === 'string') {
    return new bsonLibrary.Binary(decodeBase64(value), Number.parseInt(String(fields.$type ?? '0'), 16));
  }
  if (typeof value !== 'object' || value === null || !('base64' in value)) return fields;
  const subType = 'subType' in value ? Number.parseInt(String(value.subType), 16) : 0;
  return new bsonLibrary.Binary(decodeBase64(String(value.base64)), subType);
}

function readCode(code: string, fields: Record<string, unknown>, size: number): unknown {
  if (size === 1) return new bsonLibrary.Code(code);
  const scope = convert(fields.$scope);
  return size === 2 && typeof scope === 'object' ? new bsonLibrary.Code(code, scope) : fields;
}
