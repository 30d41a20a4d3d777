/** Documents that become an array of another document. */
import type { Document } from '../../bson/bson.ts';
import { weightOf } from '../../bson/weight.ts';
import type { Memory } from './memory.ts';

/** Throws when all that `memory` has counted is too much. */
export function gather(
  documents: Iterable<Document>,
  memory: Memory,
  tooLarge: (bytesMax: number) => Error,
): readonly Document[] {
  const isBounded = Number.isFinite(memory.bytesMax);
  const gathered: Document[] = [];
  for (const document of documents) {
    if (isBounded) memory.keep(weightOf(document, memory.bytesMax));
    if (memory.isExceeded) throw tooLarge(memory.bytesMax);
    gathered.push(document);
  }
  return gathered;
}
