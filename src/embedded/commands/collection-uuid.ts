/** The option `collectionUUID`: the collection of a name must be the one that the client means. */
import { Binary, UUID } from '../../bson/bson.ts';
import { isNullish } from '../../bson/bson-type.ts';
import { EngineError } from '../engine-error.ts';
import type { Catalog } from '../storage/catalog.ts';
import { wrongType } from './options.ts';

const UUID_BYTES = 16;

/** Undefined for null. */
export function readUuid(place: string, option: string, value: unknown): Uint8Array | undefined {
  if (isNullish(value)) return undefined;
  if (!(value instanceof Binary) || value.sub_type !== Binary.SUBTYPE_UUID)
    throw wrongType(place, option, value, 'binData of subtype 4');
  if (value.length() !== UUID_BYTES)
    throw new EngineError(207, 'InvalidUUID', `BSON field '${place}.${option}' must be of ${UUID_BYTES} bytes`);
  return value.buffer.subarray(0, UUID_BYTES);
}

/** Throws CollectionUUIDMismatch, which tells the name that the collection has. */
export function checkCollectionUuid(
  catalog: Catalog,
  database: string,
  name: string,
  uuid: Uint8Array | undefined,
): void {
  if (uuid === undefined) return;
  const actual = catalog.find(database, name);
  if (actual !== undefined && Buffer.compare(actual.uuid, uuid) === 0) return;
  const meant = catalog.list(database).find((collection) => Buffer.compare(collection.uuid, uuid) === 0);
  throw new EngineError(361, 'CollectionUUIDMismatch', 'Collection UUID does not match that specified', {
    db: database,
    collectionUUID: new UUID(uuid),
    expectedCollection: name,
    actualCollection: meant?.name ?? null,
  });
}
