/** Writing documents: the row, and the keys of every index. Call only inside a write transaction. */
import { crc32 } from 'node:zlib';
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldNames } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { STORED_LEVELS_MAX } from '../../bson/nesting.ts';
import { documentTooLarge, EngineError } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import type { Catalog } from './catalog.ts';
import type { Collection } from './collection.ts';
import type { DataFile } from './data-file.ts';
import { duplicateKey } from './duplicate-key.ts';
import { indexKeys, keysBeyond, tupleOfKey } from './index-keys.ts';
import { ID_INDEX, type Index } from './index-spec.ts';
import type { Oplog } from './oplog.ts';
import { isConstraint } from './sqlite-errors.ts';
import { type IndexPlan, type WritePlan, writePlan } from './write-plan.ts';

/** What is written to. */
export interface WriteTarget {
  readonly file: DataFile;
  readonly catalog: Catalog;
  readonly oplog: Oplog;
  readonly collection: Collection;
  readonly documentBytesMax: number;
  /** Whether the collection's validator is not asked. */
  readonly bypassesValidation: boolean;
}

/**
 * `_id` must be first in the document. Throws InvalidIdField for an `_id` that is refused, DocumentValidationFailure, and
 * DuplicateKey; nothing stays then.
 */
export function insertDocument(target: WriteTarget, document: LazyDocument): void {
  const plan = writePlan(target.collection);
  const fields = document.fields(plan.names);
  checkId(fields._id);
  checkSize(target, document.bytes);
  document.check(STORED_LEVELS_MAX);
  if (!target.bypassesValidation) plan.validator?.check(document.document);
  const entries = prepareKeys(target, plan, fields);
  whole(target, plan, () => {
    const rid = insertRow(target, plan, fields, document.bytes);
    for (const { index, keys } of entries) {
      for (const key of keys) addKey(target, index, key, rid, fields);
    }
    target.oplog.inserted(target.collection, document.bytes);
  });
}

export interface Replacement {
  readonly before: Document;
  readonly after: Document;
  /** What a change stream tells of an update, undefined for one that replaces the whole document. */
  readonly updateDescription: Document | undefined;
}

/** Stores `after` in the place of `before`; the caller has seen to it that `_id` is the same. */
export function replaceDocument(target: WriteTarget, rid: number, replacement: Replacement): void {
  const { before, after, updateDescription } = replacement;
  const bytes = encodeDocument(after);
  checkSize(target, bytes);
  new LazyDocument(bytes, after).check(STORED_LEVELS_MAX);
  const plan = writePlan(target.collection);
  if (!target.bypassesValidation) plan.validator?.check(after, before);
  const entries = prepareKeys(target, plan, after);
  whole(target, plan, () => {
    const sql = `UPDATE c${target.collection.id} SET document = ?, sum = ? WHERE rid = ?`;
    target.file.change(sql, bytes, crc32(bytes), rid);
    for (const { index, keys } of entries) moveKeys(target, index, rid, before, after, keys);
    const { oplog, collection } = target;
    if (updateDescription === undefined) oplog.replaced(collection, bytes, replacement);
    else oplog.updated(collection, { _id: after._id, updateDescription }, replacement);
  });
}

export function removeDocument(target: WriteTarget, rid: number, document: LazyDocument): void {
  const { indexes, names } = writePlan(target.collection);
  const fields = indexes.length === 0 ? {} : document.fields(names);
  for (const index of indexes) {
    for (const key of indexKeys(index.index.spec, fields).keys) removeKey(target, index, key, rid);
  }
  target.file.change(`DELETE FROM c${target.collection.id} WHERE rid = ?`, rid);
  target.oplog.deleted(target.collection, document.fields(ID_ONLY)._id, document.bytes);
}

const ID_ONLY = new Set(['_id']);

