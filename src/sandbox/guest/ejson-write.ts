/** Values of function code to extended JSON text: canonical, or relaxed for those who asked for plain JSON. */
import { bsonLibrary } from './bson-library.ts';
import { encodeBase64 } from './bytes.ts';
import {
  arrayIsArray,
  arrayJoin,
  arrayPush,
  dateGetTime,
  dateToIsoString,
  functionToString,
  jsonStringify,
  numberIsInteger,
  objectGetPrototypeOf,
  objectKeys,
  objectPrototype,
} from './primordials.ts';

/** Thrown when a value holds a promise or a cursor: the caller waits for it and writes again. */
export const FOUND_PROMISE: unique symbol = Symbol('found a promise');

const DEPTH_MAX = 200;

/** Throws what hostile getters throw, an Error for cycles, and FOUND_PROMISE. */
export function writeEjson(value: unknown, relaxed: boolean): string {
  return writeValue(value, relaxed, []) ?? 'null';
}

/** Undefined for what has no place in a document: symbols. */
function writeValue(value: unknown, relaxed: boolean, ancestors: object[]): string | undefined {
  switch (typeof value) {
    case 'string':
      return jsonStringify(value);
    case 'number':
      return writeNumber(value, relaxed);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return 'null';
    case 'bigint':
      return writeBigInt(value, relaxed);
    case 'function':
      return `{"$code":${jsonStringify(functionToString(value))}}`;
    case 'symbol':
      return undefined;
    default:
      return value === null ? 'null' : writeObject(Object(value), relaxed, ancestors);
  }
}

function writeNumber(value: number, relaxed: boolean): string {
  if (numberIsInteger(value) && !Object.is(value, -0)) {
    if (relaxed) return `${value}`;
    if (value >= -0x80000000 && value <= 0x7fffffff) return `{"$numberInt":"${value}"}`;
    // Beyond 64 bits an integral double is still a double.
    if (value >= -0x8000000000000000 && value < 0x8000000000000000) return `{"$numberLong":"${BigInt(value)}"}`;
  }
  const text = Object.is(value, -0) ? '-0.0' : `${value}`;
  return relaxed && Number.isFinite(value) ? text : `{"$numberDouble":"${text}"}`;
}

function writeBigInt(value: bigint, relaxed: boolean): string {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError('a BigInt beyond 64 bits has no extended JSON');
  return relaxed ? `${value}` : `{"$numberLong":"${value}"}`;
}

function writeObject(value: object, relaxed: boolean, ancestors: object[]): string | undefined {
  if (value instanceof bsonLibrary.BSONValue) return writeBsonValue(value, relaxed, ancestors);
  for (let index = 0; index < ancestors.length; index++) {
    if (ancestors[index] === value) throw new TypeError('cannot convert a circular structure to extended JSON');
  }
  if (ancestors.length >= DEPTH_MAX) throw new RangeError(`nested deeper than ${DEPTH_MAX} levels`);
  ancestors[ancestors.length] = value;
  const text = arrayIsArray(value) ? writeArray(value, relaxed, ancestors) : writeNonArray(value, relaxed, ancestors);
  ancestors.length -= 1;
  return text;
}

function writeArray(values: readonly unknown[], relaxed: boolean, ancestors: object[]): string {
  let text = '[';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) text += ',';
    text += writeValue(values[index], relaxed, ancestors) ?? 'null';
  }
  return `${text}]`;
}

function writeNonArray(value: object, relaxed: boolean, ancestors: object[]): string | undefined {
  const prototype = objectGetPrototypeOf(value);
  if (prototype !== objectPrototype && prototype !== null) {
    const text = writeBuiltIn(value, relaxed, ancestors);
    if (text !== undefined) return text;
  }
  if ('then' in value && typeof value.then === 'function') throw FOUND_PROMISE;
  if ('toJSON' in value && typeof value.toJSON === 'function') return writeValue(value.toJSON(), relaxed, ancestors);
  return writeFields(value, relaxed, ancestors);
}

