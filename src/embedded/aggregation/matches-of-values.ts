/** Which documents of another collection have one of several values at a path: by an index, or by a hash built once. */
import type { Document } from '../../bson/bson.ts';
import { type BsonTypeName, bsonTypeOf } from '../../bson/bson-type.ts';
import { setField } from '../../bson/fields.ts';
import { keyText } from '../../bson/key-encoding.ts';
import { BSON_UNDEFINED } from '../../bson/legacy-types.ts';
import { weightOf } from '../../bson/weight.ts';
import { someValueAt } from '../query/path-walk.ts';
import { Memory } from './memory.ts';
import type { NestedPipeline } from './nested-pipeline.ts';
import type { StageOptions } from './stage.ts';

export type MatchesOfValues = (values: readonly unknown[]) => Iterable<Document>;

/**
 * Values are equal as in a filter's `$eq`, and null means a missing field too. The hash holds what the collection was when
 * it was first asked for, unless it needs more memory than a stage may use: then each call reads the collection.
 */
export function matchesOfValues(nested: NestedPipeline, path: string, options: StageOptions): MatchesOfValues {
  const search: MatchesOfValues = (values) => nested.input(equalityFilter(path, values));
  if (nested.hasIndexOn(path) || !nested.hasConstantInput) return search;
  let hash: DocumentHash | 'too large' | undefined;
  return (values) => {
    hash ??= buildHash(nested.input(), path, options) ?? 'too large';
    return hash === 'too large' ? search(values) : hash.find(values);
  };
}

/** A regular expression is a value here, and no pattern. BSON's undefined is found by its type: no filter compares with it. */
function equalityFilter(path: string, values: readonly unknown[]): Document {
  const filter: Document = {};
  const [only] = values;
  if (values.length === 1) setField(filter, path, only === BSON_UNDEFINED ? { $type: 'undefined' } : { $eq: only });
  else if (!values.some((value) => ALONE.has(bsonTypeOf(value)))) setField(filter, path, { $in: values });
  else filter.$or = values.map((value) => equalityFilter(path, [value]));
  return filter;
}

/** Types of values that are not among those of an `$in`. */
const ALONE: ReadonlySet<BsonTypeName> = new Set<BsonTypeName>(['regex', 'undefined']);

interface DocumentHash {
  find(values: readonly unknown[]): Iterable<Document>;
}

/** Of a document's entry under one of its values. */
const ENTRY_BYTES = 64;

/** Undefined when it is too large. */
function buildHash(input: Iterable<Document>, path: string, options: StageOptions): DocumentHash | undefined {
  const { groupBytesMax = Number.POSITIVE_INFINITY } = options;
  const memory = new Memory(groupBytesMax);
  const documents: Document[] = [];
  const places = new Map<string, number[]>();
  const keys = new Set<string>();
  const collect = someValueAt(path, 'elements', (value) => {
    keys.add(keyText(value ?? null));
    return false;
  });
  for (const document of input) {
    memory.keep(Number.isFinite(groupBytesMax) ? weightOf(document, groupBytesMax) : 0);
    keys.clear();
    collect(document);
    for (const key of keys) {
      memory.keep(ENTRY_BYTES + key.length);
      const known = places.get(key);
      if (known === undefined) places.set(key, [documents.length]);
      else known.push(documents.length);
    }
    if (memory.isExceeded) return undefined;
    documents.push(document);
  }
  return { find: (values) => documentsAt(documents, placesOf(places, values)) };
}

/** Each once, in the order of the collection. */
function placesOf(places: ReadonlyMap<string, readonly number[]>, values: readonly unknown[]): readonly number[] {
  const [only] = values;
  if (values.length === 1) return places.get(keyText(only ?? null)) ?? [];
  const found = new Set<number>();
  for (const key of new Set(values.map((value) => keyText(value ?? null)))) {
    for (const place of places.get(key) ?? []) found.add(place);
  }
  return [...found].sort((a, b) => a - b);
}

function* documentsAt(documents: readonly Document[], places: readonly number[]): Generator<Document> {
  for (const place of places) {
    const document = documents[place];
    if (document !== undefined) yield document;
  }
}
