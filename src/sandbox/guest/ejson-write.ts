/** Values of function code to extended JSON text: canonical, or relaxed for those who asked for plain JSON. */
import { bsonLibrary } from './bson-library.ts';
import { encodeBase64 } from './bytes.ts';
import { writeBsonValue } from './ejson-write-bson.ts';
import { writeDouble, writeNumber } from './ejson-write-number.ts';
import {
  appendTo,
  arrayIsArray,
  arrayJoin,
  dateGetTime,
  dateToIsoString,
  functionToString,
  jsonStringify,
  mapForEach,
  mapGet,
  numberIsInteger,
  objectGetPrototypeOf,
  objectKeys,
  objectPrototype,
  stringIndexOf,
} from './primordials.ts';
import { isStoredDouble, storedDoublesOf } from './stored-doubles.ts';

/** Promises and cursors inside a value: what is known of them, and those that have to be waited for. */
export interface InnerPromises {
  readonly results: PromiseResults | undefined;
  readonly found: object[];
}

export type PromiseResults = Map<object, { readonly value: unknown }>;

const DEPTH_MAX = 200;

/**
 * Throws what hostile getters throw, and an Error for cycles. With `promises` the result of a known promise is written in its
 * place, and an unknown one is added to `found`: the text is of use only when there is none. Without, a promise is an error.
 */
export function writeEjson(value: unknown, relaxed: boolean, promises?: InnerPromises): string {
  return writeValue(value, { relaxed, promises }, undefined) ?? 'null';
}

interface Writer {
  readonly relaxed: boolean;
  readonly promises: InnerPromises | undefined;
}

/** The objects around a value. A list, not an array: elements of arrays obey setters on their prototype. */
interface Ancestor {
  readonly value: object;
  readonly depth: number;
  readonly parent: Ancestor | undefined;
}

/** Undefined for what has no place in a document: symbols. */
function writeValue(value: unknown, writer: Writer, parent: Ancestor | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return jsonStringify(value);
    case 'number':
      return writeNumber(value, writer.relaxed);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return 'null';
    case 'bigint':
      return writeBigInt(value, writer.relaxed);
    case 'function':
      return `{"$code":${jsonStringify(functionToString(value))}}`;
    case 'symbol':
      return undefined;
    default:
      return value === null ? 'null' : writeObject(Object(value), writer, parent);
  }
}

function writeBigInt(value: bigint, relaxed: boolean): string {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError('a BigInt beyond 64 bits has no extended JSON');
  return relaxed ? `${value}` : `{"$numberLong":"${value}"}`;
}

function writeObject(value: object, writer: Writer, parent: Ancestor | undefined): string | undefined {
  const depth = parent === undefined ? 1 : parent.depth + 1;
  for (let ancestor = parent; ancestor !== undefined; ancestor = ancestor.parent) {
    if (ancestor.value === value) throw new TypeError('cannot convert a circular structure to extended JSON');
  }
  if (depth > DEPTH_MAX) throw new RangeError(`nested deeper than ${DEPTH_MAX} levels`);
  const self = { value, depth, parent };
  if (arrayIsArray(value)) return writeArray(value, writer, self);
  const prototype = objectGetPrototypeOf(value);
  if (prototype !== objectPrototype && prototype !== null) {
    if (value instanceof bsonLibrary.BSONValue) {
      return writeBsonValue(value, writer.relaxed, (inner) => writeValue(inner, writer, self));
    }
    const text = writeBuiltIn(value, writer, self);
    if (text !== undefined) return text;
  }
  if (isThenable(value)) return writePromise(value, writer, self);
  if ('toJSON' in value && typeof value.toJSON === 'function') return writeValue(value.toJSON(), writer, self);
  return writeFields(value, writer, self);
}

/** A promise, or a cursor. */
export function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function writeArray(values: readonly unknown[], writer: Writer, self: Ancestor): string {
  const doubles = storedDoublesOf(values);
  let text = '[';
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (index > 0) text += ',';
    if (isStoredDouble(doubles, index, value)) text += writeDouble(value, writer.relaxed);
    else text += writeValue(value, writer, self) ?? 'null';
  }
  return `${text}]`;
}

function writeFields(value: object, writer: Writer, self: Ancestor): string {
  const keys = objectKeys(value);
  const fields = value as Record<string, unknown>;
  const doubles = storedDoublesOf(value);
  let text = '{';
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? '';
    const field = fields[key];
    const written = isStoredDouble(doubles, key, field)
      ? writeDouble(field, writer.relaxed)
      : writeValue(field, writer, self);
    if (written === undefined) continue;
    text += text.length > 1 ? `,${jsonStringify(key)}:${written}` : `${jsonStringify(key)}:${written}`;
  }
  return `${text}}`;
}

function writePromise(promise: object, writer: Writer, self: Ancestor): string | undefined {
  const { promises } = writer;
  if (promises === undefined) throw new TypeError('a promise or cursor must be awaited before it can be written');
  const known = promises.results && mapGet(promises.results, promise);
  if (known !== undefined) return writeValue(known.value, writer, self);
  appendTo(promises.found, promise);
  return 'null';
}

/** Built-in classes whose fields do not show what they hold. */
function writeBuiltIn(value: object, writer: Writer, self: Ancestor): string | undefined {
  if (value instanceof Date) return writeDate(value, writer.relaxed);
  if (value instanceof RegExp) return writeRegExp(value.source, value.flags);
  if (value instanceof Error) return `{"message":${writeText(value.message)},"name":${writeText(value.name)}}`;
  if (value instanceof Uint8Array) return writeBytes(value);
  if (value instanceof ArrayBuffer) return writeBytes(new Uint8Array(value));
  if (value instanceof Map) return writeMap(value, writer, self);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return writeValue(value.valueOf(), writer, self);
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

function writeRegExp(pattern: unknown, flags: unknown): string {
  const given = String(flags);
  const options = `${keepFlag(given, 'i')}${keepFlag(given, 'm')}${keepFlag(given, 's')}${keepFlag(given, 'u')}`;
  return `{"$regularExpression":{"pattern":${writeText(pattern)},"options":"${options}"}}`;
}

function keepFlag(flags: string, flag: string): string {
  return stringIndexOf(flags, flag) === -1 ? '' : flag;
}

function writeBytes(bytes: Uint8Array): string {
  return `{"$binary":{"base64":"${encodeBase64(bytes)}","subType":"00"}}`;
}

function writeMap(value: Map<unknown, unknown>, writer: Writer, self: Ancestor): string {
  const parts: string[] = [];
  mapForEach(value, (field, key) => {
    appendTo(parts, `${writeText(key)}:${writeValue(field, writer, self) ?? 'null'}`);
  });
  return `{${arrayJoin(parts, ',')}}`;
}
