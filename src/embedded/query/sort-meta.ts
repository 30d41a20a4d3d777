/** `{$meta: …}` as a sort order: what it asks for comes from stages and operators that this engine does not have. */
import type { Document } from '../../bson/bson.ts';
import { fieldCount, firstFieldName } from '../../bson/fields.ts';
import { failedToParse, locationError, notImplemented } from '../engine-error.ts';

/** What only a search gives a document: without one, MongoDB too takes it for missing everywhere. */
const ALWAYS_MISSING = new Set(['searchScore', 'vectorSearchScore']);
/** What MongoDB refuses where no text or geo search came before: here, always. */
const NEVER_AVAILABLE = new Set(['textScore', 'geoNearDistance']);
const UNSUPPORTED = new Set(['randVal', 'score', 'scoreDetails']);

/** Returns for an order in which all documents are equal, and throws for all others. */
export function checkSortMeta(path: string, order: Document): void {
  if (firstFieldName(order) !== '$meta')
    throw locationError(17_312, `$meta is the only expression supported by $sort right now: ${path}`);
  if (fieldCount(order) > 1) throw failedToParse(`Cannot have additional keys in a $meta sort specification: ${path}`);
  const keyword: unknown = order.$meta;
  if (typeof keyword !== 'string') throw locationError(31_138, `Illegal $meta sort: ${path}`);
  if (ALWAYS_MISSING.has(keyword)) return;
  if (NEVER_AVAILABLE.has(keyword))
    throw locationError(40_218, `query requires ${keyword} metadata, but it is not available`);
  if (UNSUPPORTED.has(keyword)) throw notImplemented(`$sort by $meta '${keyword}'`);
  throw locationError(31_138, `Illegal $meta sort: ${path}`);
}
