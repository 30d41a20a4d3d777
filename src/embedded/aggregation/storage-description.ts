/** What a collection takes, in the fields that `$collStats` and the command `collStats` have for it. */
import { type Document, Int32 } from '../../bson/bson.ts';
import { setField } from '../../bson/fields.ts';
import { wholeNumber } from '../wire/numbers.ts';
import type { CollectionStatistics } from './data-source.ts';

/**
 * Sizes are divided by `scale`. `size` and `storageSize` are both the bytes of the documents: they are stored as they
 * are, and the free space within the file's pages belongs to no collection.
 */
export function describeStorage({ count, bytes, capped, indexes }: CollectionStatistics, scale: number): Document {
  const scaled = (size: number) => wholeNumber(Math.floor(size / scale));
  const indexBytes = [...indexes.values()].reduce((sum, size) => sum + size, 0);
  const indexSizes: Document = {};
  for (const [name, size] of indexes) setField(indexSizes, name, scaled(size));
  return {
    size: scaled(bytes),
    count: wholeNumber(count),
    ...(count === 0 ? {} : { avgObjSize: wholeNumber(Math.floor(bytes / count)) }),
    storageSize: scaled(bytes),
    capped,
    nindexes: new Int32(indexes.size),
    indexBuilds: [],
    totalIndexSize: scaled(indexBytes),
    totalSize: scaled(bytes + indexBytes),
    indexSizes,
    scaleFactor: wholeNumber(scale),
  };
}
