/** The name that a client gives to a session: `{id: UUID}`. */
import { Binary, type Document } from '../../bson/bson.ts';
import { bsonTypeOf } from '../../bson/bson-type.ts';
import { fieldNames } from '../../bson/fields.ts';
import { EngineError } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import { missingField, unknownField, wrongType } from './options.ts';

const FIELDS = new Set(['id', 'uid', 'txnNumber', 'txnUUID']);
const UUID_BYTES = 16;

/** The session of a command, when it has one. */
export function sessionOf(body: Document): string | undefined {
  return body.lsid === undefined || body.lsid === null ? undefined : readSessionId('lsid', body.lsid);
}

/** `place` is where the session stands, for errors. */
export function readSessionId(place: string, session: unknown): string {
  if (!isPlainDocument(session)) throw wrongType('command', place, session, 'object');
  for (const name of fieldNames(session)) if (!FIELDS.has(name)) throw unknownField(place, name);
  const id: unknown = session.id;
  if (id === undefined || id === null) throw missingField(place, 'id');
  if (bsonTypeOf(id) !== 'binData' || !(id instanceof Binary) || id.sub_type !== Binary.SUBTYPE_UUID) {
    throw wrongType(place, 'id', id, 'binData of subtype 4');
  }
  if (id.length() !== UUID_BYTES) throw new EngineError(207, 'InvalidUUID', 'uuid must be a 16-byte binary value');
  return id.toString('hex');
}
