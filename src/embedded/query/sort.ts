/** Compiles a sort: an array counts by its least element ascending and its greatest descending, a missing value as null. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { compareValues } from '../../bson/compare.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import { fieldEntries, firstFieldName, getField } from '../../bson/fields.ts';
import { getKeyTuples, type ValueTuple } from '../../bson/paths.ts';
import { badValue, EngineError, locationError, notImplemented } from '../engine-error.ts';
import { checkPathLength } from '../path-length.ts';

type SortKey = readonly unknown[];

const NESTED = Symbol('nested path');

interface SortField {
  readonly path: string;
  readonly direction: 1 | -1;
}

export function compileSort(sort: Document): (a: Document, b: Document) => number {
  const fields = parseSort(sort);
  return (a, b) => compareKeys(fields, sortKey(fields, a), sortKey(fields, b));
}

/** Sorts a list, with one computation of each document's key. Documents of equal keys keep their order. */
export function sortDocuments(documents: Iterable<Document>, sort: Document): Document[] {
  const fields = parseSort(sort);
  const entries = Array.from(documents, (document) => ({ document, key: sortKey(fields, document) }));
  entries.sort((a, b) => compareKeys(fields, a.key, b.key));
  return entries.map((entry) => entry.document);
}

/** MongoDB's answer to a sort that may not use the disk. */
export function sortTooLarge(bytesMax: number): EngineError {
  const message = `Sort exceeded memory limit of ${bytesMax} bytes: add an index that has this order, or a limit`;
  return new EngineError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', message);
}

export function parseSort(sort: Document): readonly SortField[] {
  return fieldEntries(sort).map(([path, direction]) => {
    const segments = path.split('.');
    checkPathLength(segments);
    if (segments.includes('')) throw badValue('FieldPath must not have empty field names');
    if (path.startsWith('$'))
      throw locationError(16_410, `FieldPath field names may not start with '$'. Found: ${path}`);
    const meta = asDocument(direction);
    if (meta !== undefined) throw notImplemented(`$sort by ${firstFieldName(meta) ?? 'a document'}`);
    if (!isNumeric(direction))
      throw locationError(15_974, `Illegal key in $sort specification: ${path}: ${bsonTypeOf(direction)}`);
    return { path, direction: parseDirection(exactNumber(direction)) };
  });
}

function parseDirection(direction: unknown): 1 | -1 {
  if (direction === 1 || direction === -1) return direction;
  throw locationError(15_975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
}

function sortKey(fields: readonly SortField[], document: Document): SortKey {
  return plainKey(fields, document) ?? arrayKey(fields, document);
}

/** The key of the common case, fields at the top that hold no array; undefined otherwise. */
function plainKey(fields: readonly SortField[], document: Document): SortKey | undefined {
  const key: unknown[] = [];
  for (const { path } of fields) {
    const value = path.includes('.') ? NESTED : getField(document, path);
    if (value === NESTED || Array.isArray(value)) return undefined;
    key.push(value);
  }
  return key;
}

/** Several paths through one array are compared element by element: the first of its tuples in this sort's own order. */
function arrayKey(fields: readonly SortField[], document: Document): SortKey {
  const result = getKeyTuples(
    document,
    fields.map((field) => field.path),
  );
  if (result.kind === 'parallel') {
    const [first, second] = result.paths;
    throw badValue(`cannot sort with keys that are parallel arrays: ${first} and ${second}`);
  }
  return result.tuples.reduce((least: ValueTuple, tuple) => (compareKeys(fields, tuple, least) < 0 ? tuple : least));
}

function compareKeys(fields: readonly SortField[], a: SortKey, b: SortKey): number {
  for (let index = 0; index < fields.length; index += 1) {
    const order = compareValues(a[index], b[index]);
    if (order !== 0) return fields[index]?.direction === -1 ? -order : order;
  }
  return 0;
}
