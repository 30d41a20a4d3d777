/** The stage `$planCacheStats`. Every query is planned anew, so there is nothing in a cache to tell of. */
import { asDocument } from '../../../bson/bson-type.ts';
import { fieldEntries } from '../../../bson/fields.ts';
import { failedToParse, locationError } from '../../engine-error.ts';
import { typeName } from '../scope.ts';
import type { Stage, StageOptions } from '../stage.ts';

export function compilePlanCacheStats(spec: unknown, { origin, source }: StageOptions): Stage {
  const document = asDocument(spec);
  if (document === undefined) {
    throw failedToParse(`$planCacheStats value must be an object. Found: ${typeName(spec)}`);
  }
  for (const [name, value] of fieldEntries(document)) checkParameter(name, value);
  return () => {
    if (origin?.exists() === true) return [];
    const message = `$planCacheStats: there is no collection ${source?.database}.${origin?.name}`;
    throw locationError(50_933, message);
  };
}

function checkParameter(name: string, value: unknown): void {
  if (name !== 'allHosts')
    throw failedToParse(`$planCacheStats parameters object may contain only 'allHosts': ${name}`);
  if (typeof value !== 'boolean') {
    throw locationError(13_111, `'allHosts' of $planCacheStats must be a boolean, and is of type ${typeName(value)}`);
  }
  if (value) throw locationError(4_503_200, '$planCacheStats with allHosts: true needs a cluster');
}
