/** What an index is: its definition as createIndexes took it and listIndexes gives it. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { asDocument } from '../../bson/bson-type.ts';
import { fieldEntries, getField, hasField, setField } from '../../bson/fields.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { numericValue } from '../wire/numbers.ts';

export interface Index {
  readonly id: number;
  readonly spec: IndexSpec;
  /** A bit for each field that runs, or ran, through an array of some document; set by the catalog when one comes. */
  multikey: number;
}

export interface IndexSpec {
  readonly name: string;
  readonly key: Document;
  readonly fields: readonly IndexField[];
  readonly paths: readonly string[];
  readonly unique: boolean;
  readonly sparse: boolean;
  /** A hidden index is kept up and enforced, but no plan uses it. */
  readonly hidden: boolean;
  /** Whether a write that would make a key a duplicate is refused, though there may be duplicates. */
  readonly prepareUnique: boolean;
  readonly expireAfterSeconds: number | undefined;
  readonly partial: { readonly expression: Document; readonly filter: Filter } | undefined;
  /** Of MongoDB's own format. */
  readonly version: number;
  /** What else was given, which changes nothing here and is given back. */
  readonly options: Document;
}

export interface IndexField {
  readonly path: string;
  readonly direction: 1 | -1;
}

export const INDEX_VERSION = 2;

/** Reads a definition that the checks of createIndexes let pass, or that is in the file; nothing is refused. */
export function parseIndexSpec(document: Document): IndexSpec {
  const key = asDocument(document.key) ?? {};
  const partial = asDocument(document.partialFilterExpression);
  const fields = fieldEntries(key).map(([path, value]): IndexField => ({ path, direction: directionOf(value) }));
  return {
    name: typeof document.name === 'string' ? document.name : defaultName(fields),
    key,
    fields,
    paths: fields.map(({ path }) => path),
    unique: isSet(document.unique),
    sparse: isSet(document.sparse),
    hidden: isSet(document.hidden),
    prepareUnique: isSet(document.prepareUnique),
    expireAfterSeconds: numericValue(document.expireAfterSeconds),
    partial: partial === undefined ? undefined : partialIndex(partial),
    version: numericValue(document.v) ?? INDEX_VERSION,
    options: furtherOptions(document),
  };
}

/** Compiled when it is first asked: the catalog is read anew whenever another process has changed it. */
function partialIndex(expression: Document): IndexSpec['partial'] {
  let compiled: Filter | undefined;
  return {
    expression,
    get filter() {
      compiled ??= compileFilter(expression);
      return compiled;
    },
  };
}

/** Options in the order in which listIndexes gives them. */
const PRINTED_OPTIONS = [
  'v',
  'key',
  'name',
  'background',
  'unique',
  'hidden',
  'partialFilterExpression',
  'sparse',
  'expireAfterSeconds',
  'storageEngine',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'coarsestIndexedLevel',
  'finestIndexedLevel',
  'prepareUnique',
];

export function printIndexSpec(spec: IndexSpec): Document {
  const { unique, hidden, prepareUnique, expireAfterSeconds, partial } = spec;
  const given: Document = {
    ...spec.options,
    v: new Int32(spec.version),
    key: spec.key,
    name: spec.name,
    ...(unique ? { unique } : {}),
    ...(hidden ? { hidden } : {}),
    ...(prepareUnique ? { prepareUnique } : {}),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds: new Int32(Math.trunc(expireAfterSeconds)) }),
    ...(partial === undefined ? {} : { partialFilterExpression: partial.expression }),
  };
  const names = PRINTED_OPTIONS.filter((name) => hasField(given, name));
  return Object.fromEntries(names.map((name) => [name, getField(given, name)]));
}

/** True, or a number that is not 0. */
export function isSet(value: unknown): boolean {
  return value === true || (numericValue(value) ?? 0) !== 0;
}

function directionOf(value: unknown): 1 | -1 {
  return (numericValue(value) ?? 1) < 0 ? -1 : 1;
}

function defaultName(fields: readonly IndexField[]): string {
  return fields.map(({ path, direction }) => `${path}_${direction}`).join('_');
}

const OWN_FIELDS = new Set([
  'v',
  'key',
  'name',
  'unique',
  'hidden',
  'prepareUnique',
  'expireAfterSeconds',
  'partialFilterExpression',
]);

function furtherOptions(document: Document): Document {
  const options: Document = {};
  for (const name of PRINTED_OPTIONS) {
    if (!OWN_FIELDS.has(name) && hasField(document, name)) setField(options, name, getField(document, name));
  }
  return options;
}

/** Every collection has this index, as part of its table. */
export const ID_INDEX_DEFINITION: Document = { v: new Int32(INDEX_VERSION), key: { _id: new Int32(1) }, name: '_id_' };
export const ID_INDEX = parseIndexSpec(ID_INDEX_DEFINITION);