/** Adds a document that is stored already to one more index. */
export function addToIndex(target: WriteTarget, plan: IndexPlan, rid: number, document: Document): void {
  const keys = keysFor(target, plan.index, document);
  for (const key of keys) addKey(target, plan, key, rid, document);
}

/** Throws for ids that MongoDB refuses. */
function checkId(id: unknown): void {
  const type = bsonTypeOf(id);
  if (type === 'array' || type === 'regex' || type === 'undefined' || type === 'missing') {
    throw new EngineError(
      53,
      'InvalidIdField',
      `The '_id' value cannot be of type ${type === 'missing' ? 'undefined' : type}`,
    );
  }
  const wrong = fieldNames(asDocument(id) ?? {}).find((name) => name.startsWith('$') && !REFERENCE_FIELDS.has(name));
  if (wrong === undefined) return;
  throw new EngineError(
    52,
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${wrong}' in '_id.${wrong}' is not valid for storage.`,
  );
}

const REFERENCE_FIELDS = new Set(['$ref', '$id', '$db']);

interface Entry {
  readonly index: IndexPlan;
  readonly keys: readonly Uint8Array[];
}

/** Keys of every index; the mark for several keys is made here, outside the part that a duplicate key undoes. */
function prepareKeys(target: WriteTarget, plan: WritePlan, document: Document): Entry[] {
  return plan.indexes.map((index) => ({ index, keys: keysFor(target, index.index, document) }));
}

function keysFor(target: WriteTarget, index: Index, document: Document): readonly Uint8Array[] {
  const { keys, arrays } = indexKeys(index.spec, document);
  if (arrays !== 0 && (index.multikey & arrays) >>> 0 !== arrays) target.catalog.markMultikey(index, arrays);
  return keys;
}

/** All or nothing. Only a unique secondary index can refuse what follows the row, so only it needs a savepoint. */
function whole(target: WriteTarget, plan: WritePlan, work: () => void): void {
  if (!plan.unique) work();
  else target.file.inSavepoint(work);
}

function insertRow(target: WriteTarget, plan: WritePlan, { _id }: Document, bytes: Uint8Array): number {
  try {
    return target.file.run(plan.insertRow, encodeKey(_id, 1), bytes, crc32(bytes)).rid;
  } catch (error) {
    if (isConstraint(error)) throw duplicateKey(target.collection.namespace, ID_INDEX, [_id]);
    throw error;
  }
}

function moveKeys(
  target: WriteTarget,
  index: IndexPlan,
  rid: number,
  before: Document,
  after: Document,
  keys: readonly Uint8Array[],
): void {
  const old = indexKeys(index.index.spec, before).keys;
  for (const key of keysBeyond(old, keys)) removeKey(target, index, key, rid);
  for (const key of keysBeyond(keys, old)) addKey(target, index, key, rid, after);
}

function addKey(target: WriteTarget, plan: IndexPlan, key: Uint8Array, rid: number, document: Document): void {
  if (plan.findOther !== undefined && target.file.get(plan.findOther, key, rid) !== undefined) {
    throw duplicateOf(target, plan.index, key, document);
  }
  try {
    target.file.change(plan.addKey, key, rid);
  } catch (error) {
    throw isConstraint(error) ? duplicateOf(target, plan.index, key, document) : error;
  }
}

function duplicateOf({ collection }: WriteTarget, { spec }: Index, key: Uint8Array, document: Document): EngineError {
  return duplicateKey(collection.namespace, spec, tupleOfKey(spec, document, key));
}

function removeKey(target: WriteTarget, plan: IndexPlan, key: Uint8Array, rid: number): void {
  target.file.change(plan.removeKey, key, rid);
}

function checkSize(target: WriteTarget, bytes: Uint8Array): void {
  if (bytes.length <= target.documentBytesMax) return;
  const message = `object to insert too large. size in bytes: ${bytes.length}, max size: ${target.documentBytesMax}`;
  throw documentTooLarge(message);
}
