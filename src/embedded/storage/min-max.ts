/** The part of an index between `min`, included, and `max`, excluded. */
import type { Document } from '../../bson/bson.ts';
import { fieldCount, fieldNames, fieldValues } from '../../bson/fields.ts';
import { encodeCompoundKey } from '../../bson/key-encoding.ts';
import { locationError } from '../engine-error.ts';
import type { Hinted } from './hinted-index.ts';
import { EVERY_KEY, type KeyRange } from './key-range.ts';
import { type Access, fieldsOf, type KeyEnds } from './plan.ts';

/** Undefined when neither is given; an empty document is none. Throws for two that do not name the same fields. */
export function readMinMax(min: Document = {}, max: Document = {}): KeyEnds | undefined {
  const hasMin = fieldCount(min) > 0;
  const hasMax = fieldCount(max) > 0;
  if (!hasMin && !hasMax) return undefined;
  if (hasMin && hasMax && !sameNames(fieldNames(min), fieldNames(max))) {
    throw locationError(51_176, 'min and max must have the same field names');
  }
  return { min: hasMin ? min : undefined, max: hasMax ? max : undefined };
}

/** Throws without a hint of an index, for an index with other fields, and for ends in the wrong order. */
export function minMaxRange({ min, max }: KeyEnds, hinted: Hinted | undefined): { access: Access; range: KeyRange } {
  if (hinted?.kind !== 'index') {
    throw locationError(51_173, 'When using min()/max() a hint of which index to use must be provided');
  }
  const { access } = hinted;
  const fields = fieldsOf(access);
  const paths = fields.map(({ path }) => path);
  if (!sameNames(fieldNames(min ?? max ?? {}), paths)) {
    throw locationError(51_174, 'The index chosen is not compatible with min/max');
  }
  const keyOf = (end: Document) => encodeCompoundKey(fieldValues(end), fields);
  const lower = min === undefined ? EVERY_KEY.lower : keyOf(min);
  const upper = max === undefined ? undefined : keyOf(max);
  if (upper !== undefined && Buffer.compare(lower, upper) >= 0) {
    throw locationError(51_175, 'max must be greater than min');
  }
  return { access, range: { lower, upper, prefixBytes: 0 } };
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, position) => name === other[position]);
}
