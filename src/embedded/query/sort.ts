/** Compiles a sort: an array counts by its least element ascending and its greatest descending, a missing value as null. */
import type { Document } from '../../bson/bson.ts';
import { asDocument, bsonTypeOf, isNumeric } from '../../bson/bson-type.ts';
import { compareValues } from '../../bson/compare.ts';
import { exactNumber } from '../../bson/compare-numbers.ts';
import { roundDecimal } from '../../bson/decimal.ts';
import { fieldEntries, getField } from '../../bson/fields.ts';
import { compoundKeyText } from '../../bson/key-encoding.ts';
import { getKeyTuples, splitPath, type ValueTuple } from '../../bson/paths.ts';
import { parseFieldPath } from '../aggregation/field-path.ts';
import { badValue, EngineError, locationError } from '../engine-error.ts';
import { checkSortMeta } from './sort-meta.ts';

type SortKey = readonly unknown[];

const NESTED = Symbol('nested path');
const FIELDS_MAX = 32;

export interface SortField {
  readonly path: string;
  readonly direction: 1 | -1;
}

/** A sort whose keys are texts: `key(a) < key(b)` when a comes before b. */
export interface KeyedSort {
  readonly fields: readonly SortField[];
  /** The fields at the top of a document that it looks into. */
  readonly names: ReadonlySet<string>;
  key(document: Document): string;
}

export function compileKeyedSort(sort: Document): KeyedSort {
  const fields = parseSort(sort);
  return {
    fields,
    names: new Set(fields.map(({ path }) => splitPath(path)[0] ?? '')),
    key: (document) => compoundKeyText(sortKey(fields, document), fields),
  };
}

export function compileSort(sort: Document): (a: Document, b: Document) => number {
  const fields = parseSort(sort);
  return (a, b) => compareKeys(fields, sortKey(fields, a), sortKey(fields, b));
}

/** MongoDB's answer to a sort that may not use the disk. */
export function sortTooLarge(bytesMax: number): EngineError {
  const message = `Sort exceeded memory limit of ${bytesMax} bytes, but did not opt in to external sorting`;
  return new EngineError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', message);
}

export function parseSort(sort: Document): readonly SortField[] {
  const fields: SortField[] = [];
  for (const [path, order] of fieldEntries(sort)) {
    const document = asDocument(order);
    if (document !== undefined) {
      checkSortMeta(path, document);
      continue;
    }
    const direction = parseDirection(path, order);
    parseFieldPath(path);
    fields.push({ path, direction });
  }
  if (fields.length > FIELDS_MAX) throw locationError(13_103, `too many compound keys: more than ${FIELDS_MAX}`);
  return fields;
}

/** Doubles are cut to whole numbers, decimals rounded. */
function parseDirection(path: string, order: unknown): 1 | -1 {
  if (!isNumeric(order))
    throw locationError(15_974, `Illegal key in $sort specification: ${path}: ${bsonTypeOf(order)}`);
  const exact = exactNumber(order);
  const rounded = typeof exact === 'object' ? roundDecimal(exact, 'half-even') : exact;
  const whole = typeof rounded === 'object' ? wholeOf(rounded) : Math.trunc(Number(rounded));
  if (whole === 1 || whole === -1) return whole;
  throw locationError(15_975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
}

function wholeOf(decimal: ReturnType<typeof roundDecimal>): number {
  return decimal.kind === 'finite' ? Number(`${decimal.coefficient}e${decimal.exponent}`) : Number.NaN;
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
