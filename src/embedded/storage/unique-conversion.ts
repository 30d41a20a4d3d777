/** Documents that stand in the way of making an index unique. */
import type { Document } from '../../bson/bson.ts';
import { decodeDocument, encodeDocument } from '../wire/codec.ts';
import type { Collection } from './collection.ts';
import { blobColumn, type DataFile, numberColumn } from './data-file.ts';
import type { Index } from './index-spec.ts';
import { readRow } from './scan.ts';

/** How much is told: an error is no list of a whole collection. */
const DOCUMENTS_MAX = 1_000;
const ID_BYTES_MAX = 1_048_576;
const ID_ONLY: ReadonlySet<string> = new Set(['_id']);

/** For each key that several documents have: their ids. */
export function findViolations(file: DataFile, collection: Collection, { id: index }: Index): Document[] {
  const violations: { readonly ids: unknown[] }[] = [];
  let last: Uint8Array | undefined;
  let bytes = 0;
  const rows = file.iterate(
    `SELECT key, rid FROM x${index} WHERE key IN (SELECT key FROM x${index} GROUP BY key HAVING count(*) > 1)
     ORDER BY key, rid LIMIT ${DOCUMENTS_MAX}`,
  );
  for (const row of rows) {
    const [key, stored] = [blobColumn(row[0]), readRow(file, collection, numberColumn(row[1]))];
    if (stored === undefined) continue;
    const document = decodeDocument(stored.bytes, { only: ID_ONLY });
    bytes += encodeDocument(document).length;
    if (bytes > ID_BYTES_MAX && violations.length > 0) break;
    if (last === undefined || Buffer.compare(key, last) !== 0) violations.push({ ids: [] });
    violations.at(-1)?.ids.push(document._id);
    last = key;
  }
  return violations;
}
