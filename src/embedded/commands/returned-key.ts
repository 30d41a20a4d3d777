/** `returnKey`: the key of the index by which a document was found, in the place of the document. */
import type { Document } from '../../bson/bson.ts';
import { EMPTY_ARRAY } from '../../bson/compare.ts';
import { setField } from '../../bson/fields.ts';
import { BSON_UNDEFINED } from '../../bson/legacy-types.ts';
import { notImplemented } from '../engine-error.ts';
import { tupleOfKey } from '../storage/index-keys.ts';
import type { Access, Plan } from '../storage/plan.ts';
import type { FoundDocument } from '../storage/query.ts';

/** Without an index there is no key, and the document that takes its place is empty. Throws where several indexes lead. */
export function keyReader(asked: string, plan: Plan | undefined): (found: FoundDocument) => Document {
  switch (plan?.kind) {
    case 'index':
      return (found) => keyOf(plan.access, found);
    case 'id':
      return (found) => keyOf('_id', found);
    case 'union':
      throw notImplemented(`${asked} of a query that several indexes answer`);
    default:
      return () => ({});
  }
}

function keyOf(access: Access, { document, key }: FoundDocument): Document {
  if (access === '_id') return { _id: document._id };
  const { spec } = access;
  const values = key === undefined ? [] : tupleOfKey(spec, document, key);
  const result: Document = {};
  for (const [position, path] of spec.paths.entries()) setField(result, path, storedValue(values[position]));
  return result;
}

function storedValue(value: unknown): unknown {
  if (value === EMPTY_ARRAY) return BSON_UNDEFINED;
  return value === undefined ? null : value;
}
