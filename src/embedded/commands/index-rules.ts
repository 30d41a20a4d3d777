/** What a new index may be, once its definition has been read: rules that look at the collection and its kind. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { exactNumber, isNotANumber } from '../../bson/compare-numbers.ts';
import { fieldCount, getField, hasField, removeField, setField } from '../../bson/fields.ts';
import { locationError, notImplemented } from '../engine-error.ts';
import { INDEX_VERSION, isSet } from '../storage/index-spec.ts';
import { numericValue } from '../wire/numbers.ts';
import { isSimpleCollation } from './collation.ts';
import { cannotCreateIndex, type IndexKind, indexKind, isIdKey } from './index-key-pattern.ts';
import { clampedWhole } from './option-numbers.ts';
import { checkPartialFilter } from './partial-filter.ts';
import { readStorageEngine } from './storage-engine-option.ts';
import { checkWildcardOptions } from './wildcard-index.ts';

export interface NewIndex {
  readonly kind: IndexKind;
  readonly definition: Document;
  /** Whether its texts are to be compared by a language's rules. */
  readonly isCollated: boolean;
}

export const EXPIRE_SECONDS_MAX = 0x7fff_ffff;

/** Throws CannotCreateIndex for a time to live that is none, or that has no single field to read. */
export function checkExpiry(definition: Document): void {
  if (!hasField(definition, 'expireAfterSeconds')) return;
  const value = getField(definition, 'expireAfterSeconds');
  if (!isNumeric(value)) throw wrongExpiry(`be numeric, but is of type ${bsonTypeOf(value)}`);
  if (isNotANumber(exactNumber(value))) throw wrongExpiry('not be NaN');
  const seconds = clampedWhole(value) ?? 0;
  if (seconds < 0 || seconds > EXPIRE_SECONDS_MAX) throw wrongExpiry(`be from 0 to ${EXPIRE_SECONDS_MAX}`);
  if (fieldCount(asDocument(definition.key) ?? {}) === 1) return;
  throw cannotCreateIndex('TTL indexes are single-field indexes, compound indexes do not support TTL');
}

/** Throws what the server throws for a definition that it has read, before it compares it with the other indexes. */
export function checkNewIndex(definition: Document): NewIndex {
  const kind = indexKind(asDocument(definition.key) ?? {});
  const isCollated = checkCollation(definition, kind);
  const version = numericValue(definition.v) ?? INDEX_VERSION;
  if (definition.name === '') throw cannotCreateIndex('index name cannot be empty');
  if (String(definition.name).includes('\0')) throw cannotCreateIndex('index name cannot contain NUL bytes');
  if (kind === 'wildcard') checkWildcardOptions(definition, version);
  if (kind === 'columnstore') throw notImplemented("index type 'columnstore'");
  checkFilter(definition);
  if (isSet(definition.clustered)) {
    throw locationError(6_243_700, "Cannot create index with option 'clustered' on a collection that is not clustered");
  }
  if (isCollated && isIdKey(asDocument(definition.key) ?? {})) {
    throw cannotCreateIndex('_id index must have the collection default collation');
  }
  checkStorageEngine(definition);
  return { kind, isCollated, definition: withWholeExpiry(definition) };
}

/** The kinds whose keys are compared as values are. */
const COLLATED_KINDS: ReadonlySet<IndexKind> = new Set<IndexKind>(['btree', '2dsphere', 'hashed', 'wildcard']);

function checkCollation({ collation }: Document, kind: IndexKind): boolean {
  const document = asDocument(collation);
  if (document === undefined || isSimpleCollation('createIndexes.indexes.collation', document)) return false;
  if (!COLLATED_KINDS.has(kind)) throw cannotCreateIndex(`Index type '${kind}' does not support collation`);
  return true;
}

function checkFilter({ partialFilterExpression, sparse }: Document): void {
  const filter = asDocument(partialFilterExpression);
  if (filter === undefined) return;
  if (isSet(sparse)) throw cannotCreateIndex('cannot mix "partialFilterExpression" and "sparse" options');
  checkPartialFilter(filter);
}

function checkStorageEngine(definition: Document): void {
  if (!hasField(definition, 'storageEngine')) return;
  const engines = asDocument(definition.storageEngine);
  if (engines === undefined) throw cannotCreateIndex('"storageEngine" options must be a document if present');
  if (fieldCount(engines) === 0) throw cannotCreateIndex('Empty "storageEngine" options are invalid');
  readStorageEngine('createIndexes.indexes', definition);
}

function withWholeExpiry(definition: Document): Document {
  const seconds = clampedWhole(definition.expireAfterSeconds);
  const result = { ...definition };
  if (seconds !== undefined) setField(result, 'expireAfterSeconds', new Int32(seconds));
  removeField(result, 'collation');
  return result;
}

function wrongExpiry(rule: string) {
  return cannotCreateIndex(`TTL index 'expireAfterSeconds' option must ${rule}`);
}
