/** What an index is: its definition as createIndexes takes it and listIndexes gives it. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { fieldEntries } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { numericValue } from '../wire/numbers.ts';

export interface Index {
  readonly id: number;
  readonly spec: IndexSpec;
  /** Whether some document has, or had, several keys in the index; set by the catalog when the first one comes. */
  multikey: boolean;
}

export interface IndexSpec {
  readonly name: string;
  readonly key: Document;
  readonly fields: readonly IndexField[];
  readonly paths: readonly string[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly expireAfterSeconds: number | undefined;
  readonly partial: { readonly expression: Document; readonly filter: Filter } | undefined;
}

export interface IndexField {
  readonly path: string;
  readonly direction: 1 | -1;
}

/** Options that change nothing here: how it is built, and the version of MongoDB's own format. */
const HARMLESS = new Set(['v', 'background', 'ns', 'textIndexVersion', '2dsphereIndexVersion']);
const KNOWN = new Set(['key', 'name', 'unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression']);
const REFERENCE_FIELDS = new Set(['$ref', '$id', '$db']);
const FIELDS_MAX = 32;
const EXPIRE_SECONDS_MAX = 0x7fffffff;

/** Throws CannotCreateIndex, TypeMismatch or InvalidIndexSpecificationOption, each naming the option or field. */
export function parseIndexSpec(document: Document): IndexSpec {
  for (const [option, value] of fieldEntries(document)) {
    if (HARMLESS.has(option) || KNOWN.has(option)) continue;
    if (option === 'hidden' && value === false) continue;
    throw refuse(
      197,
      'InvalidIndexSpecificationOption',
      `index option '${option}' is not supported by the embedded engine`,
    );
  }
  const { key, name, partialFilterExpression: partial } = document;
  if (!isPlainDocument(key))
    throw refuse(9, 'FailedToParse', "the 'key' field is a required property of an index specification");
  if (name !== undefined && (typeof name !== 'string' || name === '')) throw wrongType('name', 'a non-empty string');
  if (partial !== undefined && !isPlainDocument(partial)) throw wrongType('partialFilterExpression', 'an object');
  const fields = parseFields(key);
  const expireAfterSeconds = parseExpiry(document.expireAfterSeconds, fields);
  return {
    name: name ?? fields.map(({ path, direction }) => `${path}_${direction}`).join('_'),
    key,
    fields,
    paths: fields.map(({ path }) => path),
    unique: parseFlag(document.unique, 'unique'),
    sparse: parseFlag(document.sparse, 'sparse'),
    expireAfterSeconds,
    partial: partial === undefined ? undefined : { expression: partial, filter: compileFilter(partial) },
  };
}

export function printIndexSpec(spec: IndexSpec): Document {
  return {
    v: new Int32(2),
    key: spec.key,
    name: spec.name,
    ...(spec.unique ? { unique: true } : {}),
    ...(spec.sparse ? { sparse: true } : {}),
    ...(spec.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: new Int32(spec.expireAfterSeconds) }),
    ...(spec.partial === undefined ? {} : { partialFilterExpression: spec.partial.expression }),
  };
}

function parseFields(key: Document): IndexField[] {
  const fields = fieldEntries(key).map(([path, value]) => ({ path, direction: parseDirection(path, value) }));
  if (fields.length === 0) throw refuse(67, 'CannotCreateIndex', 'Index keys cannot be an empty object');
  if (fields.length > FIELDS_MAX) throw refuse(67, 'CannotCreateIndex', `an index has at most ${FIELDS_MAX} fields`);
  for (const { path } of fields) {
    if (isIndexPath(path)) continue;
    throw refuse(67, 'CannotCreateIndex', `Index key path '${path}' is not supported: empty, or starting with '$'`);
  }
  return fields;
}

/** Of the names with a dollar sign, only those of a reference below a field. */
function isIndexPath(path: string): boolean {
  return path
    .split('.')
    .every(
      (segment, position) =>
        segment !== '' && (!segment.startsWith('$') || (position > 0 && REFERENCE_FIELDS.has(segment))),
    );
}

function parseDirection(path: string, value: unknown): 1 | -1 {
  if (typeof value === 'string') {
    throw refuse(67, 'CannotCreateIndex', `index type '${value}' of '${path}' is not supported by the embedded engine`);
  }
  const number = numericValue(value);
  if (number === undefined || number === 0 || Number.isNaN(number)) {
    throw refuse(67, 'CannotCreateIndex', `Values in the index key pattern must be numbers other than 0, at '${path}'`);
  }
  return number > 0 ? 1 : -1;
}

function parseFlag(value: unknown, option: string): boolean {
  if (value === undefined) return false;
  const number = numericValue(value);
  if (number !== undefined) return number !== 0;
  if (typeof value === 'boolean') return value;
  throw wrongType(option, 'a boolean');
}

function parseExpiry(value: unknown, fields: readonly IndexField[]): number | undefined {
  if (value === undefined) return undefined;
  const seconds = numericValue(value);
  if (seconds === undefined) throw wrongType('expireAfterSeconds', 'a number');
  if (!(seconds >= 0 && seconds <= EXPIRE_SECONDS_MAX)) {
    throw refuse(67, 'CannotCreateIndex', `TTL index 'expireAfterSeconds' must be from 0 to ${EXPIRE_SECONDS_MAX}`);
  }
  if (fields.length > 1) throw refuse(67, 'CannotCreateIndex', 'TTL indexes are single-field indexes');
  if (fields[0]?.path === '_id') {
    throw refuse(
      197,
      'InvalidIndexSpecificationOption',
      "The field 'expireAfterSeconds' is not valid for an _id index",
    );
  }
  return Math.trunc(seconds);
}

function wrongType(option: string, expected: string): EngineError {
  return refuse(14, 'TypeMismatch', `the field '${option}' of an index specification must be ${expected}`);
}

function refuse(code: number, codeName: string, message: string): EngineError {
  return new EngineError(code, codeName, message);
}
