/** The stage `$indexStats`: a document for each index, with how often queries were answered by it. */
import { hostname } from 'node:os';
import { Long } from '../../../bson/bson.ts';
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldCount } from '../../../bson/fields.ts';
import { locationError } from '../../engine-error.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compileIndexStats(spec: unknown, { origin }: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined || fieldCount(document) > 0) {
    throw locationError(28_803, 'The $indexStats stage specification must be an empty object');
  }
  return function* described() {
    const host = hostname();
    for (const { name, key, specification, uses, since } of origin?.indexes() ?? []) {
      yield { name, key, host, accesses: { ops: Long.fromNumber(uses), since }, spec: specification };
    }
  };
}
