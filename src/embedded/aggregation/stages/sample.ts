/** The stage `$sample`: documents chosen at random, in a random order, each at most once. */
import { asDocument, bsonTypeOf, isNumeric } from '../../../bson/bson-type.ts';
import { fieldNames, hasField } from '../../../bson/fields.ts';
import { clampedWhole } from '../../commands/option-numbers.ts';
import { locationError } from '../../engine-error.ts';
import { sortDocuments } from '../document-sort.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compileSample(spec: unknown, options: StageOptions): Stage {
  const size = parseSize(spec);
  return function* sampled(documents) {
    for (const { value } of sortDocuments(documents, randomKey, options, size)) yield value;
  };
}

function parseSize(spec: unknown): number {
  const document = asDocument(spec);
  if (document === undefined) {
    throw locationError(28_745, `the $sample stage specification must be an object, found ${bsonTypeOf(spec)}`);
  }
  for (const name of fieldNames(document)) {
    if (name !== 'size') throw locationError(28_748, `unrecognized option to $sample: ${name}`);
    if (!isNumeric(document.size)) throw locationError(28_746, 'size argument to $sample must be a number');
  }
  if (!hasField(document, 'size')) throw locationError(28_749, '$sample stage must specify a size');
  const size = clampedWhole(document.size) ?? 0;
  if (size <= 0) throw locationError(28_747, 'size argument to $sample must be a positive integer');
  return size;
}

const KEY_BYTES = 6;

/** A text of bytes, as keys are. */
function randomKey(): string {
  let key = '';
  for (let at = 0; at < KEY_BYTES; at += 1) key += String.fromCharCode(Math.floor(Math.random() * 256));
  return key;
}
