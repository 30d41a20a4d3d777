/** Writing documents: the row, and the keys of every index. Call only inside a write transaction. */
import { crc32 } from 'node:zlib';
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldNames } from '../../bson/fields.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { documentTooLarge, EngineError } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';
import { LazyDocument } from '../wire/lazy-document.ts';
import type { Catalog } from './catalog.ts';
import type { Collection } from './collection.ts';
import type { DataFile } from './data-file.ts';
import { duplicateKey } from './duplicate-key.ts';
import { indexKeys, tupleOfKey } from './index-keys.ts';
import type { Index } from './index-spec.ts';
import { isConstraint } from './sqlite-errors.ts';
import { type IndexPlan, planIndex, type WritePlan, writePlan } from './write-plan.ts';

/** What is written to. */
export interface WriteTarget {
  readonly file: DataFile;
  readonly catalog: Catalog;
  readonly collection: Collection;
  readonly documentBytesMax: number;
  /** Whether the collection's validator is not asked. */
  readonly bypassesValidation: boolean;
}

const ID_INDEX = { name: '_id_', key: { _id: 1 } };

/** `_id` must be first in the document. Throws InvalidIdField for an `_id` that is refused, and DuplicateKey; nothing stays then. */
export function insertDocument(target: WriteTarget, document: LazyDocument): void {
  const plan = writePlan(target.collection);
  const fields = document.fields(plan.names);
  checkId(fields._id);
  checkSize(target, document.bytes);
  document.check();
  const entries = prepareKeys(target, plan, fields);
  whole(target, plan, () => {
    const rid = insertRow(target, plan, fields, document.bytes);
    for (const { index, keys } of entries) {
      for (const key of keys) addKey(target, index, key, rid, fields);
    }
  });
}

/** Stores `after` in the place of `before`; the caller has seen to it that `_id` is the same. */
export function replaceDocument(target: WriteTarget, rid: number, before: Document, after: Document): void {
  const bytes = encodeDocument(after);
  checkSize(target, bytes);
  new LazyDocument(bytes, after).check();
  const plan = writePlan(target.collection);
  const entries = prepareKeys(target, plan, after);
  whole(target, plan, () => {
    const sql = `UPDATE c${target.collection.id} SET document = ?, sum = ? WHERE rid = ?`;
    target.file.change(sql, bytes, crc32(bytes), rid);
    for (const { index, keys } of entries) moveKeys(target, index, rid, before, after, keys);
  });
}

export function removeDocument(target: WriteTarget, rid: number, document: LazyDocument): void {
  const { indexes, names } = writePlan(target.collection);
  const fields = indexes.length === 0 ? {} : document.fields(names);
  for (const index of indexes) {
    for (const key of indexKeys(index.index.spec, fields)) removeKey(target, index, key, rid);
  }
  target.file.change(`DELETE FROM c${target.collection.id} WHERE rid = ?`, rid);
}

/** Adds a document that is stored already to one more index. */
export function addToIndex(target: WriteTarget, index: Index, rid: number, document: Document): void {
  const keys = keysFor(target, index, document);
  for (const key of keys) addKey(target, planIndex(index), key, rid, document);
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
  const keys = indexKeys(index.spec, document);
  if (keys.length > 1 && !index.multikey) target.catalog.markMultikey(index);
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
  const old = indexKeys(index.index.spec, before);
  for (const key of old) if (!holds(keys, key)) removeKey(target, index, key, rid);
  for (const key of keys) if (!holds(old, key)) addKey(target, index, key, rid, after);
}

function addKey(target: WriteTarget, plan: IndexPlan, key: Uint8Array, rid: number, document: Document): void {
  try {
    target.file.change(plan.addKey, key, rid);
  } catch (error) {
    if (!isConstraint(error)) throw error;
    const { spec } = plan.index;
    throw duplicateKey(target.collection.namespace, spec, tupleOfKey(spec, document, key));
  }
}

function removeKey(target: WriteTarget, plan: IndexPlan, key: Uint8Array, rid: number): void {
  target.file.change(plan.removeKey, key, rid);
}

function holds(keys: readonly Uint8Array[], key: Uint8Array): boolean {
  return keys.some((other) => Buffer.compare(other, key) === 0);
}

function checkSize(target: WriteTarget, bytes: Uint8Array): void {
  if (bytes.length <= target.documentBytesMax) return;
  const message = `object to insert too large. size in bytes: ${bytes.length}, max size: ${target.documentBytesMax}`;
  throw documentTooLarge(message);
}
