/** The key of a new index: which fields it may name, and which kind of index their values ask for. */
import { toDouble } from '../../bson/arithmetic.ts';
import type { Document } from '../../bson/bson.ts';
import { bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { fieldCount, fieldEntries, fieldNames, getField, hasField } from '../../bson/fields.ts';
import { EngineError, locationError, notImplemented } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';

export type IndexKind =
  | 'btree'
  | 'text'
  | '2d'
  | '2dsphere'
  | '2dsphere_bucket'
  | 'hashed'
  | 'wildcard'
  | 'columnstore';

const KEY_BYTES_MAX = 2_048;
const KINDS: ReadonlySet<string> = new Set<IndexKind>([
  'text',
  '2d',
  '2dsphere',
  '2dsphere_bucket',
  'hashed',
  'wildcard',
  'columnstore',
]);
const REFERENCE_FIELDS = new Set(['$ref', '$id', '$db']);

/** Throws CannotCreateIndex, and further codes for keys of wildcard indexes. */
export function checkKeyPattern(key: Document): void {
  if (encodeDocument(key).length > KEY_BYTES_MAX) throw cannotCreateIndex('Index key pattern too large');
  if (fieldCount(key) === 0) throw cannotCreateIndex('Index keys cannot be empty');
  const named = namedKind(key);
  if (named !== '' && !KINDS.has(named)) throw cannotCreateIndex(`Unknown index plugin '${named}'`);
  const kind = indexKind(key);
  if (kind === 'wildcard') checkWildcardFields(key);
  for (const [path, value] of fieldEntries(key)) {
    checkValue(path, value);
    if (typeof value === 'string') checkKind(path, value, named);
    checkPath(path, value, kind);
  }
}

/** Of a key whose values have been checked, or whose first text at least is a kind. */
export function indexKind(key: Document): IndexKind {
  const named = namedKind(key);
  switch (named) {
    case 'text':
    case '2d':
    case '2dsphere':
    case '2dsphere_bucket':
    case 'hashed':
    case 'wildcard':
    case 'columnstore':
      return named;
    default:
      return named === '' && fieldNames(key).some(isWildcardPath) ? 'wildcard' : 'btree';
  }
}

/** `{_id: 1}`, or what the server takes for it and then refuses. */
export function isIdKey(key: Document): boolean {
  if (fieldCount(key) !== 1 || !hasField(key, '_id')) return false;
  const value = getField(key, '_id');
  return isNumeric(value) && Math.abs(Math.trunc(toDouble(value))) === 1;
}

export function isWildcardPath(path: string): boolean {
  return path === '$**' || path.endsWith('.$**');
}

export function cannotCreateIndex(message: string): EngineError {
  return new EngineError(67, 'CannotCreateIndex', message);
}

/** The first text of the values. */
function namedKind(key: Document): string {
  for (const [, value] of fieldEntries(key)) if (typeof value === 'string') return value;
  return '';
}

function checkWildcardFields(key: Document): void {
  const [wildcard, ...others] = fieldNames(key).filter(isWildcardPath);
  if (others.length > 0) throw locationError(7_246_201, 'Index key can contain only one wildcard index field');
  if (wildcard === undefined) throw locationError(7_246_202, 'a wildcard index needs a field that ends in $**');
  const scope = wildcard.slice(0, -'$**'.length);
  const within = fieldNames(key).find((path) => scope !== '' && path !== wildcard && `${path}.`.startsWith(scope));
  if (within === undefined) return;
  throw locationError(7_246_204, `the wildcard index field '${wildcard}' overlaps with the index field '${within}'`);
}

function checkValue(path: string, value: unknown): void {
  if (isNumeric(value)) {
    const number = toDouble(value);
    if (Number.isNaN(number)) throw cannotCreateIndex(`Values in the index key pattern cannot be NaN, at '${path}'`);
    if (number === 0) throw cannotCreateIndex(`Values in the index key pattern cannot be 0, at '${path}'`);
  } else if (typeof value !== 'string') {
    const allowed = 'Only numbers other than 0 and names of kinds of indexes are allowed';
    throw cannotCreateIndex(
      `Values in an index key pattern cannot be of type ${bsonTypeOf(value)}, at '${path}'. ${allowed}`,
    );
  }
}

function checkKind(path: string, value: string, named: string): void {
  if (value === '') throw cannotCreateIndex(`Values in the index key pattern cannot be empty strings, at '${path}'`);
  if (value !== named) {
    throw cannotCreateIndex(`Can't use more than one index plugin for a single index: '${value}' at '${path}'`);
  }
  if (value !== 'wildcard') return;
  throw cannotCreateIndex(`The value of a wildcard index must be a number other than 0, not a text, at '${path}'`);
}

/** Of the names with a dollar sign, only those of a reference below a field, and `$**` at the end of a wildcard's path. */
function checkPath(path: string, value: unknown, kind: IndexKind): void {
  if (path === '$**' && (isNumeric(value) || value === 'text')) return;
  if (path === '_fts' && value !== 'text') throw cannotCreateIndex("Index key contains an illegal field name: '_fts'");
  const segments = path.split('.');
  for (const [position, segment] of segments.entries()) {
    if (segment === '') throw cannotCreateIndex(`Index keys cannot contain an empty field, at '${path}'`);
    if (!segment.startsWith('$')) continue;
    const isReference = position > 0 && REFERENCE_FIELDS.has(segment);
    const isWildcard = kind === 'wildcard' && position === segments.length - 1 && segment === '$**';
    if (isReference || isWildcard) continue;
    throw cannotCreateIndex(`Index key contains an illegal field name: a part of '${path}' starts with '$'`);
  }
}

/** What the server has, and this engine has not. */
export function unsupportedKind(kind: IndexKind): EngineError {
  return notImplemented(`index type '${kind}'`);
}
