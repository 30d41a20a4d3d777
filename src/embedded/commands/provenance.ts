/** Where a read or write concern came from, as a router notes it. */
import type { Document } from '../../bson/bson.ts';
import { badValue } from '../engine-error.ts';
import { wrongType } from './options.ts';

const PROVENANCES = new Set([
  'clientSupplied',
  'implicitDefault',
  'customDefault',
  'getLastErrorDefaults',
  'internalWriteDefault',
]);

export function checkProvenance(owner: 'readConcern' | 'writeConcern', concern: Document): void {
  const value: unknown = concern.provenance;
  if (value === undefined || value === null) return;
  if (typeof value !== 'string') throw wrongType(owner, 'provenance', value, 'string');
  if (!PROVENANCES.has(value)) {
    throw badValue(`Enumeration value '${value}' for field '${owner}.provenance' is not a valid value.`);
  }
}
