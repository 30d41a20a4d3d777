/** The stage `$sort`. */
import type { Document } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import { parseSort, sortDocuments, sortTooLarge } from '../../query/sort.ts';
import { Memory } from '../memory.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compileSort(spec: unknown, options: StageOptions): Stage {
  const sort = asDocument(spec);
  if (sort === undefined) throw locationError(15_973, 'the $sort key specification must be an object');
  if (fieldCount(sort) === 0) throw locationError(15_976, '$sort stage must have at least one sort key');
  parseSort(sort);
  return function* sorted(documents) {
    const memory = new Memory(options.sortBytesMax ?? Number.POSITIVE_INFINITY, sortTooLarge);
    yield* sortDocuments(kept(documents, memory), sort);
  };
}

function* kept(documents: Iterable<Document>, memory: Memory): Generator<Document> {
  for (const document of documents) {
    memory.keepValue(document);
    yield document;
  }
}
