/** The keys under which an index holds a document: one, or one for each element of an array on its paths. */
import type { Document } from '../../bson/bson.ts';
import { encodeCompoundKey } from '../../bson/key-encoding.ts';
import { getKeyTuples, type ValueTuple } from '../../bson/paths.ts';
import { EngineError } from '../engine-error.ts';
import type { IndexSpec } from './index-spec.ts';

export interface IndexKeys {
  readonly keys: readonly Uint8Array[];
  /** A bit for each field of the index that runs through an array of the document. */
  readonly arrays: number;
}

const NO_KEYS: IndexKeys = { keys: [], arrays: 0 };

/** Throws CannotIndexParallelArrays when two fields of the index run through different arrays. */
export function indexKeys(spec: IndexSpec, document: Document): IndexKeys {
  if (spec.partial !== undefined && !spec.partial.filter.matches(document)) return NO_KEYS;
  const { tuples, arrays } = tuplesOf(spec, document);
  const held = spec.sparse ? tuples.filter((tuple) => tuple.some((value) => value !== undefined)) : tuples;
  const keys = held.map((tuple) => encodeCompoundKey(tuple, spec.fields));
  return { keys: keys.length > 1 ? withoutRepeats(keys) : keys, arrays };
}

/** The values behind one key of a document. */
export function tupleOfKey(spec: IndexSpec, document: Document, key: Uint8Array): ValueTuple {
  const { tuples } = tuplesOf(spec, document);
  return tuples.find((tuple) => Buffer.compare(encodeCompoundKey(tuple, spec.fields), key) === 0) ?? [];
}

/** The keys that are not among the others. */
export function keysBeyond(keys: readonly Uint8Array[], others: readonly Uint8Array[]): readonly Uint8Array[] {
  const [other, another] = others;
  if (other === undefined) return keys;
  if (another === undefined) return keys.filter((key) => Buffer.compare(key, other) !== 0);
  const known = new Set(others.map(textOf));
  return keys.filter((key) => !known.has(textOf(key)));
}

function tuplesOf(spec: IndexSpec, document: Document) {
  const result = getKeyTuples(document, spec.paths);
  if (result.kind === 'tuples') return result;
  const [one, other] = result.paths;
  throw new EngineError(171, 'CannotIndexParallelArrays', `cannot index parallel arrays [${one}] [${other}]`);
}

function withoutRepeats(keys: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(keys.map((key) => [textOf(key), key])).values()];
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
}
