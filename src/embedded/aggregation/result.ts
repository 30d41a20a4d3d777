/** What a pipeline makes of documents must be a document too: not too large, and not nested too deep. */
import type { Document } from '../../bson/bson.ts';
import { NESTING_LEVELS_MAX } from '../../bson/nesting.ts';
import { weightOf } from '../../bson/weight.ts';
import { documentTooLarge } from '../engine-error.ts';
import { encodeDocument } from '../wire/codec.ts';
import { LazyDocument } from '../wire/lazy-document.ts';

/** What an answer may have beyond a stored document, which has room for that much around it in a reply. */
const ANSWER_EXTRA_BYTES = 16 * 1024;

/** `storedBytesMax` is what a stored document may have. */
export function encodeResult(document: Document, storedBytesMax: number): Uint8Array {
  const bytesMax = storedBytesMax + ANSWER_EXTRA_BYTES;
  checkWeight(document, bytesMax);
  const bytes = encodeDocument(document, bytesMax);
  new LazyDocument(bytes, document).check(NESTING_LEVELS_MAX);
  return bytes;
}

/** The most that a document weighs in memory for a byte of its encoding. */
const WEIGHT_OF_BYTE = 16;

/**
 * Throws BSONObjectTooLarge for what cannot be `bytesMax` bytes or less. To be called before anything goes through all of
 * the document: an expression can put one value into so many places that this would never end.
 */
export function checkWeight(document: Document, bytesMax: number): void {
  const weightMax = bytesMax * WEIGHT_OF_BYTE;
  if (weightOf(document, weightMax) > weightMax) {
    throw documentTooLarge(`the result of a pipeline is larger than ${bytesMax} bytes`);
  }
}