function writeFields(value: object, relaxed: boolean, ancestors: object[]): string {
  const keys = objectKeys(value);
  const fields = value as Record<string, unknown>;
  let text = '{';
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? '';
    const field = writeValue(fields[key], relaxed, ancestors);
    if (field === undefined) continue;
    text += text.length > 1 ? `,${jsonStringify(key)}:${field}` : `${jsonStringify(key)}:${field}`;
  }
  return `${text}}`;
}

/** Built-in classes whose fields do not show what they hold. */
function writeBuiltIn(value: object, relaxed: boolean, ancestors: object[]): string | undefined {
  if (value instanceof Date) return writeDate(value, relaxed);
  if (value instanceof RegExp) return writeRegExp(value.source, value.flags);
  if (value instanceof Error) return `{"message":${writeText(value.message)},"name":${writeText(value.name)}}`;
  if (value instanceof Uint8Array) return writeBytes(value);
  if (value instanceof ArrayBuffer) return writeBytes(new Uint8Array(value));
  if (value instanceof Map) return writeMap(value, relaxed, ancestors);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return writeValue(value.valueOf(), relaxed, ancestors);
  }
  return undefined;
}

function writeText(value: unknown): string {
  return jsonStringify(String(value));
}

function writeDate(value: Date, relaxed: boolean): string {
  const time = dateGetTime(value);
  if (!numberIsInteger(time)) throw new RangeError('an invalid date has no extended JSON');
  // Relaxed extended JSON keeps the readable form for the years that ISO 8601 can write plainly.
  if (relaxed && time >= 0 && time < 253_402_300_800_000) return `{"$date":"${dateToIsoString(value)}"}`;
  return `{"$date":{"$numberLong":"${time}"}}`;
}

function writeRegExp(pattern: string, flags: string): string {
  const options = ['i', 'm', 's', 'u'].filter((flag) => flags.includes(flag)).join('');
  return `{"$regularExpression":{"pattern":${writeText(pattern)},"options":"${options}"}}`;
}

function writeBytes(bytes: Uint8Array): string {
  return `{"$binary":{"base64":"${encodeBase64(bytes)}","subType":"00"}}`;
}

function writeMap(value: Map<unknown, unknown>, relaxed: boolean, ancestors: object[]): string {
  const parts: string[] = [];
  for (const [key, field] of value) {
    arrayPush(parts, `${writeText(key)}:${writeValue(field, relaxed, ancestors) ?? 'null'}`);
  }
  return `{${arrayJoin(parts, ',')}}`;
}

type BsonValue = InstanceType<typeof bsonLibrary.BSONValue>;

function writeBsonValue(value: BsonValue, relaxed: boolean, ancestors: object[]): string | undefined {
  if (value instanceof bsonLibrary.ObjectId) return `{"$oid":"${value.toHexString()}"}`;
  if (value instanceof bsonLibrary.DBRef) return writeReference(value, relaxed, ancestors);
  if (value instanceof bsonLibrary.Code) {
    const scope = value.scope ? `,"$scope":${writeValue(value.scope, relaxed, ancestors)}` : '';
    return `{"$code":${writeText(value.code)}${scope}}`;
  }
  if (value instanceof bsonLibrary.Binary) {
    const bytes = value.buffer.subarray(0, value.position);
    const subType = value.sub_type.toString(16).padStart(2, '0');
    return `{"$binary":{"base64":"${encodeBase64(bytes)}","subType":"${subType}"}}`;
  }
  if ('toExtendedJSON' in value && typeof value.toExtendedJSON === 'function') {
    return jsonStringify(value.toExtendedJSON({ relaxed, legacy: false }));
  }
  throw new TypeError(`a value of type ${value._bsontype} has no extended JSON`);
}

function writeReference(value: InstanceType<typeof bsonLibrary.DBRef>, relaxed: boolean, ancestors: object[]): string {
  const database = value.db === undefined ? {} : { $db: value.db };
  return writeFields({ $ref: value.collection, $id: value.oid, ...database, ...value.fields }, relaxed, ancestors);
}
