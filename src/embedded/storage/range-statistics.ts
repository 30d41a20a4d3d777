/** How many documents lie between two keys of an index, and how many bytes they take. */
import type { Document } from '../../bson/bson.ts';
import { fieldEntries, fieldNames, fieldValues } from '../../bson/fields.ts';
import { encodeCompoundKey } from '../../bson/key-encoding.ts';
import { badValue, EngineError } from '../engine-error.ts';
import { numericValue } from '../wire/numbers.ts';
import type { Collection } from './collection.ts';
import { type DataFile, numberColumn } from './data-file.ts';
import type { Index, IndexField } from './index-spec.ts';

export interface KeyedRange {
  /** Of the index, or of its first fields; empty for that of `min`. */
  readonly pattern: Document;
  readonly min: Document;
  /** Not part of the range itself. */
  readonly max: Document;
}

/** Throws OperationFailed when there is no index for it that holds each document once. */
export function rangeStatistics(
  file: DataFile,
  collection: Collection,
  { pattern, min, max }: KeyedRange,
): { readonly count: number; readonly bytes: number } {
  const wanted = fieldNames(pattern).length > 0 ? directions(pattern) : fieldNames(min).map(ascending);
  const index = findIndex(collection, wanted);
  const [from, to] = [boundOf(min, wanted), boundOf(max, wanted)];
  const documents = `c${collection.id}`;
  const keys = index === '_id' ? `${documents} d` : `x${index.id} k JOIN ${documents} d ON d.rid = k.rid`;
  const key = index === '_id' ? 'd.id' : 'k.key';
  const sql = `SELECT count(*), coalesce(sum(length(d.document)), 0) FROM ${keys} WHERE ${key} >= ? AND ${key} < ?`;
  const row = file.get(sql, from, to);
  return { count: numberColumn(row?.[0]), bytes: numberColumn(row?.[1]) };
}

function directions(pattern: Document): readonly IndexField[] {
  return fieldEntries(pattern).map(([path, value]) => ({ path, direction: (numericValue(value) ?? 1) < 0 ? -1 : 1 }));
}

function ascending(path: string): IndexField {
  return { path, direction: 1 };
}

function findIndex({ indexes, namespace }: Collection, wanted: readonly IndexField[]): Index | '_id' {
  const [first, second] = wanted;
  if (first?.path === '_id' && first.direction === 1 && second === undefined) return '_id';
  const found = indexes.find(({ spec, multikey }) => {
    if (multikey !== 0 || spec.sparse || spec.partial !== undefined) return false;
    return wanted.every(({ path, direction }, at) => {
      const field = spec.fields[at];
      return field?.path === path && field.direction === direction;
    });
  });
  if (found !== undefined) return found;
  const names = wanted.map(({ path }) => path).join(', ');
  throw new EngineError(96, 'OperationFailed', `${namespace} has no index on ${names} that holds each document once`);
}

/** The fields that a bound does not name count as their least, which is where keys with this beginning begin. */
function boundOf(bound: Document, wanted: readonly IndexField[]): Uint8Array {
  const names = fieldNames(bound);
  if (names.length > wanted.length || names.some((name, at) => name !== wanted[at]?.path)) {
    throw badValue(`a bound must name the fields of its key pattern, or the first of them; found: ${names.join(', ')}`);
  }
  return encodeCompoundKey(fieldValues(bound), wanted.slice(0, names.length));
}
