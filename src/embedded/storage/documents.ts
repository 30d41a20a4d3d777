/** Writing documents: the row, and the keys of every index. Call only inside a write transaction. */
import { crc32 } from 'node:zlib';
import type { Document } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { encodeKey } from '../../bson/key-encoding.ts';
import { EngineError } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';
import type { Catalog, Collection } from './catalog.ts';
import type { DataFile } from './data-file.ts';
import { duplicateKey } from './duplicate-key.ts';
import { indexKeys, tupleOfKey } from './index-keys.ts';
import type { Index } from './index-spec.ts';
import { isConstraint } from './sqlite-errors.ts';

/** What is written to. */
export interface WriteTarget {
  readonly file: DataFile;
  readonly catalog: Catalog;
  readonly collection: Collection;
  readonly documentBytesMax: number;
}

const ID_INDEX = { name: '_id_', key: { _id: 1 } };

/** `bytes` is the document encoded, `_id` first. Throws DuplicateKey and leaves nothing behind. */
export function insertDocument(target: WriteTarget, document: Document, bytes: Uint8Array): void {
  checkSize(target, bytes);
  const entries = prepareKeys(target, document);
  whole(target, () => {
    const rid = insertRow(target, document, bytes);
    for (const { index, keys } of entries) {
      for (const key of keys) addKey(target, index, key, rid, document);
    }
  });
}

/** Stores `after` in the place of `before`; the caller has seen to it that `_id` is the same. */
export function replaceDocument(target: WriteTarget, rid: number, before: Document, after: Document): void {
  const bytes = encodeDocument(after);
  checkSize(target, bytes);
  const entries = prepareKeys(target, after);
  whole(target, () => {
    const sql = `UPDATE c${target.collection.id} SET document = ?, sum = ? WHERE rid = ?`;
    target.file.run(sql, bytes, crc32(bytes), rid);
    for (const { index, keys } of entries) moveKeys(target, index, rid, before, after, keys);
  });
}

export function removeDocument(target: WriteTarget, rid: number, document: Document): void {
  for (const index of target.collection.indexes) {
    for (const key of indexKeys(index.spec, document)) removeKey(target, index, key, rid);
  }
  target.file.run(`DELETE FROM c${target.collection.id} WHERE rid = ?`, rid);
}

/** Adds a document that is stored already to one more index. */
export function addToIndex(target: WriteTarget, index: Index, rid: number, document: Document): void {
  const keys = keysFor(target, index, document);
  for (const key of keys) addKey(target, index, key, rid, document);
}

/** Throws for ids that MongoDB refuses. */
export function checkId(id: unknown): void {
  const type = bsonTypeOf(id);
  if (type === 'array' || type === 'regex' || type === 'missing') {
    throw new EngineError(
      2,
      'BadValue',
      `The '_id' value cannot be of type ${type === 'missing' ? 'undefined' : type}`,
    );
  }
}

interface Entry {
  readonly index: Index;
  readonly keys: readonly Uint8Array[];
}

/** Keys of every index; the mark for several keys is made here, outside the part that a duplicate key undoes. */
function prepareKeys(target: WriteTarget, document: Document): Entry[] {
  return target.collection.indexes.map((index) => ({ index, keys: keysFor(target, index, document) }));
}

function keysFor(target: WriteTarget, index: Index, document: Document): readonly Uint8Array[] {
  const keys = indexKeys(index.spec, document);
  if (keys.length > 1 && !index.multikey) target.catalog.markMultikey(index);
  return keys;
}

/** All or nothing. Only a unique secondary index can refuse what follows the row, so only it needs a savepoint. */
function whole(target: WriteTarget, work: () => void): void {
  if (!target.collection.indexes.some(({ spec }) => spec.unique)) work();
  else target.file.inSavepoint(work);
}

function insertRow(target: WriteTarget, document: Document, bytes: Uint8Array): number {
  const { file, collection } = target;
  try {
    const sql = `INSERT INTO c${collection.id} (id, document, sum) VALUES (?, ?, ?)`;
    return file.run(sql, encodeKey(document._id, 1), bytes, crc32(bytes)).rid;
  } catch (error) {
    if (isConstraint(error)) throw duplicateKey(collection.namespace, ID_INDEX, [document._id]);
    throw error;
  }
}

function moveKeys(
  target: WriteTarget,
  index: Index,
  rid: number,
  before: Document,
  after: Document,
  keys: readonly Uint8Array[],
): void {
  const old = indexKeys(index.spec, before);
  for (const key of old) if (!holds(keys, key)) removeKey(target, index, key, rid);
  for (const key of keys) if (!holds(old, key)) addKey(target, index, key, rid, after);
}

function addKey(target: WriteTarget, index: Index, key: Uint8Array, rid: number, document: Document): void {
  try {
    target.file.run(`INSERT INTO x${index.id} (key, rid) VALUES (?, ?)`, key, rid);
  } catch (error) {
    if (!isConstraint(error)) throw error;
    throw duplicateKey(target.collection.namespace, index.spec, tupleOfKey(index.spec, document, key));
  }
}

function removeKey(target: WriteTarget, index: Index, key: Uint8Array, rid: number): void {
  target.file.run(`DELETE FROM x${index.id} WHERE key = ? AND rid = ?`, key, rid);
}

function holds(keys: readonly Uint8Array[], key: Uint8Array): boolean {
  return keys.some((other) => Buffer.compare(other, key) === 0);
}

function checkSize(target: WriteTarget, bytes: Uint8Array): void {
  if (bytes.length <= target.documentBytesMax) return;
  const message = `object to insert too large. size in bytes: ${bytes.length}, max size: ${target.documentBytesMax}`;
  throw new EngineError(2, 'BadValue', message);
}
