/** The keys under which an index holds a document: one, or one for each element of an array on its paths. */
import type { Document } from '../../bson/bson.ts';
import { encodeCompoundKey } from '../../bson/key-encoding.ts';
import { getKeyTuples, type ValueTuple } from '../../bson/paths.ts';
import { EngineError } from '../engine-error.ts';
import type { IndexSpec } from './index-spec.ts';

/** Throws CannotIndexParallelArrays when two fields of the index run through different arrays. */
export function indexKeys(spec: IndexSpec, document: Document): readonly Uint8Array[] {
  if (spec.partial !== undefined && !spec.partial.filter.matches(document)) return [];
  const tuples = tuplesOf(spec, document).filter((tuple) => !spec.sparse || tuple.some((value) => value !== undefined));
  const keys = tuples.map((tuple) => encodeCompoundKey(tuple, spec.fields));
  return keys.length > 1 ? withoutRepeats(keys) : keys;
}

/** The values behind one key of a document, for the message of a duplicate. */
export function tupleOfKey(spec: IndexSpec, document: Document, key: Uint8Array): ValueTuple {
  return (
    tuplesOf(spec, document).find((tuple) => Buffer.compare(encodeCompoundKey(tuple, spec.fields), key) === 0) ?? []
  );
}

function tuplesOf(spec: IndexSpec, document: Document): readonly ValueTuple[] {
  const result = getKeyTuples(document, spec.paths);
  if (result.kind === 'tuples') return result.tuples;
  const [one, other] = result.paths;
  throw new EngineError(171, 'CannotIndexParallelArrays', `cannot index parallel arrays [${one}] [${other}]`);
}

function withoutRepeats(keys: readonly Uint8Array[]): readonly Uint8Array[] {
  const known = new Map(
    keys.map((key) => [Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1'), key]),
  );
  return [...known.values()];
}
